"""Options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the run.", show_default="data_dir in kompas.toml, or data/"),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="As-of date (YYYY-MM-DD).", show_default="end of the last month with data"
    ),
]
