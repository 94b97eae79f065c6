"""What the model page shows: a law, by what its errors are told, and of which feature the dependence is drawn."""

from dataclasses import dataclass
from functools import cached_property

from dashboard.components.segment_sheet import BY_WHAT
from dashboard.pages import view
from data_contracts.errors import MissingSnapshotError
from data_contracts.snapshots import Snapshot
from models.labels import LAWS

PAGE_NAME = "model"
LAW, BY, FEATURE = "law", "by", "feature"


@dataclass(frozen=True)
class View(view.View):
    """One view of the page; what an address says that is none falls back on the first."""

    @property
    def law(self) -> str:
        """The law whose model is shown."""
        return self.one_of(LAW, LAWS)

    @property
    def by(self) -> str:
        """By which groups errors are told."""
        return self.one_of(BY, BY_WHAT)

    @property
    def feature(self) -> str:
        """The feature that the address names, whatever it is; empty: none."""
        return self.address.parameters.get(FEATURE, "")

    @property
    def backtest(self) -> Snapshot | None:
        """The backtest in use."""
        return self.lineage.backtest

    @cached_property
    def models(self) -> Snapshot | None:
        """The models snapshot whose model of the law made the plan's scores, if it is still there."""
        scores = self.lineage.snapshot("scores")
        named = scores.manifest.notes.get("models")
        of_law = named.get(self.law) if isinstance(named, dict) else scores.input_id("models")
        return self.lineage.folder.find("models", str(of_law)) if of_law else None

    @property
    def goes_by_rules(self) -> bool:
        """Whether the plan's scores for the law were made by rules, without a model."""
        return self.law in self.lineage.snapshot("scores").manifest.notes.get("rules", ())

    @cached_property
    def monitoring(self) -> Snapshot | None:
        """The last monitoring; ``None`` when nothing was measured yet."""
        try:
            return self.lineage.folder.latest("monitoring")
        except MissingSnapshotError:
            return None

    @property
    def model_id(self) -> str:
        """The name of the model that is shown."""
        return f"{self.law}@{self.models.manifest.snapshot_id}" if self.models else ""
