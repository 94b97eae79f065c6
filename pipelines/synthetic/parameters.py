"""The parameters of the synthetic Netherlands: YAML read into tables and variables of the workbench."""

from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from data_contracts.reference_data import region_of_province
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.sizes import bounded_pareto_shape, fit_cells, whole_numbers
from pipelines.synthetic.workbench import Workbench

PARAMETER_FOLDER = Path(__file__).parent / "parameters"
TEN_THOUSANDTHS_A_PERCENT = 100


def load_parameters(bench: Workbench, arguments: Arguments) -> None:
    """Put all parameters and arguments on the workbench."""
    branches, population = _read("branches"), _read("population")
    _load_branches(bench, branches)
    _load_places_and_forms(bench, population)
    _load_sizes(bench, branches, population, arguments.employers)
    bench.table("pay_curve", _pay_curve(_read("pay")))
    bench.set(**_read("behaviour"), **_read("inspections"))
    bench.set(name_first=population["name_first"], name_second=population["name_second"])
    bench.set(programme=[name for name, branch in branches.items() if branch["programme"] and name != "agencies"])
    _load_arguments(bench, arguments)


def minimum_wages(month_number: int) -> list[int]:
    """Return the hourly minimum in cents by age 15 to 21 in a month (year x 12 + month - 1); WML art. 8 and 14."""
    amounts: dict[Any, list[int]] = _read("minimum_wage")["amounts"]
    begun = [day for day in amounts if day.year * 12 + day.month - 1 <= month_number]
    return amounts[max(begun)]


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PARAMETER_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def _load_arguments(bench: Workbench, arguments: Arguments) -> None:
    bench.set(
        seed=arguments.seed,
        employers=arguments.employers,
        months=arguments.months,
        first_m=arguments.first_month_number,
        last_m=arguments.last_month_number,
        window_start=arguments.first_month,
        horizon=arguments.horizon,
        window_days=(arguments.horizon - arguments.first_month).days,
        visits=arguments.visits_per_month,
        random_visits=arguments.random_visits,
        outsiders=max(5, arguments.employers // 100),
    )


def _load_branches(bench: Workbench, branches: dict[str, Any]) -> None:
    renamed = {"natural": "natural_factor", "seasonal": "season_share", "cao": "cao_code"}
    rows = [
        {"branch": name, "is_agency": name == "agencies"}
        | {renamed.get(key, key): value for key, value in branch.items() if key != "sbi"}
        for name, branch in branches.items()
    ]
    bench.table("branches", rows)
    codes = [
        {"branch": name, "sbi_code": code, "from_share": share}
        for name, branch in branches.items()
        for code, share in _from_shares(branch["sbi"])
    ]
    bench.table("sbi_codes", codes)


def _load_places_and_forms(bench: Workbench, population: dict[str, Any]) -> None:
    provinces = population["provinces"]
    starts = dict(_from_shares(provinces))
    bench.table(
        "provinces",
        [{"province": name, "share": share, "from_share": starts[name]} for name, share in provinces.items()],
    )
    bench.table("regions", [{"province": name, "region": region} for name, region in region_of_province().items()])
    forms = [
        {"is_natural": is_natural, "legal_form": form, "from_share": share}
        for is_natural, key in ((True, "natural_forms"), (False, "legal_forms"))
        for form, share in _from_shares(population[key])
    ]
    bench.table("legal_forms", forms)


def _load_sizes(bench: Workbench, branches: dict[str, Any], population: dict[str, Any], employers: int) -> None:
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


def _pay_curve(pay: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the quantile function of hourly pay (in ten-thousandths of the minimum), for agencies and all others."""
    everyone, agency = pay["all"], pay["agency"]
    others = [one - two for one, two in zip(everyone["below"], agency["below"], strict=True)]
    below = {
        True: [jobs / agency["total"] for jobs in agency["below"]],
        False: [jobs / (everyone["total"] - agency["total"]) for jobs in others],
    }
    multiples = [100 * TEN_THOUSANDTHS_A_PERCENT, *(t * TEN_THOUSANDTHS_A_PERCENT for t in pay["thresholds"])]
    return [
        {
            "is_agency": is_agency,
            "from_share": start,
            "to_share": end,
            "from_multiple": multiples[step],
            "to_multiple": multiples[min(step + 1, len(multiples) - 1)],
        }
        for is_agency, shares in below.items()
        for step, (start, end) in enumerate(zip([0.0, *shares], [*shares, None], strict=True))
    ]


def _from_shares(weights: dict[str, float]) -> list[tuple[str, float]]:
    """Return each name with the share at which its stretch of the line from 0 to 1 begins."""
    total = sum(weights.values())
    starts = accumulate((weight / total for weight in list(weights.values())[:-1]), initial=0.0)
    return list(zip(weights, starts, strict=True))
