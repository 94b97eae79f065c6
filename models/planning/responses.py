"""What a letter or a desk check brings, by topic and capacity to comply: dated, sourced parameters, and their use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data_contracts.yaml_files import read_yaml
from models.arrays import Booleans, Floats
from models.planning.problem import DESK_CHECK, INSTRUMENTS, LETTER, VISIT

CERTAINTIES = ("high", "medium", "low", "assumed", "unknown")
TRUSTED = ("high", "medium", "low")
CAPACITIES = ("low", "ordinary", "unknown")


@dataclass(frozen=True)
class Effect:
    """What an instrument brings for a topic, as a share of a visit's yield; ``effect`` is ``None`` when unknown."""

    instrument: str
    topic: str
    capacity: tuple[str, ...]
    effect: float | None
    certainty: str
    since: date
    source: str


@dataclass(frozen=True)
class Responses:
    """The parameters of ``responses.yaml``.

    Attributes:
        letter_hours: Hours that a letter takes.
        desk_check_share: Hours of a desk check as a share of a visit's.
        small: The size classes that count as low capacity to comply when no finding is known.
        law_of_topic: Which law each topic falls under.
        topic_of_rule: The topic of each statute check.
        topic_of_law: The topic of an employer without any fact, by the law with the largest yield.
        effects: What letters and desk checks bring.
    """

    letter_hours: float
    desk_check_share: float
    small: tuple[str, ...]
    law_of_topic: Mapping[str, str]
    topic_of_rule: Mapping[str, str]
    topic_of_law: Mapping[str, str]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, eq=False)
class EffectArrays:
    """Shares of a visit's yield, (n, K): NaN where not known, and whether each is only assumed."""

    share: Floats
    assumed: Booleans

    def usable(self, *, assumed: bool) -> Floats:
        """Return the shares that may choose an instrument; NaN for those that may not."""
        return self.share if assumed else np.where(self.assumed, np.nan, self.share)


@cache
def load_responses() -> Responses:
    """Return the parameters of ``responses.yaml``."""
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    topics = content["topics"]
    return Responses(
        content["hours"]["letter"]["hours"],
        content["hours"]["desk_check"]["share_of_visit"],
        tuple(content["capacity_to_comply"]["low_size_classes"]),
        {name: topic["law"] for name, topic in topics.items()},
        {rule: name for name, topic in topics.items() for rule in topic["rules"]},
        content["topic_of_law"],
        tuple(_effect(entry) for entry in content["effects"]),
    )


def capacity_to_comply(size_class: pl.Expr, found_before: pl.Expr, responses: Responses) -> pl.Expr:
    """Return ``low``, ``ordinary`` or ``unknown`` by the stated rule.

    Args:
        size_class: The employer's size class; null when it is not known.
        found_before: Whether a finding is known of the employer.
        responses: The parameters.
    """
    low = size_class.is_in(responses.small) & ~found_before
    return (
        pl.when(size_class.is_null())
        .then(pl.lit("unknown"))
        .otherwise(pl.when(low).then(pl.lit("low")).otherwise(pl.lit("ordinary")))
    )


def instrument_hours(visit_hours: Floats, responses: Responses) -> Floats:
    """Return the hours of each instrument, (n, K), from those of a visit, (n,)."""
    hours = np.empty((len(visit_hours), len(INSTRUMENTS)))
    hours[:, LETTER] = responses.letter_hours
    hours[:, DESK_CHECK] = responses.desk_check_share * visit_hours
    hours[:, VISIT] = visit_hours
    return hours


def effect_arrays(frame: pl.DataFrame, responses: Responses, on: date) -> EffectArrays:
    """Return what each instrument brings at each employer, as the parameters stand on a day.

    Args:
        frame: ``topic`` (null when there is none) and ``capacity_to_comply``, n rows.
        responses: The parameters.
        on: The day; of two values for the same thing the later one holds.
    """
    share, assumed = np.full((len(frame), len(INSTRUMENTS)), np.nan), np.zeros((len(frame), len(INSTRUMENTS)), bool)
    share[:, VISIT] = 1.0
    keys = frame.select("topic", capacity="capacity_to_comply")
    for position, instrument in enumerate(INSTRUMENTS[:VISIT]):
        found = keys.join(
            _values(responses, instrument, on), on=["topic", "capacity"], how="left", maintain_order="left"
        )
        share[:, position] = found["effect"].fill_null(np.nan).to_numpy()
        assumed[:, position] = found["assumed"].fill_null(value=False).to_numpy()
    return EffectArrays(share, assumed)


def _values(responses: Responses, instrument: str, on: date) -> pl.DataFrame:
    own = sorted((e for e in responses.effects if e.instrument == instrument and e.since <= on), key=lambda e: e.since)
    held = {(entry.topic, capacity): entry for entry in own for capacity in entry.capacity}
    rows = [(*key, entry.effect, entry.certainty not in TRUSTED) for key, entry in held.items()]
    schema = {"topic": pl.String, "capacity": pl.String, "effect": pl.Float64, "assumed": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _effect(entry: Mapping[str, Any]) -> Effect:
    return Effect(
        entry["instrument"],
        entry["topic"],
        tuple(entry["capacity"]),
        entry["effect"],
        entry["certainty"],
        entry["from"],
        entry["source"],
    )
