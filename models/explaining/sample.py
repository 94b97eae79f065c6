"""How features work, of employers that lot drew: what each feature adds to the estimate, whether it is a reason or not.

Reasons that are shown are the strongest of each employer. Employers for whom a feature is such a reason are no fair
sample of what it does: where it adds little it is never among them. A random sample of all employers is.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from pyarrow import parquet

from models.explaining.families import as_arrow
from models.explaining.reasons import reasons_of
from models.inputs import ModelInput, input_matrix
from models.learning.ranking_model import RankingModel

SAMPLE_SIZE = 5_000
"""Enough for tenths of 500 employers each; a country of employers would only be slower to read."""
SAMPLE_SCHEMA = {
    "employer_id": pl.String,
    "law": pl.String,
    "feature": pl.String,
    "value": pl.Float64,
    "contribution": pl.Float64,
}
SAMPLE_STREAM = 0x5A3D
"""Keeps this draw apart from others that begin with the same seed."""


def drawn(frame: pl.DataFrame, seed: int, size: int = SAMPLE_SIZE) -> pl.DataFrame:
    """Return a simple random sample of the rows, in the order of ``employer_id``; all of them where there are no more.

    Which are drawn depends on the employers and the seed, not on the order of the rows.

    Args:
        frame: The feature matrix.
        seed: The seed of the run, as its manifest records it.
        size: How many.
    """
    ordered = frame["employer_id"].arg_sort()
    generator = np.random.default_rng([seed, SAMPLE_STREAM])
    chosen = np.sort(generator.choice(len(frame), size=min(size, len(frame)), replace=False))
    return frame[ordered.gather(chosen)]


def contributions_of(
    sample: pl.DataFrame, models: Mapping[str, RankingModel], inputs: Sequence[ModelInput]
) -> Iterator[pl.DataFrame]:
    """Yield for each law what every feature adds to the calibrated log-odds of the drawn employers.

    Args:
        sample: Rows of the feature matrix.
        models: The model of each law.
        inputs: The models' inputs; each is a feature by itself.

    Yields:
        A row an employer and feature, with the columns of ``SAMPLE_SCHEMA``; ``value`` is null where it is not known.
    """
    matrix = input_matrix(sample, inputs)
    for law in sorted(models) if len(sample) else ():
        explained = reasons_of(models[law], matrix, inputs).calibrated(models[law].calibration)
        yield pl.DataFrame(
            {
                "employer_id": sample["employer_id"].gather(np.repeat(np.arange(len(sample)), len(inputs))),
                "law": pl.repeat(law, matrix.size, eager=True),
                "feature": pl.Series(list(explained.groups) * len(sample), dtype=pl.String),
                "value": pl.Series(matrix.ravel()).fill_nan(None),
                "contribution": explained.values.ravel(),
            }
        )


def write_sample(laws: Iterator[pl.DataFrame], folder: Path) -> None:
    """Write ``contribution_sample.parquet``, a law at a time; without rows if there is none."""
    schema = as_arrow(pl.DataFrame(schema=SAMPLE_SCHEMA)).schema
    with parquet.ParquetWriter(folder / "contribution_sample.parquet", schema, compression="zstd") as writer:
        for rows in laws:
            writer.write_table(as_arrow(rows))
