"""Versions of one thing that are valid on the same day: no register may say two things at once."""

from data_contracts.as_known import quoted
from data_contracts.contract import Contract

_FOREVER = "DATE '9999-12-31'"


def overlapping_sql(contract: Contract, checked: str, bad: str, loaded: str | None, rule: int) -> str:
    """Return the query for ``source_file, source_line, rule_number`` of rows that overlap an earlier-known version.

    Two versions of one thing clash when on some day both were current (known, and not yet replaced by a later row of
    the same version) and both say that they are valid. The one that became known last is at fault, both when they
    became known together, and never a row that was loaded before. A row that clashes only with one at fault itself,
    known earlier, is not at fault.

    This is one round, which finds what clashes with a row beyond suspicion: one that itself clashes with none before
    it. What is found is to be added to ``bad`` and the query asked again, until it finds nothing: a row at fault takes
    no further part, not as what replaces a version either.

    Args:
        contract: A contract with ``no_overlap``.
        checked: The table with the result of :func:`checked_sql`.
        bad: The table of rows that break other rules; they take no part.
        loaded: What DuckDB can select from with the rows of earlier loads; ``None``: nothing was loaded before.
        rule: The number of the rule.
    """
    thing = ", ".join(quoted(name) for name in contract.no_overlap)
    start, end = quoted(contract.valid_time.start), quoted(contract.valid_time.end or contract.valid_time.start)
    version = ", ".join(quoted(name) for name in contract.key[:-1])
    earlier = f"UNION ALL SELECT {_stored(contract)}, NULL, NULL FROM {loaded}" if loaded else ""  # noqa: S608
    return f"""
        WITH together AS (
            SELECT {_delivered(contract)}, source_file, source_line
            FROM {checked} ANTI JOIN {bad} USING (source_file, source_line) {earlier}
        ),
        versions AS (
            SELECT row({thing}) AS thing, row({version}) AS version, {start} AS first_day,
                coalesce({end}, {_FOREVER}) AS last_day, known_at, source_file, source_line,
                lead(known_at, 1, {_FOREVER}) OVER (PARTITION BY {version} ORDER BY known_at) AS replaced_on
            FROM together
            QUALIFY count(*) OVER (PARTITION BY {thing}) > 1
        ),
        clashes AS (
            SELECT late.source_file, late.source_line, early.source_file AS other_file, early.source_line AS other_line,
                late.known_at = early.known_at AND early.source_file IS NOT NULL AS together
            FROM versions AS late JOIN versions AS early USING (thing)
            WHERE late.source_file IS NOT NULL AND late.version <> early.version
                AND (early.source_file IS NULL OR late.known_at >= early.known_at)
                AND late.first_day <= early.last_day AND early.first_day <= late.last_day
                AND late.known_at < early.replaced_on AND early.known_at < late.replaced_on
        ),
        suspects AS (SELECT DISTINCT source_file, source_line FROM clashes)
        SELECT DISTINCT clashes.source_file, clashes.source_line, {rule} AS rule_number
        FROM clashes
        LEFT JOIN suspects ON suspects.source_file = other_file AND suspects.source_line = other_line
        WHERE together OR suspects.source_line IS NULL
    """  # noqa: S608 -- names from our own contracts


def _columns(contract: Contract) -> tuple[str, ...]:
    end = [contract.valid_time.end] if contract.valid_time.end else []
    return tuple(dict.fromkeys((*contract.no_overlap, *contract.key, contract.valid_time.start, *end)))


def _delivered(contract: Contract) -> str:
    return ", ".join(quoted(name) for name in _columns(contract))


def _stored(contract: Contract) -> str:
    names = _columns(contract)
    return ", ".join(f"{quoted(contract.column(name).stored_name)} AS {quoted(name)}" for name in names)
