"""Every screen follows one plan and what it was made from, whatever else has been published since."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.lineage import GoneSnapshotError
from dashboard.router import screen
from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.snapshots.writer import make_current
from tests.dashboard.conftest import context_over
from tests.support import tables
from tests.support.published import publish_all, publish_kind
from tests.support.screens import address_of, component, words_on

KINDS = ("warehouse", "monthly", "features", "models", "backtest", "scores", "plan")


def _words(context: Context, path: str, part: str = "content") -> str:
    return words_on(component(screen(context, address_of(path)), part))


def _in_use(folder: SnapshotFolder) -> dict[str, Snapshot]:
    return {kind: folder.latest(kind) for kind in KINDS}


def _half_a_run(folder: SnapshotFolder) -> None:
    """Publish newer snapshots as a run leaves them that stops before its plan: other employers, facts and chances."""
    register = {
        "employers/part-0": tables.employers(1).with_columns(trade_name=pl.lit("Uit een andere run")),
        "wage_tax_numbers/part-0": tables.wage_tax_numbers(1).clear(),
        "establishments/part-0": tables.establishments().clear(),
    }
    cases = {"inspections/part-0": tables.inspections().clear(), "findings/part-0": tables.findings().clear()}
    publish_kind(folder, "warehouse", register | cases)
    publish_kind(folder, "monthly", {"months/2026-10.00": tables.current(1)})
    features = {"current": tables.current(1), "training": tables.current(0), "facts": tables.facts().clear()}
    publish_kind(folder, "features", features)
    publish_kind(folder, "models", {"cases": tables.cases().clear()})
    publish_kind(folder, "scores", {"scores": tables.scores(1), "reasons": tables.reasons().clear()})


def test_screens_follow_the_plan_and_not_the_newest_of_each_kind(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=6)
    first = _in_use(folder)
    _half_a_run(folder)
    assert folder.latest("scores").manifest.snapshot_id != first["scores"].manifest.snapshot_id
    context = context_over(tmp_path)
    footer = _words(context, "/nl/plan", "footer-snapshots")
    assert [kind for kind in KINDS if first[kind].manifest.snapshot_id not in footer] == []
    dossier = _words(context, f"/nl/employer/{tables.RICH}")
    assert tables.NAMES[0] in dossier
    assert "Uit een andere run" not in dossier
    assert "1.510,75" in dossier  # a fact of the plan's features
    assert "van de 6 werkgevers" in dossier  # the plan's scores; the newer ones are of one employer
    assert "Z-2025-01" in dossier  # the plan's warehouse


def test_an_older_plan_that_is_in_use_again_brings_its_own_lineage(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=6)
    first = _in_use(folder)
    publish_all(tmp_path, visits=3)
    context = context_over(tmp_path)
    assert "van de 3 werkgevers" in _words(context, f"/nl/employer/{tables.RICH}")
    make_current(folder, first["plan"])
    assert "van de 6 werkgevers" in _words(context, f"/nl/employer/{tables.RICH}")
    footer = _words(context, "/nl/capacity", "footer-snapshots")
    shown = {kind: first[kind].manifest.snapshot_id in footer for kind in KINDS}
    assert shown == {kind: kind != "backtest" for kind in KINDS}  # the backtest is the one in use


@pytest.mark.parametrize(("path", "told"), [("/nl", "Niet meer beschikbaar"), ("/en", "No longer available")])
@pytest.mark.parametrize("kind", ["warehouse", "features", "scores"])
def test_a_part_that_is_gone_is_not_replaced_by_a_newer_one(tmp_path: Path, kind: str, path: str, told: str) -> None:
    folder = publish_all(tmp_path, visits=6)
    gone = folder.latest(kind)
    _half_a_run(folder)
    shutil.rmtree(gone.path)
    context = context_over(tmp_path)
    shown = _words(context, f"{path}/employer/{tables.RICH}", "missing-snapshot")
    assert told in shown
    assert "kompas run" in shown.splitlines()
    assert context.audit_log.lines() == ()
    assert gone.manifest.snapshot_id not in _words(context, "/nl/plan", "footer-snapshots")
    assert "2026-11" in _words(context, "/nl/plan")  # which needs the plan only


def test_the_error_names_what_is_gone(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    shutil.rmtree(folder.latest("models").path)
    lineage = context_over(tmp_path).published.lineage()
    assert lineage is not None
    with pytest.raises(GoneSnapshotError, match=r"scores snapshot .* models snapshot that is not there") as met:
        lineage.snapshot("models")
    assert "kompas run" in met.value.remedy
    assert set(lineage.manifests()) == set(KINDS) - {"models"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_backtest_of_other_features_says_so(tmp_path: Path, language: str) -> None:
    folder = publish_all(tmp_path, visits=3)
    planned = folder.latest("features").manifest.snapshot_id
    context = context_over(tmp_path)
    assert planned not in _words(context, f"/{language}/capacity")
    _half_a_run(folder)
    publish_kind(folder, "backtest", {"hit_rates": tables.hit_rates()})
    warning = _words(context, f"/{language}/capacity", "rates-other-data")
    assert planned in warning
    assert folder.latest("features").manifest.snapshot_id in warning


def test_a_screen_rests_on_one_state_of_the_folder_and_the_next_one_on_what_is_there_then(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=6)
    context = context_over(tmp_path)
    shown, warehouse = context.published.lineage(), folder.latest("warehouse")
    assert shown is not None
    assert shown.snapshot("warehouse") == warehouse
    shutil.rmtree(warehouse.path)
    assert shown.snapshot("warehouse") == warehouse
    after = context.published.lineage()
    assert after is not None
    with pytest.raises(GoneSnapshotError):
        after.snapshot("warehouse")
