"""The whole way, once, on small synthetic registers: what each step leaves, what it reuses, and a harmless kill."""

import json
import shutil
import signal
import subprocess
import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.snapshots import SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND
from data_contracts.store import AuditLog, ModelEvents, sqlite_url
from tests.support.activation import put_in_use
from tests.support.command import kompas

SMALL = {
    "KOMPAS_SYNTH__EMPLOYERS": "2000",
    "KOMPAS_SYNTH__MONTHS": "14",
    "KOMPAS_SYNTH__MONTHLY_VISIT_SHARE": "0.12",
    "KOMPAS_MODEL__BOOTSTRAP_ROUNDS": "100",
    "KOMPAS_MODEL__BACKTEST_MONTHS": "2",
    "KOMPAS_MODEL__TREES": "100",
    "KOMPAS_MODEL__MEMBERS": "2",
    "KOMPAS_PLAN__COOL_OFF_MONTHS": "3",
}
STEPS = ("synth", "ingest", "features", "train", "backtest", "fairness", "evidence", "score", "plan")


@pytest.fixture(scope="module")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run by rules and lot, because nobody put a model in use, and one after somebody did.

    What was said is that of both: of the first up to the evidence pack, of the second from there.
    """
    folder = tmp_path_factory.mktemp("run") / "data"
    by_rules = kompas("run", "--data", str(folder), settings=SMALL)
    assert by_rules.returncode == 0, by_rules.stderr
    assert "By rules, without a model: WML (no model in use), Wav (no model in use), Waadi" in by_rules.stderr
    assert "kompas models activate WML Wav Waadi" in by_rules.stderr
    put_in_use(folder)
    done = kompas("run", "--data", str(folder), settings=SMALL)
    first, _, _ = by_rules.stderr.partition(" [8/9] ")
    _, _, then = done.stderr.partition(" [8/9] ")
    said = f"{first} [8/9] {then}" if done.returncode == 0 else done.stderr
    return folder, subprocess.CompletedProcess(done.args, done.returncode, done.stdout, said)


@pytest.fixture(scope="module")
def snapshots(small_run: tuple[Path, subprocess.CompletedProcess[str]]) -> SnapshotFolder:
    folder, done = small_run
    assert done.returncode == 0, done.stderr
    return SnapshotFolder(folder / "snapshots")


def test_every_step_says_rows_seconds_and_place(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    _, done = small_run
    lines = done.stderr.splitlines()
    for position, step in enumerate(STEPS, start=1):
        (line,) = [line for line in lines if line.strip().startswith(f"[{position}/9] {step}")]
        assert " rows " in line
        assert " s " in line
    assert snapshots.kinds() == tuple(VERB_OF_KIND)
    assert lines[-1].startswith("All done in ")


def test_everything_says_that_it_is_synthetic_and_from_what_it_was_made(snapshots: SnapshotFolder) -> None:
    for kind in VERB_OF_KIND:
        manifest = snapshots.latest(kind).manifest
        assert manifest.synthetic, kind
        assert manifest.notes["note_nl"], kind
        assert manifest.inputs, kind
    plan = snapshots.latest("plan").manifest
    assert {item.kind for item in plan.inputs} == {"scores", "features", "warehouse"}


def test_one_employer_travels_from_register_to_plan(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    items = pl.read_parquet(snapshots.latest("plan").table("items"))
    chosen = items.filter(pl.col("selection_ground") == "model").row(0, named=True)["employer_id"]
    register = pl.read_parquet(folder / "register" / "*" / "employers" / "*.parquet")
    assert chosen in register["employer_id"]
    scores = pl.read_parquet(snapshots.latest("scores").table("scores")).filter(pl.col("employer_id") == chosen)
    assert sorted(scores["law"]) == ["WML", "Waadi", "Wav"]
    reasons = pl.read_parquet(snapshots.latest("scores").table("reasons")).filter(pl.col("employer_id") == chosen)
    assert set(reasons["direction"]) <= {"up", "down"}
    assert len(reasons) > 0


def test_scores_are_chances_and_ranks_follow_them(snapshots: SnapshotFolder) -> None:
    scores = pl.read_parquet(snapshots.latest("scores").table("scores"))
    employers = pl.read_parquet(snapshots.latest("features").table("current")).height
    assert scores.height == 3 * employers
    assert scores["probability"].is_between(0, 1).all()
    for law in ("WML", "Wav", "Waadi"):
        own = scores.filter(pl.col("law") == law).sort("rank")
        assert own["probability"].is_sorted(descending=True)
        assert own["rank"][0] == 1


def test_the_plan_keeps_to_the_hours_and_writes_the_probabilities_down(snapshots: SnapshotFolder) -> None:
    plan = snapshots.latest("plan")
    items, teams = pl.read_parquet(plan.table("items")), pl.read_parquet(plan.table("teams"))
    used = teams["hours_random"] + teams["hours_targeted"]
    assert (used <= teams["hours_available"] - teams["hours_reserved"] + 1e-9).all()
    assert items["plan_id"].unique().to_list() == [plan.manifest.notes["plan_id"]]
    drawn = items.filter(pl.col("selection_ground") == "random")
    assert len(drawn) > 0
    assert drawn["random_probability"].is_between(0, 1, closed="right").all()
    inclusion = pl.read_parquet(plan.table("inclusion"))
    assert inclusion.height == pl.read_parquet(snapshots.latest("features").table("current")).height
    assert (inclusion["random_probability"] > 0).all()


def test_a_plan_by_rules_keeps_to_the_hours_and_has_the_very_same_random_arm(snapshots: SnapshotFolder) -> None:
    by_models, by_rules = snapshots.snapshots("plan")
    scores = snapshots.input_of(by_rules, "scores")
    assert (scores.manifest.notes["models"], scores.manifest.notes["rules"]) == ({}, ["WML", "Wav", "Waadi"])
    teams = pl.read_parquet(by_rules.table("teams"))
    used = teams["hours_random"] + teams["hours_comparison"] + teams["hours_targeted"]
    assert (used <= teams["hours_available"] - teams["hours_reserved"] + 1e-9).all()
    items = pl.read_parquet(by_rules.table("items"))
    assert items["employer_id"].n_unique() == len(items)
    assert items.filter(selection_ground="model").height > 0
    lot = ["employer_id", "stratum", "drawn", "random_probability"]
    drawn = [
        pl.read_parquet(plan.table("inclusion"), columns=lot).sort("employer_id") for plan in (by_models, by_rules)
    ]
    assert drawn[0]["drawn"].sum() > 0
    assert drawn[0].equals(drawn[1])


def test_the_plan_says_what_would_bring_whom_below_its_cut(snapshots: SnapshotFolder) -> None:
    plan, scores = snapshots.latest("plan"), pl.read_parquet(snapshots.latest("scores").table("scores"))
    planned = pl.read_parquet(plan.table("items"))["employer_id"]
    told = pl.read_parquet(plan.table("below_the_cut"))
    above = scores.filter(pl.col("employer_id").is_in(planned.implode()), pl.col("rank") <= len(planned))
    assert told.select("employer_id", "law").rows() == above.select("employer_id", "law").sort(pl.all()).rows()
    assert (told["steps"].drop_nulls() > 0).all()
    assert told["sentence_nl"].str.contains("grens van het plan").all()
    assert told["sentence_en"].str.contains("plan's cut").all()


def test_nobody_visited_lately_is_targeted(snapshots: SnapshotFolder) -> None:
    items = pl.read_parquet(snapshots.latest("plan").table("items")).filter(pl.col("selection_ground") == "model")
    cases = pl.read_parquet(snapshots.latest("warehouse").table("inspections"))
    as_of = date.fromisoformat(snapshots.latest("plan").manifest.as_of or "")
    recent = cases.filter((pl.col("known_at") <= as_of) & (pl.col("selected_on") > pl.lit(as_of).dt.offset_by("-3mo")))
    assert not set(items["employer_id"]) & set(recent["employer_id"])


def test_the_backtest_compares_with_the_plain_rankings(snapshots: SnapshotFolder) -> None:
    backtest = snapshots.latest("backtest")
    metrics = pl.read_parquet(backtest.table("metrics"))
    assert set(metrics["ranking"]) >= {"model", "heuristic", "logistic", "random"}
    assert set(metrics["law"]) == {"WML", "Wav", "Waadi"}
    everybody = (
        pl.read_parquet(backtest.table("segments")).filter(dimension="all", cut=0.1, law="WML").row(0, named=True)
    )
    same = metrics.filter(pl.col("cut_off").is_null(), law="WML", arm="all", ranking="model", metric="capture", cut=0.1)
    assert everybody["capture"] == pytest.approx(same["value"].item())
    report = json.loads(backtest.file("report.json").read_text())
    assert report["synthetic"] is True
    assert "SYNTHETISCH" in backtest.file("report.nl.html").read_text(encoding="utf-8")


def test_a_second_run_does_nothing_again(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    before = {kind: snapshots.latest(kind).manifest.snapshot_id for kind in VERB_OF_KIND}
    again = kompas("run", "--data", str(folder), settings=SMALL)
    assert again.returncode == 0
    assert sum("unchanged, kept" in line for line in again.stderr.splitlines()) == len(STEPS)
    assert {kind: snapshots.latest(kind).manifest.snapshot_id for kind in VERB_OF_KIND} == before


@pytest.mark.slow
def test_only_what_a_setting_touches_is_made_again(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    plans = len(list(snapshots.snapshots("plan")))
    changed = kompas("run", "--data", str(folder), settings=SMALL | {"KOMPAS_PLAN__RANDOM_SHARE": "0.3"})
    kept = [line.split()[1] for line in changed.stderr.splitlines() if "unchanged, kept" in line]
    assert kept == ["synth", "ingest", "features", "train", "backtest", "fairness", "evidence", "score"]
    assert len(list(snapshots.snapshots("plan"))) == plans + 1


def test_status_names_every_snapshot(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    said = kompas("status", "--data", str(folder), settings={"COLUMNS": "160"}).stdout
    for kind in VERB_OF_KIND:
        assert snapshots.latest(kind).manifest.snapshot_id in said
    assert "SYNTHETIC" in said


@pytest.mark.slow
def test_going_back_to_an_earlier_setting_uses_its_snapshots_again(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    kompas("run", "--data", str(folder), settings=SMALL)
    before = {kind: snapshots.latest(kind) for kind in VERB_OF_KIND}
    refused = kompas("run", "--data", str(folder), "--as-of", "2026-08-31", settings=SMALL)
    assert "learnt from what was known on 2026-10-31" in refused.stderr
    put_in_use(folder)
    earlier = kompas("run", "--data", str(folder), "--as-of", "2026-08-31", settings=SMALL)
    assert earlier.returncode == 0, earlier.stderr
    assert snapshots.latest("plan").manifest.notes["month"] == "2026-09-01"
    put_in_use(folder, before["models"])
    back = kompas("run", "--data", str(folder), settings=SMALL)
    assert sum("unchanged, kept" in line for line in back.stderr.splitlines()) == len(STEPS)
    assert {kind: snapshots.latest(kind) for kind in VERB_OF_KIND} == before


@pytest.mark.slow
def test_scores_and_plan_refuse_features_of_another_date(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    assert kompas("features", "--data", str(folder), "--as-of", "2026-08-31", settings=SMALL).returncode == 0
    refused = kompas("score", "--data", str(folder), settings=SMALL)
    assert refused.returncode == 1
    assert "learnt from what was known on 2026-10-31" in refused.stderr
    assert "kompas models activate" in refused.stderr
    refused = kompas("plan", "--data", str(folder), settings=SMALL)
    assert refused.returncode == 1
    assert "made from other features" in refused.stderr
    assert "kompas score" in refused.stderr
    assert kompas("run", "--data", str(folder), settings=SMALL).returncode == 0
    assert snapshots.latest("plan").manifest.as_of == "2026-10-31"


@pytest.mark.slow
@pytest.mark.parametrize("synthetic", [False, True])
def test_what_a_delivery_says_of_itself_marks_everything_after_it(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path, synthetic: bool
) -> None:
    folder, _ = small_run
    data, key = tmp_path / "data", tmp_path / "key"
    shutil.copytree(folder / "register", data / "register")
    for delivery in (data / "register").glob("*/delivery.json"):
        delivery.write_text(json.dumps(json.loads(delivery.read_text()) | {"synthetic": synthetic}))
    assert kompas("pseudonyms", "new-key", str(key)).returncode == 0
    settings = SMALL | {"KOMPAS_PSEUDONYM_KEY_FILE": str(key)}
    done = [kompas(verb, "--data", str(data), settings=settings) for verb in ("ingest", "features", "train")]
    assert [item.returncode for item in done] == [0, 0, 0]
    made = SnapshotFolder(data / "snapshots")
    assert [made.latest(kind).manifest.synthetic for kind in ("warehouse", "features", "models")] == [synthetic] * 3


def test_a_run_asks_the_gates_when_somebody_answers_for_the_models(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    folder, _ = small_run
    fresh = tmp_path / "data"
    shutil.copytree(folder, fresh, ignore=shutil.ignore_patterns("store.sqlite*"))
    person = ("--activate-by", "J. de Tester", "--reason", "to try")
    done = kompas("run", "--data", str(fresh), *person, settings=SMALL)
    lines = done.stderr.splitlines()
    assert any(line.startswith("[8/10] activation") for line in lines)
    said = [line for line in lines if line.strip().startswith(("WML: WML@", "Wav: Wav@", "Waadi: Waadi@"))]
    in_use = ModelEvents(sqlite_url(fresh)).active()
    assert len(said) == 3
    assert [line.split(":")[0].strip() for line in said if "is now in use; J. de Tester answers" in line] == list(
        in_use
    )
    assert all(event.reason == "to try" for event in in_use.values())
    assert done.returncode == 0  # a law whose model a gate keeps out goes by rules
    assert not any("evidence pack" in line for line in said)


def test_what_was_run_is_in_the_audit_log(small_run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = small_run
    log = AuditLog(sqlite_url(folder))
    assert log.verify() is None
    assert {f"run_{step}" for step in STEPS} <= {line.action for line in log.lines()}


@pytest.mark.slow
def test_a_killed_run_leaves_the_last_good_snapshots(
    small_run: tuple[Path, subprocess.CompletedProcess[str]], snapshots: SnapshotFolder
) -> None:
    folder, _ = small_run
    before = {kind: snapshots.latest(kind) for kind in VERB_OF_KIND}
    killed = _kill_in_the_middle(folder, "features", ["--as-of", "2026-07-31"])
    assert killed == -signal.SIGKILL
    left = [path for path in (folder / "snapshots" / "features").iterdir() if path.name.startswith(".partial")]
    assert left
    for kind, snapshot in before.items():
        assert snapshots.latest(kind) == snapshot
    assert kompas("status", "--data", str(folder)).returncode == 0
    done = kompas("features", "--data", str(folder), "--as-of", "2026-07-31", settings=SMALL)
    assert done.returncode == 0
    assert snapshots.latest("features").manifest.as_of == "2026-07-31"
    assert not any(path.exists() for path in left)


def _kill_in_the_middle(folder: Path, kind: str, options: list[str]) -> int:
    """Start a run, wait until the step has begun to write its side folder, and kill it for real."""
    command = [kompas.path, "run", "--data", str(folder), *options]
    process = subprocess.Popen(
        command, env=kompas.environment(SMALL), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if any((folder / "snapshots" / kind).glob(".partial-*")):
            process.kill()
            break
        time.sleep(0.005)
    return process.wait(timeout=30)
