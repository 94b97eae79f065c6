"""The evidence pack as one HTML file a language that needs nothing from outside."""

from pathlib import Path

from models.evidence.document import Document, Heading, Table, Text
from models.paper import palette
from pipelines.evidence.words import Words
from pipelines.reporting.html import templates_in


def write_html(document: Document, folder: Path, other: str) -> Path:
    """Write the pack as ``pack.<language>.html``.

    Args:
        document: The pack in one language.
        folder: Where.
        other: The language of the file beside it, ``nl`` or ``en``.

    Returns:
        The file.
    """
    template = templates_in(Path(__file__).with_name("templates")).get_template("pack.html.j2")
    path = folder / f"pack.{document.language}.html"
    told = template.render(
        document=document,
        other=other,
        t=Words(document.language),
        palette=palette,
        kind_of=lambda block: {Text: "text", Table: "table", Heading: "heading"}[type(block)],
    )
    path.write_text(told, encoding="utf-8")
    return path
