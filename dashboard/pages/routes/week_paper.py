"""A team's week to print: a page for each day with the visits in order and a drawn map, and first what to check.

As on the screen, no visit tells its instrument or with whom it goes together: a joint visit is never a random one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboard import formats
from dashboard.pages.routes import presentation
from dashboard.pages.routes.drawn_map import draw_map
from dashboard.pages.routes.query import RouteDay, Stop, Unrouted
from dashboard.pages.routes.selection import Selection
from dashboard.published import Row
from dashboard.site import postcode_in_words
from dashboard.texts import Words
from models.paper import Heading, Paper

_WIDTHS = (7, 17, 46, 34, 36, 12)
_CHECK_WIDTHS = (50, 40, 35)


@dataclass(frozen=True)
class TeamWeek:
    """What is printed of a team's week.

    Args:
        selection: The team and the week.
        plan_name: Under which plan the employers were selected.
        made: When the routes were made, with its zone.
        synthetic: Whether the data are made up.
        days: The crews' days, by day and crew.
        stops: The visits, in order.
        check_first: Sites of which it must first be found out whether they still exist.
        sites: Of each employer its ``postcode`` and ``last_seen_active``.
    """

    selection: Selection
    plan_name: str
    made: datetime
    synthetic: bool
    days: Sequence[RouteDay]
    stops: Sequence[Stop]
    check_first: Sequence[Unrouted]
    sites: Mapping[str, Row]


def week_paper(week: TeamWeek, words: Words) -> bytes:
    """Return the week as PDF."""
    paper = Paper(words.language, _heading(week, words), week.made)
    each = sorted({day.day for day in week.days})
    for number, day in enumerate(each):
        paper.add_page()
        if number == 0:
            _first(paper, week, words)
        _day(paper, week, day, words)
    if not each:
        paper.add_page()
        _first(paper, week, words)
        paper.paragraph(words("paper.none"))
    return bytes(paper.output())


def _heading(week: TeamWeek, words: Words) -> Heading:
    number = presentation.week_name(week.selection.week, words)
    made = week.made.astimezone()
    return Heading(
        title=words("title.week", team=week.selection.team, week=formats.day(week.selection.week, words.language)),
        about=words("paper.about", plan=week.plan_name, team=week.selection.team, week=number),
        mark=words("paper.synthetic") if week.synthetic else "",
        foot=words(
            "paper.foot",
            made=f"{formats.day(made.date(), words.language)} {made:%H:%M}",
            page="{page}",
            pages="{pages}",
        ),
    )


def _first(paper: Paper, week: TeamWeek, words: Words) -> None:
    """Write what comes before the days: which week it is, and the sites to check before anybody drives."""
    monday = formats.day(week.selection.week, words.language)
    paper.title_line(words("title.week", team=week.selection.team, week=monday), 17)
    paper.paragraph(words("paper.lead"))
    if not week.check_first:
        return
    paper.title_line(words("check.heading"), 12)
    paper.paragraph(words("check.lead"))
    header = [words("column.employer"), words("column.place"), words("check.last_seen")]
    lines = [
        [
            paper.printable(item.trade_name),
            item.place or words("place.unknown"),
            formats.day(item.last_seen, words.language) if item.last_seen else words("place.unknown"),
        ]
        for item in week.check_first
    ]
    paper.rows(header, lines, _CHECK_WIDTHS)


def _day(paper: Paper, week: TeamWeek, day: date, words: Words) -> None:
    paper.title_line(presentation.day_name(day, words).capitalize(), 14)
    days = [item for item in week.days if item.day == day]
    own = [stop for stop in week.stops if stop.day == day]
    for item in days:
        _crew(paper, item, [stop for stop in own if stop.crew == item.crew], week.sites, words)
    draw_map(paper, days, own, words)


def _crew(paper: Paper, day: RouteDay, stops: Sequence[Stop], sites: Mapping[str, Row], words: Words) -> None:
    language = words.language
    paper.title_line(words("crew", crew=day.crew).capitalize(), 11)
    paper.paragraph(
        words(
            "list.total",
            start=presentation.clock(day.start),
            finish=presentation.clock(day.finish),
            base=day.base,
            hours=formats.number(day.hours, language, 1),
            km=formats.number(day.km, language),
        )
    )
    header = [words(f"column.{name}") for name in ("order", "time", "employer", "site", "check", "travel")]
    lines = [
        [
            str(stop.order),
            presentation.times(stop),
            paper.printable(stop.trade_name),
            _site(stop, sites.get(stop.employer_id)),
            _check(sites.get(stop.employer_id), words),
            formats.number(stop.travel_km, language),
        ]
        for stop in stops
    ]
    paper.rows(header, lines, _WIDTHS)


def _site(stop: Stop, site: Row | None) -> str:
    postcode = site["postcode"] if site else None
    return f"{postcode_in_words(postcode)} {stop.place}" if postcode else stop.place


def _check(site: Row | None, words: Words) -> str:
    """Return what to look at before going in: since when the site was not seen active any more."""
    seen = site["last_seen_active"] if site else None
    if seen is None:
        return words("paper.check.unseen")
    return words("paper.check.seen", day=formats.day(seen, words.language))
