"""One run at a time in a data folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_contracts.errors import KompasError

LOCK_FILE = ".kompas.lock"


@contextmanager
def only_run(data_dir: Path) -> Iterator[None]:
    """Hold the folder's lock while a run is at work; the system lets go of it when the process ends, however it ends.

    Raises:
        KompasError: Another run holds it, or the folder cannot be written.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        file = (data_dir / LOCK_FILE).open("w")
    except OSError as error:
        raise KompasError(
            f"The data folder cannot be written: {error.strerror}.", str(data_dir), "Choose another with --data."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KompasError(
                "Another run is at work in this data folder.",
                str(data_dir),
                "Wait until it is done, or give another folder with --data.",
            ) from error
        yield
