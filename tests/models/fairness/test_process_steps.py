"""From books to steps: who could be chosen at each, who was, and what was known."""

from datetime import date

import polars as pl

from models.fairness.adjusted import Step
from models.fairness.process import Lawful, case_steps, selection_steps

LAWFUL = Lawful(("size",), ("branch",))


def test_the_selection_by_hand_leaves_out_whom_lot_drew_and_tells_grounds_apart() -> None:
    grounds = [None, "random", "signal", "project", "signal", None]
    candidates = pl.DataFrame(
        {"unit": list("abcdef"), "ground": grounds}, schema={"unit": pl.String, "ground": pl.String}
    )
    whole, project, signal = selection_steps(candidates, LAWFUL)
    assert [step.part for step in (whole, project, signal)] == [None, "project", "signal"]
    assert chosen(whole) == {"a": False, "c": True, "d": True, "e": True, "f": False}
    assert chosen(project) == {"a": False, "d": True, "f": False}
    assert chosen(signal) == {"a": False, "c": True, "e": True, "f": False}
    assert (whole.name, whole.numbers, whole.kinds) == ("hand_selection", ("size",), ("branch",))


def chosen(step: Step) -> dict[str, bool]:
    return dict(step.units.select("unit", "chosen").iter_rows())


CASES = pl.DataFrame(
    {
        "unit": ["c1", "c2", "c3", "c4", "c5"],
        "employer_id": ["E1", "E2", "E3", "E4", "E5"],
        "ground": ["signal", "signal", "random", "project", "signal"],
        "closed_on": [date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1), None, date(2026, 3, 1)],
    }
)


def finding(case: str, employer: str, known: date, **columns: object) -> dict[str, object]:
    row = {"unit": case, "employer_id": employer, "law": "WML", "examined": True, "violation": True, "sanction": "fine"}
    ordinary = {"objection": None, "workers_affected": 3, "closed_on": date(2026, 3, 1), "known_at": known}
    return row | ordinary | columns


FINDINGS = pl.DataFrame(
    [
        # Fined in an earlier case, and now again; the objection is upheld in the end.
        finding("c0", "E1", date(2025, 6, 1), closed_on=date(2025, 6, 1)),
        finding("c1", "E1", date(2026, 3, 2)),
        finding("c1", "E1", date(2026, 4, 2), objection="pending"),
        finding("c1", "E1", date(2026, 6, 2), objection="upheld", violation=False, sanction="none"),
        finding("c2", "E2", date(2026, 3, 2), sanction="warning"),
        finding("c3", "E3", date(2026, 3, 2), violation=False, sanction="none", workers_affected=None),
        finding("c5", "E5", date(2026, 3, 2), examined=False, violation=None, sanction=None, workers_affected=None),
    ]
)


def test_after_the_choice_each_step_takes_up_who_is_left_of_the_one_before() -> None:
    steps = {(step.name, step.law, step.part): step for step in case_steps(CASES, FINDINGS, LAWFUL)}
    assert chosen(steps["visit", None, None]) == {"c1": True, "c2": True, "c3": True, "c4": False, "c5": True}
    # In a random case all laws are examined: nobody chose that.
    assert chosen(steps["visit", "WML", None]) == {"c1": True, "c2": True, "c5": False}
    assert chosen(steps["finding", "WML", None]) == {"c1": True, "c2": True, "c3": False}
    assert chosen(steps["sanction", "WML", None]) == {"c1": True, "c2": False}
    assert chosen(steps["objection", "WML", "made"]) == {"c1": True}
    assert chosen(steps["objection", "WML", None]) == {"c1": False}


def test_each_step_is_adjusted_for_what_was_known_by_then() -> None:
    steps = {(step.name, step.law, step.part): step for step in case_steps(CASES, FINDINGS, LAWFUL)}
    finding_step, sanction = steps["finding", "WML", None], steps["sanction", "WML", None]
    assert (finding_step.numbers, finding_step.kinds) == (("size",), ("branch", "selection_ground"))
    assert (sanction.numbers, sanction.kinds) == (("size", "workers_affected"), ("branch", "selection_ground", "again"))
    assert dict(sanction.units.select("unit", "again").iter_rows()) == {"c1": "again", "c2": "first"}
    assert sanction.units["workers_affected"].to_list() == [3, 3]
