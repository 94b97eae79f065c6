"""Which differences stand out when so many were looked at."""

import numpy as np
import polars as pl

from models.fairness.measures import notable_level


def with_notable(figures: pl.DataFrame) -> pl.DataFrame:
    """Return figures with ``p_adjusted`` and ``notable`` over all their comparisons together.

    Benjamini and Hochberg (1995, Journal of the Royal Statistical Society B 57): of the differences that are notable,
    on average at most ``notable_level`` are false alarms. Put all figures of an audit together first; what was
    computed on a part of them is computed anew.

    Args:
        figures: With ``p_value?``; null where nothing was compared, which does not count.
    """
    raw = figures["p_value"].cast(pl.Float64)
    compared = raw.is_not_null().to_numpy()
    adjusted = np.full(len(raw), np.nan)
    if compared.any():
        from scipy.stats import false_discovery_control  # loads slowly, and who only reads figures needs none of it

        adjusted[compared] = false_discovery_control(raw.drop_nulls().to_numpy())
    told = pl.Series("p_adjusted", adjusted).fill_nan(None)
    return figures.with_columns(told, (told <= notable_level()).fill_null(value=False).alias("notable"))
