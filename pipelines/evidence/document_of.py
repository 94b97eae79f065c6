"""From what was gathered to the pack as it is read, in one language."""

from collections import Counter
from collections.abc import Sequence

from models.evidence.document import Document, Section
from models.inputs import Language
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections import SECTIONS
from pipelines.evidence.words import Words


def document_of(material: Material, missing: Sequence[Missing], language: Language) -> Document:
    """Return the pack in one language.

    Args:
        material: What it is written from.
        missing: What is missing, as ``missing_from`` gives it.
        language: In which it is written.
    """
    words = Words(language)
    models = material.sources.models.manifest
    counted = Counter(item.section for item in missing)
    about = words(
        "about",
        models=models.snapshot_id,
        laws=", ".join(model.law for model in material.models),
        as_of=models.as_of,
        day=material.sources.day,
    )
    sections = tuple(
        Section(name, words.of_code("section", name), tuple(write(material, words, missing)), counted[name])
        for name, write in SECTIONS.items()
    )
    return Document(language, words("title"), about, _marks(material, words), sections)


def _marks(material: Material, words: Words) -> tuple[str, ...]:
    """Return what stands on every page."""
    if not material.synthetic:
        return ()
    return (words("mark.synthetic"), *((words("mark.example"),) if material.uses_examples else ()))
