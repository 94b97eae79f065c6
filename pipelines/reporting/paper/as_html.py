"""A document as one HTML file that needs nothing from outside."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pipelines.reporting.paper.document import Document


def write_html(document: Document, path: Path) -> None:
    """Write a document as HTML; whatever its texts hold reads as text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("document.html.j2")
    kinds = {"kind": lambda block: type(block).__name__}
    path.write_text(template.render(document=document, **kinds), encoding="utf-8")
