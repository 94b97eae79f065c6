"""Running a case with a random arm: read each file, audit, and report."""

from pathlib import Path

from pipelines.cases.random_arm.definition import RandomArmCase
from pipelines.cases.random_arm.figures import random_arm_figures
from pipelines.cases.random_arm.published import published_beside_ours
from pipelines.cases.random_arm.published_table import published_extra
from pipelines.cases.random_arm.rows import read_file, told
from pipelines.cases.random_arm.tables import (
    chosen_extra,
    found_extra,
    not_sayable_extra,
    opening_extra,
    power_extra,
    score_extra,
)
from pipelines.reporting.report import Report


def run_random_arm(case: RandomArmCase, folder: Path, *, rounds: int) -> Report:
    """Audit a case and return its report, which has no model and no ranking.

    Args:
        case: The case.
        folder: Where its files are.
        rounds: Bootstrap resamples.

    Raises:
        KompasError: A file does not fit the case.
    """
    files = {name: read_file(case, folder, group) for name, group in case.dimensions.items()}
    held = [told(case, rows, case.definitions, case.dimensions[name]) for name, rows in files.items()]
    figures = random_arm_figures(case, held, rounds)
    makers = [opening_extra, chosen_extra, found_extra, *([score_extra] if len(figures.scores) else []), power_extra]
    extras = [make(case, figures) for make in makers]
    if case.not_sayable:
        extras.append(not_sayable_extra(case))
    if case.published:
        extras.append(published_extra(case, published_beside_ours(case, files)))
    return Report(
        name=case.case,
        title=case.title.model_dump(),
        source=case.source,
        outcome=case.outcome.model_dump(),
        sections=(),
        notes=tuple(item.model_dump() for item in case.notes),
        extras=tuple(extras),
        rounds=rounds,
        seed=case.seed,
    )
