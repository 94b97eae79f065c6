"""From a contest to the section of a report that tells about it."""

from collections.abc import Callable

import numpy as np
import polars as pl

from models.arrays import JsonObject
from models.evaluation.contest import Contest
from models.explaining.reasons import strongest_reasons
from pipelines.reporting.report import Example, Extra, ReasonLine, Section, Texts

EXAMPLES = 3

ReasonWriter = Callable[[pl.DataFrame], tuple[ReasonLine, ...]]
"""From one row's strongest reasons (``row, direction, position, feature, contribution``) to sentences."""


def contest_section(
    contest: Contest,
    *,
    name: str,
    label: Texts,
    training: JsonObject,
    outcomes: pl.Series,
    identifiers: pl.Series,
    ranking_labels: dict[str, Texts],
    group_labels: dict[str, Texts],
    write_reasons: ReasonWriter,
    extras: tuple[Extra, ...] = (),
) -> Section:
    """Return the section of one model.

    Args:
        contest: What came of it.
        name: The section's name.
        label: What people call it.
        training: Counts of the training cases.
        outcomes: Outcome of each test row.
        identifiers: What people call each test row.
        ranking_labels: What people call each ranking.
        group_labels: What people call each group of inputs.
        write_reasons: Puts a row's reasons into words.
        extras: Further tables.
    """
    return Section(
        name=name,
        label=label,
        training=training,
        test={"cases": len(outcomes), "positives": int(outcomes.sum())},
        rankings={ranking: ranking_labels[ranking] for ranking in contest.rankings},
        figures=tuple(figure for figure in contest.figures if figure.period is None),
        calibration=contest.calibration,
        importance=contest.reasons.importance(),
        importance_labels={group: group_labels[group] for group in contest.reasons.groups},
        examples=_examples(contest, outcomes, identifiers, write_reasons),
        as_visited=contest.as_visited,
        curves=tuple(point for point in contest.curves if point.period is None),
        extras=extras,
    )


def _examples(
    contest: Contest, outcomes: pl.Series, identifiers: pl.Series, write_reasons: ReasonWriter
) -> tuple[Example, ...]:
    explained = contest.explained
    probabilities = contest.probabilities[explained]
    highest = np.argsort(-probabilities, kind="stable")[:EXAMPLES].tolist()
    strongest = strongest_reasons(contest.reasons, pl.Series(explained, dtype=pl.Int64))
    examples = []
    for rank, place in enumerate(highest, start=1):
        row = int(explained[place])
        lines = write_reasons(strongest.filter(pl.col("row") == row))
        log_odds = contest.reasons.base + float(contest.reasons.values[place].sum())
        said = contest.reasons.base + sum(line.contribution for line in lines)
        examples.append(
            Example(
                row=str(identifiers[row]),
                rank=rank,
                probability=float(probabilities[place]),
                outcome=bool(outcomes[row]),
                base=contest.reasons.base,
                log_odds=log_odds,
                rest=log_odds - said,
                reasons=lines,
            )
        )
    return tuple(examples)
