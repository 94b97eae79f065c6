"""Write the made part of docs/cases.md: the audit of the Swedish case, and what was published beside ours.

Run with ``make bench-cases`` (DATA names the folder with ``sweden_benefit``).
"""

import os
import re
import sys
from pathlib import Path

from models.inputs import Language
from pipelines.cases.loading import load_random_arm
from pipelines.cases.random_arm.run import run_random_arm
from pipelines.reporting.report import Extra, Report

PAGE = Path(__file__).parents[1] / "docs" / "cases.md"
PART = re.compile(r"(<!-- made by make bench-cases -->\n).*?(<!-- end -->)", re.DOTALL)
CASE = "sweden_benefit"
ROUNDS = 1000
LANGUAGE: Language = "en"
TOLD = ("everybody", "who_is_chosen", "what_is_found", "score_by_group", "random_cases_needed", "published_beside_ours")


def cases_page(page: str, report: Report) -> str:
    """Return the page with its made part made again; the rest is written by hand."""
    made = "\n".join(_section(extra) for extra in report.extras if extra.name in TOLD)
    return PART.sub(lambda found: f"{found[1]}\n{made}\n{found[2]}", page)


def audited(folder: Path) -> Report:
    """Return the report of the case, from the folder that holds a folder a case."""
    return run_random_arm(load_random_arm(CASE), folder / CASE, rounds=ROUNDS)


def main() -> None:
    """Write the page."""
    folder = os.environ.get("DATA") or os.environ.get("KOMPAS_TEST_REAL_DATA")
    if not folder:
        sys.exit("cases_page: DATA names no folder; give the one that holds sweden_benefit, as in docs/cases.md")
    PAGE.write_text(cases_page(PAGE.read_text("utf-8"), audited(Path(folder))), encoding="utf-8")
    sys.stdout.write(f"cases_page: wrote docs/{PAGE.name}\n")


def _section(extra: Extra) -> str:
    parts = [
        f"**{extra.title[LANGUAGE]}.** {extra.note[LANGUAGE]}",
        "\n".join(f"- {one[LANGUAGE]}" for one in extra.lines),
    ]
    if extra.tables:
        table = extra.tables[LANGUAGE]
        rule = ["---", *["---:"] * (len(table.head) - 1)]
        parts.append("\n".join(_row(cells) for cells in (table.head, rule, *table.rows)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(cells: list[str]) -> str:
    """Return a row; a star that marks what is notable is no emphasis."""
    return f"| {' | '.join(cell.replace('*', chr(92) + '*') for cell in cells)} |"


if __name__ == "__main__":
    main()
