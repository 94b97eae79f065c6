"""``kompas work``: the worker that does what screens ask for, such as a what-if."""

import os
import signal
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import Annotated

import typer

from pipelines.cli.options import DataOption


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("work", short_help="Do the jobs that screens ask for, such as what-ifs.")(work)


def work(
    once: Annotated[bool, typer.Option("--once", help="Do the jobs that wait now, then end.")] = False,
    until_input_ends: Annotated[
        bool, typer.Option("--until-input-ends", help="End when whoever started it ends.", hidden=True)
    ] = False,
    data: DataOption = None,
) -> None:
    """Do the jobs that screens ask for, such as a what-if, one by one, until Ctrl-C.

    A job of a worker that stopped or broke off goes to the next one. Several workers can run beside each other.
    """
    from data_contracts.settings import load_settings
    from pipelines.jobs.handlers import HANDLERS
    from pipelines.jobs.worker import Worker

    worker = Worker(load_settings(data_dir=data), HANDLERS, typer.echo)
    if once:
        while worker.once():
            pass
        return
    signal.signal(signal.SIGTERM, _interrupt)
    if not until_input_ends:
        typer.echo(f"Waiting for jobs: {', '.join(sorted(HANDLERS))} (Ctrl-C stops it).")
        worker.run(Event())
    Thread(target=_end_with_the_input, daemon=True).start()
    with suppress(KeyboardInterrupt):
        worker.run(Event())


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_the_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)
