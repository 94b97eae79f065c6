"""The verb ``kompas dashboard``."""

import socket
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from dashboard.signing_in import accounts
from dashboard.worker import worker_beside
from data_contracts.errors import KompasError

if TYPE_CHECKING:
    from data_contracts.settings import KompasSettings


def register(app: typer.Typer) -> None:
    """Add the verb to the ``kompas`` command."""
    app.command("dashboard")(dashboard)
    accounts.register(app)


def dashboard(
    data: Annotated[Path | None, typer.Option(help="The run's folder.", show_default="from kompas.toml")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = None,
    host: Annotated[
        str | None,
        typer.Option(
            help="The address to listen on; when it is not 127.0.0.1, put a proxy with a certificate in front of it."
        ),
    ] = None,
    language: Annotated[Literal["nl", "en"] | None, typer.Option(help="The language it opens in.")] = None,
    workers: Annotated[int | None, typer.Option(help="How many server processes share the work.", min=1)] = None,
    with_worker: Annotated[
        bool, typer.Option("--with-worker", help="Run a worker (kompas work) beside it, for what-ifs and scenarios.")
    ] = False,
) -> None:
    """Serve the dashboard on this machine until Ctrl-C."""
    from data_contracts.settings import load_settings

    given = {"port": port, "host": host, "language": language, "workers": workers}
    chosen = {name: value for name, value in given.items() if value is not None}
    settings = load_settings(data_dir=data, dashboard=chosen or None)
    with worker_beside(settings.data_dir) if with_worker else nullcontext():
        serve(settings)


def serve(settings: "KompasSettings") -> None:
    """Serve the dashboard until it is interrupted.

    Args:
        settings: Where the data are and where to listen.

    Raises:
        KompasError: The address cannot be listened on.
    """
    from dashboard.serving import serve_processes
    from dashboard.signing_in.advice import advice

    listener = _listen(settings.dashboard.host, settings.dashboard.port)
    host, port = listener.getsockname()[:2]
    typer.echo(f"The dashboard is at http://{_in_address(host)}:{port} (Ctrl-C stops it).")
    for line in advice(settings):
        typer.echo(line, err=True)
    with listener:
        serve_processes(lambda: _application(settings), listener, settings.dashboard.workers)


def _application(settings: "KompasSettings") -> Any:
    from dashboard.app import Configuration, create_app
    from dashboard.signing_in.settings import sign_in_rules

    configuration = Configuration(
        data_dir=settings.data_dir,
        snapshots_dir=settings.snapshots_dir,
        language=settings.dashboard.language,
        host=settings.dashboard.host,
        memory_limit=settings.memory_limit,
        # Visitors at once keep all cores busy; a query in parts beside them only adds waiting for each other.
        threads=max(1, settings.threads // settings.dashboard.workers),
        store_url=settings.store_url,
        signing_in=sign_in_rules(settings.dashboard),
    )
    return create_app(configuration).server


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything is loaded, so that a taken port is told at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        raise KompasError(
            f"The dashboard cannot listen on {host}, port {port}: {error.strerror}.",
            "dashboard.host and dashboard.port, or --host and --port",
            "Choose another port, or --port 0 for any that is free.",
        ) from error
    return listener


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
