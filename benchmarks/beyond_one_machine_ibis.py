"""The ten features of ``beyond_one_machine.sql`` in Ibis, for the trial only; the program does not use it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
from ibis import _

BY_HAND = (
    "months between two dates are counted from years and months: `delta` counts begun months on DuckDB "
    "and full ones on Spark",
    "the place in a window becomes a column of its own, filtered on and dropped (there is no `QUALIFY`)",
    "the second key that a join leaves is dropped",
    "the as-known query is written a second time: ingest, checks and screens have it in SQL",
    "pandas is needed beside it, of which PySpark 4.3 says that it does not fully support version 3",
)


def as_known(table: Any, key: Sequence[str], as_of: date) -> Any:
    """Return the rows of a table as they were known on a date."""
    known = table.filter(_.known_at <= as_of)
    repeated = known.group_by(key).having(_.count() > 1).agg()
    latest = known.semi_join(repeated, key).group_by(key).agg(known_at=_.known_at.max())
    return known.anti_join(repeated, key).union(known.semi_join(latest, [*key, "known_at"]))


def lines(tables: Mapping[str, Any], keys: Mapping[str, Sequence[str]], as_of: date) -> Any:
    """Return the month's lines of regular employment, with the employer that held the number."""
    line = as_known(tables["wage_records"].filter(_.income_type == 15), keys["wage_records"], as_of)
    number = as_known(tables["wage_tax_numbers"], keys["wage_tax_numbers"], as_of)
    numbers = number.select("employer_id", "loonheffingennummer", "valid_from", "valid_to")
    held = [
        line.loonheffingennummer == numbers.loonheffingennummer,
        numbers.valid_from <= line.period_end,
        numbers.valid_to.coalesce(line.period_end) >= line.period_end,
    ]
    return line.join(numbers, held).drop("loonheffingennummer", "known_at")


def pay(lines: Any) -> Any:
    """Return the features of aggregates."""
    paid = _.wage_cents.sum(where=_.paid_minutes > 0)
    service = 12 * (_.period.year() - _.started_on.year()) + _.period.month() - _.started_on.month()
    return lines.group_by("employer_id").agg(
        workers=_.worker_pid.nunique(),
        on_call_share=_.contract_on_call.sum() / _.count(),
        fixed_term_share=_.count(where=~_.contract_indefinite) / _.count(),
        overtime_share=_.overtime_wage_cents.sum() / paid.nullif(0),
        euros_an_hour=0.6 * paid / _.paid_minutes.sum().nullif(0),
        months_in_service=service.mean(),
    )


def largest(lines: Any) -> Any:
    """Return the features of windows."""
    whole = ibis.window(group_by="employer_id")
    wages = ibis.window(
        group_by="employer_id",
        order_by=[ibis.desc("wage_cents"), "worker_pid", "income_relationship", "period"],
    )
    best_paid = (
        lines.mutate(place=ibis.row_number().over(wages), total=_.wage_cents.sum().over(whole))
        .filter(_.place == 0)
        .select("employer_id", top_wage_share=_.wage_cents / _.total.nullif(0))
    )
    sizes = ibis.window(group_by="employer_id", order_by=[ibis.desc("lines"), "cao_code"])
    commonest = (
        lines.group_by("employer_id", "cao_code")
        .agg(lines=_.count())
        .mutate(place=ibis.row_number().over(sizes), total=_.lines.sum().over(whole))
        .filter(_.place == 0)
        .select("employer_id", largest_agreement_share=_.lines / _.total)
    )
    return best_paid.join(commonest, "employer_id")


def chain(tables: Mapping[str, Any], keys: Mapping[str, Sequence[str]], as_of: date) -> Any:
    """Return the features of the lending chain."""
    links = as_known(tables["staffing_links"], keys["staffing_links"], as_of)
    one_link = links.group_by(party_id="hirer_id").agg(lenders=_.lender_id.nunique())
    two_links = links.semi_join(one_link, links.lender_id == one_link.party_id).select(party_id="hirer_id").distinct()
    three_links = (
        links.semi_join(two_links, links.lender_id == two_links.party_id).select(party_id="hirer_id").distinct()
    )
    two, three = two_links.mutate(two=True), three_links.mutate(three=True)
    depth = ibis.cases((_.three, 3), (_.two, 2), else_=1)
    return (
        one_link.left_join(two, "party_id")
        .drop("party_id_right")
        .left_join(three, "party_id")
        .select("lenders", employer_id="party_id", chain_depth=depth)
    )
