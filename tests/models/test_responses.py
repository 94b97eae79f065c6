"""What letters and desk checks bring: dated and sourced, by topic and capacity, and not used where only assumed."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.labels import LAWS
from models.planning.problem import DESK_CHECK, INSTRUMENTS, LETTER, VISIT
from models.planning.responses import (
    CAPACITIES,
    CERTAINTIES,
    capacity_to_comply,
    effect_arrays,
    instrument_hours,
    load_responses,
)
from models.planning.setting import instrument_values
from models.planning.strata import group_of_sector

ON = date(2026, 11, 1)
FRAME = pl.DataFrame(
    {
        "topic": ["hours", "contracts", "pay", "pay", "permits", None],
        "capacity_to_comply": ["low", "unknown", "low", "unknown", "low", "low"],
    }
)


def test_every_entry_has_a_topic_a_certainty_a_date_and_a_source() -> None:
    responses = load_responses()
    for effect in responses.effects:
        assert effect.instrument in INSTRUMENTS[:VISIT]
        assert effect.topic in responses.law_of_topic
        assert set(effect.capacity) <= set(CAPACITIES)
        assert effect.certainty in CERTAINTIES
        assert len(effect.source) > 20
        assert (effect.effect is None) == (effect.certainty == "unknown")
        assert effect.effect is None or 0 <= effect.effect <= 1
    assert set(responses.law_of_topic.values()) == set(LAWS) == set(responses.topic_of_law)


def test_the_spanish_letters_by_hand() -> None:
    effects = effect_arrays(FRAME, load_responses(), ON)
    assert effects.share[:2, LETTER].tolist() == [0.175, 0.765]
    assert not effects.assumed[:2, LETTER].any()
    assert (effects.share[:, VISIT] == 1).all()


def test_what_is_only_assumed_chooses_nothing_unless_it_may() -> None:
    effects = effect_arrays(FRAME, load_responses(), ON)
    assert np.isnan(effects.usable(assumed=False)[2]).tolist() == [True, True, False]
    assert effects.usable(assumed=True)[2].tolist() == [0.15, 0.45, 1.0]
    # Unknown stays unknown: of permits a desk check's effect, and of whom the capacity is not known.
    assert np.isnan(effects.usable(assumed=True)[4, DESK_CHECK])
    assert np.isnan(effects.usable(assumed=True)[3, LETTER])
    assert np.isnan(effects.usable(assumed=True)[5]).tolist() == [True, True, False]


def test_before_its_date_nothing_is_known() -> None:
    effects = effect_arrays(FRAME, load_responses(), date(2018, 7, 31))
    assert np.isnan(effects.share[:, LETTER]).all()


def test_hours_of_the_instruments_by_hand() -> None:
    hours = instrument_hours(np.array([20.0, 30.0]), load_responses())
    assert hours.tolist() == [[1.0, pytest.approx(8.0), 20.0], [1.0, pytest.approx(12.0), 30.0]]


def test_a_letter_yields_its_share_under_the_topics_law_only() -> None:
    responses = load_responses()
    yields = np.tile([0.4, 0.2, 0.1], (len(FRAME), 1))
    share = effect_arrays(FRAME, responses, ON).usable(assumed=True)
    value = instrument_values(FRAME, yields, share, responses)
    assert value[0, LETTER].tolist() == pytest.approx([0.175 * 0.4, 0, 0])
    assert value[4, LETTER].tolist() == pytest.approx([0, 0.05 * 0.2, 0])
    assert value[5, LETTER].tolist() == [0, 0, 0]  # no topic, nothing to write about
    assert (value[:, VISIT] == yields).all()


def test_capacity_to_comply_looks_at_size_and_findings_only() -> None:
    frame = pl.DataFrame({"size": ["1", "1", "100+", None], "found": [False, True, False, False]})
    told = frame.select(capacity_to_comply(pl.col("size"), pl.col("found"), load_responses())).to_series()
    assert told.to_list() == ["low", "ordinary", "ordinary", "unknown"]


def test_every_section_has_one_group() -> None:
    assert sorted(group_of_sector()) == list("ABCDEFGHIJKLMNOPQRSTU")
