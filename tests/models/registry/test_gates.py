"""The gates: what is shown to be bad keeps a model out, and so does what cannot be estimated."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.bootstrap import Estimate
from models.evaluation.reliability import ReliabilityBand
from models.evidence.standing import PackStanding, PackState
from models.inputs import LANGUAGES
from models.registry.gates import Evidence, GateResult, judge, may_be_activated

BANDS = tuple(ReliabilityBand(100, chance, chance, 0.0, 1.0) for chance in (0.1, 0.2, 0.3, 0.5))
GOOD = Evidence(
    law="WML",
    cases=400,
    positives=110,
    cut=0.02,
    precision=Estimate(0.5, 0.4, 0.6),
    differences={"heuristic": Estimate(0.1, 0.02, 0.2)},
    bands=BANDS,
    inputs=("a", "b"),
    catalogue=("a", "b"),
    pack=PackStanding("complete", "20261129T1-abc", signed=3, answers="evidence/answers.yaml"),
)


def _gate(evidence: Evidence, name: str) -> GateResult:
    (found,) = [result for result in judge(evidence) if result.gate == name]
    return found


def test_a_good_model_passes_and_what_is_not_asked_yet_says_so() -> None:
    results = judge(GOOD)
    assert may_be_activated(results)
    assert {result.gate: result.status for result in results} == {
        "backtest": "passed",
        "not_worse_than_heuristic": "passed",
        "not_worse_than_active": "not_asked",
        "calibration_ratio": "passed",
        "calibration_slope": "passed",
        "files": "passed",
        "inputs": "passed",
        "evidence_pack": "passed",
        "stop_rule": "passed",
    }
    assert "20261129T1-abc is volledig; 3 kenmerken" in _gate(GOOD, "evidence_pack").sentence["nl"]


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("absent", "There is no evidence pack of these models: run `kompas evidence`. Answers go in here.yaml"),
        ("stale", "The evidence pack is of other answers, signatures, tests or code than those of now"),
        ("damaged", "A file of the evidence pack P is not what was published"),
        ("incomplete", "The evidence pack P is not complete; things missing: 7. First these: "
         "no 1. no 2. no 3. no 4. no 5. Answer questions in here.yaml (`kompas evidence --ask`)"),
    ],
)  # fmt: skip
def test_without_a_complete_pack_nobody_puts_a_model_in_use_and_the_first_five_lacks_are_named(
    state: PackState, says: str
) -> None:
    lacks = tuple({"nl": f"geen {number}.", "en": f"no {number}."} for number in range(1, 8))
    evidence = replace(GOOD, pack=PackStanding(state, "P", lacks, answers="here.yaml"))
    gate = _gate(evidence, "evidence_pack")
    assert gate.status == "failed"
    assert gate.sentence["en"].startswith(says)
    assert not may_be_activated(judge(evidence))


def test_a_model_of_which_no_pack_is_told_has_none() -> None:
    assert _gate(Evidence("WML"), "evidence_pack").status == "failed"


def test_a_pack_with_examples_says_so() -> None:
    evidence = replace(GOOD, pack=replace(GOOD.pack, example=True))
    assert "examples, which count for synthetic registers only" in _gate(evidence, "evidence_pack").sentence["en"]


@pytest.mark.parametrize(
    ("difference", "status"),
    [
        (Estimate(-0.10, -0.20, -0.01), "failed"),  # wholly below 0
        (Estimate(-0.10, -0.20, 0.0), "passed"),  # touches 0: not shown to be worse
        (Estimate(-0.10, -0.20, 0.1), "passed"),
        (Estimate(0.10, float("nan"), float("nan")), "not_estimable"),
        (None, "not_estimable"),
    ],
)
def test_a_model_is_kept_out_when_it_is_shown_to_be_worse_than_the_heuristic(
    difference: Estimate | None, status: str
) -> None:
    evidence = replace(GOOD, differences={} if difference is None else {"heuristic": difference})
    assert _gate(evidence, "not_worse_than_heuristic").status == status
    assert may_be_activated(judge(evidence)) == (status == "passed")


WORSE, BETTER = Estimate(-0.1, -0.2, -0.01), Estimate(0.1, 0.0, 0.2)


@pytest.mark.parametrize(
    ("beside", "difference", "status"),
    [
        ("none", None, "not_asked"),
        ("unusable", None, "not_asked"),
        ("other", BETTER, "passed"),
        ("other", WORSE, "failed"),
        ("other", None, "not_estimable"),
        ("same_recipe", None, "passed"),
        ("same_recipe", WORSE, "failed"),
    ],
)
def test_a_model_is_kept_out_when_it_is_shown_to_be_worse_than_the_one_in_use(
    beside: str, difference: Estimate | None, status: str
) -> None:
    more = {} if difference is None else {"active": difference}
    evidence = replace(GOOD, beside=beside, differences={**GOOD.differences, **more})
    assert _gate(evidence, "not_worse_than_active").status == status


def _bands(factor: float, cases: int = 100) -> tuple[ReliabilityBand, ...]:
    return tuple(replace(band, cases=cases, observed=min(1.0, band.predicted * factor)) for band in BANDS)


@pytest.mark.parametrize(("factor", "status"), [(1.0, "passed"), (0.75, "passed"), (0.5, "failed"), (1.8, "failed")])
def test_found_over_expected_must_touch_the_band(factor: float, status: str) -> None:
    # 110 were expected of 400. At 0.75 the interval (0.61 to 0.90) touches 0.8; at 0.5 (0.39 to 0.64) it does not.
    result = _gate(replace(GOOD, bands=_bands(factor)), "calibration_ratio")
    assert result.status == status
    assert result.figures["value"] == pytest.approx(factor, abs=0.01)


def test_chances_that_lie_too_far_apart_keep_a_model_out() -> None:
    flat = tuple(replace(band, cases=1000, observed=0.275) for band in BANDS)
    evidence = replace(GOOD, bands=flat)
    assert _gate(evidence, "calibration_ratio").status == "passed"
    assert _gate(evidence, "calibration_slope").status == "failed"


@pytest.mark.parametrize("bands", [(), _bands(1.0, cases=10), _bands(0.0)], ids=["none", "few cases", "one outcome"])
def test_too_few_cases_are_not_estimable_and_keep_a_model_out(bands: tuple[ReliabilityBand, ...]) -> None:
    evidence = replace(GOOD, bands=bands)
    assert _gate(evidence, "calibration_ratio").status == "not_estimable"
    assert not may_be_activated(judge(evidence))


def test_without_a_backtest_nothing_is_estimable() -> None:
    evidence = Evidence(law="WML", inputs=("a",), catalogue=("a",))
    statuses = {result.gate: result.status for result in judge(evidence)}
    assert [gate for gate, status in statuses.items() if status == "not_estimable"] == [
        "backtest",
        "not_worse_than_heuristic",
        "calibration_ratio",
        "calibration_slope",
    ]
    assert not may_be_activated(judge(evidence))


def test_changed_files_and_other_inputs_are_named() -> None:
    result = _gate(replace(GOOD, damaged=["WML.lgb.txt"]), "files")
    assert (result.status, "WML.lgb.txt" in result.sentence["en"]) == ("failed", True)
    result = _gate(replace(GOOD, catalogue=("a", "c")), "inputs")
    assert (result.status, "b, c" in result.sentence["nl"]) == ("failed", True)
    assert _gate(replace(GOOD, catalogue=("b", "a")), "inputs").status == "failed"


def test_figures_read_as_each_language_writes_them() -> None:
    result = _gate(GOOD, "not_worse_than_heuristic")
    assert "(2%)" in result.sentence["en"]
    # A difference of two shares is in percentage points: 60% beside 50% is not 10% better.
    assert "precision 50%, difference 10.0 percentage points (2.0 to 20.0)" in result.sentence["en"]
    result = _gate(replace(GOOD, differences={"heuristic": WORSE}), "not_worse_than_heuristic")
    assert "precisie 50%, verschil -10,0 procentpunt (-20,0 tot -1,0)" in result.sentence["nl"]
    active = replace(GOOD, beside="other", differences={**GOOD.differences, "active": Estimate(0.0123, -0.0004, 0.025)})
    told = _gate(active, "not_worse_than_active").sentence
    assert "verschil 1,2 procentpunt (0,0 tot 2,5)" in told["nl"]
    assert "difference 1.2 percentage points (0.0 to 2.5)" in told["en"]
    assert "1,00; het interval (" in _gate(GOOD, "calibration_ratio").sentence["nl"]


@given(
    st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["none", "unusable", "same_recipe", "other"])
)
def test_every_gate_speaks_both_languages_and_nothing_that_keeps_out_lets_in(
    value: float, below: float, above: float, beside: str
) -> None:
    difference = Estimate(value, value - below, value + above)
    evidence = replace(GOOD, beside=beside, differences={"heuristic": difference, "active": difference})
    results = judge(evidence)
    assert all(result.sentence[language] for result in results for language in LANGUAGES)
    assert may_be_activated(results) == (value + above >= 0)
