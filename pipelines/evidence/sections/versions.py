"""The last section: the exact versions and hashes that the pack rests on."""

from collections.abc import Sequence

from models.evidence.document import Block, Table, Text, rows_of
from models.evidence.feature_standing import inputs_hash
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.words import Words


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    manifest, answers = material.sources.models.manifest, material.sources.answers
    lines = [
        *((item.manifest.kind, item.manifest.content_hash) for item in material.sources.used),
        (words("versions.answers"), answers.sha256 or words("versions.no_answers")),
        (words("model.inputs"), inputs_hash([item.feature.name for item in material.standings])),
        (words("versions.code"), manifest.code_version),
        (words("versions.libraries"), ", ".join(f"{name} {version}" for name, version in manifest.libraries.items())),
    ]
    head = (words("model.what"), words("model.value"))
    return [Text(words("versions.lead")), Table(words("versions.table"), head, rows_of(lines), (30, 70))]
