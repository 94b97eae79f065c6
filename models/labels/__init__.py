"""Labels: which closed cases examined a law, what counts as a finding, and for how many each one stands."""

from models.labels.cases import labelled_cases, open_cases, undecided_cases
from models.labels.rules import LAWS

__all__ = ["LAWS", "labelled_cases", "open_cases", "undecided_cases"]
