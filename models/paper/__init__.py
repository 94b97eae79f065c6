"""Pages to print: what the dashboard and the evidence pack both write PDF with."""

from models.paper.paper import MARGIN, Heading, Paper, rgb

__all__ = ["MARGIN", "Heading", "Paper", "rgb"]
