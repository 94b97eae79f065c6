"""The server: processes that share one listening socket, each with the dashboard and a pool of threads."""

import os
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 8
KEEP_ALIVE_S = 15
PATIENCE_S = 120  # a worker that gives no sign of life for so long is replaced
GRACE_S = 5


class _Processes(BaseApplication):  # type: ignore[misc]
    """Gunicorn as a part of this program: no file and no command line of its own."""

    def __init__(self, make: Callable[[], Any], options: dict[str, Any]) -> None:
        self._make = make
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Set the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the dashboard; every process makes its own, for a database does not survive a fork."""
        return self._make()


def serve_processes(make: Callable[[], Any], listener: socket.socket, workers: int) -> None:
    """Serve until the program is told to stop; a process that dies is replaced.

    Args:
        make: Makes the WSGI application; called once in every process.
        listener: The socket, bound and listening.
        workers: How many processes.
    """
    options = {
        "bind": f"fd://{os.dup(listener.fileno())}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "keepalive": KEEP_ALIVE_S,
        "timeout": PATIENCE_S,
        "graceful_timeout": GRACE_S,
        "loglevel": "warning",
        "control_socket_disable": True,
        "proc_name": "kompas dashboard",
    }
    _Processes(make, options).run()
