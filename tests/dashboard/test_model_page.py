"""The model page: its figures by hand, what it says where nothing was measured, and its figures as data."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dash.exceptions import PreventUpdate

from dashboard.components import interval_plots as plots
from dashboard.components.data_export import Column, Sheet, csv_of
from dashboard.components.sheets import EVERYTHING, file_of
from dashboard.context import Context
from dashboard.pages.model import FOLDER
from dashboard.pages.model.layout import render, taken
from dashboard.routing import Address, parse_address
from dashboard.texts import LANGUAGES, Language, words_of
from data_contracts.store import Decision, ModelEvents
from data_contracts.store.outcome import LawFinding, Outcome
from tests.dashboard.conftest import context_over
from tests.support.model_tables import FREE, LEVEL, RARE, publish_model_run, reasons
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.screens import component, hrefs_on, words_on
from tests.support.tables import scores

PATH = "/en/model"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("model-run")
    publish_model_run(publish_all(folder, visits=60))
    return context_over(folder)


def _address(search: str = "", path: str = PATH) -> Address:
    return parse_address(path, search, "nl", "plan")


def _page(context: Context, search: str = "", path: str = PATH) -> Any:
    address, lineage = _address(search, path), context.published.lineage()
    assert lineage is not None
    return render(context, lineage, address, words_of(FOLDER, address.language))


def _part(page: Any, name: str) -> str:
    return words_on(component(page, name))


def _sheets(context: Context, search: str = "") -> dict[str, Sheet]:
    lineage = context.published.lineage()
    assert lineage is not None
    made = taken(context, lineage, _address(search), words_of(FOLDER, "en"))
    return {sheet.name: sheet for sheet in made.sheets}


def test_figures_stand_with_their_interval_and_what_they_rest_on(run: Context) -> None:
    quality = _part(_page(run), "quality")
    assert "60%\n54% to 66%" in quality
    assert "3.00 (2.70\u00a0to\u00a03.30)" in quality
    assert "400 closed cases, 80 of them with a finding, at the plan's cut: the first 2.0% of the list" in quality
    assert run.published.folder.latest("backtest").manifest.snapshot_id in quality
    assert "Only the random arm says how well the model ranks all employers" in quality


def test_too_few_cases_are_not_estimable_and_not_zero(run: Context) -> None:
    grounds = _sheets(run)["grounds"]
    rows = {row[0]: dict(zip((c.code for c in grounds.columns), row, strict=True)) for row in grounds.rows}
    assert (rows["Random arm"]["cases"], rows["Random arm"]["auc"]) == (30, None)
    assert rows["All grounds together"]["precision"] == 0.5  # of the first tenth, not at the plan's cut
    assert "Random arm\n30\n4\nnot estimable" in _part(_page(run), "quality")


def test_periods_stand_in_order(run: Context) -> None:
    assert [day for day, name in _sheets(run)["periods"].records("period", "ranking") if name == "model"] == [
        date(2025, 11, 1),
        date(2026, 2, 1),
    ]


def test_lift_is_what_is_found_over_what_is_gone_through(run: Context) -> None:
    first = _sheets(run)["curves"].records("ranking", "share", "lift", "lift_interval")[0]
    assert first[:2] == ("model", 0.1)
    assert first[2] == pytest.approx(10 / 3)
    assert first[3] == pytest.approx((3.0, 10 / 3 * 1.1))


def test_calibration_counts_the_bands_that_are_off(run: Context) -> None:
    assert "In 1 of the 2 bands demonstrably more was found than expected, in 0 demonstrably less." in _part(
        _page(run), "calibration"
    )


def test_errors_by_group(run: Context) -> None:
    segments = _part(_page(run), "segments").replace("\u00a0", " ")
    assert "All cases together\n400\n80\n40\n20% (16% to 24%)\n50% (40% to 60%)\n25% (20% to 30%)" in segments
    # Two findings in J, which would be 80 less those of F and I: I, the next smallest, and its shares go with it.
    assert "Construction\n300\n60\n30\n20% (16% to 24%)\n50% (40% to 60%)" in segments
    assert "80\nnot shown\nnot shown\nnot shown\nnot shown" in segments
    assert "20\nnot shown\nnot shown\nnot shown\nnot shown" in segments


def test_the_gap_and_the_stop_rule(run: Context) -> None:
    gap = _part(_page(run), "gap").replace("\u00a0", " ")
    assert "Share of the model's visits with a finding (18 of 40)\n45% (31% to 60%)" in gap
    assert "Share of visits drawn by lot with a finding (1 of 12)\nnot estimable" in gap
    assert "All grounds together\n80\n24\n20.00\n1.20 (0.85 to 1.60)" in gap
    assert "7 are still open" in gap
    assert "Not estimable: too few visits by lot." in gap


def test_outcomes_of_the_plan_beside_what_was_expected(tmp_path: Path) -> None:
    folder = publish_model_run(publish_all(tmp_path, visits=60))
    context = context_over(tmp_path)
    items = pl.read_parquet(folder.latest("plan").table("items")).filter(pl.col("p_WML").is_not_null())
    chances = dict(items.select("employer_id", "p_WML").iter_rows())
    for at, employer in enumerate(chances):
        examined = LawFinding("WML", examined=True, violation=at % 2 == 0)
        context.outcomes.record(
            Outcome(
                "2026-11", employer, "visit", "visited", "Piet", closed_on=date(2026, 11, 20), findings=(examined,)
            ),
            "tester",
        )
        if at == 48:
            assert "Closed cases of this plan\n49\nnot estimable\nnot estimable" in _part(_page(context), "gap")
    row = _sheets(context)["recorded"].records("cases", "found", "expected", "ratio")[0]
    expected = sum(chances.values())
    assert row == (60, 30, pytest.approx(expected), pytest.approx(30 / expected))


def test_drift_says_what_moved(run: Context) -> None:
    drift = _part(_page(run), "drift")
    assert "Share below the minimum\n0.31\n0.020\n900\n950\n10%\n12%\ndrifted" in drift


def test_reasons_are_counted_and_rare_ones_left_out(run: Context) -> None:
    sheet = _sheets(run)["reasons"]
    assert sheet.records("feature", "employers", "raises", "lowers", "weight_in_test") == [
        (LEVEL, 100, 1.0, 0.0, 0.42),
        (FREE, 10, 0.0, 0.1, None),
    ]
    assert RARE not in sheet.column("feature")
    assert dict(_sheets(run)["families"].records("family", "weight")) == pytest.approx({"Wages": 0.3, "Signals": 0.1})


def test_dependence_by_tenths_of_the_values(run: Context) -> None:
    rows = _sheets(run)["dependence"].records("feature", "value", "employers", "contribution")
    level = [row for row in rows if row[0] == LEVEL]
    assert [row[1] for row in level] == [5.5 + 10 * tenth for tenth in range(10)]
    assert {row[2] for row in level} == {10}
    # Of all drawn employers, (5.5 - 50) / 100 in the first tenth; in the reasons that are shown it would be 0.055.
    assert level[0][3] == pytest.approx(-0.445)
    assert [row[1:] for row in rows if row[0] == FREE] == [
        (1.2, 90, pytest.approx(0.02)),
        (None, 10, pytest.approx(-0.2)),
    ]
    shown = _part(_page(run), "dependence")
    assert "Of 100 employers drawn by lot from all 2,000 scored employers" in shown
    assert "With a higher value the model may only raise the chance." in shown
    free = _part(_page(run, f"?feature={FREE}"), "dependence")
    assert "For 10 of these employers the value is not known; the middle contribution is then" in free
    assert "The model is free in how it weighs this feature." in free


def test_a_curve_tells_how_many_under_the_pointer_and_counts_in_whole_numbers(run: Context) -> None:
    figure = component(_page(run), "dependence-plot").figure
    line = figure["data"][-1]
    assert line["text"][0] == "10 employers"
    assert line["mode"] == "lines+markers"  # ten times the number of employers beside the points would hide the line
    assert "dtick" not in figure["layout"]["xaxis"]  # 5.5 is no whole number
    counted = plots.Series("signals", [0, 1, 2], [0.1, 0.2, 0.3], [None] * 3)
    axis = plots.Axis("", places="number")
    drawn = plots.lines("plot", [counted], axis, "", words_of(FOLDER, "en"))
    assert component(drawn, "plot").figure["layout"]["xaxis"]["dtick"] == 1


def test_two_figures_of_a_group_stand_below_each_other(run: Context) -> None:
    two = component(_page(run), "segments-plot").figure
    assert two["layout"]["scattermode"] == "group"
    assert {dots["orientation"] for dots in two["data"]} == {"h"}  # standing, the intervals would hide each other
    (one,) = component(_page(run), "grounds-plot").figure["data"]
    assert "orientation" not in one  # lying, the axis would begin at zero, far from any AUC


def test_scores_without_a_sample_say_what_to_run(tmp_path: Path) -> None:
    publish_kind(
        publish_model_run(publish_all(tmp_path, visits=60)), "scores", {"scores": scores(100), "reasons": reasons()}
    )
    context = context_over(tmp_path)
    publish_plan(context.published.folder, visits=60)
    told = _part(_page(context), "dependence")
    assert "No sample was kept of these scores yet." in told
    assert "kompas score" in told


def test_who_put_the_model_in_use_when_and_why(tmp_path: Path) -> None:
    folder = publish_model_run(publish_all(tmp_path, visits=60))
    context = context_over(tmp_path)
    assert "not recorded" in _part(_page(context), "in-use")
    model = f"WML@{folder.latest('models').manifest.snapshot_id}"
    gates = [{"gate": "files", "status": "passed", "figures": {}, "sentence": {"nl": "Heel.", "en": "Whole."}}]
    events = ModelEvents(context.store_url)
    events.record(Decision("activated", "WML", model, "E. Jansen", "better in the test", gates), "tester")
    shown = _part(_page(context), "in-use")
    for words in (model, "E. Jansen", "better in the test", "Files unchanged\npassed\nWhole.", "put in use"):
        assert words in shown


def test_a_model_that_was_kept_out_stands_in_the_history_with_what_the_gate_said(tmp_path: Path) -> None:
    publish_model_run(publish_all(tmp_path, visits=60))
    context = context_over(tmp_path)
    said = {"nl": "Slechter.", "en": "Worse: -20.0 percentage points."}
    gates = [
        {"gate": "files", "status": "passed", "figures": {}, "sentence": {"nl": "Heel.", "en": "Whole."}},
        {"gate": "not_worse_than_heuristic", "status": "failed", "figures": {"difference": -0.2}, "sentence": said},
    ]
    events = ModelEvents(context.store_url)
    events.record(Decision("activated", "WML", "WML@first", "E. Jansen", "the first", gates[:1]), "tester")
    events.refuse(Decision("activated", "WML", "WML@second", "P. Pieters", "newer", gates), "tester")
    events.refuse(Decision("activated", "Wav", "Wav@second", "P. Pieters", "newer", gates), "tester")
    told = _sheets(context)["activations"].records("what", "model", "by", "why", "gates")
    assert told == [
        ("kept out", "WML@second", "P. Pieters", "newer", "Worse: -20.0 percentage points."),
        ("put in use", "WML@first", "E. Jansen", "the first", None),
    ]
    assert "kept out\nWML@second\nP. Pieters\nnewer\nWorse: -20.0 percentage points." in _part(_page(context), "in-use")


def test_what_was_not_measured_says_what_to_run(tmp_path: Path) -> None:
    publish_model_run(publish_all(tmp_path, visits=60), segments=False, monitored=False)
    page = _page(context_over(tmp_path))
    assert "before errors by group were measured" in _part(page, "segments")
    assert "kompas backtest" in _part(page, "segments")
    assert "This has not been measured yet" in _part(page, "gap")
    assert "kompas monitor" in _part(page, "drift")


def test_a_backtest_of_an_earlier_version_says_what_to_run(context: Context) -> None:
    assert "kompas backtest" in _part(_page(context), "quality")  # of hit rates only


def test_a_law_without_a_test_and_values_that_are_none(run: Context) -> None:
    assert "Nothing was tested for this law" in _part(_page(run, "?law=Wav"), "quality")
    odd = _page(run, "?law=%27%3B&by=kleur&feature=<script>")
    assert "60%\n54% to 66%" in _part(odd, "quality")
    assert "/en/model?law=Wav&by=region" in hrefs_on(_page(run, "?law=WML&by=region"))


def test_a_csv_holds_numbers_and_no_formula(run: Context) -> None:
    source = run.published.folder.latest("backtest")
    columns = (
        Column("group", "Groep"),
        Column("value", "Waarde", "number"),
        Column("interval", "Waarde", "number", interval=True),
    )
    sheet = Sheet("x", "X", "", source, columns, (('=1+1"', -0.5, (-1.25, 3)), ("b", None, None)))
    lines = csv_of(sheet, words_of(FOLDER, "nl")).removeprefix("\ufeff").splitlines()
    mark = f'"{source.manifest.snapshot_id}";"2026-10-31";"SYNTHETISCH"'
    assert lines[0].startswith('"Groep";"Waarde";"Waarde, ondergrens";"Waarde, bovengrens";"Momentopname"')
    assert lines[1] == f'"\'=1+1""";-0,5;-1,25;3;{mark}'
    assert lines[2] == f'"b";;;;{mark}'


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_taken_along_and_logged(run: Context, language: Language) -> None:
    address = _address("?law=WML", f"/{language}/model")
    download, problem = file_of(run, FOLDER, EVERYTHING, address, taken)
    assert problem == ""
    assert download["filename"] == "model-WML-everything.json"
    document = json.loads(download["content"])
    assert document["law"] == "WML"
    assert document["synthetic"] is True
    for kind in ("backtest", "scores", "monitoring"):
        assert document["snapshots"][kind]["snapshot_id"] == run.published.folder.latest(kind).manifest.snapshot_id
    for name in ("rankings", "periods", "curves", "calibration", "segments_sector", "gap", "drift", "dependence"):
        assert document["tables"][name]["rows"]
    first = document["tables"]["rankings"]["rows"][0]
    assert first["precision_interval"] == {"low": pytest.approx(0.54), "high": pytest.approx(0.66)}
    line = [line for line in run.audit_log.lines() if line.action == "export_model"][-1]
    assert line.detail["law"] == "WML"
    assert line.detail["table"] == EVERYTHING


def test_what_there_is_not_is_not_taken_along(run: Context) -> None:
    with pytest.raises(PreventUpdate):
        file_of(run, FOLDER, "store.sqlite", _address(), taken)
