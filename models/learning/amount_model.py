"""The model of an amount as it is kept: group means in the JSON card, and trees as text where they help."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from data_contracts.errors import KompasError
from models.arrays import Floats, JsonObject


@dataclass(frozen=True)
class AmountModel:
    """The expected amount: the mean of a row's group (``overall`` for a group never seen), times the trees' factor."""

    means: Mapping[str, float]
    overall: float
    trees: str | None
    names: tuple[str, ...]
    card: JsonObject = field(default_factory=dict)

    def expected(self, matrix: Floats, groups: Iterable[str | None]) -> Floats:
        """Return the expected amount of rows with inputs of shape ``(rows, inputs)``, shape ``(rows,)``."""
        of_group = np.array([self.means.get(group or "", self.overall) for group in groups], dtype=np.float64)
        if self.trees is None or not len(of_group):
            return of_group
        from lightgbm import Booster  # takes a second to load, and most who read a model need no trees

        raw = Booster(model_str=self.trees).predict(matrix, raw_score=True)
        return np.asarray(of_group * np.exp(raw), dtype=np.float64)

    def save(self, folder: Path, name: str) -> None:
        """Write ``<name>.card.json``, and ``<name>.lgb.txt`` where trees help."""
        content = {"inputs": list(self.names), "means": self.means, "overall": self.overall, "card": self.card}
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        (folder / f"{name}.card.json").write_text(text, encoding="utf-8")
        if self.trees is not None:
            (folder / f"{name}.lgb.txt").write_text(self.trees, encoding="utf-8")


def load_amounts(folder: Path, name: str, names: Sequence[str]) -> AmountModel | None:
    """Read the model of an amount; ``None`` when there is none, because there were too few cases.

    Raises:
        KompasError: It cannot be read, or was trained on other inputs than the features give today.
    """
    path = folder / f"{name}.card.json"
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        trees = (folder / f"{name}.lgb.txt").read_text(encoding="utf-8") if content["card"]["uses_trees"] else None
    except (OSError, ValueError, KeyError) as error:
        raise KompasError(f"The model {name} cannot be read.", str(path), "Run `kompas train`.") from error
    if tuple(content["inputs"]) != tuple(names):
        raise KompasError(
            f"The model {name} was trained on other inputs than the features give now.",
            str(path),
            "Run `kompas train` again.",
        )
    return AmountModel(content["means"], content["overall"], trees, tuple(content["inputs"]), content["card"])
