"""What the fairness page shows: by what employers are divided, and the law of what was found."""

from dataclasses import dataclass

from dashboard.components.segment_sheet import BY_WHAT
from dashboard.pages import view
from models.labels import LAWS

PAGE_NAME = "fairness"
LAW, BY = "law", "by"


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
