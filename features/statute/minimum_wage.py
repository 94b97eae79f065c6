"""The statutory hourly minimum (Wml art. 7 and 8; Besluit minimumjeugdloonregeling): for one person, or as rows."""

from dataclasses import replace
from datetime import date

from features.statute.parameters import Known, Parameter, Unknown, holds_on, parameter_named

GENERAL = "wml.hourly_minimum"
BBL = "wml.hourly_minimum_bbl"
YOUNGEST_AGE = 15
ADULT_AGE = 21
BBL_AGES = range(18, 21)

MinimumWageRow = tuple[date, date | None, int, bool, int]


def hourly_minimum(on: date, age: int, bbl: bool = False) -> Known | Unknown:
    """Return the statutory minimum in cents per hour for a person on a date.

    Args:
        on: The day worked.
        age: Age in whole years; from 21 the adult amount holds.
        bbl: Whether the person is an apprentice in the work-based route, for whom a lower scale exists at 18 to 20.
    """
    if age < YOUNGEST_AGE:
        return _too_young(age)
    answer = holds_on(BBL if bbl and age in BBL_AGES else GENERAL, on)
    return _of_age(answer, min(age, ADULT_AGE))


def minimum_wage_rows() -> list[MinimumWageRow]:
    """Return all known amounts as ``(valid_from, valid_to, age, bbl, cents)``, the end inclusive.

    Ages run from 15 to 21 (21 stands for 21 and over). Periods whose amount is unknown have no row.
    """
    general, bbl = parameter_named(GENERAL), parameter_named(BBL)
    ages = range(YOUNGEST_AGE, ADULT_AGE + 1)
    rows = [row for age in ages for row in _rows(general, age, False)]
    return rows + [row for age in ages for row in _rows(bbl if age in BBL_AGES else general, age, True)]


def _rows(parameter: Parameter, age: int, bbl: bool) -> list[MinimumWageRow]:
    known = [entry.known for entry in parameter.entries if not entry.is_unknown]
    return [(item.valid_from, item.valid_to, age, bbl, item.value[str(age)]) for item in known]


def _of_age(answer: Known | Unknown, age: int) -> Known | Unknown:
    if isinstance(answer, Known):
        return replace(answer, value=answer.value[str(age)])
    if answer.last_known is None:
        return answer
    return replace(answer, last_known=replace(answer.last_known, value=answer.last_known.value[str(age)]))


def _too_young(age: int) -> Unknown:
    return Unknown(
        f"Voor {age} jaar is geen minimumuurloon vastgesteld; de laagste leeftijd is {YOUNGEST_AGE}.",
        f"No minimum is set at age {age}; the lowest age is {YOUNGEST_AGE}.",
        None,
    )
