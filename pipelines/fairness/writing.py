"""The audit as a page to read, in each language: what is not known, who is accused, and then all that was asked."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.fairness.measures import measures
from models.fairness.steps import step_rules
from models.inputs import LANGUAGES, Language
from pipelines.fairness.showing import power_lines, subgroup_lines, verdict_lines
from pipelines.fairness.tables import AuditTables
from pipelines.fairness.words import dimension_word, found, part_word, words
from pipelines.reporting.html import templates_in
from pipelines.reporting.words import number, percent

TEST_HEAD = (
    "step", "part", "law", "dimension", "group", "reference", "odds_ratio", "interval", "verdict", "unseen_cause_low",
    "units", "chosen",
)  # fmt: skip


def write_report(told: Mapping[str, Any], tables: AuditTables, folder: Path, *, synthetic: bool) -> None:
    """Write ``report.nl.html`` and ``report.en.html``.

    Args:
        told: The audit in short (``pipelines.fairness.summary``).
        tables: Its tables.
        folder: Where.
        synthetic: Whether the registers are.
    """
    template = templates_in(Path(__file__).parent / "templates").get_template("report.html.j2")
    for language in LANGUAGES:
        content = template.render(_context(told, tables, language), synthetic=synthetic)
        (folder / f"report.{language}.html").write_text(content + "\n", encoding="utf-8")


def _context(told: Mapping[str, Any], tables: AuditTables, language: Language) -> dict[str, object]:
    def heads(*names: str) -> list[str]:
        return [words(name, language) for name in names]

    return {
        "told": told,
        "language": language,
        "other": "en" if language == "nl" else "nl",
        "t": lambda key, **values: words(key, language, **values),
        "percent": lambda value: percent(value, language),
        "verdicts": list(verdict_lines(told, language)),
        "test_head": heads(*TEST_HEAD),
        "tests": list(_tests(tables, language)),
        "power": list(power_lines(told, language)),
        "figure_head": heads("measure", "groups", "estimated_groups"),
        "figures": [
            (measures()[row["measure"]].labels[language], row["groups"], row["estimated"]) for row in told["figures"]
        ],
        "subgroups": list(subgroup_lines(told, language)),
        "proxies": list(_proxies(told, language)),
        "indicator_head": heads("state", "features"),
        "indicators": [
            *((words(state, language), count) for state, count in told["indicators"].items()),
            *((words(_link(verdict), language), count) for verdict, count in told["links"].items()),
        ],
    }


def _tests(tables: AuditTables, language: Language) -> Iterator[list[str]]:
    for row in tables.step_tests.iter_rows(named=True):
        low, high = (found(row[side], language) for side in ("low", "high"))
        yield [
            step_rules().steps[row["step"]].label[language],
            part_word(row["part"], language),
            row["law"] or words("all_laws", language),
            dimension_word(row["dimension"], language),
            row["group"],
            row["reference"],
            found(row["odds_ratio"], language),
            "" if row["odds_ratio"] is None else f"{low} – {high}",
            words(row["verdict"], language),
            found(row["unseen_cause_low"], language),
            number(row["units"], language, 0),
            words("hidden", language) if row["chosen"] is None else number(row["chosen"], language, 0),
        ]


def _proxies(told: Mapping[str, Any], language: Language) -> Iterator[str]:
    if not told["proxies"]:
        yield words("proxies_none", language)
    for row in told["proxies"]:
        figures = {name: found(row[name], language) for name in ("auc", "low", "high")}
        verdict = {"none": "proxy_none", None: "undecided"}.get(row["verdict"], row["verdict"])
        dimension, told_as = dimension_word(row["dimension"], language), words(verdict, language)
        yield words(
            "proxies_line",
            language,
            dimension=dimension,
            group=row["group"],
            verdict=told_as,
            **figures,
        )


def _link(verdict: str) -> str:
    return f"link_{verdict}" if verdict in ("none", "undecided") else verdict
