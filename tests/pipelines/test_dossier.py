"""The parts of a replay: comparing by hand, what may be told when, and what is damaged."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.dossier.chain import Chain, Link, chain_of
from pipelines.dossier.comparing import Comparison, Difference, Table, compare
from pipelines.dossier.lines import replay_lines, verdict_line
from pipelines.dossier.selection import TELLING, Closed, Selection
from pipelines.dossier.told import Replay, StageTold
from pipelines.dossier.versions import Versions
from pipelines.dossier.writing import as_json
from pipelines.snapshots.publications import Logged
from pipelines.snapshots.writer import Recipe, as_input, publish

SCORES = Table("scores", "scores", ("employer_id", "law"))
THEN = pl.DataFrame(
    {"employer_id": ["E1", "E1", "E2"], "law": ["WML", "Wav", "WML"], "p": [0.3, None, 0.5], "rank": [1, 2, 3]}
)


def stored(folder: Path, frame: pl.DataFrame) -> Snapshot:
    return publish(
        SnapshotFolder(folder), Recipe("scores", "test"), lambda side: frame.write_parquet(side / "scores.parquet")
    )


def compared(tmp_path: Path, now: pl.DataFrame) -> Comparison:
    return compare(SCORES, stored(tmp_path / "a", THEN), stored(tmp_path / "b", now), "E1")


def test_the_same_rows_in_another_order_are_the_same(tmp_path: Path) -> None:
    found = compared(tmp_path, THEN.reverse())
    assert (found.is_same, found.rows, found.others) == (True, 2, 0)


def test_a_last_digit_is_no_difference_and_a_billionth_is(tmp_path: Path) -> None:
    near = THEN.with_columns(p=pl.col("p") * (1 + 1e-12))
    assert compared(tmp_path / "near", near).is_same
    far = compared(tmp_path / "far", THEN.with_columns(p=pl.col("p") * (1 + 1e-8)))
    assert [(item.row, item.column) for item in far.differences] == [("WML", "p")]
    assert far.others == 1


def test_each_difference_is_told_by_row_and_column(tmp_path: Path) -> None:
    now = pl.DataFrame(
        {"employer_id": ["E1", "E1", "E2"], "law": ["WML", "Waadi", "WML"], "p": [None, 0.2, 0.5], "rank": [2, 2, 3]}
    )
    found = compared(tmp_path, now)
    told = {(item.row, item.column, item.then, item.now) for item in found.differences}
    assert told == {
        ("WML", "p", 0.3, None),
        ("WML", "rank", 1, 2),
        ("Wav", "", True, False),
        ("Waadi", "", False, True),
    }
    assert found.others == 0
    assert found.rows == 3


def test_another_employer_counts_once_however_many_of_its_rows_differ(tmp_path: Path) -> None:
    now = THEN.with_columns(pl.col("rank") + 1)
    found = compare(SCORES, stored(tmp_path / "a", THEN), stored(tmp_path / "b", now), "E2")
    assert (len(found.differences), found.others) == (1, 1)


def test_a_column_that_came_or_went_is_a_difference(tmp_path: Path) -> None:
    found = compared(tmp_path, THEN.drop("rank").with_columns(tied=pl.lit(1)))
    assert {item.column for item in found.differences} == {"rank", "tied"}


def test_whole_numbers_are_never_near(tmp_path: Path) -> None:
    large = THEN.with_columns(rank=pl.lit(10**12))
    found = compare(
        SCORES,
        stored(tmp_path / "a", large),
        stored(tmp_path / "b", large.with_columns(rank=pl.lit(10**12 + 1))),
        "E1",
    )
    assert len(found.differences) == 2


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=True)), min_size=1, max_size=20))
def test_anything_is_the_same_as_itself(tmp_path_factory: pytest.TempPathFactory, values: list[float | None]) -> None:
    frame = pl.DataFrame(
        {"employer_id": [f"E{number}" for number in range(len(values))], "p": values},
        {"employer_id": pl.String, "p": pl.Float64},
    )
    snapshot = stored(tmp_path_factory.mktemp("same"), frame)
    assert compare(Table("scores", "scores", ("employer_id",)), snapshot, snapshot, "E0").is_same


def test_a_table_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    one, other = stored(tmp_path / "a", THEN), stored(tmp_path / "b", THEN)
    (other.path / "scores.parquet").write_bytes(b"nothing")
    found = compare(SCORES, one, other, "E1")
    assert not found.is_same
    assert found.problem


ITEM: dict[str, Any] = {
    "plan_id": "P",
    "month": date(2026, 11, 1),
    "team": "West-1",
    "instrument": "joint_visit",
    "selection_ground": "model",
    "comparison": False,
    "random_probability": 0.02,
    "inclusion_probability": 0.75,
    "expected_yield": 0.5,
    "bundle_id": "B7",
}
CHANCES = {
    "employer_id": "E1",
    "random_probability": 0.02,
    "inclusion_probability": 0.03,
    "letter_probability": 0.1,
    "drawn": True,
}
CLOSED = Closed("store", "P.1a2b", date(2027, 1, 15))
NOTHING = Chain((), {})
CODE = Versions("v1", "v1")
LAW = {"law": "WML", "supported": True, "probability": 0.553, "rank": 12}


def made(item: dict[str, Any] | None = ITEM, closed: Closed | None = None, **given_fields: Any) -> Replay:
    stages = tuple(StageTold(kind, "", (), CODE) for kind in ("features", "scores", "plan"))
    selection = Selection("P", item, CHANCES, closed, ())
    fields: dict[str, Any] = {
        "chain": NOTHING,
        "stages": stages,
        "facts": [],
        "scores": [LAW],
        "reasons": [],
        "seconds": 61.0,
    }
    return Replay("E1", "2026-10-31", synthetic=True, selection=selection, **(fields | given_fields))


def text(replay: Replay, language: Any = "en") -> str:
    return "\n".join(replay_lines(replay, language))


def test_an_open_case_says_selected_and_no_more() -> None:
    told, content = text(made()), str(as_json(made()))
    assert "Selected under plan P: visit, 11-2026, team West-1." in told
    assert "told only once the case is closed" in told
    for secret in ("joint", "B7", "75%", "2%", "0.75", "0.02", "selection_ground", "'drawn'"):
        assert secret not in told
        assert secret not in content


def test_a_closed_case_tells_lot_or_model() -> None:
    by_model = text(made(closed=CLOSED))
    assert "Case P.1a2b was closed on 15-01-2027 (it stands in the outcomes that were filled in)." in by_model
    assert "joint visit" in by_model
    assert "The chance of being in the plan was 75%." in by_model
    drawn = ITEM | {"selection_ground": "random", "comparison": True, "instrument_probability": 0.25}
    by_lot = text(made(drawn, CLOSED), "nl")
    assert "aangewezen door het lot" in by_lot
    assert "De kans daarop was 2%." in by_lot
    assert "de kans op dit middel was 25%" in by_lot


def test_who_is_not_in_the_plan_learns_its_chance() -> None:
    told = text(made(None))
    assert "Not chosen under plan P." in told
    assert "The chance of a visit or desk check in this period was 3%; that of lot alone was 2%." in told
    assert "The chance of a letter was 10%." in told


def test_scores_are_said_not_to_belong_in_the_file() -> None:
    told = text(made())
    assert "do not belong in the inspection file" in told
    assert "WML: chance 55.3%" in told
    assert "Synthetic data" in told
    unlike = text(made(scores=[LAW | {"supported": False}]))
    assert "55.3%" not in unlike
    assert "resembles nothing that was inspected" in unlike


def test_what_differs_is_withheld_while_it_could_tell() -> None:
    differences = tuple(Difference("plan/items", "", column, "a-then", "a-now") for column in sorted(TELLING))
    own = Difference("plan/items", "", "team", "West-1", None)
    stage = StageTold("plan", "", (Comparison("plan/items", 1, (*differences, own)),), CODE)
    told = text(made(stages=(stage,)))
    assert "a-then" not in told + str(as_json(made(stages=(stage,))))
    assert "column team: then West-1, now empty" in told
    assert "a-then" in text(made(closed=CLOSED, stages=(stage,)))


def test_the_verdict() -> None:
    one = Comparison("scores/scores", 1, (), others=3)
    mine = Comparison("scores/scores", 1, (Difference("scores/scores", "WML", "p", 1.0, 2.0),))
    whole = made()
    other_only = replace(whole, stages=(StageTold("scores", "", (one,), CODE),))
    differing = replace(whole, stages=(StageTold("scores", "", (mine,), CODE),))
    not_made = replace(whole, stages=(StageTold("scores", "Gone.", (), CODE),))
    damaged = replace(whole, chain=Chain((Link("scores", "S", "h", None, ("gone",)),), {}))
    assert [item.identical for item in (whole, other_only, differing, not_made, damaged)] == [True] + [False] * 4
    assert verdict_line(whole, "nl").startswith("UITKOMST: gelijk.")
    assert "voor deze werkgever is alles gelijk" in verdict_line(other_only, "nl")
    for item in (differing, not_made, damaged):
        assert verdict_line(item, "en").startswith("OUTCOME: not identical. Below")
    assert "something differs for 3 other employers" in text(other_only)
    assert "Scores and reasons: not made again. Gone." in text(not_made)
    assert "scores S: IS GONE" in text(damaged)


def test_another_version_is_said() -> None:
    versions = Versions("v1", "v2", (("lightgbm", "4.6.0", "4.7.0"),))
    told = text(made(stages=(StageTold("features", "", (), versions, ("gap", "months")),)))
    assert "not recorded, and so as is the default now: gap, months" in told
    assert "made by program version v1, now again by v2. An older version cannot run here" in told
    assert "library lightgbm: then 4.6.0, now 4.7.0" in told


class _Chain:
    """A plan made from scores, features and warehouse, of a file each."""

    def __init__(self, root: Path) -> None:
        self.folder = SnapshotFolder(root)
        self.warehouse = self._publish("warehouse")
        self.monthly = self._publish("monthly", self.warehouse)
        self.features = self._publish("features", self.warehouse, self.monthly)
        self.models = self._publish("models", self.features)
        self.scores = self._publish("scores", self.models, self.features)
        self.plan = self._publish("plan", self.scores, self.features, self.warehouse)

    def _publish(self, kind: str, *inputs: Snapshot) -> Snapshot:
        notes = {"models": {"WML": inputs[0].manifest.snapshot_id}} if kind == "scores" else {}
        recipe = Recipe(kind, "test", tuple(as_input(item) for item in inputs), notes=notes)
        return publish(self.folder, recipe, lambda side: THEN.write_parquet(side / "table.parquet"))

    def problems(self) -> dict[str, tuple[str, ...]]:
        found = chain_of(self.folder, self.plan, Logged())
        return {link.kind: link.problems for link in found.links if link.problems}


def test_a_sound_chain_goes_down_to_the_registers(tmp_path: Path) -> None:
    chain = _Chain(tmp_path)
    found = chain_of(chain.folder, chain.plan, Logged())
    assert found.is_sound
    assert [link.kind for link in found.links] == ["plan", "scores", "features", "warehouse", "monthly", "models"]
    assert found.models_of == {"WML": chain.models.manifest.snapshot_id}


def test_one_changed_byte_is_found_and_named(tmp_path: Path) -> None:
    chain = _Chain(tmp_path)
    file = chain.features.path / "table.parquet"
    content = bytearray(file.read_bytes())
    content[20] ^= 1
    file.write_bytes(bytes(content))
    assert chain.problems() == {"features": ("changed:table.parquet",)}


def test_a_file_changed_with_its_manifest_is_found_by_the_next_one(tmp_path: Path) -> None:
    chain = _Chain(tmp_path)
    changed = publish(
        SnapshotFolder(tmp_path / "other"),
        Recipe("models", "test"),
        lambda side: THEN.head(1).write_parquet(side / "table.parquet"),
    )
    replace(chain.models.manifest, files=changed.manifest.files).write(chain.models.path)
    (chain.models.path / "table.parquet").write_bytes((changed.path / "table.parquet").read_bytes())
    assert chain.problems() == {"models": ("other_content",)}


def test_a_snapshot_that_is_gone_is_said_and_what_lies_below_it(tmp_path: Path) -> None:
    chain = _Chain(tmp_path)
    chain.features.path.rename(tmp_path / "elsewhere")
    assert chain.problems() == {"features": ("gone",), "monthly": ("not_named",)}
