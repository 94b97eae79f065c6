"""What was published of a case, beside the same figure by the publisher's definitions and by ours."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from models.selection.shares import Share
from pipelines.cases.random_arm.definition import PublishedShare, RandomArmCase
from pipelines.cases.random_arm.rows import Told, told
from pipelines.cases.random_arm.shares import exact_share

OF_RESAMPLES = 0.0005
"""So near the plain share lies the mean of some thousands of resamples of a thousand cases."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Beside:
    """A published share, and ours: by the publisher's definitions (``theirs``) and by our own, with exact intervals."""

    published: PublishedShare
    theirs: Share
    ours: Share

    @property
    def reproduced(self) -> bool:
        """Whether the publisher's definitions give the published figure, as far as its decimals go."""
        near = OF_RESAMPLES if self.published.resampled else 0.5 * 10.0**-self.published.decimals
        return abs(self.theirs.value - self.published.value) <= near + ROUNDING


def published_beside_ours(case: RandomArmCase, files: Mapping[str, pl.DataFrame]) -> list[Beside]:
    """Return every published share beside ours.

    Args:
        case: The case.
        files: The rows of each dimension's file, as ``read_file`` gives them.

    Raises:
        KompasError: The publisher's definitions do not fit a file.
    """
    if case.published is None:
        return []
    definitions = case.published.definitions
    theirs = {name: told(case, rows, definitions, case.published_group(name)) for name, rows in files.items()}
    ours = {name: told(case, rows, case.definitions, case.dimensions[name]) for name, rows in files.items()}
    first = next(iter(files))
    return [
        Beside(figure, *(_share(figure, side[figure.dimension or first]) for side in (theirs, ours)))
        for figure in case.published.figures
    ]


def _share(figure: PublishedShare, held: Told) -> Share:
    drawn = figure.measure.endswith("random")
    units = held.units.filter(pl.col("drawn") == drawn)
    if figure.group is None:
        return exact_share(units["outcome"].drop_nulls())
    named = units.join(held.groups, on="unit")
    if figure.measure.startswith("part_of"):
        return exact_share(named["group"] == figure.group)
    return exact_share(named.filter(pl.col("group") == figure.group)["outcome"].drop_nulls())
