"""Named format checks: SQL that is true when a typed value is well formed.

RSIN and BSN pass the 11-test: nine digits with weights 9, 8, 7, 6, 5, 4, 3, 2 and -1 sum to a multiple of 11.
"""

from data_contracts.reference_data import municipalities

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def _rsin_11_test(value: str) -> str:
    number = f"TRY_CAST({value} AS BIGINT)"
    digits = (f"{weight} * (({number} // {10 ** (8 - place)}) % 10)" for place, weight in enumerate(_WEIGHTS))
    return f"({' + '.join(digits)}) % 11 = 0 AND {number} > 0"


def _first_of_month(value: str) -> str:
    return f"extract(day FROM {value}) = 1"


def _known_municipality(value: str) -> str:
    codes = ", ".join(f"'{municipality.code}'" for municipality in municipalities())
    return f"{value} IN ({codes})"


def _no_citizen_number(value: str) -> str:
    """Tell that no run of nine digits, with at most one sign between two of them, passes the 11-test as a BSN does.

    Unbroken runs are looked at too, for a number that another one stands before (``Unit 12 123456782``).
    """
    runs = f"regexp_extract_all({value}, '\\d(?:[ .-]?\\d)*') || regexp_extract_all({value}, '\\d+')"
    numbers = f"list_transform({runs}, lambda run: regexp_replace(run, '\\D', '', 'g'))"
    found = f"list_filter({numbers}, lambda number: length(number) = 9 AND {_rsin_11_test('number')})"
    return f"CASE WHEN regexp_matches({value}, '\\d(?:[ .-]?\\d){{8}}') THEN len({found}) = 0 ELSE true END"


FORMATS = {
    "rsin_11_test": _rsin_11_test,
    "first_of_month": _first_of_month,
    "known_municipality": _known_municipality,
    "no_citizen_number": _no_citizen_number,
}
