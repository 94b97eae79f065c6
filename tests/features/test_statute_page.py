"""docs/statute.md says what the parameters, the rules and the calendar say."""

import pytest

from features.statute.parameters import load_parameters
from features.statute.rules import load_rules
from scripts.statute_page import PAGE, PARTS, statute_page


def test_the_page_is_what_the_data_make_of_it() -> None:
    held = PAGE.read_text("utf-8")
    assert statute_page(held) == held, "docs/statute.md is stale: run `make statute-page`"
    assert held.count("<!-- made by make statute-page: ") == len(PARTS)


def part(name: str) -> list[str]:
    return statute_page(f"<!-- made by make statute-page: {name} -->\n<!-- end -->").splitlines()


def test_every_rule_has_a_row() -> None:
    rows = part("rules")
    assert [rule for rule in load_rules() if sum(f"[`{rule}`]" in row for row in rows) != 1] == []


@pytest.mark.parametrize("name", ["wml.fine_norm_underpayment", "wav.fine_norm", "waadi.registration_fine"])
def test_what_is_not_known_stands_on_the_page(name: str) -> None:
    (row,) = [row for row in part("gaps") if f"`{name}`" in row]
    assert "**not known**" in row


def test_what_is_certain_is_no_gap() -> None:
    assert not any("`wml.youth_scale`" in row for row in part("gaps"))
    assert "wml.youth_scale" in load_parameters()


def test_the_calendar_marks_what_is_not_known() -> None:
    rows = [row for row in part("calendar") if "`wml.hourly_minimum`" in row or "`fines_indexed`" in row]
    assert [row.split(" | ")[0] for row in rows] == ["| 2027-01-01", "| not known"]
    assert all("**not known**" in row for row in rows)


def test_only_the_made_parts_are_written() -> None:
    page = "before\n<!-- made by make statute-page: rules -->\nold\n<!-- end -->\nafter"
    made = statute_page(page)
    assert made.startswith("before\n")
    assert made.endswith("\n<!-- end -->\nafter")
    assert "old" not in made
