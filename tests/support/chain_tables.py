"""A small chain with figures to check by hand, around the employers of `tables`, as known on its as-of date.

LONG lends to RICH, FORMULA (few workers), PLAIN and UNPLANNED; PLAIN lends on to MARKUP; a lender in no register lends
to RICH and PLAIN too; a foreign lender lent to RICH long ago.
"""

from datetime import date

import polars as pl

from tests.support import tables

LENDER, SMALL, HIRER = "P0000004", "P0000002", "P0000001"
RELENDER, BEHIND, UNPLANNED = "P0000005", "P0000003", "P0099999"
NOWHERE, ABROAD, ALONE = "P9000001", "P9000002", "P0000006"
NOWHERE_NAME = "Çelik Personeel"
_SINCE, _KNOWN = date(2015, 3, 1), date(2024, 1, 1)
_SEPTEMBER, _OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
_LATER = date(2026, 10, 20)


def parties() -> pl.DataFrame:
    """Seven registered parties, a lender in no register and one abroad."""
    registered = {
        HIRER: tables.RICH,
        SMALL: tables.FORMULA,
        BEHIND: tables.MARKUP,
        LENDER: tables.LONG,
        RELENDER: tables.PLAIN,
        ALONE: "E0000006",
        UNPLANNED: tables.UNPLANNED,
    }
    rows = [
        *[(party, "registered", employer, "Naam op een factuur") for party, employer in registered.items()],
        (NOWHERE, "unregistered", None, NOWHERE_NAME),
        (ABROAD, "foreign", None, "Dostawca sp. z o.o."),
    ]
    told = pl.DataFrame(rows, schema=["party_id", "kind", "employer_id", "party_name"], orient="row")
    return told.with_columns(valid_from=pl.lit(_SINCE), valid_to=pl.lit(None, pl.Date), known_at=pl.lit(_KNOWN))


def staffing_links() -> pl.DataFrame:
    """The links by month; minutes and cents are of the month."""
    rows = [
        (LENDER, HIRER, _SEPTEMBER, 12, 60_000, 2_000_000, _SEPTEMBER),
        (LENDER, HIRER, _OCTOBER, 80, 600_000, 20_000_000, _OCTOBER),
        (LENDER, HIRER, _OCTOBER, 8, 30_000, 1_000_000, _LATER),  # corrects the row before it
        (LENDER, SMALL, _OCTOBER, 4, 9_000_000, 90_000_000, _LATER),
        (LENDER, RELENDER, _OCTOBER, 20, 120_000, 3_600_000, _LATER),
        (LENDER, UNPLANNED, _SEPTEMBER, 6, 24_000, 700_000, _LATER),
        (RELENDER, BEHIND, _OCTOBER, 15, 90_000, 3_000_000, _LATER),
        (NOWHERE, HIRER, _OCTOBER, 7, 33_000, 900_000, _LATER),
        (NOWHERE, RELENDER, _SEPTEMBER, 5, 12_000, 300_000, _LATER),
        (ABROAD, HIRER, date(2025, 10, 1), 30, 180_000, 5_000_000, _LATER),  # a month before the year
        (LENDER, BEHIND, _OCTOBER, 9, 45_000, 1_200_000, date(2026, 11, 20)),  # not known yet
    ]
    names = ["lender_id", "hirer_id", "period", "workers", "hired_minutes", "invoiced_cents", "known_at"]
    integers = {"workers": pl.Int32, "hired_minutes": pl.Int64, "invoiced_cents": pl.Int64}
    return pl.DataFrame(rows, schema=names, schema_overrides=integers, orient="row")


def signals() -> pl.DataFrame:
    """Two signals about the hirer and one that was not known yet."""
    rows = [
        ("S1", tables.RICH, date(2026, 3, 2), "pay", "worker", date(2026, 3, 3)),
        ("S2", tables.RICH, date(2026, 8, 2), "pay", "union", date(2026, 8, 3)),
        ("S3", tables.RICH, date(2026, 11, 2), "pay", "union", date(2026, 11, 3)),
    ]
    names = ["signal_id", "employer_id", "received_on", "topic", "source_kind", "known_at"]
    return pl.DataFrame(rows, schema=names, orient="row")
