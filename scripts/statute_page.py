"""Write the made parts of docs/statute.md: the rules, the calendar, and what is not known or was not checked."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from features.statute.calendar import changes
from features.statute.parameters import Known, Parameter, holds_on, load_parameters
from features.statute.rules import load_rules

PAGE = Path(__file__).parents[1] / "docs" / "statute.md"
STATE_OF_PLAY = date(2026, 11, 28)
"""The day of which the page speaks; `kompas statute` speaks of any."""
PART = re.compile(r"(<!-- made by make statute-page: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
CERTAIN = "high"


def statute_page(page: str) -> str:
    """Return the page with its made parts made again; the rest is written by hand."""
    return PART.sub(lambda found: f"{found[1]}{_part(found[2])}\n{found[3]}", page)


def main() -> None:
    """Write the page."""
    PAGE.write_text(statute_page(PAGE.read_text("utf-8")), encoding="utf-8")
    sys.stdout.write(f"statute_page: wrote docs/{PAGE.name}\n")


def _part(name: str) -> str:
    return "\n".join(PARTS[name]())


def _rules() -> Iterator[str]:
    yield from ("## The rules", "")
    rows = [
        [
            f"[`{rule.rule_id}`](../{rule.folder.relative_to(PAGE.parents[1]).as_posix()}) {rule.title['en']}",
            rule.article,
            rule.version,
            ", ".join(rule.sentences),
            ", ".join(f"`{name}`" for name in rule.parameters),
        ]
        for rule in load_rules().values()
    ]
    yield from _table(("rule", "article", "version", "can yield", "reads"), rows)


def _calendar() -> Iterator[str]:
    yield from (f"## What changes from {STATE_OF_PLAY}", "")
    rows = [
        [
            str(change.on or "not known"),
            change.law,
            f"{change.title['en']} (`{change.change_id}`)",
            "**not known**" if change.is_unknown else change.certainty,
            ", ".join(f"`{name}`" for name in change.rules(load_rules().values())),
        ]
        for change in changes(STATE_OF_PLAY)
    ]
    yield from _table(("from", "act", "what", "certainty", "checks"), rows)


def _gaps() -> Iterator[str]:
    yield from (f"## Not known or not checked on {STATE_OF_PLAY}", "")
    found = [_gap(parameter) for parameter in load_parameters().values()]
    yield from _table(("parameter", "certainty", "why"), [row for row in found if row])


def _gap(parameter: Parameter) -> list[str]:
    """Return the row of a parameter that is not certain; nothing for one that is, or that is not in force."""
    answer = holds_on(parameter.parameter_id, STATE_OF_PLAY)
    first, last = parameter.entries[0].known.valid_from, parameter.entries[-1].known.valid_to
    if first > STATE_OF_PLAY or (last is not None and last < STATE_OF_PLAY):
        return []
    name = f"`{parameter.parameter_id}` {parameter.title_en}"
    if not isinstance(answer, Known):
        return [name, "**not known**", answer.reason_en]
    return [] if answer.certainty == CERTAIN else [name, answer.certainty, answer.source]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield "|" + "---|" * len(head)
    yield from (_line(row) for row in rows)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


PARTS: Mapping[str, Callable[[], Iterator[str]]] = {"rules": _rules, "calendar": _calendar, "gaps": _gaps}


if __name__ == "__main__":
    main()
