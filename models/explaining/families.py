"""Reasons of every employer for every law: the strongest with figures, and what each family of features adds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow
from pyarrow import parquet

from features.engine import ROW_GROUP
from features.peers import peers_of
from models.arrays import Floats
from models.explaining.reasons import RowReasons, reasons_of, strongest_positions
from models.inputs import ModelInput, input_matrix
from models.learning.ranking_model import RankingModel

EMPLOYERS_AT_ONCE = 20_000
"""Employers explained and written at once: the reasons of a whole country together would take some gigabytes."""
REASON_SCHEMA = {
    "employer_id": pl.String,
    "law": pl.String,
    "direction": pl.String,
    "position": pl.Int64,
    "feature": pl.String,
    "contribution": pl.Float64,
    "value": pl.Float64,
    "peer_value": pl.Float64,
}
FAMILY_SCHEMA = {
    "employer_id": pl.String,
    "law": pl.String,
    "family": pl.String,
    "contribution": pl.Float64,
    "base": pl.Float64,
}


@dataclass(frozen=True)
class Explained:
    """Why some employers have their scores; all contributions are to the calibrated log-odds.

    ``strongest`` (``REASON_SCHEMA``) has the strongest reasons, up and down, with the employer's own figure and that of
    its peers. ``families`` (``FAMILY_SCHEMA``) has all families of features: with ``base``, which is the same for all
    employers of a law, they add up to the calibrated log-odds, whose sigmoid is the probability.
    """

    strongest: pl.DataFrame
    families: pl.DataFrame


def explain_employers(
    frame: pl.DataFrame,
    medians: pl.DataFrame,
    models: Mapping[str, RankingModel],
    inputs: Sequence[ModelInput],
    family_of: Mapping[str, str],
) -> Iterator[Explained]:
    """Yield the reasons of all employers for all laws, in portions and in the order of employer and law.

    Args:
        frame: The feature matrix.
        medians: The medians of comparable employers (``features.peers.peer_medians``).
        models: The model of each law.
        inputs: The models' inputs; each is a reason by itself.
        family_of: The family of each input.
    """
    laws = sorted(models)
    order = frame["employer_id"].arg_sort()
    for start in range(0, len(frame) if laws else 0, EMPLOYERS_AT_ONCE):
        rows = frame[order.slice(start, EMPLOYERS_AT_ONCE)]
        matrix, peers = input_matrix(rows, inputs), input_matrix(peers_of(rows, medians), inputs)
        reasons = {law: reasons_of(models[law], matrix, inputs).calibrated(models[law].calibration) for law in laws}
        strongest = _strongest(reasons, rows["employer_id"], matrix, peers)
        yield Explained(strongest, _families(reasons, rows["employer_id"], family_of))


def _strongest(reasons: Mapping[str, RowReasons], employers: pl.Series, own: Floats, peers: Floats) -> pl.DataFrame:
    """Return the strongest reasons of each law, in the order of row, law, direction and place."""
    parts = []
    for law, (name, explained) in enumerate(reasons.items()):
        for direction, found in strongest_positions(explained.values):
            places = (found.rows * len(reasons) + law) * 2 + (direction == "up")
            part = {
                "order": places * explained.values.shape[1] + found.places,
                "row": found.rows,
                "law": pl.repeat(name, len(found.rows), eager=True),
                "direction": pl.repeat(direction, len(found.rows), eager=True),
                "position": found.places,
                "feature": pl.Series(list(explained.groups), dtype=pl.String).gather(found.groups),
                "contribution": explained.values[found.rows, found.groups],
                "value": own[found.rows, found.groups],
                "peer_value": peers[found.rows, found.groups],
            }
            parts.append(pl.DataFrame(part))
    # By numbers: sorting millions of rows by their names takes longer than all contributions.
    together = pl.concat(parts).sort("order")
    return together.select(
        employers.gather(together["row"]).alias("employer_id"),
        pl.col("law", "direction", "position", "feature", "contribution"),
        pl.col("value", "peer_value").fill_nan(None),
    )


def _families(reasons: Mapping[str, RowReasons], employers: pl.Series, family_of: Mapping[str, str]) -> pl.DataFrame:
    """Return every family of each law, in the order of row, law and name."""
    by_family = [explained.regrouped(family_of) for explained in reasons.values()]
    names = sorted(by_family[0].groups)
    columns = [by_family[0].groups.index(name) for name in names]
    values = np.stack([explained.values[:, columns] for explained in by_family], axis=1)
    row, law, family = (place.ravel() for place in np.indices(values.shape, dtype=np.int32))
    return pl.DataFrame(
        {
            "employer_id": employers.gather(row),
            "law": pl.Series(list(reasons), dtype=pl.String).gather(law),
            "family": pl.Series(names, dtype=pl.String).gather(family),
            "contribution": values.ravel(),
            "base": np.array([explained.base for explained in by_family])[law],
        }
    )


def write_reasons(portions: Iterable[Explained], folder: Path) -> None:
    """Write ``reasons.parquet`` and ``reason_families.parquet``, a portion at a time; without rows if there is none."""
    empty = Explained(pl.DataFrame(schema=REASON_SCHEMA), pl.DataFrame(schema=FAMILY_SCHEMA))
    schemas = (as_arrow(empty.strongest).schema, as_arrow(empty.families).schema)
    with (
        parquet.ParquetWriter(folder / "reasons.parquet", schemas[0], compression="zstd") as strongest,
        parquet.ParquetWriter(folder / "reason_families.parquet", schemas[1], compression="zstd") as families,
    ):
        for portion in portions:
            strongest.write_table(as_arrow(portion.strongest), row_group_size=ROW_GROUP)
            families.write_table(as_arrow(portion.families), row_group_size=ROW_GROUP)


def as_arrow(frame: pl.DataFrame) -> pyarrow.Table:
    """Return a frame as a table that can be written a portion at a time."""
    # Strings in the form that every version of Arrow knows.
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
