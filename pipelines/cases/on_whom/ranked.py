"""On whom a ranking of inspected cases falls: at a cut of the list, by group."""

from collections.abc import Sequence

import polars as pl

from models.arrays import Floats
from models.fairness.comparisons import with_notable
from models.fairness.cuts import figures_over_cuts
from models.fairness.figures import Choice, group_figures
from models.fairness.measures import measures, notable_level
from models.inputs import LANGUAGES, Language
from models.small_cells import FEW
from pipelines.cases.on_whom.cells import figure_cell, in_languages, named_groups, shown_group
from pipelines.cases.on_whom.grouping import rows_in_groups
from pipelines.cases.on_whom.parts import AuditGroup, FairnessPart
from pipelines.cases.on_whom.words import in_both, words
from pipelines.reporting.report import Extra, Texts
from pipelines.reporting.words import number, percent

ON_WHOM = "on_whom_it_falls"
INSPECTED = "inspected"
"""Of whom the figures speak."""
ONCE = ("base_rate", "calibration")
AT_CUT = ("selection_rate", "precision", "false_positive_rate", "false_negative_rate")
CHOICE = Choice("score")


def ranked_figures(later: pl.DataFrame, part: FairnessPart, chances: Floats, *, rounds: int, seed: int) -> pl.DataFrame:
    """Return the figures of each group, once and at each cut.

    Whoever was inspected stands for nobody else here: each counts as drawn with certainty, so that rates are those
    among the inspected, and no more than that may be said of them.

    Args:
        later: The test rows: ``id, entity, upheld, line`` and the file's columns under ``values.source``.
        part: The groups and cuts.
        chances: What the model says of each row, shape ``(rows,)``.
        rounds: Bootstrap resamples, by entity.
        seed: Their seed.

    Returns:
        ``models.fairness.figures.FIGURE_SCHEMA``; what is notable is so over all of them together.
    """
    units = later.select(
        unit="id",
        employer_id="entity",
        outcome="upheld",
        score=pl.Series(chances),
        drawn=pl.lit(value=True),
        probability=pl.lit(1.0),
    )
    groups = pl.concat([rows_in_groups(group, later, later["id"]) for group in part.groups])
    once = group_figures(units, groups, CHOICE, measures=ONCE, resamples=rounds, seed=seed)
    at_cuts = figures_over_cuts(units, groups, CHOICE, cuts=part.cuts, names=AT_CUT, resamples=rounds, seed=seed)
    return with_notable(pl.concat([once, at_cuts]))


def ranked_extra(figures: pl.DataFrame, part: FairnessPart) -> Extra:
    """Return the section *On whom it falls* of a ranking."""
    columns: list[tuple[str, float | None]] = [(ONCE[0], None)]
    columns += [(name, cut) for cut in part.cuts for name in AT_CUT] + [(ONCE[1], None)]
    tables = in_languages(
        {language: _head(columns, language) for language in LANGUAGES},
        {language: _rows(figures, part, columns, language) for language in LANGUAGES},
    )
    data = figures.drop("law", "step").with_columns(among=pl.lit(INSPECTED)).to_dicts()
    return Extra(ON_WHOM, in_both("title"), _note(figures), tables, data, (protected_line(part.groups),))


def protected_line(groups: Sequence[AuditGroup]) -> Texts:
    """Say which groups are protected, and that other differences are for policy."""
    names = [group.label for group in groups if group.protected]
    if not names:
        return in_both("no_protected")
    joined = {language: ", ".join(name.model_dump()[language] for name in names) for language in LANGUAGES}
    return {language: words("protected_note", language, names=joined[language]) for language in LANGUAGES}


def _head(columns: Sequence[tuple[str, float | None]], language: Language) -> list[str]:
    named = [words(name, language, cut="" if cut is None else percent(cut, language)) for name, cut in columns]
    return [words("group", language), words("units", language), *named]


def _rows(
    figures: pl.DataFrame, part: FairnessPart, columns: Sequence[tuple[str, float | None]], language: Language
) -> list[list[str]]:
    dimensions = {group.name: group for group in part.groups}
    held = {(row["dimension"], row["group"], row["measure"], row["cut"]): row for row in figures.to_dicts()}
    return [
        [
            shown_group(dimensions, *named, language),
            number(held[(*named, *columns[0])]["units"], language, 0),
            *(figure_cell(held.get((*named, *column)), language) for column in columns),
        ]
        for named in named_groups(figures, dimensions)
    ]


def _note(figures: pl.DataFrame) -> Texts:
    minimum = measures()[ONCE[0]].minimum
    compared = figures["p_value"].count()
    return {
        language: words(
            "ranked_note",
            language,
            comparisons=number(compared, language, 0),
            level=percent(notable_level(), language),
            positives=minimum.positives,
            negatives=minimum.negatives,
            fewest=FEW,
        )
        for language in LANGUAGES
    }
