"""How far an estimate is written out, by hand."""

import pytest

from features.estimates import last_place, last_place_between, written_to


@pytest.mark.parametrize(
    ("value", "interval", "place", "written"),
    [
        (1_242_534.0, None, 5, 1_200_000.0),  # two figures that count
        (1_242_534.0, (900_000.0, 1_600_000.0), 5, 1_200_000.0),  # half the width is 350,000: hundreds of thousands
        (1_242_534.0, (1_230_000.0, 1_256_000.0), 4, 1_240_000.0),  # half the width is 13,000: tens of thousands
        (23.42, (20.1, 26.9), 0, 23.0),  # half the width is 3.4: whole
        (23.42, (23.1, 23.8), -1, 23.4),  # half the width is 0.35: tenths
        (0.084, None, -3, 0.084),
        (-84_321.0, None, 3, -84_000.0),
        (0.0, None, 0, 0.0),
        (7.0, (7.0, 7.0), -1, 7.0),  # an interval without width says nothing
    ],
)
def test_an_estimate_goes_as_far_as_its_interval(
    value: float, interval: tuple[float, float] | None, place: int, written: float
) -> None:
    assert last_place(value, interval) == place
    assert written_to(value, place, least=-9)[0] == pytest.approx(written)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        (1_242_534.0, 1_293_900.0, 4),  # 51,366 more; the levels go to hundreds of thousands, so 50,000
        (123.4, 126.1, 0),  # 2.7 more; the levels go to tens, so 3
        (12.0, 13.5, -1),  # 1.5 more
        (1_000.0, 100.0, 1),  # 900 less: two figures of its own would be tens, and so is one step below hundreds
        (5.0, 5.0, 0),
    ],
)
def test_a_difference_goes_one_figure_further_than_what_it_is_between(before: float, after: float, place: int) -> None:
    assert last_place_between(before, after) == place


def test_what_is_counted_whole_is_never_written_finer() -> None:
    assert written_to(8.44, -1) == (8.0, 0)
    assert written_to(8.44, -2, least=-1) == (8.4, 1)
    assert written_to(84_321.0, 3) == (84_000.0, 0)
