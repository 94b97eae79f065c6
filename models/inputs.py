"""What a model may see: the inputs' names, directions and the words in which a reason speaks of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from models.arrays import Floats

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True)
class ModelInput:
    """One input of a model.

    ``direction`` is the monotone constraint: +1 (more never lowers the estimate), -1 (more never raises it) or 0.
    ``group`` names what a reason speaks of: the levels of one category are several inputs of one group.
    """

    name: str
    direction: int = 0
    group: str = ""

    @property
    def reason_group(self) -> str:
        """The group that the input's contribution is added to; by itself when it has none."""
        return self.group or self.name


def input_names(inputs: Sequence[ModelInput]) -> list[str]:
    """Return the names of the inputs in model order."""
    return [item.name for item in inputs]


def input_matrix(frame: pl.DataFrame, inputs: Sequence[ModelInput]) -> Floats:
    """Return the inputs of a frame as floats of shape ``(rows, inputs)``, with NaN where a value is not defined."""
    names = input_names(inputs)
    columns = frame.select(pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in names)
    return np.ascontiguousarray(columns.to_numpy(), dtype=np.float64)
