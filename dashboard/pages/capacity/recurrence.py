"""Whether a violation was found again at employers that were visited again after one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.pages.capacity import cases as past
from dashboard.pages.capacity.grounds import share_cells
from dashboard.pages.capacity.ratios import TOO_FEW
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.texts import Words
from models.evaluation.bootstrap import wilson_interval
from models.labels import LAWS
from models.selection.shares import Share

WITHIN_MONTHS = (6, 12)
ANY = "any"


@dataclass(frozen=True)
class Again:
    """Employers with a finding that could be followed for so many months, and what came of them in those months.

    Args:
        months: How long each was followed after its case was closed.
        law: Of which act the finding was, or ``any``.
        ground: By what the later case was chosen, or ``any``.
        found: Employers with a finding.
        looked_at: Those of whom a later case that examined the act was closed within the months.
        again: Those of whom that case ended in a finding under that act again.
    """

    months: int
    law: str
    ground: str
    found: int
    looked_at: int
    again: int

    @property
    def share(self) -> Share | None:
        """The share of those looked at again that had a finding again, with Wilson's interval; none of too few."""
        if self.looked_at < TOO_FEW:
            return None
        return Share(self.again / self.looked_at, *wilson_interval(self.again, self.looked_at))


def recurrence(cases: pl.DataFrame, as_of: date) -> list[Again]:
    """Return what came of employers with a finding, by how long they were followed, by act and by ground.

    An employer counts from the closing of its first case with a finding; of the later cases the first counts that was
    chosen after that day, examined the act and was closed within the months. Who was closed too lately to have been
    followed for all the months is left out, so that no month counts half.

    Args:
        cases: As ``closed_cases`` gives them.
        as_of: Until when cases are known.
    """
    rows = []
    for months in WITHIN_MONTHS:
        for law in (ANY, *LAWS):
            followed = _followed(cases, law, months, as_of)
            rows.append(_counted(followed, months, law, ANY))
            if law == ANY:
                rows += [_counted(followed, months, law, ground) for ground in past.GROUNDS]
    return rows


def _followed(cases: pl.DataFrame, law: str, months: int, as_of: date) -> pl.DataFrame:
    """Return ``employer_id, ground?, again?`` of each employer that was followed; empty where nobody looked again."""
    found, examined = ("found", "examined") if law == ANY else (f"found_{law}", f"examined_{law}")
    until = pl.col("since").dt.offset_by(f"{months}mo")
    first = cases.filter(found).group_by("employer_id").agg(since=pl.col("closed_on").min()).filter(until <= as_of)
    later = (
        cases.filter(examined)
        .select("employer_id", "selected_on", "closed_on", "case_id", "ground", again=found)
        .join(first, on="employer_id")
        .filter((pl.col("selected_on") > pl.col("since")) & (pl.col("closed_on") <= until))
        .sort("closed_on", "case_id")
        .unique("employer_id", keep="first", maintain_order=True)
        .select("employer_id", "ground", "again")
    )
    return first.join(later, on="employer_id", how="left")


def _counted(followed: pl.DataFrame, months: int, law: str, ground: str) -> Again:
    later = followed.drop_nulls("again")
    if ground != ANY:
        later = later.filter(pl.col("ground") == ground)
    return Again(months, law, ground, len(followed), len(later), int(later["again"].sum() or 0))


def recurrence_sheet(rows: Sequence[Again], words: Words) -> Sheet:
    """Return the rows as a table."""
    names = ("months", "law", "ground", "found", "looked_at", "again", "share", "interval")
    return Sheet(
        "recurrence",
        words("again.caption"),
        [words(f"again.{name}") for name in names],
        [_cells(row, _hides(row, rows), words) for row in rows],
        frozenset(range(3, len(names))),
    )


def recurrence_section(cases: pl.DataFrame, as_of: date, words: Words) -> Component:
    """Return the section."""
    rows = recurrence(cases, as_of)
    if not any(row.found for row in rows):
        nothing = html.P(words("again.none"), className="kompas-none")
        return section("recurrence", words("again.heading"), "", nothing)
    return section(
        "recurrence",
        words("again.heading"),
        words("again.lead"),
        sheet_part(recurrence_sheet(rows, words), words),
        html.P(words("again.note"), className="kompas-lead"),
    )


def _hides(row: Again, rows: Sequence[Again]) -> bool:
    """Whether a row's counts stay hidden lest a smaller one of another ground could be worked out from the total."""
    beside = [one for one in rows if (one.months, one.law) == (row.months, row.law) and one.ground != ANY]
    return row.ground in past.hidden({one.ground: one.looked_at for one in beside})


def _cells(row: Again, hides: bool, words: Words) -> list[str]:
    share = None if hides else row.share
    return [
        words("chances.months", months=row.months),
        words("again.any_law") if row.law == ANY else row.law,
        words("again.any_ground") if row.ground == ANY else words.of_code("ground", row.ground),
        past.shown_count(row.found, words),
        past.shown_count(row.looked_at, words, hides=hides),
        past.shown_count(row.again, words) if share else formats.MISSING,
        *share_cells(share, words),
    ]
