"""The verbs below ``kompas accounts``: who may sign in, and with which roles."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dashboard.signing_in.keeping import Keeping

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the run.", show_default="data_dir in kompas.toml, or data/"),
]
Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]
Roles = Annotated[
    list[str],
    typer.Option("--role", metavar="ROLE", help="A role; can be given more often.", show_default=False),
]
Regions = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="REGION", help="Only this region; can be given more often.", show_default="all"),
]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password by chance, and print it once.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        short_help="Who may sign in to the dashboard.",
        help="The accounts of the dashboard. Every change is a line of the audit log. Passwords are kept as hashes.",
    )
    group.command("add", short_help="Make an account.")(add)
    group.command("list", short_help="List the accounts.")(list_accounts)
    group.command("passwd", short_help="Give an account another password.")(passwd)
    group.command("roles", short_help="Give an account other roles or regions.")(roles)
    group.command("disable", short_help="Let an account sign in no more.")(disable)
    group.command("enable", short_help="Let a disabled account sign in again.")(enable)
    group.command("demo", short_help="Make an account for every role, on synthetic data only.")(demo)
    app.add_typer(group, name="accounts")


def add(
    name: Name,
    role: Roles,
    region: Regions = None,
    display_name: Annotated[
        str, typer.Option("--display-name", metavar="TEXT", help="What people read.", show_default="the name")
    ] = "",
    generate: Generate = False,
    data: DataOption = None,
) -> None:
    """Make an account; its password is asked for twice, or made by chance.

    A name has small letters, digits and . _ @ + -. A password has 12 characters or more.
    """
    _keeping(data).add(name, role, region or [], display_name, generate=generate)


def list_accounts(data: DataOption = None) -> None:
    """List the accounts with their roles and regions, and since when they are disabled."""
    _keeping(data).list_all()


def passwd(name: Name, generate: Generate = False, data: DataOption = None) -> None:
    """Give an account another password; whoever is signed in with it is signed out."""
    _keeping(data).passwd(name, generate=generate)


def roles(name: Name, role: Roles, region: Regions = None, data: DataOption = None) -> None:
    """Give an account other roles, and other regions when they are named. It counts at once.

    What is named here takes the place of what there was; --region all lets it see all regions.
    """
    _keeping(data).roles(name, role, region)


def disable(name: Name, data: DataOption = None) -> None:
    """Let an account sign in no more; whoever is signed in with it is signed out at once."""
    _keeping(data).disable(name)


def enable(name: Name, data: DataOption = None) -> None:
    """Let a disabled account sign in again."""
    _keeping(data).enable(name)


def demo(data: DataOption = None) -> None:
    """Make an account for every role, named as the role, and print their passwords once.

    On synthetic data only. Done again, it gives them new passwords.
    """
    _keeping(data).demo()


def _keeping(data: Path | None) -> "Keeping":
    from dashboard.signing_in.keeping import Keeping
    from data_contracts.settings import load_settings

    return Keeping(load_settings(data_dir=data))
