"""Groups, dimensions, steps and measures of an audit in words."""

from dashboard.components.constraints import capital
from dashboard.components.segment_sheet import BY_WHAT, segment_name
from dashboard.pages.fairness.view import BETWEEN, View
from models.fairness.groups import dimensions
from models.fairness.measures import measures
from models.fairness.steps import step_rules


def dimension_word(name: str, view: View) -> str:
    """Name a dimension, or two together, e.g. ``Sector and legal form``."""
    first, *others = (_dimension(part, view) for part in name.split(BETWEEN))
    return view.words("audit.and").join([first, *(within_sentence(other) for other in others)])


def within_sentence(name: str) -> str:
    """Return the name of a dimension as it stands within a sentence."""
    return name[:1].lower() + name[1:]


def group_word(dimension: str, group: str, view: View) -> str:
    """Name a group of a dimension, or of two together, among which a bare yes would not say of what."""
    if dimension == "sole_trader":
        return capital(view.words(f"audit.{group}"))
    parts = zip(dimension.split(BETWEEN), group.split(BETWEEN), strict=True)
    return ", ".join(_one(name, part, view) for name, part in parts)


def step_word(step: str, view: View) -> str:
    """Name a step."""
    return step_rules().steps[step].label[view.words.language]


def measure_word(measure: str, view: View) -> str:
    """Name a measure."""
    return measures()[measure].labels[view.words.language]


def part_word(part: str | None, view: View) -> str:
    """Name a part of a step; the whole of it has no name."""
    return "" if part is None else view.words.of_code("audit.part", part)


def is_share(measure: str) -> bool:
    """Tell whether a measure is a share of 1."""
    return measures()[measure].kind == "share"


def points(share: float | None) -> float | None:
    """Return a difference of two shares in percentage points."""
    return None if share is None else 100 * share


def pair(low: float | None, high: float | None) -> tuple[float, float] | None:
    """Return an interval, or ``None`` where there is none."""
    return None if low is None or high is None else (low, high)


def _dimension(name: str, view: View) -> str:
    """Name a dimension as the audit does, and an open one without an audit too."""
    opened = dimensions()
    without = opened[name].labels[view.words.language] if name in opened else name
    return view.dimensions.get(name, without)


def _one(dimension: str, group: str, view: View) -> str:
    if dimension in BY_WHAT:
        return segment_name(dimension, group, view.words)
    if dimension == "firm_age":
        return view.words("audit.years", years=group)
    if dimension == "sole_trader":
        return view.words(f"audit.sole_trader.{group}")
    return view.words("audit.group", group=group)
