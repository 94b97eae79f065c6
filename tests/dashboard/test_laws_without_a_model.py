"""A law that too few closed cases examined has no model: the dossier says so, and shows its facts all the same."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.router import screen
from tests.dashboard.conftest import context_over
from tests.support import tables
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.screens import address_of, component, words_on

VISITS = 6


def _block(folder: Path, path: str, part: str) -> str:
    shown: Any = screen(context_over(folder), address_of(path))
    return words_on(component(shown, part))


def _publish_with_models_for(folder: Path, *laws: str) -> None:
    snapshots = publish_all(folder, visits=VISITS)
    reasons = tables.reasons().filter(pl.col("law").is_in(laws))
    scores = tables.scores(VISITS).filter(pl.col("law").is_in(laws))
    publish_kind(snapshots, "scores", {"scores": scores, "reasons": reasons})
    publish_plan(snapshots, visits=VISITS, without_model=[law for law in tables.LAWS if law not in laws])


@pytest.mark.parametrize(
    ("language", "told", "fact"),
    [("nl", "te weinig afgesloten zaken", "1.510,75"), ("en", "too few closed cases", "1,510.75")],
)
def test_it_has_no_chance_but_its_facts(tmp_path: Path, language: str, told: str, fact: str) -> None:
    _publish_with_models_for(tmp_path, "Waadi")
    dossier = f"/{language}/employer/{tables.RICH}"
    for law in ("WML", "Wav"):
        block = _block(tmp_path, dossier, f"law-{law}")
        assert told in block
        assert "%" not in block
    scored = _block(tmp_path, dossier, "law-Waadi")
    assert told not in scored
    assert "14%" in scored  # (13 mod 97 + 0.5) / 97 is 13.9%
    assert fact in _block(tmp_path, dossier, "facts")


def test_the_plan_is_shown_all_the_same(tmp_path: Path) -> None:
    _publish_with_models_for(tmp_path)
    assert "Geplande uren" in _block(tmp_path, "/nl/plan", "plan-view")


def test_no_law_at_all_has_a_model(tmp_path: Path) -> None:
    _publish_with_models_for(tmp_path)
    chance = _block(tmp_path, f"/en/employer/{tables.RICH}", "probability")
    assert chance.count("too few closed cases") == len(tables.LAWS)
    assert "not active on the as-of date" not in chance


def test_an_employer_without_scores_is_another_matter(tmp_path: Path) -> None:
    _publish_with_models_for(tmp_path, *tables.LAWS)
    chance = _block(tmp_path, f"/en/employer/{tables.UNPLANNED}", "probability")
    assert "not active on the as-of date" in chance
    assert "too few closed cases" not in chance
