"""Files of an earlier snapshot in a later one: the same bytes under a second name, so that nothing is copied."""

import os
import shutil
from pathlib import Path


def link_file(source: Path, target: Path) -> None:
    """Give a file a second name; where the file system knows no hard links, copy it. Neither may be changed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileExistsError:
        raise  # copying would write into a file that another snapshot may share
    except OSError:
        shutil.copyfile(source, target)
