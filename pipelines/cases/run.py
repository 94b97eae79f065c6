"""Running a case: read, look back, train, rank what came later, and report."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from models.evaluation.contest import Contest, hold_contest
from models.inputs import LANGUAGES, input_matrix
from models.learning.training import TrainingPlan
from pipelines.cases.definition import CaseDefinition, Variant
from pipelines.cases.inputs import CaseInputs, case_inputs
from pipelines.cases.labels import group_labels, ranking_label
from pipelines.cases.on_whom.ranked import ranked_extra, ranked_figures
from pipelines.cases.over_time import case_over_time
from pipelines.cases.random_arm.definition import RandomArmCase
from pipelines.cases.random_arm.run import run_random_arm
from pipelines.cases.reading import read_lines
from pipelines.cases.rows import decision_rows
from pipelines.cases.samples import later_rows, learnt_cases, other_rankings
from pipelines.reporting.report import Extra, QuotedFigure, Report, Section, Texts
from pipelines.reporting.sections import contest_section
from pipelines.reporting.sentences import reason_lines
from pipelines.reporting.words import in_both, number, words


def run_any_case(case: CaseDefinition | RandomArmCase, folder: Path, *, rounds: int) -> Report:
    """Run a case of either kind and return its report.

    Args:
        case: The case.
        folder: Where its files are.
        rounds: Bootstrap resamples.

    Raises:
        KompasError: See ``run_case``; a file does not fit the case.
    """
    if isinstance(case, RandomArmCase):
        return run_random_arm(case, folder, rounds=rounds)
    return run_case(case, folder, rounds=rounds)


def run_case(case: CaseDefinition, folder: Path, *, rounds: int) -> Report:
    """Run every variant of a case and return its report.

    Args:
        case: The case.
        folder: Where its file is.
        rounds: Bootstrap resamples.

    Raises:
        KompasError: The file does not fit the case, or there are too few cases to learn from or to test on.
    """
    rows = decision_rows(case, read_lines(case, folder))
    inputs = case_inputs(case, rows)
    sections = tuple(_section(case, variant, rows, inputs, rounds) for variant in case.variants)
    left_out = {"impossible": int((~rows["possible"]).sum()), "test_open": int(rows["test_open"].sum())}
    return Report(
        name=case.case,
        title=case.title.model_dump(),
        source=case.source,
        outcome=case.outcome.label.model_dump(),
        sections=sections,
        notes=(
            *(item.model_dump() for item in case.notes),
            *(_counted(key, count) for key, count in left_out.items() if count),
        ),
        quoted=_quoted(case),
        not_applicable=_not_applicable(case),
        rounds=rounds,
        seed=case.seed,
    )


def _section(case: CaseDefinition, variant: Variant, rows: pl.DataFrame, inputs: CaseInputs, rounds: int) -> Section:
    chosen = inputs.of_variant(case, variant)
    labelled = rows["upheld"].is_not_null()
    train, test = rows["train"] & labelled, rows["test"] & labelled
    if not test.any():
        raise KompasError(
            f"The test part of case {case.case} holds no row with a known outcome.",
            "split.test",
            "Widen the conditions of split.test, or check the dates in the file.",
        )
    matrix = input_matrix(inputs.frame, chosen)
    later = rows.filter(test)
    contest = hold_contest(
        learnt_cases(rows, matrix, train),
        matrix[test.to_numpy()],
        later_rows(case, later),
        chosen,
        other_rankings(case, inputs, later, test),
        TrainingPlan(seed=case.seed),
        about={"name": f"{case.case}/{variant.name}", "source": case.source},
        rounds=rounds,
    )
    section = _report_section(case, variant, contest, later, inputs.shown.filter(test))
    return replace(
        section,
        extras=(*case_over_time(case, rows, inputs, chosen, rounds), *_on_whom(case, contest, later, rounds)),
        training=section.training | {"open": int(rows["train_open"].sum())},
        test=section.test | {"open": int(rows["test_open"].sum())},
    )


def _on_whom(case: CaseDefinition, contest: Contest, later: pl.DataFrame, rounds: int) -> tuple[Extra, ...]:
    if case.fairness is None:
        return ()
    figures = ranked_figures(later, case.fairness, contest.probabilities, rounds=rounds, seed=case.seed)
    return (ranked_extra(figures, case.fairness),)


def _report_section(
    case: CaseDefinition, variant: Variant, contest: Contest, later: pl.DataFrame, shown: pl.DataFrame
) -> Section:
    labels = group_labels(case)
    return contest_section(
        contest,
        name=variant.name,
        label=variant.label.model_dump(),
        training=contest.model.card["training"],
        outcomes=later["upheld"],
        identifiers=later["id"],
        ranking_labels={name: ranking_label(case, name) for name in contest.rankings},
        group_labels=labels,
        write_reasons=lambda reasons: reason_lines(reasons, shown, labels),
    )


def _counted(key: str, count: int) -> Texts:
    return {language: words(key, language, count=number(count, language, 0)) for language in LANGUAGES}


def _quoted(case: CaseDefinition) -> tuple[QuotedFigure, ...]:
    if case.published is None:
        return ()
    label, source = case.published.label.model_dump(), case.published.source
    return tuple(
        QuotedFigure(item.label.model_dump() if item.label else label, item.metric, item.cut, item.value, source)
        for item in case.published.figures
    )


def _not_applicable(case: CaseDefinition) -> dict[str, Texts]:
    absent = (
        {} if case.visit_schedule else dict.fromkeys(("first_half_capture", "days_earlier"), in_both("no_schedule"))
    )
    return absent if case.published else absent | {"published": in_both("no_published")}
