"""Which features keep a model out, and what a signature covers: what was open, for these inputs, until a day."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from features.catalogue import load_catalogue
from features.feature import Feature
from features.indicators import load_indicators, load_registers
from models.evidence.feature_standing import FeatureSignature, FeatureStanding, Lawfulness, inputs_hash, standings

FEATURE = load_catalogue().feature("share_on_call")  # bears on the WML only, made of the wage returns alone
DAY = FEATURE.review_date - timedelta(days=30)
ALL = Lawfulness(allowed=frozenset(FEATURE.source_tables))
INPUTS = inputs_hash([FEATURE.name])
SIGNED = FeatureSignature(FEATURE.name, "A. Jansen", "small arm", DAY, DAY, frozenset({"undecided:WML"}), INPUTS)


def _standing(
    verdict: str = "undecided",
    *signatures: FeatureSignature,
    lawfulness: Lawfulness = ALL,
    feature: Feature = FEATURE,
    file: bool = True,
    day: date = DAY,
) -> FeatureStanding:
    links = pl.DataFrame({"law": ["WML", "Wav"], "feature": [feature.name] * 2, "verdict": [verdict, "none"]})
    indicators = load_indicators() if file else {}
    (found,) = standings(day, [feature], indicators, links, lawfulness, load_registers(), signatures)
    return found


def test_a_feature_whose_link_holds_and_that_is_lawful_keeps_nothing_out() -> None:
    found = _standing("holds")
    assert (found.state, found.problems, found.keeps_out) == ("complete", (), False)


@pytest.mark.parametrize("verdict", ["undecided", "none", "contrary"])
def test_a_link_that_does_not_hold_keeps_a_model_out_in_the_acts_that_the_feature_bears_on(verdict: str) -> None:
    found = _standing(verdict)
    assert (found.problems, found.keeps_out) == ((f"{verdict}:WML",), True)


def test_a_link_that_was_not_measured_does_not_hold() -> None:
    empty = pl.DataFrame(schema={"law": pl.String, "feature": pl.String, "verdict": pl.String})
    (found,) = standings(DAY, [FEATURE], load_indicators(), empty, ALL, load_registers(), ())
    assert found.problems == ("unmeasured:WML",)


def test_a_file_that_is_missing_or_expired_keeps_a_model_out() -> None:
    assert _standing("holds", file=False).problems == ("missing", "none:Wav", "unmeasured:Waadi")
    assert _standing("holds", day=FEATURE.review_date + timedelta(days=1)).problems == ("expired",)
    assert _standing("holds", day=FEATURE.review_date).problems == ()


def test_lawfulness_is_open_until_the_data_owner_answers_and_no_is_for_nobody_to_sign() -> None:
    assert _standing("holds", lawfulness=Lawfulness()).problems == ("lawful",)
    refused = Lawfulness(refused=frozenset({"wage_records"}))
    covering = replace(SIGNED, problems=frozenset({"lawful", "unlawful", "undecided:WML"}))
    found = _standing("undecided", covering, lawfulness=refused)
    assert "unlawful" in found.problems
    assert found.keeps_out


def test_a_signature_lets_a_feature_stay() -> None:
    found = _standing("undecided", SIGNED)
    assert (found.signature, found.keeps_out) == (SIGNED, False)


@pytest.mark.parametrize(
    "other",
    [
        {"until": DAY - timedelta(days=1)},
        {"inputs": inputs_hash([FEATURE.name, "another"])},
        {"problems": frozenset({"undecided:Wav"})},
        {"feature": "another"},
    ],
)
def test_it_does_not_after_its_day_for_other_inputs_problems_or_features(other: dict[str, object]) -> None:
    assert _standing("undecided", replace(SIGNED, **other)).keeps_out  # type: ignore[arg-type]


def test_who_signed_for_a_link_that_was_undecided_did_not_sign_for_a_contrary_one() -> None:
    assert _standing("contrary", SIGNED).keeps_out


def test_an_example_covers_whatever_is_open_but_not_a_no() -> None:
    example = FeatureSignature("*", "Voorbeeld", "example", DAY, DAY, example=True)
    assert not _standing("contrary", example).keeps_out
    assert _standing("contrary", example, lawfulness=Lawfulness(refused=frozenset({"wage_records"}))).keeps_out


def test_the_order_of_the_inputs_is_part_of_what_is_signed() -> None:
    assert inputs_hash(["a", "b"]) != inputs_hash(["b", "a"])
