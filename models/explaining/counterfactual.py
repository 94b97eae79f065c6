"""What would move an employer below the cut: the fewest steps that it could take itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from features.catalogue import Catalogue
from features.formatting import SentenceFormatter, listed
from models.arrays import Floats
from models.explaining.changeable import Change, Step, load_words, open_changes
from models.inputs import ModelInput
from models.learning.ranking_model import RankingModel

TRIED_WHOLE = 3
"""All sets of so many steps are tried; larger ones are found one step at a time."""

Chosen = tuple[int, ...]


@dataclass(frozen=True)
class Counterfactual:
    """Changes with which an employer's estimate would lie below the cut; none where it does so already.

    ``before`` and ``after`` are uncalibrated log-odds.
    """

    changes: tuple[Change, ...]
    before: float
    after: float


def counterfactual(
    model: RankingModel,
    row: Floats,
    inputs: Sequence[ModelInput],
    peers: Floats,
    steps: Sequence[Step],
    cut_log_odds: float,
) -> Counterfactual | None:
    """Return the fewest changes that bring an employer below the cut, or nothing when all together do not.

    All sets of up to three steps are tried, so that no smaller set works than the one found. Beyond that steps are
    added one at a time, the one that lowers most first, and then as many are left out as can be: no part of what is
    found works by itself, but another set that is smaller might. Of sets of one size the one that lowers most is taken.

    Args:
        model: A law's model.
        row: The employer's inputs, shape ``(inputs,)``.
        inputs: The model's inputs.
        peers: The medians of the employer's peers, shape ``(inputs,)``.
        steps: What an employer can do (``load_steps``).
        cut_log_odds: Uncalibrated log-odds of the last employer above the cut; the estimate must fall below it.
    """
    changes = open_changes(row, peers, inputs, steps)

    def log_odds(sets: Sequence[Chosen]) -> Floats:
        return model.log_odds(np.stack([_moved(row, [changes[position] for position in chosen]) for chosen in sets]))

    before = float(log_odds([()])[0])
    chosen = _fewest(len(changes), log_odds, cut_log_odds) if before >= cut_log_odds else ()
    if chosen is None:
        return None
    return Counterfactual(tuple(changes[position] for position in chosen), before, float(log_odds([chosen])[0]))


def _moved(row: Floats, changes: Sequence[Change]) -> Floats:
    moved = row.copy()
    for change in changes:
        for move in change.moves:
            moved[move.column] = move.after
    return moved


def _fewest(count: int, log_odds: Callable[[Sequence[Chosen]], Floats], cut: float) -> Chosen | None:
    small = _first_below(count, range(1, min(TRIED_WHOLE, count) + 1), log_odds, cut)
    if small is not None:
        return small
    for chosen in _growing(count, log_odds):
        if len(chosen) > TRIED_WHOLE and log_odds([chosen])[0] < cut:
            part = _first_below(len(chosen), range(TRIED_WHOLE + 1, len(chosen) + 1), _within(chosen, log_odds), cut)
            return tuple(chosen[position] for position in part or range(len(chosen)))
    return None


def _first_below(count: int, sizes: range, log_odds: Callable[[Sequence[Chosen]], Floats], cut: float) -> Chosen | None:
    """Return the set of the smallest size that lies below the cut, the lowest of its size."""
    for size in sizes:
        sets = list(combinations(range(count), size))
        values = log_odds(sets)
        if values.min() < cut:
            return sets[int(values.argmin())]
    return None


def _growing(count: int, log_odds: Callable[[Sequence[Chosen]], Floats]) -> Iterator[Chosen]:
    """Yield sets that grow by the step that lowers most, until all steps are in."""
    chosen: Chosen = ()
    while len(chosen) < count:
        larger = [tuple(sorted((*chosen, step))) for step in range(count) if step not in chosen]
        chosen = larger[int(log_odds(larger).argmin())]
        yield chosen


def _within(chosen: Chosen, log_odds: Callable[[Sequence[Chosen]], Floats]) -> Callable[[Sequence[Chosen]], Floats]:
    """Return the log-odds of sets of positions within a chosen set."""
    return lambda sets: log_odds([tuple(chosen[position] for position in part) for part in sets])


def counterfactual_sentence(
    found: Counterfactual | None, inputs: Sequence[ModelInput], catalogue: Catalogue, language: str
) -> str:
    """Return what would bring the employer below the cut as a sentence for its dossier.

    Args:
        found: What ``counterfactual`` gave.
        inputs: The model's inputs.
        catalogue: The features' labels and formats.
        language: ``"nl"`` or ``"en"``.
    """
    words = load_words()
    if found is None or not found.changes:
        return words["none" if found is None else "already"].in_language(language)
    steps = [_step_words(change, inputs, catalogue, language) for change in found.changes]
    return SentenceFormatter(language).fill(
        words["needed"].in_language(language), {"count": len(steps), "steps": listed(steps, language)}
    )


def _step_words(change: Change, inputs: Sequence[ModelInput], catalogue: Catalogue, language: str) -> str:
    """Return a step in words, with the first of its figures that changes."""
    first = change.moves[0]
    feature = catalogue.feature(inputs[first.column].name)
    before, after = (
        feature.format_value(None if np.isnan(value) else value, language) for value in (first.before, first.after)
    )
    return (
        load_words()["step"]
        .in_language(language)
        .format(
            step=change.step.words.in_language(language),
            label=feature.label.in_language(language),
            before=before,
            after=after,
        )
    )
