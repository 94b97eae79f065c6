"""The entry point of ``kompas``. Heavy libraries are imported only by the verb that needs them."""

import sys
from importlib.metadata import entry_points

import typer
from typer.core import TyperGroup

from data_contracts.errors import KompasError
from pipelines.cli import (
    audit,
    case,
    decisions,
    dossier,
    evidence,
    explain,
    fairness,
    models,
    monitor,
    outcomes,
    pseudonyms,
    quarantine,
    retention,
    rights,
    routes,
    scenario,
    status,
    statute,
    steps,
    synth,
    verify,
    what_if,
    work,
)

VERBS_OF_OTHER_ROOMS = "kompas.verbs"
USER_ERROR = 1
INTERRUPTED = 130


class OrderOfTheWork(TyperGroup):
    """The command; its help lists ``synth`` first, though verbs with verbs below them would come last."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return the verbs as they were added, ``synth`` before them."""
        return sorted(super().list_commands(ctx), key=lambda verb: verb != "synth")


app = typer.Typer(
    name="kompas",
    cls=OrderOfTheWork,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=(
        "Inspectiekompas: which employers to visit, and why. Each verb reads what the one before it wrote; "
        "`kompas run` does them all, `kompas dashboard` shows the plan."
    ),
    epilog="Settings come from kompas.toml and KOMPAS_... environment variables; docs/settings.md lists them.",
)
synth.register(app)
steps.register(app)
routes.register(app)
what_if.register(app)
scenario.register(app)
models.register(app)
monitor.register(app)
fairness.register(app)
status.register(app)
explain.register(app)
dossier.register(app)
evidence.register(app)
statute.register(app)
verify.register(app)
audit.register(app)
work.register(app)
quarantine.register(app)
retention.register(app)
rights.register(app)
pseudonyms.register(app)
decisions.register(app)
outcomes.register(app)
case.register(app)


def load_verbs() -> None:
    """Add the verbs that other rooms offer by entry point, such as the dashboard's."""
    for verb in entry_points(group=VERBS_OF_OTHER_ROOMS):
        verb.load()(app)


def main() -> None:
    """Run the command; a problem the user can act on is told in plain words, with exit code 1."""
    load_verbs()
    try:
        app()
    except KompasError as error:
        print(f"kompas: {error}", file=sys.stderr)  # noqa: T201 -- the command's own voice
        sys.exit(USER_ERROR)
    except KeyboardInterrupt:
        print("kompas: stopped; the last published snapshots are as they were.", file=sys.stderr)  # noqa: T201
        sys.exit(INTERRUPTED)
