"""The extract for the inspection file: frozen at the decision, and without anything that tells a score or lot."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import polars as pl
import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditFilter, AuditLog, sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.extracts import ExtractBasis, Extracts, FrozenExtract, content_hash
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from features.formatting import number, percent
from pipelines.auditing.verifying import verify_store
from pipelines.dossier.extract.document import extract_document
from pipelines.dossier.extract.frozen import WRITTEN, Extract, extract
from pipelines.dossier.papers import write_papers
from tests.support import tables
from tests.support.command import kompas
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.tables import RICH, UNPLANNED

VISITS = 40
LOT, JOINT = "E0000010", "E0000014"
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
PURPOSE = "zaak 12"
TELLING = ("random_probability", "inclusion_probability", "instrument_probability", "expected_yield", "comparison")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which every planned employer has a fact, of so many euros as its number."""
    data = tmp_path_factory.mktemp("made")
    folder = publish_all(data, visits=VISITS)
    every = [
        tables.facts().head(1).with_columns(employer_id=pl.lit(name), amount_cents=pl.lit(100 * position, pl.Int64))
        for position, name in enumerate(tables.employer_ids(VISITS)[1:], start=2)
    ]
    facts = pl.concat([tables.facts(), *every])
    features = {"current": tables.current(VISITS), "training": tables.current(0), "facts": facts}
    publish_kind(folder, "features", features)
    publish_kind(folder, "scores", {"scores": tables.scores(VISITS), "reasons": tables.reasons()})
    publish_plan(folder, visits=VISITS)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return copytree(made, tmp_path / "data")


def plan_of(data: Path) -> Snapshot:
    return SnapshotFolder(data / "snapshots").latest("plan")


def decide(data: Path, *employers: str, **changes: Any) -> None:
    roll = plan_roll(plan_of(data))
    decisions = PlanDecisions(sqlite_url(data))
    for employer_id in employers:
        given = {"kind": "accept", "reason": "as_planned", "by": "A. Anders"} | changes
        decisions.record(PlanDecision(roll.plan_id, employer_id, **given), "u", roll)


def asked(data: Path, employer_id: str) -> Extract:
    return extract(KompasSettings(data_dir=data), employer_id, "2026-11", PURPOSE)


def as_frozen(data: Path, employer_id: str) -> Extract:
    """Return an extract with a seal and a moment that do not differ from run to run."""
    content = ExtractBasis(plan_of(data)).contents([employer_id])[employer_id] | {"seal": "0" * 32}
    digest = content_hash(content)
    frozen = FrozenExtract(1, AT.isoformat(), "2026-11", 1, content, digest)
    return Extract(content, digest, frozen, in_the_log=True, differs=(), made=AT)


def written(extract: Extract, folder: Path) -> list[Path]:
    content = {"content": extract.content, "content_hash": extract.digest}
    return write_papers(lambda language: extract_document(extract, language), folder, "extract", content)


def texts_of(paths: Sequence[Path]) -> str:
    """Return all that a reader can see, or copy, in files."""
    pdf = (page.extract_text() for path in paths if path.suffix == ".pdf" for page in pypdf.PdfReader(path).pages)
    return "\n".join((*(path.read_text("utf-8") for path in paths if path.suffix != ".pdf"), *pdf))


def shuffled(data: Path, seed: int) -> None:
    """Deal scores, grounds, chances and joint visits anew, in the files as they lie: nothing else changes."""
    chosen = np.random.default_rng(seed)
    folder = SnapshotFolder(data / "snapshots")
    scores = Path(folder.latest("scores").table("scores"))
    frame = pl.read_parquet(scores)
    frame.with_columns(
        probability=pl.Series(chosen.random(frame.height)),
        rank=pl.col("rank").shuffle(int(chosen.integers(1_000))),
    ).write_parquet(scores)
    items = Path(folder.latest("plan").table("items"))
    frame = pl.read_parquet(items)
    dealt = [frame[name].shuffle(int(chosen.integers(1_000))) for name in TELLING if name in frame.columns]
    frame.with_columns(
        *dealt,
        *(pl.Series(f"p_{law}", chosen.random(frame.height)) for law in tables.LAWS),
        selection_ground=pl.Series(chosen.choice(("random", "model"), frame.height)),
        instrument=pl.Series(chosen.choice(("visit", "joint_visit", "desk_check", "letter"), frame.height)),
        main_law=pl.Series(chosen.choice(tables.LAWS, frame.height)),
    ).write_parquet(items)


@settings(max_examples=3, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), numbers=st.sets(st.integers(1, VISITS), min_size=2, max_size=2))
def test_no_byte_of_an_extract_depends_on_a_score_a_ground_or_lot(
    made: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, numbers: set[int]
) -> None:
    root = tmp_path_factory.mktemp("twice")
    other = copytree(made, root / "other")
    shuffled(other, seed)
    for employer_id in (f"E{position:07d}" for position in numbers):
        one = written(as_frozen(made, employer_id), root / "one")
        two = written(as_frozen(other, employer_id), root / "two")
        assert len(one) == 7
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_no_figure_or_reason_of_the_model_stands_in_any_file(made: Path, tmp_path: Path) -> None:
    folder = SnapshotFolder(made / "snapshots")
    scores = pl.read_parquet(folder.latest("scores").table("scores"))
    items = pl.read_parquet(folder.latest("plan").table("items"))
    reasons = set(pl.read_parquet(folder.latest("scores").table("reasons"))["feature"])
    for position in range(1, VISITS + 1, 6):
        employer_id = f"E{position:07d}"
        text = texts_of(written(as_frozen(made, employer_id), tmp_path / employer_id))
        chances = [
            value
            for frame in (scores, items)
            for name, column in frame.filter(employer_id=employer_id).to_dict().items()
            if frame.schema[name].is_float() and name not in ("site_probability", "expected_hours", "log_odds")
            for value in column.drop_nulls()
            if value not in (0.0, 1.0)
        ]
        assert len(chances) > 10
        figures = {form for value in chances for form in forms(value)}
        assert {figure for figure in figures if re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d])", text)} == set()
        assert not {name for name in (*reasons, "random_probability", "selection_ground", "rank") if name in text}
        assert position == 1 or f"{position},00" in text


def forms(value: float) -> set[str]:
    """Return the ways in which a figure could be written; whole percents only with their sign."""
    written = {repr(value), f"{value:.3f}", f"{value:.4f}", number(value, "nl", 3)}
    return written | {percent(value, language) for language in ("nl", "en")}


def test_an_extract_is_frozen_at_the_decision_and_its_hash_is_a_line_of_the_log(data: Path) -> None:
    decide(data, RICH, JOINT)
    log = AuditLog(sqlite_url(data))
    frozen, joint = log.lines(AuditFilter(("freeze_extract",)))
    (held,) = Extracts(sqlite_url(data)).of_item("2026-11", RICH)
    assert frozen.detail["content_hash"] == held.content_hash == content_hash(held.content)
    assert frozen.subject == log.reference("employer", RICH)
    assert joint.detail["decision"] == 2
    assert [fact["amount_cents"] for fact in held.content["facts"] if fact["status"] == "below"] == [151_075, None]
    assert [source["kind"] for source in held.content["sources"]] == ["plan", "features", "warehouse"]
    made = asked(data, RICH)
    assert made.is_sound
    (line,) = log.lines(AuditFilter((WRITTEN,)))
    assert line.detail == {"plan": "2026-11", "content_hash": held.content_hash, "frozen": True, "differs": []}
    assert not verify_store(KompasSettings(data_dir=data)).wrong


def test_a_later_run_with_other_content_says_so_and_still_gives_what_was_frozen(data: Path, tmp_path: Path) -> None:
    decide(data, RICH)
    facts = Path(SnapshotFolder(data / "snapshots").latest("features").table("facts"))
    pl.read_parquet(facts).with_columns(amount_cents=pl.col("amount_cents") + 1).write_parquet(facts)
    made = asked(data, RICH)
    assert made.differs == ("facts",)
    assert not made.is_sound
    command = ("dossier", RICH, "--plan", "2026-11", "--purpose", PURPOSE, "--for", "file", "--out", str(tmp_path))
    result = kompas(*command, settings={"KOMPAS_DATA_DIR": str(data)})
    assert result.returncode == 1, result.stderr
    text = (tmp_path / "extract.nl.txt").read_text("utf-8")
    assert "ANDERS DAN NU" in text
    assert "1.510,75" in text
    assert "1.510,76" not in text


def test_what_was_frozen_and_changed_in_the_store_is_not_believed(data: Path) -> None:
    decide(data, RICH)
    made = asked(data, RICH)
    assert made.frozen is not None
    changed = replace(made, frozen=replace(made.frozen, content=made.frozen.content | {"facts": []}))
    assert not changed.is_sound
    assert "KLOPT NIET" in str(extract_document(changed, "nl").opening)


def test_before_a_decision_an_extract_is_preliminary_and_who_is_not_chosen_gets_none(data: Path) -> None:
    made = asked(data, LOT)
    assert made.frozen is None
    assert "VOORLOPIG" in str(extract_document(made, "nl").opening)
    with pytest.raises(KompasError, match="was not chosen"):
        asked(data, UNPLANNED)
    with pytest.raises(KompasError, match="without a purpose"):
        extract(KompasSettings(data_dir=data), RICH, "2026-11", " ")


def test_who_a_person_brought_in_reads_like_everybody_else(data: Path) -> None:
    added = {"kind": "add", "reason": "report_received", "ground": "signal", "team": "West-1", "month": tables.MONTH}
    decide(data, UNPLANNED, **added)
    decide(data, RICH)
    by_hand, planned = asked(data, UNPLANNED), asked(data, RICH)
    assert by_hand.content.keys() == planned.content.keys()
    assert by_hand.content["item"] == {"month": "2026-11-01", "team": "West-1"}
    assert "signal" not in str(by_hand.content)
    one, two = (extract_document(made, "en").parts[0].blocks[0] for made in (by_hand, planned))
    assert str(one).replace("West-1", "Noord-1").replace(UNPLANNED, RICH)[:80] == str(two)[:80]
