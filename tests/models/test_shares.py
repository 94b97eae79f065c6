"""Least and largest shares: hours by hand, and wrong names in words."""

import numpy as np
import polars as pl
import pytest

from data_contracts.errors import KompasError
from models.planning.choices import PlanChoices
from models.planning.shares import group_limits
from tests.support.planning import MONTHS

FRAME = pl.DataFrame(
    {
        "main_law": ["WML", "Wav", None, "WML"],
        "sector": ["A", "A", "F", "I"],
        "region": ["Noord", "Zuid", "Noord", None],
        "size_class": ["1", "2", "1", "2"],
        "legal_form": ["bv", "eenmanszaak", "bv", "bv"],
    }
)


def test_limits_in_hours_by_hand() -> None:
    choices = PlanChoices(MONTHS, min_shares={"law:WML": 0.3, "sector:A": 0.1}, max_shares={"legal_form:bv": 0.2})
    limits = group_limits(FRAME, choices, 100.0, np.array([12.0, 0, 0, 5]))
    told = {limit.name: (limit.at_least, limit.hours, limit.members.tolist()) for limit in limits}
    assert told == {
        "law:WML": (True, 30.0 - 17, [True, False, False, True]),
        "sector:A": (True, 0.0, [True, True, False, False]),  # lot gave out more than the share already
        "legal_form:bv": (False, 20.0 - 17, [True, False, True, True]),
    }


@pytest.mark.parametrize("name", ["sectr:A", "sector:Z", "region:", "law", "law:ATW"])
def test_a_name_that_is_no_group_is_said(name: str) -> None:
    with pytest.raises(KompasError, match="There is no group of employers") as caught:
        group_limits(FRAME, PlanChoices(MONTHS, min_shares={name: 0.1}), 100.0, np.zeros(4))
    assert "law:..." in caught.value.remedy


def test_the_groups_there_are_stand_in_the_remedy() -> None:
    with pytest.raises(KompasError) as caught:
        group_limits(FRAME, PlanChoices(MONTHS, max_shares={"sector:Z": 0.1}), 100.0, np.zeros(4))
    assert "sector is one of A, F, I" in caught.value.remedy


@pytest.mark.parametrize("share", [-0.1, 1.5])
def test_a_share_lies_between_0_and_1(share: float) -> None:
    with pytest.raises(KompasError, match="between 0 and 1"):
        group_limits(FRAME, PlanChoices(MONTHS, max_shares={"sector:A": share}), 100.0, np.zeros(4))
