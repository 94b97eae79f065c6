"""``kompas statute calendar``: what changes when and what it touches, as a table, JSON or CSV."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.table import Table

from features.catalogue import load_catalogue
from features.statute.articles import article_text
from features.statute.calendar import CERTAIN, Change, changes
from features.statute.rules import load_rules
from pipelines.statute.words import Language, certainty_text, day_text, names_text, words

PIPED_WIDTH = 160
MOST_NAMES = 6
LIST_MARK = " | "


@dataclass(frozen=True)
class Line:
    """A change with the names of the checks and features that it touches."""

    change: Change
    rules: Sequence[str]
    features: Sequence[str]


def calendar_lines(first: date, last: date | None) -> list[Line]:
    """Return what changes from one day to another with what each change touches, by date."""
    rules, features = list(load_rules().values()), load_catalogue().features
    return [Line(item, item.rules(rules), item.features(features)) for item in changes(first, last)]


def as_json(lines: Sequence[Line], language: Language) -> str:
    """Return the calendar as a JSON list, a change an object."""
    return json.dumps([_record(line, language) for line in lines], ensure_ascii=False, indent=2)


def as_csv(lines: Sequence[Line], language: Language) -> str:
    """Return the calendar as CSV with a header; lists of names are joined by bars."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_record(_NOTHING, language))
    for line in lines:
        values = _record(line, language).values()
        writer.writerow([LIST_MARK.join(value) if isinstance(value, list) else value for value in values])
    return text.getvalue().rstrip("\n")


def print_table(lines: Sequence[Line], first: date, last: date | None, language: Language) -> None:
    """Print the calendar for people to read, as wide as the terminal."""
    console = Console()
    console = console if console.is_terminal else Console(width=PIPED_WIDTH)
    console.print(_heading(first, last, language), style="bold", highlight=False)
    console.print(_count(lines, language), highlight=False, markup=False)
    if lines:
        console.print(_table(lines, language))


def _record(line: Line, language: Language) -> dict[str, object]:
    change = line.change
    return {
        "from": change.on.isoformat() if change.on else None,
        "to": change.until.isoformat() if change.until else None,
        "law": change.law,
        "id": change.change_id,
        "title": change.title[language],
        "what": change.what[language],
        "article": article_text(change.article, language),
        "certainty": change.certainty,
        "source": change.source,
        "unknown": change.is_unknown,
        "to_do": change.to_do[language],
        "rules": list(line.rules),
        "features": list(line.features),
    }


def _heading(first: date, last: date | None, language: Language) -> str:
    if last is None:
        return words("calendar.heading", language, day=day_text(first, language))
    return words("calendar.heading_until", language, day=day_text(first, language), last=day_text(last, language))


def _count(lines: Sequence[Line], language: Language) -> str:
    if not lines:
        return words("calendar.none", language)
    unknown = sum(line.change.is_unknown for line in lines)
    unchecked = sum(line.change.certainty != CERTAIN and not line.change.is_unknown for line in lines)
    return words("calendar.count", language, count=len(lines), unknown=unknown, unchecked=unchecked)


def _table(lines: Sequence[Line], language: Language) -> Table:
    table = Table(header_style="bold", show_lines=True, expand=True)
    for head, ratio in (("on", 18), ("law", 7), ("what", 56), ("touches", 32), ("to_do", 40)):
        table.add_column(words(f"calendar.{head}", language), ratio=ratio, overflow="fold")
    for line in lines:
        table.add_row(*_cells(line, language))
    return table


def _cells(line: Line, language: Language) -> list[str]:
    change = line.change
    on = day_text(change.on, language)
    if change.until is not None:
        on += "\n" + words("until", language, day=day_text(change.until, language))
    what = f"{change.title[language]} ({change.change_id})\n{change.what[language]}\n{_origin(change, language)}"
    return [_plain(cell) for cell in (on, change.law, what, _touched(line, language), change.to_do[language])]


def _origin(change: Change, language: Language) -> str:
    article, certainty = article_text(change.article, language), certainty_text(change.certainty, language).capitalize()
    return words("calendar.origin", language, article=article, certainty=certainty, source=change.source)


def _touched(line: Line, language: Language) -> str:
    parts = [
        words(f"calendar.{kind}", language, names=names_text(names, language, MOST_NAMES))
        for kind, names in (("rules", line.rules), ("features", line.features))
        if names
    ]
    return "\n".join(parts) or words("calendar.nothing", language)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


_NOTHING = Line(
    Change("", "", None, None, {"nl": "", "en": ""}, {"nl": "", "en": ""}, "", "", "", {"nl": "", "en": ""},
           frozenset(), frozenset()), (), (),
)  # fmt: skip
