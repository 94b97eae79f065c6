"""The report as one HTML file that needs nothing from outside."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from models.inputs import LANGUAGES, Language
from pipelines.reporting import curve_chart, prose
from pipelines.reporting.report import Report
from pipelines.reporting.tables import difference_table, figure_table
from pipelines.reporting.words import number, percent, words

MOST_IMPORTANT = 12


def write_html(report: Report, folder: Path, stem: str = "report") -> list[Path]:
    """Write the report in each language, ``<stem>.nl.html`` and ``<stem>.en.html``, and return the paths."""
    template = templates_in(Path(__file__).parent / "templates").get_template("report.html.j2")
    paths = []
    for language in LANGUAGES:
        path = folder / f"{stem}.{language}.html"
        path.write_text(template.render(_context(report, language, stem)), encoding="utf-8")
        paths.append(path)
    return paths


def templates_in(folder: Path) -> Environment:
    """Return the templates of a folder; what is filled in is escaped, and what is not there stops the writing."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _context(report: Report, language: Language, stem: str) -> dict[str, object]:
    other: Language = "en" if language == "nl" else "nl"
    return {
        "report": report,
        "language": language,
        "other": other,
        "other_page": f"{stem}.{other}.html",
        "most_important": MOST_IMPORTANT,
        "t": lambda key, **values: words(key, language, **values),
        "number": lambda value, decimals=3: number(value, language, decimals),
        "percent": lambda value: percent(value, language),
        "figure_table": lambda section: figure_table(section, language),
        "difference_table": lambda section: difference_table(section, language),
        "opening": prose.opening(report, language),
        "counts": lambda section: prose.counts(section, language),
        "curves": curve_chart,
        "drawn_curves": lambda section: curve_chart.drawn_curves(section, language),
        "capture_table": lambda section: curve_chart.capture_table(section, language),
        "brier_scores": lambda section: prose.brier_scores(section, language),
        "as_visited": lambda section: prose.as_visited(section, language),
        "quoted": lambda figure: prose.quoted(figure, language),
        "example_sum": lambda example: prose.example_sum(example, language),
        "example_head": lambda example: prose.example_head(example, language),
    }
