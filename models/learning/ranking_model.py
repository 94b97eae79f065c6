"""The ranking model: LightGBM trees as text with a JSON card beside them, never a pickle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from data_contracts.errors import KompasError
from models.arrays import Floats, Integers, JsonObject
from models.explaining.contributions import TreeTables
from models.learning.calibration import Calibration, calibration_of

if TYPE_CHECKING:
    from lightgbm import Booster


@dataclass(frozen=True)
class RankingModel:
    """Trees that rank, and the calibration that makes their log-odds a probability.

    ``card`` holds what people must know about the model: training window, counts, parameters and seeds.
    """

    trees: str
    names: tuple[str, ...]
    calibration: Calibration
    card: JsonObject = field(default_factory=dict)

    @cached_property
    def booster(self) -> "Booster":
        """The trees, parsed once."""
        from lightgbm import Booster  # takes a second to load, and most who read a model need no trees

        return Booster(model_str=self.trees)

    def log_odds(self, matrix: Floats) -> Floats:
        """Return the uncalibrated log-odds, shape ``(rows,)``, for inputs of shape ``(rows, inputs)``."""
        return self._tables.log_odds(matrix)

    def probability(self, matrix: Floats) -> Floats:
        """Return the calibrated probability, shape ``(rows,)``."""
        return self.calibration.probability(self.log_odds(matrix))

    @cached_property
    def _tables(self) -> TreeTables:
        return TreeTables(self.trees)

    def contributions(self, matrix: Floats, groups: Integers | None = None, n_groups: int | None = None) -> Floats:
        """Return SHAP values, shape ``(rows, inputs or groups + 1)``; the last column is the base value.

        A row's values add up to its log-odds; see ``models.explaining.contributions.tree_contributions``.
        """
        return self._tables.contributions(matrix, groups, n_groups)

    def save(self, folder: Path, name: str) -> None:
        """Write ``<name>.lgb.txt`` and ``<name>.card.json``."""
        card = {"inputs": list(self.names), "calibration": self.calibration.as_json(), "card": self.card}
        (folder / f"{name}.lgb.txt").write_text(self.trees, encoding="utf-8")
        (folder / f"{name}.card.json").write_text(
            json.dumps(card, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
        )


def load_model(folder: Path, name: str, names: Sequence[str]) -> RankingModel:
    """Read a model and check that it was trained on exactly these inputs.

    Raises:
        KompasError: A file is missing, or the model's inputs are not the ones the features give today.
    """
    card_path = folder / f"{name}.card.json"
    try:
        content = json.loads(card_path.read_text(encoding="utf-8"))
        trees = (folder / f"{name}.lgb.txt").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise KompasError(f"The model {name} cannot be read.", str(card_path), "Run `kompas train`.") from error
    if tuple(content["inputs"]) != tuple(names):
        differing = sorted(set(content["inputs"]) ^ set(names))
        raise KompasError(
            f"The model {name} was trained on other inputs than the features give now ({', '.join(differing)}).",
            str(card_path),
            "Run `kompas train` again.",
        )
    return RankingModel(trees, tuple(content["inputs"]), calibration_of(content["calibration"]), content["card"])
