"""What the fairness page shows: by what employers are divided, and the law of what was found."""

from dataclasses import dataclass

from dashboard.components.segment_sheet import BY_WHAT
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import Words
from models.labels import LAWS

PAGE_NAME = "fairness"
LAW, BY = "law", "by"


@dataclass(frozen=True)
class View:
    """One view of the page; what an address says that is none falls back on the first."""

    context: Context
    lineage: Lineage
    address: Address
    words: Words

    @property
    def published(self) -> Published:
        """What the page reads."""
        return self.context.published

    @property
    def law(self) -> str:
        """The law of which findings are told."""
        asked = self.address.parameters.get(LAW, "")
        return asked if asked in LAWS else LAWS[0]

    @property
    def by(self) -> str:
        """By what employers are divided."""
        asked = self.address.parameters.get(BY, "")
        return asked if asked in BY_WHAT else BY_WHAT[0]
