"""What an evidence pack is filled from: the artefacts that the models were made from, and what people answered."""

import json
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from data_contracts.contract import register_names, spoken_name
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from features.catalogue import load_catalogue
from features.indicators import load_indicators, load_registers
from models.evidence.answers import Answer
from models.evidence.feature_standing import FeatureSignature, FeatureStanding, Lawfulness, standings
from models.evidence.questions import field_question, questions, register_question, source_tables
from models.evidence.register_record import Facts, Filled, Problem, fields, fill, problems, record_of
from models.fairness.indicator_links import expectations, indicator_links
from models.labels import LAWS, labelled_cases
from pipelines.evidence.answers_file import Answers, examples, read_answers
from pipelines.evidence.signing import signatures_in
from pipelines.fairness.tables import REPORT
from pipelines.registry.evidence import backtest_of
from pipelines.registry.models import PublishedModel, events_in, models_of
from pipelines.steps.context import register_tables

FAIRNESS = "fairness"
RANDOM = "random"


@dataclass(frozen=True)
class Sources:
    """The snapshots, the answers and the signatures that a pack rests on; together they decide what it holds."""

    settings: KompasSettings
    models: Snapshot
    backtest: Snapshot | None
    fairness: Snapshot | None
    answers: Answers
    signatures: tuple[FeatureSignature, ...]
    day: date

    @property
    def used(self) -> tuple[Snapshot, ...]:
        """The snapshots, the models first."""
        return tuple(item for item in (self.models, self.backtest, self.fairness) if item is not None)

    def lapsed(self) -> list[str]:
        """Return what does not count by its date: answers (those of a later day too), signatures, indicator files."""
        answers = (item.name for item in questions() if self.answers.standing(item, self.day) in ("lapsed", "unsigned"))
        signed = (f"{item.feature} {item.until}" for item in self.signatures if item.until < self.day)
        files = (item.name for item in load_catalogue().features if item.review_date < self.day)
        return sorted({*answers, *signed, *files})

    def counting(self, question: str) -> Answer | None:
        """Return the answer to a question, by its name, if it counts."""
        asked = next(item for item in questions() if item.name == question)
        return self.answers.counting(asked, self.day)


@dataclass(frozen=True)
class Material:
    """Everything that the sections of a pack are written from.

    Attributes:
        sources: What it was gathered from.
        features: The features snapshot that the models learnt from.
        warehouse: The warehouse behind it.
        models: The models, in the order of the acts.
        links: The statistical link of each feature by act, on the random sample.
        standings: How each feature stands.
        filled: The record for the Algoritmeregister.
        problems: Why that record cannot be published.
    """

    sources: Sources
    features: Snapshot
    warehouse: Snapshot
    models: tuple[PublishedModel, ...]
    links: pl.DataFrame
    standings: tuple[FeatureStanding, ...]
    filled: tuple[Filled, ...]
    problems: tuple[Problem, ...]

    @property
    def synthetic(self) -> bool:
        """Whether the registers are made up."""
        return self.sources.models.manifest.synthetic

    @property
    def uses_examples(self) -> bool:
        """Whether an example stands in for a person who answers or signs."""
        signed = (item.signature for item in self.standings)
        return self.sources.answers.uses_examples or any(item is not None and item.example for item in signed)


def sources_of(settings: KompasSettings, folder: SnapshotFolder, models: Snapshot, day: date | None = None) -> Sources:
    """Return what a pack of some models rests on today, without reading any table.

    Args:
        settings: The run's settings.
        folder: The published snapshots.
        models: The models snapshot.
        day: The day on which answers and signatures must count; today when none is given.

    Raises:
        KompasError: The file of answers or the store cannot be read.
    """
    return Sources(
        settings=settings,
        models=models,
        backtest=backtest_of(folder, models),
        fairness=_fairness_of(folder, models),
        answers=read_answers(settings, synthetic=models.manifest.synthetic),
        signatures=signatures_in(settings),
        day=day or date.today(),
    )


def gather(folder: SnapshotFolder, sources: Sources) -> Material:
    """Read what the sections are written from.

    Raises:
        KompasError: The features or the warehouse that the models learnt from are gone.
    """
    features = folder.input_of(sources.models, "features")
    warehouse = folder.input_of(features, "warehouse")
    links = measured_links(features, warehouse)
    filled = _record(sources)
    return Material(
        sources=sources,
        features=features,
        warehouse=warehouse,
        models=models_of(sources.models),
        links=links,
        standings=feature_standings(sources, links),
        filled=filled,
        problems=problems(record_of(filled)),
    )


def feature_standings(sources: Sources, links: pl.DataFrame) -> tuple[FeatureStanding, ...]:
    """Return how each feature of the matrix stands, given the links that were measured."""
    own = (examples().signature,) if sources.answers.synthetic else ()
    return standings(
        sources.day,
        load_catalogue().features,
        load_indicators(),
        links,
        _lawfulness(sources),
        load_registers(),
        (*own, *sources.signatures),
    )


def measured_links(features: Snapshot, warehouse: Snapshot) -> pl.DataFrame:
    """Return the statistical link of each feature by act, on the closed cases that were drawn by lot.

    Returns:
        As ``models.fairness.indicator_links.indicator_links`` gives it.
    """
    as_of = date.fromisoformat(features.manifest.as_of or "")
    matrix = pl.read_parquet(features.table("training")).rename({"case_id": "unit"})
    names = [name for name in load_catalogue().names if name in matrix.columns]
    units = (
        labelled_cases(register_tables(warehouse), as_of)
        .filter("comparable")
        .select(
            "law",
            "employer_id",
            "weight",
            unit="case_id",
            drawn=pl.col("selection_ground") == RANDOM,
            probability="selection_probability",
            outcome="violation",
        )
    )
    return indicator_links(units, matrix.select("unit", *names), expectations(load_indicators(), names, LAWS))


def _fairness_of(folder: SnapshotFolder, models: Snapshot) -> Snapshot | None:
    """Return the newest intact fairness audit of these very models, those of all acts, if there is one."""
    fitting = (item for item in folder.snapshots(FAIRNESS) if models.manifest.snapshot_id in _audited(item))
    audits = (item for item in fitting if not damaged_files(item))
    wanted = {model.law: models.manifest.snapshot_id for model in models_of(models)}
    return next((item for item in audits if wanted.items() <= _audited_by_law(item).items()), None)


def _audited(audit: Snapshot) -> set[str]:
    return {item.snapshot_id for item in audit.manifest.inputs if item.kind == "models"}


def _audited_by_law(audit: Snapshot) -> dict[str, str]:
    told: dict[str, str] = json.loads(audit.file(REPORT).read_text(encoding="utf-8"))["models"]
    return told


def _lawfulness(sources: Sources) -> Lawfulness:
    answers = {table: sources.counting(register_question(table)) for table in source_tables()}
    given = {table: answer for table, answer in answers.items() if answer is not None}
    return Lawfulness(
        allowed=frozenset(table for table, answer in given.items() if not answer.refuses),
        refused=frozenset(table for table, answer in given.items() if answer.refuses),
    )


def _record(sources: Sources) -> tuple[Filled, ...]:
    """Return the record as it is to be published when these models come in use."""
    first = next((event for event in events_in(sources.settings) if event.event == "activated"), None)
    facts = Facts(
        laws=[model.law for model in models_of(sources.models)],
        begin=f"{datetime.fromisoformat(first.at):%Y-%m}" if first else f"{sources.day:%Y-%m}",
        registers=[spoken_name(name, "nl") for name in register_names()],
    )
    asked = {field.name: sources.counting(field_question(field.name)) for field in fields() if field.ask}
    return fill(facts, {name: answer for name, answer in asked.items() if answer is not None})
