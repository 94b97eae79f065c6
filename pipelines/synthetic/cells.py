"""How many employers there are in each cell of branch and size class: tables of the workbench."""

from itertools import accumulate
from typing import Any

import numpy as np

from pipelines.synthetic.sizes import bounded_pareto_shape, fit_cells, whole_numbers
from pipelines.synthetic.workbench import Workbench


def load_sizes(bench: Workbench, branches: dict[str, Any], population: dict[str, Any], employers: int) -> None:
    """Fix the number of employers in each cell of branch and size class, and the tail of the largest class.

    A small synthetic Netherlands has no giants: the largest employer has at most a tenth as many jobs as there
    are employers, so that no single one is a notable share of all jobs.
    """
    classes = population["size_classes"]
    names = list(classes)
    shares = np.array([branch["share"] for branch in branches.values()])
    businesses = np.array([entry["businesses"] for entry in classes.values()], dtype=np.float64)
    tilts = np.array([branch["tilt"] for branch in branches.values()])
    counts = whole_numbers(fit_cells(tilts, shares / shares.sum(), businesses / businesses.sum()), employers)
    cells = [
        {"branch": branch, "size_class": size, "employers": int(counts[row, column])}
        for row, branch in enumerate(branches)
        for column, size in enumerate(names)
        if counts[row, column] > 0
    ]
    starts = accumulate((cell["employers"] for cell in cells[:-1]), initial=0)
    bench.table("cells", [cell | {"first_position": start} for cell, start in zip(cells, starts, strict=True)])
    bench.table("size_classes", _size_rows(population, employers))


def _size_rows(population: dict[str, Any], employers: int) -> list[dict[str, Any]]:
    classes = population["size_classes"]
    names = list(classes)
    rows = [
        {
            "size_class": name,
            "lowest": entry["lowest"],
            "highest": entry["highest"],
            "natural_share": float(entry["natural"]),
            "shape": None,
            "smaller": names[max(0, position - 1)],
            "larger": names[min(len(names) - 1, position + 1)],
        }
        for position, (name, entry) in enumerate(classes.items())
    ]
    tail = rows[-1]
    tail["highest"] = min(tail["highest"], max(4 * tail["lowest"], employers // 10))
    tail["shape"] = bounded_pareto_shape(_mean_of_the_largest(population), tail["lowest"], tail["highest"])
    return rows


def _mean_of_the_largest(population: dict[str, Any]) -> float:
    """Return the mean number of jobs in the open size class that makes the overall mean come out."""
    *smaller, largest = population["size_classes"].values()
    all_businesses = sum(entry["businesses"] for entry in smaller) + largest["businesses"]
    jobs = sum(entry["businesses"] * (entry["lowest"] + entry["highest"]) / 2 for entry in smaller)
    return float((population["mean_jobs"] * all_businesses - jobs) / largest["businesses"])
