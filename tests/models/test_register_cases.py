"""From labels to what is learnt from: only outcomes of a comparable regime, each with its weight."""

from datetime import date

import polars as pl
import pytest

from models.inputs import ModelInput
from models.register_cases import LABEL_COLUMNS, cases_of, law_frame

FEATURES = pl.DataFrame({"case_id": ["C1", "C2", "C3"], "employer_id": ["E1", "E2", "E3"], "risk": [0.5, None, 2.0]})


def _labels() -> pl.DataFrame:
    labels = pl.DataFrame(
        {
            "case_id": ["C1", "C2", "C3", "C3"],
            "law": ["Waadi", "Waadi", "Waadi", "WML"],
            "selected_on": [date(2028, 2, 1), date(2028, 1, 1), date(2027, 12, 31), date(2027, 12, 31)],
            "known_on": [date(2028, 3, 1)] * 4,
            "violation": [True, False, True, True],
            "weight": [1.5, 1.0, 1.0, 1.0],
            "comparable": [True, True, False, True],
        }
    )
    missing = [name for name in LABEL_COLUMNS if name not in labels.columns]
    return labels.with_columns(pl.lit(None).alias(name) for name in missing)


def test_an_outcome_of_another_regime_is_not_learnt_from() -> None:
    assert law_frame(_labels(), FEATURES, "Waadi")["case_id"].to_list() == ["C2", "C1"]
    assert law_frame(_labels(), FEATURES, "WML")["case_id"].to_list() == ["C3"]


def test_cases_keep_their_weights_and_the_order_of_time() -> None:
    cases = cases_of(law_frame(_labels(), FEATURES, "Waadi"), [ModelInput("risk")])
    assert cases.weights is not None
    assert cases.weights.tolist() == [1.0, 1.5]
    assert cases.outcomes.tolist() == [0.0, 1.0]
    assert cases.matrix[:, 0].tolist() == pytest.approx([float("nan"), 0.5], nan_ok=True)
    assert (cases.decided_on[:-1] <= cases.decided_on[1:]).all()
