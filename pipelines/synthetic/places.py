"""Where employers sit: real municipalities, each with its stretch of the line from 0 to 1 for every branch."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from data_contracts.reference_data import municipalities, region_of_province
from pipelines.synthetic.workbench import Workbench

UNKNOWN_INHABITANTS = 30_000
"""What a municipality counts for when the list does not know its inhabitants."""


def load_places(
    bench: Workbench, places: Mapping[str, Any], provinces: dict[str, float], branches: Iterable[str]
) -> None:
    """Make the tables ``provinces``, ``regions``, ``municipalities`` and ``places`` (branch by municipality).

    A branch's weight of a municipality is the share of its province, divided by inhabitants (to the branch's power),
    times the branch's leaning to it.

    Args:
        bench: Where the tables go.
        places: Powers and leanings by branch.
        provinces: Share of all employers by province.
        branches: Names of all branches.

    Raises:
        ValueError: A leaning names a municipality that is not in the list.
    """
    bench.table("provinces", [{"province": name, "share": share} for name, share in provinces.items()])
    bench.table("regions", [{"province": name, "region": region} for name, region in region_of_province().items()])
    known: list[dict[str, Any]] = [
        {"municipality": m.code, "province": m.province, "inhabitants": m.inhabitants or UNKNOWN_INHABITANTS}
        for m in municipalities()
    ]
    _refuse_unknown(places["leanings"], {row["municipality"] for row in known})
    bench.table("municipalities", known)
    rows = [row for branch in branches for row in _stretches(branch, known, places, provinces)]
    bench.table("places", rows)


def _stretches(
    branch: str, known: list[dict[str, Any]], places: Mapping[str, Any], provinces: dict[str, float]
) -> list[dict[str, Any]]:
    power, leanings = places["power"].get(branch, 1.0), places["leanings"].get(branch, {})
    names = np.array([row["province"] for row in known])
    sizes = np.array([row["inhabitants"] for row in known], dtype=np.float64) ** power
    in_province = (names[:, None] == names[None, :]) @ sizes
    shares = np.array([provinces[name] for name in names])
    leaning = np.array([leanings.get(row["municipality"], 1.0) for row in known])
    weights = shares * sizes / in_province * leaning
    ends = np.cumsum(weights) / weights.sum()
    starts = [0.0, *ends[:-1].tolist()]
    return [
        {"branch": branch, "municipality": row["municipality"], "province": row["province"], "from_share": start}
        for row, start in zip(known, starts, strict=True)
    ]


def _refuse_unknown(leanings: Mapping[str, Mapping[str, float]], codes: set[str]) -> None:
    unknown = {code for by_code in leanings.values() for code in by_code} - codes
    if unknown:
        raise ValueError(f"places.yaml names municipalities that are not in the list: {sorted(unknown)}")
