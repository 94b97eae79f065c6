"""The steps in their order, run one after the other with progress, rows and seconds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from getpass import getuser
from importlib import import_module
from time import perf_counter
from typing import Any

import duckdb
import polars as pl
from rich.console import Console
from rich.status import Status

from data_contracts.enforcement import masked_words
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditLog
from pipelines.lock import only_run
from pipelines.snapshots.publications import publication
from pipelines.steps.context import NothingToLearnError, StepContext, StepResult
from pipelines.store import store_of

STEPS = ("synth", "ingest", "features", "train", "backtest", "fairness", "evidence", "score", "plan")
"""The way from register to plan; each is a module ``pipelines.steps.<name>`` with a function ``<name>_step``."""
ACTIVATION = "activation"
"""The step before score that a run takes only when somebody answers for the models."""
LEARNING = ("train", "backtest", "evidence", ACTIVATION)
"""The steps that there is nothing to do for where no case is closed yet."""
_PLAIN: dict[str, Any] = {"highlight": False, "markup": False, "soft_wrap": True}

Given = Mapping[str, Mapping[str, str]]
"""What the command line gives a step besides the settings, by the step's name."""


def steps_with_activation() -> tuple[str, ...]:
    """Return the way from register to plan with the activation of models on it, before anything is scored."""
    place = STEPS.index("score")
    return (*STEPS[:place], ACTIVATION, *STEPS[place:])


def run_steps(settings: KompasSettings, names: Sequence[str], given: Given | None = None) -> None:
    """Run steps in order; each says what it wrote, how many rows, and in how many seconds.

    Where no case is closed yet there is nothing to learn from: the steps that learn are then left out, and the others
    go on by rules and lot.

    Args:
        settings: The run's settings.
        names: Names of steps.
        given: What a step is given besides the settings.

    Raises:
        KompasError: A step cannot do its work (what earlier steps published stays), or another run is at work.
    """
    console = Console(stderr=True)
    total = perf_counter()
    left_out: set[str] = set()
    with only_run(settings.data_dir), _plain_words():
        for position, name in enumerate(names, start=1):
            place = f"[{position}/{len(names)}]"
            try:
                if name in left_out:
                    continue
                _run_step(settings, name, (given or {}).get(name, {}), place, console)
            except NothingToLearnError as error:
                if not set(names) - set(LEARNING):
                    raise
                left_out.update(LEARNING)
                console.print(f"{place:>6} {name:<9} left out: {error.what} All goes by rules and lot.", **_PLAIN)
    if len(names) > 1:
        console.print(f"All done in {perf_counter() - total:.1f} s.", highlight=False)


def _run_step(settings: KompasSettings, name: str, given: Mapping[str, str], place: str, console: Console) -> None:
    started = perf_counter()
    with console.status(f"{name} …") as status:
        result = _step(name)(StepContext.of(settings, _teller(name, status)), **given)
    seconds = perf_counter() - started
    console.print(_line(name, place, result, seconds), **_PLAIN)
    for remark in result.remarks:
        console.print(f"        {remark}", **_PLAIN)
    if not result.reused:
        detail = {"rows": result.rows} | publication(result.path)
        AuditLog(store_of(settings)).record(getuser(), f"run_{name}", str(result.path), detail)


@contextmanager
def _plain_words() -> Iterator[None]:
    """Turn what a library could not do into words that say what to try."""
    try:
        yield
    except (duckdb.Error, pl.exceptions.PolarsError) as error:
        raise KompasError(
            f"A file could not be read or worked on: {masked_words(str(error).splitlines()[0])}",
            "",
            "See that there is room on the disk and that memory_limit is not too tight, and run `kompas run` again: a "
            "damaged snapshot is made again.",
        ) from error


def _step(name: str) -> Callable[..., StepResult]:
    step: Callable[..., StepResult] = getattr(import_module(f"pipelines.steps.{name}"), f"{name}_step")
    return step


def _teller(name: str, status: Status) -> Callable[[str], None]:
    return lambda line: status.update(f"{name}: {line}")


def _line(name: str, place: str, result: StepResult, seconds: float) -> str:
    if result.reused:
        return f"{place:>6} {name:<9} unchanged, kept {result.path}"
    return f"{place:>6} {name:<9} {result.rows:>12,} rows {seconds:>7.1f} s  {result.path}"
