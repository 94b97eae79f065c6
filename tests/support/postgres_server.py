"""A throw-away PostgreSQL server: its own folder and socket, gone at the end. Run as a module it proves that it works.

Nothing listens on the network. PostgreSQL refuses to run as root, so root starts it as another user of the system.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

VARIABLE = "KOMPAS_POSTGRES"
USER = "kompas"
USERS_OF_THE_SYSTEM = ("postgres", "nobody")
START_S, STOP_S = 60.0, 30.0
WITHOUT_CARE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}
"""A server that is thrown away need not survive a power cut."""
_NUMBERS = count(1)


@dataclass(frozen=True)
class PostgresServer:
    """A running server and the one user that it knows."""

    socket_dir: Path
    password: str
    _emptied: list[str] = field(default_factory=list)

    def url(self, database: str, password: str | None = None) -> str:
        """The address of a database, as the setting ``store_url`` takes it."""
        return f"postgresql+psycopg://{USER}:{password or self.password}@/{database}?host={self.socket_dir}"

    def connect(self, database: str) -> psycopg.Connection:
        """A plain connection, past the program; every statement stands at once."""
        return psycopg.connect(
            host=str(self.socket_dir), user=USER, password=self.password, dbname=database, autocommit=True
        )

    def new_database(self) -> str:
        """Make an empty database and return its name."""
        name = f"store_{next(_NUMBERS)}"
        with self.connect("postgres") as connection:
            if self._emptied:
                names = sql.Identifier(self._emptied.pop()), sql.Identifier(name)
                connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
            else:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def empty(self, database: str) -> None:
        """Take all out of a database that is done with, and who still holds it, so that it can be the next new one.

        Making one takes the server three times as long, which is most of the time of a small test.
        """
        with self.connect(database) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")  # as in a new database
        self._emptied.append(database)


def server_programs() -> Path | None:
    """The folder with the server's programs: what ``KOMPAS_POSTGRES`` names, or else one on PATH."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


@contextmanager
def running(programs: Path) -> Iterator[PostgresServer]:
    """Start a server on an empty folder and stop it when the block ends.

    Args:
        programs: The folder with ``initdb`` and ``postgres``.
    """
    # Not in pytest's own folder: only its owner may enter that, and a socket's path may not be long.
    home = Path(tempfile.mkdtemp(prefix="kompas-pg-"))
    try:
        user = _other_user() if os.geteuid() == 0 else None
        if user:
            os.chown(home, user.pw_uid, user.pw_gid)
        server = PostgresServer(home, secrets.token_urlsafe(12))
        programs = _reachable(programs, home, user)
        _make_cluster(programs, server, user)
        process = _start(programs, home, user)
        try:
            _wait(server, process, home / "log")
            yield server
        finally:
            process.send_signal(2)  # fast shutdown: connections are cut off
            process.wait(timeout=STOP_S)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _other_user() -> pwd.struct_passwd:
    for name in USERS_OF_THE_SYSTEM:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError(f"PostgreSQL does not run as root, and there is no user {' or '.join(USERS_OF_THE_SYSTEM)}.")


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def _reachable(programs: Path, home: Path, user: pwd.struct_passwd | None) -> Path:
    """Return the programs, or a copy of their whole tree where the other user cannot reach them."""
    with suppress(PermissionError):
        done = subprocess.run([programs / "postgres", "--version"], capture_output=True, check=False, **_as(user))
        if done.returncode == 0:
            return programs
    # The wheel of pgserver keeps libraries beside its package, where its programs look for them.
    package, libraries = programs.parents[1], programs.parents[2] / f"{programs.parents[1].name}.libs"
    copy = home / "programs" / package.name / programs.parent.name
    shutil.copytree(programs.parent, copy, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, home / "programs" / libraries.name)
    return copy / programs.name


def _make_cluster(programs: Path, server: PostgresServer, user: pwd.struct_passwd | None) -> None:
    word = server.socket_dir / "password"
    word.write_text(server.password, "utf-8")
    if user:
        os.chown(word, user.pw_uid, user.pw_gid)
    command = [programs / "initdb", "-D", server.socket_dir / "data", "-U", USER, f"--pwfile={word}"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=server.socket_dir, check=False, **_as(user))
    word.unlink()
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed: {done.stderr or done.stdout}")


def _start(programs: Path, home: Path, user: pwd.struct_passwd | None) -> "subprocess.Popen[bytes]":
    options = {"listen_addresses": "", "unix_socket_directories": str(home), "max_connections": "200", **WITHOUT_CARE}
    command = [programs / "postgres", "-D", home / "data"]
    command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=home, **_as(user))


def _wait(server: PostgresServer, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(psycopg.OperationalError), server.connect("postgres"):
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


if __name__ == "__main__":
    with running(Path(sys.argv[1])) as proved, proved.connect(proved.new_database()) as connected:
        assert connected.execute("SELECT 1").fetchone() == (1,)
