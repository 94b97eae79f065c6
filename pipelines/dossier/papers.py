"""Writing a document in both languages and all three forms, beside the same content as JSON."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models.inputs import LANGUAGES, Language
from pipelines.reporting.paper import Document, write_html, write_pdf, write_text

WRITERS = {"txt": write_text, "html": write_html, "pdf": write_pdf}


def write_papers(
    made: Callable[[Language], Document], folder: Path, stem: str, content: Mapping[str, Any] | None = None
) -> list[Path]:
    """Write ``<stem>.<language>.txt``, ``.html`` and ``.pdf``, and ``<stem>.json`` when there is content for it.

    Args:
        made: Gives the document in a language.
        folder: Where to; it is made when it is not there.
        stem: The beginning of the files' names.
        content: What the JSON file holds.

    Returns:
        The paths, in the order of their names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for language in LANGUAGES:
        document = made(language)
        for ending, write in WRITERS.items():
            paths.append(folder / f"{stem}.{language}.{ending}")
            write(document, paths[-1])
    if content is not None:
        paths.append(folder / f"{stem}.json")
        text = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True, default=str)
        paths[-1].write_text(text + "\n", encoding="utf-8")
    return sorted(paths)
