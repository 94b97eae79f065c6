"""DPIA, IAMA and the AI Act: questions, what the program shows of each, and what people answered."""

from collections.abc import Sequence

from models.evidence.document import Block, Text
from models.evidence.questions import questions_in
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answers_table
from pipelines.evidence.words import Words


def dpia(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section on the protection of personal data."""
    return _assessment("dpia", material, words)


def iama(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section on fundamental rights."""
    return _assessment("iama", material, words)


def ai_act(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section on the AI Act, article by article."""
    return _assessment("ai_act", material, words)


def _assessment(section: str, material: Material, words: Words) -> list[Block]:
    return [Text(words(f"{section}.lead")), answers_table(material, questions_in(section), words)]
