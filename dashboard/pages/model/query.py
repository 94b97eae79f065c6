"""What the model page reads: the backtest's figures, reasons of all scored employers, monitoring, and who activated.

All of it is about scores, closed cases and published figures; nothing here reads a plan's items one by one.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.components.groups import FEW
from dashboard.context import Context
from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot
from data_contracts.store import ModelEvent, ModelRefusal, has_store

TENTHS = tuple(number / 10 for number in range(1, 10))

_SCORED = "SELECT count(*) AS employers FROM read_parquet($table) WHERE law = $law AND probability IS NOT NULL"
_REASONS = """
SELECT feature, count(*) AS employers, count(*) FILTER (direction = 'up') AS raises,
    count(*) FILTER (direction <> 'up') AS lowers, avg(abs(contribution)) AS weight
FROM read_parquet($table) WHERE law = $law
GROUP BY feature
HAVING count(*) >= $few
ORDER BY employers DESC, feature
"""
_FAMILIES = """
SELECT family, count(*) AS employers, avg(abs(contribution)) AS weight,
    avg(CAST(contribution > 0 AS INTEGER)) AS raises
FROM read_parquet($table) WHERE law = $law
GROUP BY family
ORDER BY weight DESC, family
"""
_DEPENDENCE = """
WITH given AS (
    SELECT feature, value, contribution FROM read_parquet($table)
    WHERE law = $law AND feature IN (SELECT unnest($features::VARCHAR[]))
),
edges AS (
    SELECT feature, list_distinct(quantile_disc(value, $tenths::DOUBLE[])) AS edges
    FROM given WHERE value IS NOT NULL GROUP BY feature
),
placed AS (
    SELECT given.*, CASE WHEN value IS NOT NULL THEN len(list_filter(edges, lambda edge: edge < value)) END AS bin
    FROM given LEFT JOIN edges USING (feature)
)
SELECT feature, median(value) AS value, count(*) AS employers, quantile_cont(contribution, 0.5) AS middle,
    quantile_cont(contribution, 0.1) AS low, quantile_cont(contribution, 0.9) AS high
FROM placed
GROUP BY feature, bin
HAVING count(*) >= $few
ORDER BY feature, bin NULLS LAST
"""


@dataclass(frozen=True)
class _Asked:
    """A question of a table of every scored employer; two of the same file and values are one question."""

    published: Published = field(compare=False)
    path: str
    written: int
    sql: str
    values: tuple[tuple[str, Any], ...]


def figures(published: Published, backtest: Snapshot, law: str) -> list[Row]:
    """Return ``arm, ranking, metric, cut, value, low, high, cases, positives, cut_off`` of a law's backtest."""
    return published.rows(
        "SELECT arm, ranking, metric, cut, value, low, high, cases, positives, cut_off FROM read_parquet($metrics) "
        "WHERE law = $law ORDER BY cut_off NULLS FIRST, cut",
        {"metrics": backtest.table("metrics"), "law": law},
    )


def curves(published: Published, backtest: Snapshot, law: str) -> list[Row]:
    """Return ``arm, ranking, of, share, captured, low, high`` of a law, over all periods."""
    return published.rows(
        'SELECT arm, ranking, "of", share, captured, low, high FROM read_parquet($curves) '
        'WHERE law = $law AND cut_off IS NULL ORDER BY arm, "of", ranking, share',
        {"curves": backtest.table("curves"), "law": law},
    )


def scored(published: Published, scores: Snapshot, law: str) -> int:
    """Return how many employers have a score for a law."""
    return int(_kept(_asked(published, scores, "scores", _SCORED, {"law": law}))[0]["employers"])


def reasons(published: Published, scores: Snapshot, law: str) -> list[Row]:
    """Return ``feature, employers, raises, lowers, weight``: how often each is a reason that is shown, often first.

    ``weight`` is the mean size of its contribution, in log-odds, where it is a reason.
    """
    return _kept(_asked(published, scores, "reasons", _REASONS, {"law": law, "few": FEW}))


def families(published: Published, scores: Snapshot, law: str) -> list[Row]:
    """Return ``family, employers, weight, raises``: the mean size of each family's contribution, the largest first."""
    return _kept(_asked(published, scores, "reason_families", _FAMILIES, {"law": law}))


def dependence(published: Published, scores: Snapshot, law: str, features: tuple[str, ...]) -> list[Row]:
    """Return ``feature, value, employers, middle, low, high``: contributions by tenths of each feature's values.

    Of a random sample of all scored employers, whether the feature is a reason or not; ``low`` and ``high`` hold the
    middle 80% of them. A tenth of fewer than five employers is left out; a row without a value is of employers of whom
    it is not known.
    """
    values = {"law": law, "features": features, "tenths": TENTHS, "few": FEW}
    return _kept(_asked(published, scores, "contribution_sample", _DEPENDENCE, values))


def sampled(scores: Snapshot) -> tuple[int, int] | None:
    """Return how many employers were drawn for the curves, and of how many; ``None`` when the scores do not say."""
    told = scores.manifest.notes.get("contribution_sample")
    return (int(told["employers"]), int(told["of"])) if isinstance(told, dict) else None


def report(backtest: Snapshot, law: str) -> dict[str, Any] | None:
    """Return what the backtest's report says of a law; ``None`` when it has none or cannot be read."""
    return _models_in(backtest.file("report.json")).get(law)


def drift(published: Published, monitoring: Snapshot, law: str) -> list[Row]:
    """Return how far each input of a law's model moved, as ``models.monitoring.drift`` gives it."""
    return published.rows(
        "SELECT feature, psi, psi_by_chance, rows_then, rows_now, missing_then, missing_now, state "
        "FROM read_parquet($drift) WHERE law = $law",
        {"drift": monitoring.table("drift"), "law": law},
    )


def come_true(published: Published, monitoring: Snapshot, law: str) -> list[Row]:
    """Return ``selection_ground, cases, found, expected, ratio, low, high`` of cases since the model learnt."""
    return published.rows(
        "SELECT selection_ground, cases, found, expected, ratio, low, high FROM read_parquet($calibration) "
        "WHERE law = $law",
        {"calibration": monitoring.table("calibration"), "law": law},
    )


def monitored(monitoring: Snapshot, law: str) -> dict[str, Any] | None:
    """Return what the monitoring says of a law's model."""
    return _models_in(monitoring.file("report.json")).get(law)


def events(context: Context, law: str) -> tuple[ModelEvent, ...]:
    """Return who put which model of a law in use, the latest first; looking makes no store where there is none."""
    if not has_store(context.store_url):
        return ()
    return tuple(reversed(context.model_events.events(law)))


def refusals(context: Context, law: str) -> tuple[ModelRefusal, ...]:
    """Return which models of a law were asked for and kept out by a gate, the latest first."""
    if not has_store(context.store_url):
        return ()
    return tuple(reversed(context.model_events.refusals(law)))


def _models_in(path: Path) -> dict[str, Any]:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@lru_cache(maxsize=4)
def _read(path: Path, _written: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["models"]
    return content


def _asked(published: Published, snapshot: Snapshot, table: str, sql: str, values: dict[str, Any]) -> _Asked:
    path = snapshot.table(table)
    return _Asked(published, path, Path(path).stat().st_mtime_ns, sql, tuple(values.items()))


@lru_cache(maxsize=64)
def _kept(asked: _Asked) -> list[Row]:
    """Return the answer, read once: a snapshot changes by a lawful erasure only, which writes the file anew."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asked.values}
    return asked.published.rows(asked.sql, {"table": asked.path, **values})
