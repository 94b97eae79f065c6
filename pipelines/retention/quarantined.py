"""Until when a bad row is kept: as long as a good one, by the dates in it that can be read."""

from data_contracts.contract import Contract
from pipelines.retention.expiry import last_day_sql


def last_day_of_bad_row_sql(contract: Contract, published: str) -> str:
    """Return the expression of the last valid day of a bad row, over the columns of quarantine.

    Where the row does not say so in a form that can be read, or is still valid, it is the day on which the row went to
    quarantine: a row that nobody repaired is of use to nobody.

    Args:
        contract: The contract of the table.
        published: That day, ISO.
    """
    start = contract.valid_time.start
    end = contract.valid_time.end or start
    dates = (f"TRY_CAST(CAST(raw AS JSON) ->> '{name}' AS DATE)" for name in (start, end))
    return f"coalesce({last_day_sql(contract.valid_time, *dates)}, DATE '{published}')"
