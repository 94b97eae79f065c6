"""What changed about one employer in the registers, as known on a date: events, the latest first.

Officers are counted by role and day and never told apart: the register holds pseudonyms, and nobody is shown one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Any

from dashboard.pages.employer.register_query import ever_its_own
from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot
from features.staging.registers import query

COMPARED = ("trade_name", "legal_form", "sbi_code", "size_class", "province", "wtta_status")
"""The fields of an employer whose change is an event."""
CERTIFICATES = ("waadi_registered", "sna_certified")


@dataclass(frozen=True)
class Event:
    """Something that changed on a day: ``kind`` names its sentence, ``values`` what goes into it, still as codes."""

    day: date
    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)


def history(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> list[Event]:
    """Return every change of an employer that was known on the date, the latest first."""

    def read(table: str, thing: str, columns: str, order: str) -> list[Row]:
        values = {"table": warehouse.table(table), "employer_id": employer_id, "as_of": as_of}
        return published.rows(f"SELECT {columns} FROM ({ever_its_own(table, thing)}) ORDER BY {order}", values)  # noqa: S608 -- names from our own contracts

    employers = read("employers", "employer_id", "*", "valid_from")
    sites = read("establishments", "establishment_id", "*", "establishment_id, valid_from")
    officers = read("officers", "officer_pid", "employer_id, role, valid_from, valid_to", "valid_from")
    insolvencies = read("insolvencies", "insolvency_id", "employer_id, kind, declared_on, ended_on", "declared_on")
    numbers = published.rows(
        f"{query('numbers', wage_tax_numbers=ever_its_own('wage_tax_numbers', 'loonheffingennummer'))} "
        "ORDER BY loonheffingennummer, valid_from",
        {"table": warehouse.table("wage_tax_numbers"), "employer_id": employer_id, "as_of": as_of},
    )
    events = [
        *_of_itself(employers),
        *_of_certificates(employers),
        *_of_sites(sites, employer_id),
        *_of_numbers(numbers, employer_id),
        *_of_officers(_mine(officers, employer_id)),
        *_of_insolvencies(_mine(insolvencies, employer_id)),
    ]
    return sorted(events, key=lambda event: event.day, reverse=True)


def _mine(rows: Sequence[Row], employer_id: str) -> list[Row]:
    return [row for row in rows if row["employer_id"] == employer_id]


def _of_itself(versions: Sequence[Row]) -> Iterator[Event]:
    if versions:
        yield Event(versions[-1]["start_date"], "started")
    ended = {version["end_date"] for version in versions[-1:]} - {None}
    yield from (Event(day, "ended") for day in ended)
    for before, after in pairwise(versions):
        for name in COMPARED:
            if before[name] != after[name]:
                yield Event(after["valid_from"], name, {"before": before[name], "after": after[name]})


def _of_certificates(versions: Sequence[Row]) -> Iterator[Event]:
    for name in CERTIFICATES:
        for edge in ("from", "to"):
            days = {version[f"{name}_{edge}"] for version in versions} - {None}
            yield from (Event(day, f"{name}_{edge}") for day in days)


def _of_sites(versions: Sequence[Row], employer_id: str) -> Iterator[Event]:
    """Yield where sites came, moved and went; a version that only says that a site was seen again is no event."""
    by_site: dict[str, list[Row]] = {}
    for version in versions:
        by_site.setdefault(version["establishment_id"], []).append(version)
    for mine in by_site.values():
        yield from _of_site(mine, employer_id)


def _of_site(versions: Sequence[Row], employer_id: str) -> Iterator[Event]:
    before: Row | None = None
    for version in versions:
        was = before is not None and before["employer_id"] == employer_id
        is_mine = version["employer_id"] == employer_id
        if is_mine and not was:
            yield Event(version["valid_from"], "site_new", {"place": _place(version)})
        elif was and not is_mine:
            yield Event(version["valid_from"], "site_gone", {"place": _place(before)})
        elif is_mine and _place(before) != _place(version):
            places = {"before": _place(before), "after": _place(version)}
            yield Event(version["valid_from"], "site_moved", places)
        before = version
    if before is not None and before["employer_id"] == employer_id and before["valid_to"] is not None:
        yield Event(before["valid_to"] + timedelta(days=1), "site_gone", {"place": _place(before)})


def _place(version: Row | None) -> tuple[str | None, str | None]:
    return (version["postcode"], version["municipality_code"]) if version else (None, None)


def _of_numbers(versions: Sequence[Row], employer_id: str) -> Iterator[Event]:
    """Yield when wage tax numbers came, from whom, and when they went and to whom: mergers and takeovers."""
    by_number: dict[str, list[Row]] = {}
    for version in versions:
        by_number.setdefault(version["loonheffingennummer"], []).append(version)
    for number, held in by_number.items():
        for before, version, after in zip([None, *held], held, [*held[1:], None], strict=False):
            if version["employer_id"] == employer_id:
                yield from _came(number, before, version, employer_id)
                yield from _went(number, version, after, employer_id)


def _came(number: str, before: Row | None, version: Row, employer_id: str) -> Iterator[Event]:
    if before is None:
        yield Event(version["valid_from"], "number_new", {"number": number})
    elif before["employer_id"] != employer_id:
        yield Event(version["valid_from"], "number_from", {"number": number, "other": before["employer_id"]})


def _went(number: str, version: Row, after: Row | None, employer_id: str) -> Iterator[Event]:
    if after is not None and after["employer_id"] != employer_id:
        yield Event(after["valid_from"], "number_to", {"number": number, "other": after["employer_id"]})
    elif after is None and version["valid_to"] is not None:
        yield Event(version["valid_to"] + timedelta(days=1), "number_gone", {"number": number})


def _of_officers(rows: Sequence[Row]) -> Iterator[Event]:
    came = Counter((row["valid_from"], row["role"]) for row in rows)
    went = Counter((row["valid_to"] + timedelta(days=1), row["role"]) for row in rows if row["valid_to"])
    for kind, counted in (("officer_new", came), ("officer_gone", went)):
        for (day, role), count in sorted(counted.items(), key=itemgetter(0)):
            yield Event(day, kind, {"role": role, "count": count})


def _of_insolvencies(rows: Sequence[Row]) -> Iterator[Event]:
    for row in rows:
        yield Event(row["declared_on"], "insolvency", {"insolvency": row["kind"]})
        if row["ended_on"]:
            yield Event(row["ended_on"], "insolvency_ended", {"insolvency": row["kind"]})
