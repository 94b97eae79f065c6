"""All that speaks of one law: the model, how sure its ranking is, the model without memory, amounts and support."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.inputs import ModelInput, input_names
from models.learning.amount_model import AmountModel, load_amounts
from models.learning.ensemble import load_members, save_members
from models.learning.ranking_model import RankingModel, load_model
from models.selection.support import Support, load_support

HOURS = "hours"
WITHOUT_MEMORY = "without_memory"


@dataclass(frozen=True)
class LawModels:
    """A law's models.

    ``members`` are the bootstrap ensemble's trees. ``without_memory`` sees no feature made from earlier inspections;
    ``None`` when it could not be trained. ``workers``, ``underpaid`` (euros; both of a case with a finding) and
    ``hours`` (of any case) are ``None`` where too few cases say so; ``support`` where nothing was measured.
    """

    model: RankingModel
    members: tuple[str, ...] = ()
    without_memory: RankingModel | None = None
    workers: AmountModel | None = None
    underpaid: AmountModel | None = None
    hours: AmountModel | None = None
    support: Support | None = None

    def save(self, folder: Path, law: str) -> None:
        """Write the law's files; the hours, which are of no law, are written apart."""
        self.model.save(folder, law)
        save_members(self.members, folder, law)
        if self.without_memory is not None:
            self.without_memory.save(folder, f"{law}.{WITHOUT_MEMORY}")
        if self.workers is not None:
            self.workers.save(folder, f"{law}.workers")
        if self.underpaid is not None:
            self.underpaid.save(folder, f"{law}.underpaid")
        if self.support is not None:
            self.support.save(folder, law)


def load_law_models(folder: Path, law: str, inputs: Sequence[ModelInput], memory: Collection[str]) -> LawModels:
    """Read a law's models and check that they were trained on exactly these inputs.

    Args:
        folder: Where a run of `kompas train` wrote them.
        law: The law.
        inputs: The inputs that the features give today.
        memory: Names of the inputs that remember earlier inspections.

    Raises:
        KompasError: A file is missing, or a model's inputs are not the ones the features give today.
    """
    names = input_names(inputs)
    forgetful = input_names(forget(inputs, memory))
    has_other = (folder / f"{law}.{WITHOUT_MEMORY}.card.json").is_file()
    return LawModels(
        load_model(folder, law, names),
        load_members(folder, law),
        load_model(folder, f"{law}.{WITHOUT_MEMORY}", forgetful) if has_other else None,
        load_amounts(folder, f"{law}.workers", names),
        load_amounts(folder, f"{law}.underpaid", names),
        load_amounts(folder, HOURS, names),
        load_support(folder, law, names) if (folder / f"{law}.support.json").is_file() else None,
    )


def forget(inputs: Sequence[ModelInput], memory: Collection[str]) -> list[ModelInput]:
    """Return the inputs that remember no earlier inspection."""
    return [item for item in inputs if item.name not in memory]
