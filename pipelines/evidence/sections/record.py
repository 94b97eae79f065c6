"""The record for the Algoritmeregister, field by field, and whether the standard takes it."""

from collections.abc import Sequence

from models.evidence.document import Block, Cell, Table, Text, rows_of
from models.evidence.questions import field_question, questions
from models.evidence.register_record import Filled
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answer_cell
from pipelines.evidence.words import Words


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    wrong = material.problems
    head = tuple(words(f"register.{name}") for name in ("field", "value", "by"))
    return [
        Text(words("register.lead")),
        Text(words("register.invalid"), "missing") if wrong else Text(words("register.valid")),
        *(Text(problem.says[words.language], "missing") for problem in wrong),
        Table(
            words("register.table"),
            head,
            rows_of(_row(item, material, words) for item in material.filled),
            (24, 48, 28),
        ),
    ]


def _row(item: Filled, material: Material, words: Words) -> list[str | Cell]:
    field = item.field
    demand = "required" if field.required else "needed" if field.needed else ""
    label = f"{field.label[words.language]} ({field.name}{', ' + words(f'register.{demand}') if demand else ''})"
    shown = ", ".join(item.value) if isinstance(item.value, list) else item.value
    return [label, Cell(shown or words("nothing"), missing=field.required and not shown), _by(item, material, words)]


def _by(item: Filled, material: Material, words: Words) -> Cell:
    asked = next((one for one in questions() if one.name == field_question(item.field.name)), None)
    if asked is None:
        return Cell(words("register.program"))
    cell = answer_cell(material, asked, words)
    if item.answer is None or item.answer.example:
        return cell if cell.missing or item.answer is None else Cell(words("mark.example"))
    who = item.answer
    return Cell(words("answer.by", name=who.name, role=who.role, on=who.on, review=who.review))
