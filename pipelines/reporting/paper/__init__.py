"""One document for people, written three ways: plain text, one HTML file that needs nothing else, and PDF.

A document is made once, in one language, as headed parts of plain blocks; the writers add nothing to what it says.
"""

from pipelines.reporting.paper.as_html import write_html
from pipelines.reporting.paper.as_pdf import write_pdf
from pipelines.reporting.paper.as_text import text_lines, write_text
from pipelines.reporting.paper.document import Block, Document, Grid, Note, Part, Points, Quote, Text

__all__ = [
    "Block",
    "Document",
    "Grid",
    "Note",
    "Part",
    "Points",
    "Quote",
    "Text",
    "text_lines",
    "write_html",
    "write_pdf",
    "write_text",
]
