"""A worker beside the dashboard: ``kompas work`` as a process of its own, which ends when the dashboard ends."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

END_S = 10.0


@contextmanager
def worker_beside(data_dir: Path) -> Iterator[None]:
    """Run a worker until the block ends; it ends too when this process is killed, for then its input ends.

    It runs in a process group of its own, so that Ctrl-C reaches the dashboard only, which then ends the worker.

    Args:
        data_dir: The run's folder; all other settings reach the worker as they reached this process.
    """
    command = [sys.executable, sys.argv[0], "work", "--until-input-ends", "--data", str(data_dir)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 -- our own verb
    try:
        yield
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=END_S)
        except subprocess.TimeoutExpired:
            process.kill()  # in the middle of a long computation; its job goes to the next worker
