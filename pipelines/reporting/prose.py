"""The sentences around the report's tables."""

from models.inputs import Language
from pipelines.reporting.report import Example, QuotedFigure, Report, Section
from pipelines.reporting.words import figure_text, metric_name, number, percent, signed, words


def counts(section: Section, language: Language) -> list[str]:
    """Say how many cases the model learnt from and was tested on."""
    learnt = "training_last" if any(extra.name == "cut_offs" for extra in section.extras) else "training"
    lines = [_counted(learnt, section.training, language), _counted("test", section.test, language)]
    if section.training.get("open"):
        lines.insert(1, words("training_open", language, open=number(section.training["open"], language, 0)))
    return lines


def brier_scores(section: Section, language: Language) -> str:
    """Say the Brier score of every ranking whose scores can be read as a chance."""
    named = [
        f"{label[language]} {number(section.calibration[name].brier, language)}"
        for name, label in section.rankings.items()
        if name in section.calibration
    ]
    others = [label[language] for name, label in section.rankings.items() if name not in section.calibration]
    said = words("brier", language, scores=", ".join(named))
    return f"{said} {words('no_chance', language, names=', '.join(others))}" if others else said


def as_visited(section: Section, language: Language) -> str | None:
    """Say what the real order of visits found in its first half, where there was an order."""
    if section.as_visited is None:
        return None
    return words("as_visited", language, value=percent(section.as_visited, language))


def quoted(figure: QuotedFigure, language: Language) -> str:
    """Say a figure as its publisher gave it."""
    name = metric_name(figure.metric, figure.cut, language)
    return f"{figure.label[language]}: {name} {figure_text(figure.metric, figure.value, language)} ({figure.source})"


def example_head(example: Example, language: Language) -> str:
    """Say which row an example is."""
    return words(
        "example",
        language,
        rank=example.rank,
        row=example.row,
        probability=percent(example.probability, language),
        outcome=words("yes" if example.outcome else "no", language),
    )


def example_sum(example: Example, language: Language) -> str:
    """Say what the inputs without a sentence add, and that all of it adds up to the score."""
    values = {"rest": example.rest, "base": example.base, "log_odds": example.log_odds}
    return words("rest", language, **{key: signed(value, language) for key, value in values.items()})


def opening(report: Report, language: Language) -> list[str]:
    """Say where the figures come from, and that they are synthetic if they are."""
    lines = [words("synthetic", language)] if report.synthetic else []
    lines.append(f"{words('source', language)}: {report.source}")
    lines.append(f"{words('outcome', language)}: {report.outcome[language]}")
    return lines + [note[language] for note in report.notes]


def _counted(key: str, counted: dict[str, int], language: Language) -> str:
    cases, positives = counted["cases"], counted["positives"]
    return words(
        key,
        language,
        cases=number(cases, language, 0),
        positives=number(positives, language, 0),
        rate=percent(positives / cases if cases else float("nan"), language),
    )
