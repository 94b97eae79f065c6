"""A delivery is built beside its place and put there by renaming, so that a killed run leaves no half one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data_contracts.errors import KompasError
from pipelines.synthetic.delivery import is_synthetic

SIDE_FOLDER = ".synth-in-progress"
DELIVERED = ("register", "truth")


@contextmanager
def side_folder(out_dir: Path) -> Iterator[Path]:
    """Give an empty folder to build in; when all went well, put its ``register`` and ``truth`` in place.

    Raises:
        KompasError: ``out_dir`` cannot be written, or holds registers that are not synthetic.
    """
    _refuse_to_replace_real_registers(out_dir / "register")
    side = out_dir / SIDE_FOLDER
    try:
        shutil.rmtree(side, ignore_errors=True)
        side.mkdir(parents=True)
    except OSError as error:
        raise KompasError(
            f"The folder for the synthetic registers cannot be made: {error.strerror}.",
            str(out_dir),
            "Choose a folder that you may write to.",
        ) from error
    try:
        yield side
        for name in DELIVERED:
            _put_in_place(side, out_dir, name)
    finally:
        shutil.rmtree(side, ignore_errors=True)


def _put_in_place(side: Path, out_dir: Path, name: str) -> None:
    """Swap a folder for its newer one; the older one leaves with the side folder."""
    if (out_dir / name).exists():
        (out_dir / name).rename(side / f"older-{name}")
    (side / name).rename(out_dir / name)


def _refuse_to_replace_real_registers(register: Path) -> None:
    if register.exists() and any(register.iterdir()) and not is_synthetic(register):
        raise KompasError(
            "The folder already holds registers that are not synthetic; they would be lost.",
            str(register),
            "Choose another folder, or move these registers away first.",
        )
