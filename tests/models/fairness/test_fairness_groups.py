"""Groups from the open columns, intersections, and the catalogues of dimensions and measures."""

from datetime import date

import polars as pl

from models.fairness.groups import dimensions, intersections, large_enough, open_groups, telling_pairs
from models.fairness.measures import measures

EMPLOYERS = pl.DataFrame(
    {
        "unit": ["one", "two", "three"],
        "as_of": [date(2026, 1, 1)] * 3,
        "sector": ["A", "I", None],
        "size_class": ["1", "100+", "5-9"],
        "legal_form": ["eenmanszaak", "bv", None],
        "start_date": [date(2024, 1, 2), date(2024, 1, 1), date(2026, 1, 2)],
    }
)


def groups_by(dimension):
    rows = open_groups(EMPLOYERS).filter(dimension=dimension)
    return dict(rows.select("unit", "group").iter_rows())


def test_groups_follow_the_columns_and_leave_out_what_is_unknown():
    assert groups_by("sector") == {"one": "A", "two": "I"}
    assert groups_by("size_class") == {"one": "1", "two": "100+", "three": "5-9"}
    assert groups_by("sole_trader") == {"one": "yes", "two": "no"}
    assert groups_by("region") == {}


def test_age_is_in_whole_years_and_a_firm_that_is_still_to_start_has_none():
    # One day short of two years, two years to the day, and a day to go.
    assert groups_by("firm_age") == {"one": "0-1", "two": "2-4"}
    old = EMPLOYERS.with_columns(start_date=pl.Series([date(2006, 1, 1), date(2006, 1, 2), date(2016, 1, 1)]))
    assert open_groups(old).filter(dimension="firm_age")["group"].to_list() == ["20+", "10-19", "10-19"]


def test_intersections_hold_who_has_both():
    groups = open_groups(EMPLOYERS)
    crossed = intersections(groups, [("sector", "size_class")])
    assert crossed.rows() == [("one", "sector x size_class", "A x 1"), ("two", "sector x size_class", "I x 100+")]
    assert "sector x firm_age" in set(intersections(groups)["dimension"])


def test_a_pair_of_which_one_only_repeats_the_other_is_left_out():
    pairs = telling_pairs(["sector", "legal_form", "sole_trader", "trait_of_the_audit"])
    assert ("legal_form", "sole_trader") not in pairs
    assert len(pairs) == 5


def test_a_group_of_few_employers_goes_with_the_next_smallest_dimension_by_dimension():
    sizes = pl.DataFrame(
        {
            "dimension": ["sector"] * 3 + ["region"] * 2,
            "group": ["A", "B", "C", "A", "B"],
            "employers": [4, 9, 30, 40, 50],
        }
    )
    assert large_enough(sizes).select("dimension", "group").rows() == [
        ("sector", "C"),
        ("region", "A"),
        ("region", "B"),
    ]


def test_only_what_the_audit_adds_may_accuse_and_programmes_are_for_policy():
    assert {name for name, one in dimensions().items() if one.policy} == {"sector", "size_class", "region"}
    assert not any(one.protected for one in dimensions().values())


def test_every_measure_is_told_in_both_languages_and_has_a_source():
    for measure in measures().values():
        assert set(measure.labels) == set(measure.says) == {"nl", "en"}
        assert measure.source
        assert measure.minimum.positives >= 10
        assert measure.minimum.negatives >= 10
        assert len(measure.sums) == (5 if measure.kind == "slope" else 2)
        assert measure.random_arm == ("probability" in measure.columns)
