"""The feature file: of each input the five questions, the link that was measured, and who signed for what is open."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from features.catalogue import load_catalogue
from features.formatting import number
from features.indicator import LAWFUL, TO_CONFIRM, Indicator
from features.indicators import load_indicators
from models.evidence.document import Block, Cell, Table, Text, rows_of
from models.evidence.feature_standing import FeatureStanding
from models.fairness.indicator_links import CONTRARY, HOLDS, NONE, UNDECIDED
from models.labels import LAWS
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing, problems_in_words
from pipelines.evidence.words import Words

Measured = Mapping[tuple[str, str], Mapping[str, Any]]
"""The link of each feature by act and name, as it was measured."""
VERDICTS = (HOLDS, CONTRARY, NONE, UNDECIDED)


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    catalogue = load_catalogue()
    return [
        Text(words("features.lead", count=len(catalogue.features), held=len(catalogue.held))),
        _counts(material.standings, words),
        _links(material.links, words),
        _table(material, words),
    ]


def _counts(standings: Sequence[FeatureStanding], words: Words) -> Table:
    kinds = [_kind(item) for item in standings]
    named = [name for name in ("whole", "signed", "example_signed", "open") if name in kinds]
    rows = rows_of(
        (Cell(words(f"features.{name}"), missing=name == "open"), number(kinds.count(name), words.language))
        for name in named
    )
    return Table(words("features.counts"), (words("features.state"), words("features.number")), rows, (70, 30))


def _kind(item: FeatureStanding) -> str:
    if not item.problems:
        return "whole"
    if item.signature is None:
        return "open"
    return "example_signed" if item.signature.example else "signed"


def _links(links: pl.DataFrame, words: Words) -> Table:
    head = (
        *(words(f"features.{name}") for name in ("law", "arm", "arm_findings")),
        *(words.of_code("verdict", verdict) for verdict in VERDICTS),
    )
    rows = rows_of(_law_links(links.filter(law=law), law, words) for law in LAWS)
    return Table(words("features.links"), head, rows, (14, 16, 18, 13, 13, 13, 13))


def _law_links(links: pl.DataFrame, law: str, words: Words) -> Iterator[str]:
    yield law
    arm = links.select(cases=pl.col("cases") + pl.col("without_value"), positives="positives").max().row(0)
    yield from (number(count or 0, words.language) for count in arm)
    yield from (number(links.filter(verdict=verdict).height, words.language) for verdict in VERDICTS)


def _table(material: Material, words: Words) -> Table:
    head = tuple(words(f"features.{name}") for name in ("name", "lawful", "proxy", "why", "link", "problems"))
    indicators = load_indicators()
    measured = {(row["law"], row["feature"]): row for row in material.links.iter_rows(named=True)}
    rows = rows_of(_row(item, indicators.get(item.feature.name), measured, words) for item in material.standings)
    return Table(words("features.table"), head, rows, (19, 10, 8, 23, 19, 21))


def _row(item: FeatureStanding, indicator: Indicator | None, measured: Measured, words: Words) -> Iterator[str | Cell]:
    feature, language = item.feature, words.language
    owner = words("features.owner", owner=feature.owner, review=feature.review_date)
    yield f"{feature.label.in_language(language)} ({feature.name}); {owner}"
    yield _lawful(item, indicator, words)
    yield words.of_code("risk", feature.proxy_risk)
    yield indicator.substantive.reason.in_language(language) if indicator else words("nothing")
    acts = indicator.laws if indicator else LAWS
    yield "; ".join(_link(law, measured.get((law, feature.name)), words) for law in acts)
    yield _open(item, words)


def _lawful(item: FeatureStanding, indicator: Indicator | None, words: Words) -> Cell:
    """Return whether it is lawful: the file's answer, or that data owners confirmed it for every register behind it."""
    if indicator is None:
        return Cell(words("features.no_file"), missing=True)
    confirmed = indicator.lawful.answer == TO_CONFIRM and LAWFUL not in item.problems
    return Cell(words.of_code("answer_of", "confirmed" if confirmed else indicator.lawful.answer))


def _link(law: str, row: Mapping[str, Any] | None, words: Words) -> str:
    """Return the verdict on a link, with its figure (Goodman and Kruskal's gamma) where that can be estimated."""
    told = f"{law} {words.of_code('verdict', row['verdict'] if row else 'unmeasured')}"
    if row is None or row["value"] is None:
        return told
    value, low, high = (number(row[name], words.language, 2) for name in ("value", "low", "high"))
    return f"{told}: {value} ({low} – {high})"


def _open(item: FeatureStanding, words: Words) -> Cell:
    if not item.problems:
        return Cell(words("none"))
    told = problems_in_words(item.problems)[words.language]
    signature = item.signature
    if signature is None:
        return Cell(f"{told}. {words('features.unsigned')}", missing=True)
    if signature.example:
        return Cell(f"{told}. {words('features.signed_example')}")
    who = {"by": signature.by, "on": signature.on, "until": signature.until, "reason": signature.reason}
    return Cell(f"{told}. {words('features.signed_by', **who)}")
