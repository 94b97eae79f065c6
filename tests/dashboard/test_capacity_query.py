"""What the capacity page reads."""

from dashboard.lineage import Lineage
from dashboard.pages.capacity import query
from dashboard.published import Published


def test_planned_hours_are_one_total(published: Published) -> None:
    hours = {item.team: item for item in query.team_hours(published, published.plan())}
    assert list(hours) == ["Noord-1", "Oost-1", "West-1", "West-2", "Zuid-1"]
    west = hours["West-1"]
    assert (west.available, west.reserved, west.planned, west.free, west.visits) == (1000, 200, 650, 150, 65)
    assert not hasattr(west, "hours_random")
    assert (hours["Oost-1"].planned, hours["Oost-1"].free) == (0, 800)


def test_a_rate_of_fewer_than_ten_cases_is_not_read(published: Published, lineage: Lineage) -> None:
    assert lineage.backtest
    rates = query.hit_rates(published, lineage.backtest)
    small = [rate for rate in rates if rate["cases"] < 10]
    assert [(rate["law"], rate["selection_ground"]) for rate in small] == [("Waadi", "random")]
    assert all(rate[name] is None for rate in small for name in ("hits", "rate", "low", "high"))
    assert rates[0]["law"] == "WML"
    assert rates[0]["selection_ground"] == "random"
    assert rates[0]["rate"] == 0.15
