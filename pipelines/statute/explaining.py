"""``kompas explain-check``: one rule computed again for one employer, beside what is stored, and logged."""

from dataclasses import dataclass
from datetime import date
from getpass import getuser

import polars as pl

from data_contracts.enforcement import masked_words
from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLog
from features.statute.explain import Explanation, Row, differences, explain, in_order
from pipelines.steps.context import intact, register_tables
from pipelines.store import store_of

EXPLAINED = "explain_check"


@dataclass(frozen=True)
class Checked:
    """A rule explained for one employer, with the snapshots that it was stored in and made from."""

    explanation: Explanation
    employer_id: str
    as_of: date
    stored: list[Row]
    features: Snapshot
    warehouse: Snapshot

    @property
    def differences(self) -> list[str]:
        """In what the stored facts are not what was computed now; empty when they are equal."""
        return differences(self.stored, self.explanation.facts)


def explain_check(
    settings: KompasSettings, employer_id: str, rule_id: str, purpose: str, as_of: date | None = None
) -> Checked:
    """Compute a rule again for one employer, and write to the audit log who looked at it and what for.

    Args:
        settings: Where snapshots and the log are, and the bounds of DuckDB.
        employer_id: The employer.
        rule_id: The rule.
        purpose: Why the rows of this employer are looked at.
        as_of: As-of date of the features snapshot; ``None`` for the one in use.

    Raises:
        KompasError: There is no purpose, snapshot, rule or employer like this, or the log cannot be written.
    """
    if not purpose.strip():
        raise KompasError("Nobody's rows are shown without a purpose.", "--purpose", "Say what they are looked at for.")
    folder = SnapshotFolder(settings.snapshots_dir)
    features = intact(_features(folder, as_of))
    warehouse = intact(folder.input_of(features, "warehouse"))
    day = date.fromisoformat(str(features.manifest.as_of))
    explanation = explain(
        register_tables(warehouse), day, employer_id, rule_id,
        threads=settings.threads, memory_limit=settings.memory_limit,
    )  # fmt: skip
    stored = in_order(_stored(features, employer_id, rule_id))
    _log(settings, employer_id, rule_id, purpose, features, explanation.evidence)
    return Checked(explanation, employer_id, day, stored, features, warehouse)


def refuse_differences(checked: Checked) -> None:
    """Raise what is wrong when the stored facts are not what was computed now.

    Raises:
        KompasError: They differ.
    """
    if checked.differences:
        raise KompasError(
            f"What is stored is not what was computed now: {'; '.join(checked.differences)}.",
            str(checked.features.path),
            "Run `kompas features`, which builds the facts with this version of the program.",
        )


def _features(folder: SnapshotFolder, as_of: date | None) -> Snapshot:
    if as_of is None:
        return folder.latest("features")
    found = next((item for item in folder.snapshots("features") if item.manifest.as_of == as_of.isoformat()), None)
    if found is None:
        known = ", ".join(sorted({str(item.manifest.as_of) for item in folder.snapshots("features")})) or "none"
        raise KompasError(
            f"There is no features snapshot as of {as_of}; there are: {known}.",
            str(folder.root / "features"),
            f"Run `kompas features --as-of {as_of}` first, or leave out --as-of.",
        )
    return found


def _stored(features: Snapshot, employer_id: str, rule_id: str) -> list[Row]:
    return query_frame(
        "SELECT * FROM read_parquet($facts) WHERE employer_id = $employer_id AND rule = $rule_id",
        {"facts": features.table("facts"), "employer_id": employer_id, "rule_id": rule_id},
    ).to_dicts()


def _log(
    settings: KompasSettings, employer_id: str, rule_id: str, purpose: str, features: Snapshot, evidence: pl.DataFrame
) -> None:
    log = AuditLog(store_of(settings))
    detail = {
        "rule": rule_id,
        "purpose": masked_words(purpose.strip()),
        "as_of": features.manifest.as_of,
        "features": features.manifest.snapshot_id,
        "rows": evidence.height,
    }
    log.record(getuser(), EXPLAINED, log.reference("employer", employer_id), detail)
