"""The parameters of the synthetic Netherlands: YAML read into tables and variables of the workbench."""

from itertools import accumulate
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.cells import load_sizes
from pipelines.synthetic.places import load_places
from pipelines.synthetic.workbench import Workbench

PARAMETER_FOLDER = Path(__file__).parent / "parameters"
TEN_THOUSANDTHS_A_PERCENT = 100


def load_parameters(bench: Workbench, arguments: Arguments) -> None:
    """Put all parameters and arguments on the workbench."""
    branches, population = read_parameters("branches"), read_parameters("population")
    _load_branches(bench, branches)
    _load_forms(bench, population)
    load_places(bench, read_parameters("places"), population["provinces"], branches)
    load_sizes(bench, branches, population, arguments.employers)
    bench.table("pay_curve", _pay_curve(read_parameters("pay")))
    bench.set(**read_parameters("behaviour"), **read_parameters("inspections"))
    bench.set(chain=read_parameters("chain"), registers=read_parameters("registers"))
    bench.set(name_first=population["name_first"], name_second=population["name_second"])
    bench.set(programme=[name for name, branch in branches.items() if branch["programme"] and name != "agencies"])
    _load_arguments(bench, arguments)


def minimum_wages(month_number: int) -> list[int]:
    """Return the hourly minimum in cents by age 15 to 21 in a month (year x 12 + month - 1); WML art. 8 and 14."""
    amounts: dict[Any, list[int]] = read_parameters("minimum_wage")["amounts"]
    begun = [day for day in amounts if day.year * 12 + day.month - 1 <= month_number]
    return amounts[max(begun)]


def read_parameters(name: str) -> dict[str, Any]:
    """Return the content of ``parameters/<name>.yaml``."""
    content: dict[str, Any] = read_yaml(PARAMETER_FOLDER / f"{name}.yaml")
    return content


def _load_arguments(bench: Workbench, arguments: Arguments) -> None:
    months = range(arguments.first_month_number, arguments.last_month_number + 1)
    bench.table("window_months", [{"m": month, "adult_minimum": minimum_wages(month)[-1]} for month in months])
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


def _load_forms(bench: Workbench, population: dict[str, Any]) -> None:
    forms = [
        {"is_natural": is_natural, "legal_form": form, "from_share": share}
        for is_natural, key in ((True, "natural_forms"), (False, "legal_forms"))
        for form, share in _from_shares(population[key])
    ]
    bench.table("legal_forms", forms)


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
