"""Processes for tests of what several do to one store at once."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

LOADED_ONCE = [
    "__main__",
    "pytest",
    "alembic.autogenerate",
    "alembic.command",
    "data_contracts.store",
    "tests.support.stores",
]


def processes(count: int) -> ProcessPoolExecutor:
    """Return a pool of processes that share no connection, lock or object with this one.

    They are forked from a process that has loaded the libraries and opened nothing, so that not each loads them anew.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED_ONCE)
    return ProcessPoolExecutor(count, mp_context=context)
