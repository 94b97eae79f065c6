"""The rules behind labels: they agree with the statute, and what does not hold together is refused."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from data_contracts.errors import KompasError
from features.statute.parameters import Known, holds_on, parameter_named
from models.labels.articles import counts, named_articles
from models.labels.rules import LAWS, RULES_FILE, label_rules, read_rules


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("WML art. 7", {"7"}),
        ("Waadi art. 7a", {"7a"}),
        ("Waadi art. 7a lid 1 en 8", {"7a(1)", "8"}),
        ("art. 12h(2) and 12n(3)", {"12h(2)", "12n(3)"}),
        ("Artikel 8a, lid 2", {"8a(2)"}),
        ("18b(1)(a), 7", {"18b(1)(a)", "7"}),
        ("Stcrt. 2025, 3117", set()),
        ("", set()),
    ],
)
def test_articles_are_read_from_text(text: str, articles: set[str]) -> None:
    assert named_articles(text) == articles


def test_an_article_counts_as_precisely_as_both_are_written() -> None:
    fineable = ["7a(1)", "7a(2)", "12h(2)"]
    assert counts("Waadi art. 7a", fineable)
    assert counts("Waadi art. 12h lid 2", fineable)
    assert not counts("Waadi art. 12h lid 1", fineable)
    assert not counts("Waadi art. 7", fineable)  # another article than 7a
    assert not counts("Waadi art. 8", fineable)
    assert counts("Waadi art. 7a(1)", ["7a"])


def test_the_waadi_regimes_begin_where_the_statute_changes_what_is_fineable() -> None:
    rules = label_rules().laws["Waadi"]
    changes = {entry.known.valid_from for entry in parameter_named("waadi.fineable_articles").entries}
    assert changes <= {regime.starts for regime in rules.regimes}
    for regime in rules.regimes:
        held = holds_on("waadi.fineable_articles", regime.starts)
        assert isinstance(held, Known)
        assert regime.articles == tuple(held.value)


@pytest.mark.parametrize(
    ("law", "day", "regime"),
    [
        ("WML", date(2023, 12, 31), "monthly_minimum"),
        ("WML", date(2026, 12, 31), "hourly_minimum"),
        ("WML", date(2027, 1, 1), "youth_scale_2027"),
        ("Waadi", date(2026, 12, 30), "registration"),
        ("Waadi", date(2026, 12, 31), "equivalent_conditions"),
        ("Waadi", date(2027, 12, 31), "admission_act_in_force"),
        ("Waadi", date(2028, 1, 1), "admission"),
    ],
)
def test_regimes_by_date(law: str, day: date, regime: str) -> None:
    found = label_rules().laws[law].regime_on(day)
    assert found is not None
    assert found.name == regime


def test_before_the_first_regime_there_is_none() -> None:
    assert label_rules().laws["Wav"].regime_on(date(2000, 1, 1)) is None


def test_every_regime_has_a_source_and_says_what_it_is_in_both_languages() -> None:
    assert set(label_rules().laws) == set(LAWS)
    for law in label_rules().laws.values():
        for regime in law.regimes:
            assert regime.source
            assert regime.note_nl
            assert regime.note_en
            assert regime.name in regime.learns_from


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learns_from": ["tomorrow"]}, "learns from what is no earlier regime"),
        ({"certainty": "sure"}, "certainty 'sure' is not one of ours"),
        ({"from": date(1999, 1, 1)}, "names no articles on 1999-01-01"),
        ({"counts": "waadi.nothing"}, "no statutory parameter 'waadi.nothing'"),
        ({"from": date(2030, 1, 1)}, "out of order of date"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    content = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    content["laws"]["Waadi"]["regimes"][0] |= change
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(KompasError, match=message):
        read_rules(tmp_path / "rules.yaml")


def test_rules_without_a_law_are_refused(tmp_path: Path) -> None:
    content = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    del content["laws"]["Wav"]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(KompasError, match="incomplete: 'Wav'"):
        read_rules(tmp_path / "rules.yaml")
