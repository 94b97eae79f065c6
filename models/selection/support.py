"""Support: how far an employer is from anything that was ever inspected, and whether a model may speak of it.

After the dissimilarity index and area of applicability of Meyer and Pebesma (2021, Methods in Ecology and Evolution
12).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.errors import KompasError
from models.arrays import Booleans, Floats, Integers
from models.inputs import ModelInput, input_names

LANDMARKS = 3_000
"""At most so many inspected cases stand for all of them."""
SCALE_FROM = 20_000
ROWS_AT_ONCE = 8_192
LIMIT_QUANTILE = 0.99
SMALLEST_LIMIT = 1e-9
QUARTILES_OF_NORMAL = 1.349
"""Between the quartiles of a normal distribution lie so many standard deviations."""
MISSING_APART = 1.0
"""How far a missing and a present value lie apart, in spreads."""


@dataclass(frozen=True)
class Support:
    """What was inspected, as landmarks in the space of the inputs.

    Each input is centred at its median and measured in spreads, large distances damped (inverse hyperbolic sine), so
    that one huge employer does not set the scale; a missing value lies at the centre, with an axis of its own that
    says so. ``landmarks`` has shape ``(landmarks, 2 x inputs)``; ``limit`` is the distance that counts as 1.
    """

    names: tuple[str, ...]
    centre: Floats
    spread: Floats
    landmarks: Floats
    limit: float

    def distance(self, matrix: Floats) -> Floats:
        """Return each row's distance to the nearest landmark, shape ``(rows,)``.

        0 is like what was inspected; 1.0 is where the 99th percentile of inspected cases lies from the *other* ones.
        """
        return self._nearest(matrix) / self.limit

    def supported(self, matrix: Floats) -> Booleans:
        """Return which rows lie no farther than nearly all inspected cases do from each other (distance at most 1)."""
        return self.distance(matrix) <= 1.0

    def save(self, folder: Path, name: str) -> None:
        """Write ``<name>.support.json`` and ``<name>.support.parquet``."""
        scales = {"centre": self.centre.tolist(), "spread": self.spread.tolist(), "limit": self.limit}
        text = json.dumps({"inputs": list(self.names)} | scales, ensure_ascii=False) + "\n"
        (folder / f"{name}.support.json").write_text(text, encoding="utf-8")
        axes = [*self.names, *(f"{item} is missing" for item in self.names)]
        pl.DataFrame(self.landmarks, schema=axes).write_parquet(folder / f"{name}.support.parquet")

    def _places(self, matrix: Floats) -> Floats:
        missing = np.isnan(matrix)
        steps = np.where(missing, 0.0, np.arcsinh((matrix - self.centre) / self.spread))
        return np.column_stack([steps, MISSING_APART * missing])

    def _nearest(self, matrix: Floats, own: Integers | None = None) -> Floats:
        """Return the root mean square distance over the inputs to the nearest landmark, in portions.

        Args:
            matrix: Inputs of some rows.
            own: The landmark that a row is itself, which does not count; -1 for none.
        """
        coarse = self.landmarks.astype(np.float32)
        norms = (coarse**2).sum(axis=1)
        found = np.zeros(len(matrix))
        for start in range(0, len(matrix), ROWS_AT_ONCE):
            places = self._places(matrix[start : start + ROWS_AT_ONCE])
            squares = norms - 2 * (places.astype(np.float32) @ coarse.T)
            if own is not None:
                itself = own[start : start + ROWS_AT_ONCE]
                squares[np.flatnonzero(itself >= 0), itself[itself >= 0]] = np.inf
            # Single precision finds the nearest; its distance is then taken exactly, so that 0 is 0.
            apart = places - self.landmarks[squares.argmin(axis=1)]
            found[start : start + ROWS_AT_ONCE] = np.sqrt((apart**2).sum(axis=1) / len(self.names))
        return found


def fit_support(inspected: Floats, inputs: Sequence[ModelInput], seed: int) -> Support:
    """Learn what was inspected.

    Args:
        inspected: Inputs of the inspected cases, shape ``(cases, inputs)``, NaN where missing; at least two cases.
        inputs: The inputs, in the order of the columns.
        seed: Seed of the choice of landmarks.
    """
    order = np.random.default_rng(seed).permutation(len(inspected))
    chosen, rows = np.sort(order[:LANDMARKS]), np.sort(order[:SCALE_FROM])
    centre, spread = _scales(inspected)
    bare = Support(tuple(input_names(inputs)), centre, spread, np.zeros((0, 0)), 1.0)
    support = replace(bare, landmarks=bare._places(inspected[chosen]))
    own = np.full(len(inspected), -1)
    own[chosen] = np.arange(len(chosen))
    limit = float(np.quantile(support._nearest(inspected[rows], own[rows]), LIMIT_QUANTILE))
    return replace(support, limit=max(limit, SMALLEST_LIMIT))


def load_support(folder: Path, name: str, names: Sequence[str]) -> Support:
    """Read a support and check that it is about exactly these inputs.

    Raises:
        KompasError: A file is missing, or the inputs are not the ones the features give today.
    """
    path = folder / f"{name}.support.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        landmarks = pl.read_parquet(folder / f"{name}.support.parquet").to_numpy()
    except (OSError, ValueError) as error:
        raise KompasError(f"The support of {name} cannot be read.", str(path), "Run `kompas train`.") from error
    if content["inputs"] != list(names):
        differing = ", ".join(sorted(set(content["inputs"]) ^ set(names))) or "in another order"
        raise KompasError(
            f"The support of {name} is about other inputs than the features give now ({differing}).",
            str(path),
            "Run `kompas train` again.",
        )
    centre, spread = (np.array(content[key], dtype=np.float64) for key in ("centre", "spread"))
    return Support(tuple(names), centre, spread, landmarks, float(content["limit"]))


def _scales(matrix: Floats) -> tuple[Floats, Floats]:
    """Return each input's median and spread: from the quartiles, else the standard deviation, else the size itself.

    Quartiles do not see an input that is the same for three in four; then the standard deviation speaks, and where all
    inspected cases have one value, any other value is far away.
    """
    empty = np.isnan(matrix).all(axis=0)
    filled = np.where(empty, 0.0, matrix)
    low, centre, high = np.nanquantile(filled, [0.25, 0.5, 0.75], axis=0)
    quartiles, deviation = (high - low) / QUARTILES_OF_NORMAL, np.nanstd(filled, axis=0)
    spread = np.where(quartiles > 0, quartiles, deviation)
    return centre, np.where(spread > 0, spread, np.maximum(1.0, np.abs(centre)))
