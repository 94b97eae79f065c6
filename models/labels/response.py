"""Of the random arm: at how many of those that lot drew somebody looked.

A case that was drawn and closed without examining a law is non-response for it: no negative, and not gone either. An
estimate from the random arm speaks for those at which somebody looked; the share at which nobody did says how far it
may be off (Kish, *Survey Sampling*, 1965, ch. 13).
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.query import query_frame
from models.evaluation.bootstrap import wilson_interval
from models.labels.rules import label_rules

_COUNTS = """
    WITH drawn AS (
        SELECT case_id FROM ({inspections})
        WHERE selection_ground = 'random' AND selection_probability IS NOT NULL AND closed_on IS NOT NULL
    )
    SELECT law.law, count(DISTINCT drawn.case_id) AS closed,
        count(DISTINCT CASE WHEN finding.examined THEN drawn.case_id END) AS examined
    FROM unnest($laws) AS law(law)
    LEFT JOIN drawn ON true
    LEFT JOIN ({findings}) AS finding ON finding.case_id = drawn.case_id AND finding.law = law.law
    GROUP BY law.law ORDER BY any_value(list_position($laws, law.law))
"""


def random_arm_response(tables: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Return of each law how many closed cases of the random arm examined it, as known on a date.

    Args:
        tables: Paths of the warehouse's ``inspections`` and ``findings``.
        as_of: The as-of date.

    Returns:
        ``law, closed, examined, rate?, low, high`` (Wilson 95%; without cases no rate, and bounds of 0 and 1).
    """
    query = _COUNTS.format(
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
        findings=as_known_sql("read_parquet($findings)", load_contract("findings").as_known_key),
    )
    paths = {name: tables[name] for name in ("inspections", "findings")}
    counts = query_frame(query, paths | {"as_of": as_of, "laws": list(label_rules().laws)})
    bounds = [wilson_interval(row["examined"], row["closed"]) for row in counts.iter_rows(named=True)]
    return counts.with_columns(
        rate=pl.when(pl.col("closed") > 0).then(pl.col("examined") / pl.col("closed")),
        low=pl.Series([low for low, _ in bounds], dtype=pl.Float64),
        high=pl.Series([high for _, high in bounds], dtype=pl.Float64),
    )
