"""What an employer can change, as data: steps, and the figures that would then read differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from data_contracts.yaml_files import read_yaml
from features.feature import Bilingual
from models.arrays import Floats
from models.inputs import ModelInput

CHANGEABLE_FILE = Path(__file__).with_suffix(".yaml")
DOWN, UP = "down_to_peers", "up_to_peers"


@dataclass(frozen=True)
class Step:
    """Something an employer can do, and what becomes of each figure.

    A number is the most that the figure is afterwards; ``"down_to_peers"`` and ``"up_to_peers"`` bring it to the peers'
    median; with ``None`` it is no longer defined.
    """

    name: str
    words: Bilingual
    figures: Mapping[str, float | str | None]


@dataclass(frozen=True)
class Move:
    """One input that takes another value; NaN where it is no longer defined."""

    column: int
    before: float
    after: float


@dataclass(frozen=True)
class Change:
    """A step that would change something for one employer, and what."""

    step: Step
    moves: tuple[Move, ...]


@cache
def load_steps() -> tuple[Step, ...]:
    """Return the steps of ``changeable.yaml``."""
    entries = read_yaml(CHANGEABLE_FILE)["steps"]
    return tuple(
        Step(entry["name"], Bilingual(entry["step"]["nl"], entry["step"]["en"]), entry["figures"]) for entry in entries
    )


@cache
def load_words() -> dict[str, Bilingual]:
    """Return the sentences of ``changeable.yaml``."""
    words = read_yaml(CHANGEABLE_FILE)["words"]
    return {name: Bilingual(texts["nl"], texts["en"]) for name, texts in words.items()}


def open_changes(row: Floats, peers: Floats, inputs: Sequence[ModelInput], steps: Sequence[Step]) -> list[Change]:
    """Return the steps that an employer has not taken yet, in their order: those whose first figure would move.

    A figure moves only where it is known and where its direction allows: one of which more never lowers the estimate
    may only fall, one of which more never raises it may only rise.

    Args:
        row: The employer's inputs, shape ``(inputs,)``.
        peers: The medians of its peers, shape ``(inputs,)``; NaN where unknown.
        inputs: The inputs.
        steps: What an employer can do. Figures that are no inputs are passed over.
    """
    columns = {item.name: position for position, item in enumerate(inputs)}
    changes = []
    for step in steps:
        wanted = {columns[name]: target for name, target in step.figures.items() if name in columns}
        moves = [_move(column, target, row, peers) for column, target in wanted.items()]
        allowed = tuple(move for move in moves if _allowed(move, inputs[move.column].direction))
        if allowed and allowed[0] == moves[0]:
            changes.append(Change(step, allowed))
    return changes


def _move(column: int, target: float | str | None, row: Floats, peers: Floats) -> Move:
    before, peer = float(row[column]), float(peers[column])
    if target is None:
        return Move(column, before, float("nan"))
    # Where no peer has a value the figure stays as it is.
    bounds = {DOWN: min(before, peer), UP: max(before, peer)} if not np.isnan(peer) else {DOWN: before, UP: before}
    return Move(column, before, bounds[target] if isinstance(target, str) else min(before, target))


def _allowed(move: Move, direction: int) -> bool:
    if np.isnan(move.before) or move.after == move.before:
        return False
    return direction == 0 or direction * (move.before - move.after) > 0
