"""How sure a score is, in words: the rank interval, ties, what a visit yields, and what cannot be estimated."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.formats import euros
from dashboard.pages.employer import PAGE
from dashboard.pages.employer.blocks import place_sentence
from dashboard.router import screen
from dashboard.texts import words_of
from tests.dashboard.conftest import context_over
from tests.support import tables
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.screens import address_of, component, words_on


def score(**changes: Any) -> dict[str, Any]:
    return {"rank": 12, "rank_low": 5, "rank_high": 40, "tied": 1, "employers": 17_812} | changes


@pytest.mark.parametrize(
    ("changes", "dutch", "english"),
    [
        (
            {},
            "Plaats 12 van de 17.812 werkgevers. Had het model van andere zaken geleerd, "
            "dan was dat meestal (95%) een plaats tussen 5 en 40.",
            "Rank 12 of 17,812 employers. Had the model learnt from other cases, "
            "it would mostly (95%) be between 5 and 40.",
        ),
        (
            {"tied": 2},
            "Plaats 12 van de 17.812 werkgevers. Had het model van andere zaken geleerd, "
            "dan was dat meestal (95%) een plaats tussen 5 en 40. "
            "Eén andere werkgever deelt deze plaats.",
            "Rank 12 of 17,812 employers. Had the model learnt from other cases, "
            "it would mostly (95%) be between 5 and 40. "
            "One other employer shares this rank.",
        ),
        (
            {"tied": 1301, "rank_low": None, "rank_high": None},
            "Plaats 12 van de 17.812 werkgevers. 1.300 andere werkgevers delen deze plaats.",
            "Rank 12 of 17,812 employers. 1,300 other employers share this rank.",
        ),
    ],
)
def test_a_place_in_words(changes: dict[str, Any], dutch: str, english: str) -> None:

    assert place_sentence(score(**changes), words_of(PAGE.folder, "nl")) == dutch
    assert place_sentence(score(**changes), words_of(PAGE.folder, "en")) == english


def test_an_estimate_in_euros_shows_two_figures_that_count() -> None:
    assert [euros(amount, "en") for amount in (0.4, 7.0, 94.6, 1_234.5, 98_765.0)] == [
        "€0",
        "€7",
        "€95",
        "€1,200",
        "€99,000",
    ]
    assert euros(1_234.5, "nl") == "€\u00a01.200"


def _law(folder: Path, language: str, law: str) -> str:
    path = f"/{language}/employer/{tables.RICH}"
    shown: Any = screen(context_over(folder), address_of(path))
    return " ".join(words_on(component(shown, f"law-{law}")).split())


def _publish(folder: Path, *unsupported: str) -> None:
    snapshots = publish_all(folder, visits=6)
    supported = ~pl.col("law").is_in(unsupported)
    scores = tables.scores(6).with_columns(supported=supported)
    publish_kind(snapshots, "scores", {"scores": scores, "reasons": tables.reasons()})
    publish_plan(snapshots, visits=6)


def test_what_a_visit_yields_stands_beside_the_chance(tmp_path: Path) -> None:
    _publish(tmp_path)
    block = _law(tmp_path, "en", "WML")
    # The first employer's chance is 7.5 / 97 = 7.7%, times 3.25 workers 0.25.
    assert "8%" in block
    assert "Workers affected 0.3" in block
    assert "Underpaid €1,200" in block
    assert "Hours for the whole case 21" in block
    assert "Without knowledge of earlier inspections: rank" in block
    assert "Te weinig betaald niet te schatten" in _law(tmp_path, "nl", "Wav")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", "lijkt op geen enkel bedrijf dat voor deze wet is onderzocht"),
        ("en", "resembles no employer that was inspected for this law"),
    ],
)
def test_an_employer_like_nothing_inspected_has_no_chance(tmp_path: Path, language: str, told: str) -> None:
    _publish(tmp_path, "WML")
    block = _law(tmp_path, language, "WML")
    assert told in block
    assert "%" not in block
    assert not any(digit in block for digit in "0123456789")
    assert told not in _law(tmp_path, language, "Waadi")


@pytest.mark.parametrize(
    ("language", "heading", "sentence"),
    [
        ("nl", "Wat de werkgever zelf kan veranderen", "Met één verandering onder de grens."),
        ("en", "What the employer can change itself", "Below the cut with one change."),
    ],
)
def test_what_would_bring_an_employer_below_the_cut(tmp_path: Path, language: str, heading: str, sentence: str) -> None:
    _publish(tmp_path)
    block = _law(tmp_path, language, "WML")
    assert f"{heading} {sentence}" in block
    assert heading not in _law(tmp_path, language, "Wav")
