"""Whether the evidence pack of a model is there, of these very files, and whole: what its gate looks at."""

import json

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from models.evidence.standing import PackStanding
from models.wording import Texts
from pipelines.evidence.answers_file import answers_path
from pipelines.evidence.gathering import sources_of
from pipelines.evidence.making import KIND, PACK_FILE, recipe_of


def pack_standing(settings: KompasSettings, folder: SnapshotFolder, models: Snapshot) -> PackStanding:
    """Return how the evidence pack of some models stands today.

    A pack counts only when it was made from these models, the backtest and audit, the answers, the signatures and the
    code of this moment, and nothing in it lapsed since: its fingerprint says so.

    Args:
        settings: The run's settings.
        folder: The published snapshots.
        models: The models snapshot.

    Raises:
        KompasError: The file of answers or the store cannot be read.
    """
    answers = str(answers_path(settings))
    recipe = recipe_of(sources_of(settings, folder, models))
    pack = folder.with_fingerprint(KIND, recipe.fingerprint)
    if pack is None:
        made = any(item.input_id("models") == models.manifest.snapshot_id for item in folder.snapshots(KIND))
        return PackStanding("stale" if made else "absent", answers=answers)
    if damaged_files(pack):
        return PackStanding("damaged", pack.manifest.snapshot_id, answers=answers)
    notes = pack.manifest.notes
    return PackStanding(
        state="incomplete" if notes["missing"] else "complete",
        pack=pack.manifest.snapshot_id,
        missing=_missing(pack),
        signed=notes["signed"],
        answers=answers,
        example=notes["example"],
    )


def _missing(pack: Snapshot) -> tuple[Texts, ...]:
    told = json.loads(pack.file(PACK_FILE).read_text(encoding="utf-8"))
    return tuple(item["what"] for item in told["missing"])
