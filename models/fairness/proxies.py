"""Proxies: can the features tell a trait that none of them may be made of, each by itself and all together.

The data's answer to the second question of a feature's indicator file (Algoritmekader, measure 3-dat-02). Leaving a
trait out does not keep it out: others may carry it (Barocas and Selbst, California Law Review 104, 2016).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.fairness.comparisons import with_notable
from models.fairness.figures import ESTIMATED, NOT_ESTIMABLE
from models.fairness.groups import large_enough
from models.fairness.held_out import Area, Trait, area, difference, parts_by_employer
from models.fairness.link_rules import link_rules
from models.fairness.measures import measures
from models.fairness.trait_scores import joint_scores, single_scores

BASELINE, ALL, BEYOND, FEATURE, FAMILY, WITHOUT = (
    "baseline",
    "all",
    "with_baseline",
    "feature",
    "family",
    "without_family",
)
STRONG, SOME, NONE, UNDECIDED = "strong", "some", "none", "undecided"
OPEN_TO_ALL = ("sector", "size_class", "region")
"""What anybody sees of an employer: a trait that these tell already is not told by the features alone."""

PROXY_SCHEMA = {
    "dimension": pl.String,
    "group": pl.String,
    "kind": pl.String,
    "name": pl.String,
    "status": pl.String,
    "verdict": pl.String,
    "auc": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "auc_differing": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "difference": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "units": pl.Int64,
    "positives": pl.Int64,
    "negatives": pl.Int64,
    "drawn_from": pl.Int64,
    "seed": pl.Int64,
}


@dataclass(frozen=True)
class _Inputs:
    """What may tell a trait: ``matrix`` of shape ``(rows, names)``, the families' columns, and the open columns."""

    names: tuple[str, ...]
    matrix: Floats
    families: Mapping[str, Integers]
    open_matrix: Floats

    def of(self, rows: Booleans) -> "_Inputs":
        return _Inputs(self.names, self.matrix[rows], self.families, self.open_matrix[rows])


def proxies(
    features: pl.DataFrame,
    groups: pl.DataFrame,
    traits: Collection[str],
    families: Mapping[str, Sequence[str]],
    seed: int,
) -> pl.DataFrame:
    """Return how well features tell each group of some dimensions, measured on employers that nothing was learnt from.

    ``baseline`` is what sector, size and region tell by themselves; ``all`` what all features do; ``with_baseline``
    what both do together. ``feature`` is one by itself, ``family`` one family, ``without_family`` all but one. All but
    single features are boosted trees; every area is held out by employer.

    Args:
        features: ``unit, employer_id`` and a column a feature; null where undefined.
        groups: Long: ``unit, dimension, group``, with the open dimensions of ``OPEN_TO_ALL`` and the traits. A unit
            without a row in a trait's dimension is left out for that trait.
        traits: The dimensions to tell. Of one with two groups only the smaller is told: the other is its mirror. A
            group of few employers is left out, with what would tell of it (``large_enough``).
        families: The features of each family; those of no family are left out.
        seed: Seed of the sample, of the parts and of the trees.

    Returns:
        ``PROXY_SCHEMA``. ``difference`` with its interval is: for ``all`` and ``with_baseline``, what is added to the
        baseline; for ``without_family``, what is lost of ``all``, so what that family alone brings; else null.
        ``verdict``: *strong* when the interval of the area lies above ``proxies.strong`` of ``links.yaml``; *some* when
        the area is above 0.5 after correction over all rows (Benjamini and Hochberg, 5%); *none* when its interval ends
        within practical zero, and pairs that do differ (``auc_differing``) are not told strongly: a mark of few may
        give away those few; else *undecided*. ``drawn_from``: of how many employers the sample was drawn.
    """
    rows = _sample(features, seed)
    held = groups.filter(pl.col("unit").is_in(rows["unit"].implode()))
    inputs = _inputs(rows, held, families)
    origin = {"drawn_from": features["employer_id"].n_unique(), "seed": seed}
    cluster = rows["employer_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    found = [
        {"dimension": dimension, "group": group} | origin | row
        for dimension, group in _traits(rows, held, traits)
        for row in _told(inputs, cluster, *_membership(rows, held, dimension, group), seed)
    ]
    return _with_verdicts(pl.DataFrame(found, PROXY_SCHEMA))


def _sample(features: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the rows of at most so many employers, drawn by lot, in the order of their units."""
    employers = features["employer_id"].unique().sort()
    most = min(len(employers), link_rules().proxies.most_employers)
    drawn = employers.sample(most, seed=seed)
    return features.filter(pl.col("employer_id").is_in(drawn.implode())).sort("unit")


def _inputs(rows: pl.DataFrame, groups: pl.DataFrame, families: Mapping[str, Sequence[str]]) -> _Inputs:
    names = tuple(name for members in families.values() for name in members)
    place = {name: position for position, name in enumerate(names)}
    columns = {family: np.array([place[name] for name in members]) for family, members in families.items() if members}
    values = rows.select(pl.col(name).cast(pl.Float64).fill_null(float("nan")) for name in names)
    open_groups = groups.filter(pl.col("dimension").is_in(OPEN_TO_ALL))
    open_columns = (
        open_groups.select("unit", level=pl.concat_str("dimension", "group", separator=":"), there=pl.lit(1.0))
        .pivot(on="level", index="unit", values="there", sort_columns=True)
        .fill_null(0.0)
    )
    joined = rows.select("unit").join(open_columns, on="unit", how="left", maintain_order="left").fill_null(0.0)
    return _Inputs(names, values.to_numpy().reshape(len(rows), -1), columns, joined.drop("unit").to_numpy())


def _traits(rows: pl.DataFrame, groups: pl.DataFrame, traits: Collection[str]) -> list[tuple[str, str]]:
    """Return the groups to tell: of two the smaller, and none of so few employers that it may not be told at all."""
    sizes = (
        groups.filter(pl.col("dimension").is_in(list(traits)))
        .join(rows.select("unit", "employer_id"), on="unit")
        .group_by("dimension", "group")
        .agg(employers=pl.col("employer_id").n_unique())
        .sort("dimension", "employers", "group")
        .with_columns(among=pl.len().over("dimension"), place=pl.int_range(pl.len()).over("dimension"))
    )
    told = (pl.col("among") != 2) | (pl.col("place") == 0)
    return large_enough(sizes).filter(told).select("dimension", "group").rows()


def _membership(rows: pl.DataFrame, groups: pl.DataFrame, dimension: str, group: str) -> tuple[Booleans, Booleans]:
    """Return of which rows the dimension is known, and which are in the group; each of shape ``(rows,)``."""
    of_dimension = groups.filter(pl.col("dimension") == dimension)
    inside = of_dimension.filter(pl.col("group") == group)["unit"]
    known = rows["unit"].is_in(of_dimension["unit"].implode()).to_numpy()
    return known, rows["unit"].is_in(inside.implode()).to_numpy()


def _told(
    everything: _Inputs, cluster: Integers, known: Booleans, member: Booleans, seed: int
) -> Iterator[dict[str, Any]]:
    held, inputs = member[known], everything.of(known)
    counts = {"units": len(held), "positives": int(held.sum()), "negatives": int((~held).sum())}
    minimum = measures()["hit_rate"].minimum
    if counts["positives"] < minimum.positives or counts["negatives"] < minimum.negatives:
        yield from (counts | {"kind": kind, "name": name, "status": NOT_ESTIMABLE} for kind, name in _asked(inputs))
        return
    _, own = np.unique(cluster[known], return_inverse=True)
    trait = Trait(held, parts_by_employer(held, own, link_rules().proxies.folds, seed), own)
    for kind, name, found, beside in _areas(inputs, trait, seed):
        yield counts | {"kind": kind, "name": name, "status": ESTIMATED} | _figures(found, beside)


def _asked(inputs: _Inputs) -> Iterator[tuple[str, str | None]]:
    yield from ((kind, None) for kind in (BASELINE, ALL, BEYOND))
    yield from ((FEATURE, name) for name in inputs.names)
    for family in inputs.families:
        yield from ((FAMILY, family), (WITHOUT, family))


def _areas(
    inputs: _Inputs, trait: Trait, seed: int
) -> Iterator[tuple[str, str | None, Area, tuple[float, float, float] | None]]:
    """Return kind, name and area of all that is asked, and a difference where there is one."""

    def learnt(matrix: Floats) -> Area:
        return area(joint_scores(matrix, trait, seed), trait)

    baseline, everything = learnt(inputs.open_matrix), learnt(inputs.matrix)
    beyond = learnt(np.hstack([inputs.open_matrix, inputs.matrix]))
    yield BASELINE, None, baseline, None
    yield ALL, None, everything, difference(everything, baseline)
    yield BEYOND, None, beyond, difference(beyond, baseline)
    for place, name in enumerate(inputs.names):
        yield FEATURE, name, area(single_scores(inputs.matrix[:, place], trait), trait), None
    for family, columns in inputs.families.items():
        yield FAMILY, family, learnt(inputs.matrix[:, columns]), None
        rest = learnt(np.delete(inputs.matrix, columns, axis=1))
        yield WITHOUT, family, rest, difference(everything, rest)


def _figures(found: Area, beside: tuple[float, float, float] | None) -> dict[str, Any]:
    low, high = found.interval
    figures = {"auc": found.value, "low": low, "high": high, "auc_differing": found.differing, "p_value": found.p_value}
    if beside is None:
        return figures
    return figures | dict(zip(("difference", "difference_low", "difference_high"), beside, strict=True))


def _with_verdicts(found: pl.DataFrame) -> pl.DataFrame:
    rules = link_rules()
    verdict = (
        pl.when(pl.col("low") >= rules.proxies.strong)
        .then(pl.lit(STRONG))
        .when((pl.col("high") <= 0.5 + rules.near_chance) & (pl.col("auc_differing") < rules.proxies.strong))
        .then(pl.lit(NONE))
        .when(pl.col("notable") & (pl.col("auc") > 0.5))
        .then(pl.lit(SOME))
        .when(pl.col("auc").is_not_null())
        .then(pl.lit(UNDECIDED))
    )
    return with_notable(found).with_columns(verdict=verdict).select(PROXY_SCHEMA.keys())
