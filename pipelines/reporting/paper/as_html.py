"""A document as one HTML file that needs nothing from outside."""

from pathlib import Path

from pipelines.reporting.html import templates_in
from pipelines.reporting.paper.document import Document


def write_html(document: Document, path: Path) -> None:
    """Write a document as HTML; whatever its texts hold reads as text."""
    template = templates_in(Path(__file__).parent).get_template("document.html.j2")
    kinds = {"kind": lambda block: type(block).__name__}
    path.write_text(template.render(document=document, **kinds), encoding="utf-8")
