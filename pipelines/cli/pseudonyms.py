"""``kompas pseudonyms``: the keys that citizens' numbers are pseudonymised with."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DataOption

KeyFile = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the key; outside the data folder.")]


def register(app: typer.Typer) -> None:
    """Add the verbs below ``kompas pseudonyms``."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Make or renew the key of pseudonyms.",
        help="Make or renew the secret key that citizens' numbers are pseudonymised with.",
    )
    group.command("new-key", short_help="Make a key file for real registers.")(new_key)
    group.command("rotate", short_help="Renew the key, and take all pseudonyms along.")(rotate)
    app.add_typer(group, name="pseudonyms")


def new_key(file: KeyFile, data: DataOption = None) -> None:
    """Write a file with a new secret key. An existing file is never overwritten."""
    from data_contracts.settings import load_settings
    from pipelines.pseudonyms.keys import new_key_file

    new_key_file(file, load_settings(data_dir=data).data_dir)
    typer.echo(f"Wrote a key to {file.absolute()}, readable by you only.")
    typer.echo(f'Name it in kompas.toml: pseudonym_key_file = "{file.absolute()}"')
    typer.echo(
        "Back it up now, apart from the data and out of reach of those who work with it: without it no later drop can "
        "be loaded, and with it and the data pseudonyms can be turned back."
    )


def rotate(data: DataOption = None) -> None:
    """Add a key to the key file and take every pseudonym in the warehouse along, so that nobody is lost.

    A new warehouse snapshot takes the place of all older ones, which are removed: they hold the old pseudonyms. If it
    is broken off, running it again finishes it.
    """
    from data_contracts.settings import load_settings
    from pipelines.counting import counted
    from pipelines.lock import only_run
    from pipelines.pseudonyms.rotation import rotate_keys

    settings = load_settings(data_dir=data)
    with only_run(settings.data_dir):
        rotated = rotate_keys(settings)
    rows = counted(sum(rotated.rows.values()), "row")
    typer.echo(
        f"{rows} of {len(rotated.rows)} tables got new pseudonyms, in the warehouse snapshot {rotated.snapshot}."
    )
    typer.echo(f"Removed, because of the old ones: {counted(rotated.removed, 'older warehouse snapshot')}.")
    typer.echo(f"Back up the key file again ({rotated.key_file}); it has a new key, and needs all of its lines.")
    typer.echo("What to do: run `kompas run`, because features and plans name a warehouse snapshot that is gone.")
