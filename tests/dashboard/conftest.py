"""A published run and a context over it, for tests of what the dashboard reads and shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.published import Published
from data_contracts.store import AuditLog, sqlite_url
from tests.support.accounts import cheap_passwords, signed_in
from tests.support.published import publish_all


@pytest.fixture(scope="module", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder with a snapshot of every kind; tests only read it."""
    folder = tmp_path_factory.mktemp("run")
    publish_all(folder)
    return folder


@pytest.fixture(scope="session")
def published(run_folder: Path) -> Published:
    return Published(run_folder / "snapshots")


@pytest.fixture(scope="session")
def lineage(published: Published) -> Lineage:
    """The plan of the published run and what it was made from."""
    found = published.lineage()
    assert found is not None
    return found


@pytest.fixture
def context(published: Published, tmp_path: Path) -> Context:
    """The published run, with an audit log of the test's own."""
    return Context(published, AuditLog(sqlite_url(tmp_path)), account_of=signed_in, language="nl")


def context_over(folder: Path) -> Context:
    return Context(Published(folder / "snapshots"), AuditLog(sqlite_url(folder)), account_of=signed_in, language="nl")
