"""The first section: what this is, what is missing, and what is not certain even where nothing is missing."""

from collections.abc import Iterator, Sequence

from features.indicator import LAWFUL
from features.statute.parameters import Unknown, holds_on, load_parameters
from models.evidence.document import Block, Cell, Heading, Table, Text, rows_of
from models.fairness.indicator_links import UNDECIDED
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.words import Words

MOST_FEATURES = 10
"""Features that need a signature named in the first list; all of them stand in their own section."""


def write(material: Material, words: Words, missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    blocks: list[Block] = [Text(words("summary.lead"))]
    example = material.uses_examples
    if example:
        blocks.append(Text(words("mark.example.long"), "example"))
    if missing:
        blocks.append(Text(words("summary.incomplete", count=len(missing)), "missing"))
        blocks.extend(_missing(missing, words))
    else:
        blocks.append(Text(words("summary.complete_example" if example else "summary.complete")))
    return [*blocks, Heading(words("summary.unsure")), *(Text(text) for text in _unsure(material, words))]


def _missing(missing: Sequence[Missing], words: Words) -> Iterator[Block]:
    features = [item for item in missing if item.section == "features"]
    left_out = features[MOST_FEATURES:]
    head = tuple(words(f"summary.{name}") for name in ("section", "what", "mend"))
    rows = rows_of(
        (
            words.of_code("section", item.section),
            Cell(item.what[words.language], missing=True),
            item.mend[words.language],
        )
        for item in missing
        if item not in left_out
    )
    yield Table(words("summary.table"), head, rows, (18, 52, 30))
    if left_out:
        yield Text(words("summary.more", count=len(left_out)), "missing")


def _unsure(material: Material, words: Words) -> Iterator[str]:
    yield words("unsure.selected")
    standings = material.standings
    undecided = sum(any(problem.startswith(UNDECIDED) for problem in item.problems) for item in standings)
    lawful = sum(LAWFUL in item.problems for item in standings)
    if undecided:
        yield words("unsure.links", count=undecided, total=len(standings))
    if lawful:
        yield words("unsure.lawful", count=lawful)
    unknown = sum(isinstance(holds_on(name, material.sources.day), Unknown) for name in load_parameters())
    if unknown:
        yield words("unsure.unknown_law", count=unknown)
    if material.sources.fairness is None:
        yield words("unsure.fairness")
    yield words("unsure.ai_act")
