"""What the fairness page shows: by what employers are divided, the law of what was found, and which audit."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.components.segment_sheet import BY_WHAT
from dashboard.pages import view
from data_contracts.errors import MissingSnapshotError
from data_contracts.snapshots import Snapshot
from models.labels import LAWS

PAGE_NAME = "fairness"
LAW, BY, OF, DIVIDED, BESIDE, AIM = "law", "by", "of", "divided", "beside", "aim"
ALONE = "alone"
BETWEEN = " x "
"""Between the two names of an intersection in the tables of an audit."""


@dataclass(frozen=True)
class View(view.View):
    """One view of the page; what an address says that is none falls back on the first."""

    @property
    def law(self) -> str:
        """The law of which findings are told."""
        return self.one_of(LAW, LAWS)

    @property
    def by(self) -> str:
        """By what employers are divided."""
        return self.one_of(BY, BY_WHAT)

    @cached_property
    def audit(self) -> Snapshot | None:
        """The audit in use; ``None`` when none was made yet."""
        try:
            return self.audited
        except MissingSnapshotError:
            return None

    @property
    def audited(self) -> Snapshot:
        """The audit in use.

        Raises:
            MissingSnapshotError: There is none yet.
        """
        return self.lineage.folder.latest(PAGE_NAME)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The audit in short, as its report tells it; empty without an audit."""
        if self.audit is None:
            return {}
        content: dict[str, Any] = json.loads(self.audit.file("report.json").read_text(encoding="utf-8"))
        return content

    @property
    def dimensions(self) -> dict[str, str]:
        """The ways in which the audit divides employers, by name, in words."""
        return {item["name"]: item["labels"][self.words.language] for item in self.told.get("dimensions", ())}

    @property
    def divided(self) -> str:
        """By what the audit's figures are told: one dimension, or two together."""
        names = list(self.dimensions)
        first = self.one_of(DIVIDED, names)
        second = self.one_of(BESIDE, (ALONE, *names))
        if second in (ALONE, first):
            return first
        return BETWEEN.join(sorted((first, second), key=names.index))
