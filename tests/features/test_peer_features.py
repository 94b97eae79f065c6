"""How far employers stand from comparable ones; every number by hand. A ratio counts in ten-thousandths."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import sqrt

import polars as pl
import pytest

from features.catalogue import load_catalogue
from features.engine import DuckDBEngine, open_engine, sql_file
from features.window import Window
from tests.features.month_lines import AS_OF, AUGUST, Row, line, stage_months

FEWEST = 20
HOME = {"sector": "I", "size_class": "5-9", "region": "Zuid"}
BELOW, ABOVE = 90_000, 133_333
VALUES = Window(AS_OF).values
(PEERS,) = (family for family in load_catalogue().definitions if family.name == "peers")


@contextmanager
def staged(lines: Sequence[Row], employers: Sequence[Row], taken_back: Sequence[Row] = ()) -> Iterator[DuckDBEngine]:
    """Yield an engine with the family's tables; lines taken back are subtracted."""
    with open_engine(1, "500MB") as engine:
        stage_months(engine, taken_back, "taken_back")
        stage_months(engine, lines, "counted")
        columns = engine.read_frame("SELECT * FROM counted").columns[2:]
        minus = ", ".join(f"-{name} AS {name}" for name in columns)
        back = f"SELECT employer_id, month_no, {minus} FROM taken_back"  # noqa: S608 -- our own names
        engine.make_table("country_months", f"SELECT * FROM counted UNION ALL {back}")  # noqa: S608
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in columns)
        engine.make_table("year_sums", sql_file("monthly/queries/year_sums.sql").format(sums=sums))
        engine.frame_table("employers_now", pl.DataFrame(list(employers)))
        for name, query in PEERS.tables.items():
            engine.make_table(name, query, VALUES)
        yield engine


def distances(
    lines: Sequence[Row], employers: Sequence[Row], asked: Iterable[str] | None = None, taken_back: Sequence[Row] = ()
) -> dict[str, Row]:
    """Return the features of the employers that are asked for, or of all."""
    everyone = [employer["employer_id"] for employer in employers]
    with staged(lines, employers, taken_back) as engine:
        engine.frame_table("population", pl.DataFrame({"employer_id": list(asked or everyone)}))
        rows = engine.read_frame(sql_file("families/peers/features.sql"), VALUES).to_dicts()
    return {row.pop("employer_id"): row for row in rows}


def ratios(*lines: Row) -> Row:
    """Return the ratios of an employer with these lines."""
    with staged(lines, group("E", 2)) as engine:
        (row,) = engine.read_frame("SELECT * FROM employer_ratios").to_dicts()
    return {name: value for name, value in row.items() if name != "employer_id" and name not in HOME}


def group(prefix: str, count: int, **given: str | None) -> list[Row]:
    return [{"employer_id": f"{prefix}{number}"} | HOME | given for number in range(count)]


def lines_of(employers: Sequence[Row], wage_cents: int = ABOVE) -> list[Row]:
    return [line(employer["employer_id"], wage_cents=wage_cents) for employer in employers]


def test_ratios_are_whole_ten_thousandths() -> None:
    # Three lines of one month: at 90%; at 104%, a tenth of it for overtime; at 133.3%, on call and for a fixed term.
    odd = {"contract_on_call": True, "contract_indefinite": False, "started_on": AUGUST, "age": 20}
    low = line("E1", wage_cents=BELOW, holiday_allowance_reserved_cents=0)
    overtime = line("E1", wage_cents=104_000, overtime_wage_cents=10_400, holiday_allowance_reserved_cents=0)
    other = line("E1", paid_minutes=12_000, wage_cents=266_666, holiday_allowance_reserved_cents=4_607, **odd)
    third = 3_333
    # 460,666 of pay on 400 hours: 115.1665%; 133.3 hours a job; 4,607 of 460,666 is 1.00007%, 6.99993 points too few.
    assert ratios(low, overtime, other) == {
        "below": third, "near_minimum": third, "pay": 11_516, "hours": 13_333, "overtime": 225, "on_call": third,
        "fixed_term": third, "starts": third, "youth": third, "holiday_gap": 699,
    }  # fmt: skip


def test_pay_is_at_most_ten_times_the_minimum_and_a_gap_at_least_nothing() -> None:
    row = ratios(line("E1", wage_cents=1_000_100, holiday_allowance_reserved_cents=100_000))
    assert (row["pay"], row["holiday_gap"]) == (100_000, 0)
    assert ratios(line("E1", wage_cents=0, paid_minutes=0, started_on=None)) == {
        "below": None, "near_minimum": None, "pay": None, "hours": 0, "overtime": None, "on_call": 0, "fixed_term": 0,
        "starts": None, "youth": 0, "holiday_gap": None,
    }  # fmt: skip


def test_the_distance_is_in_standard_deviations_of_the_same_sector_and_size() -> None:
    # Half of A0's pay is below: 5,000 against 0 of nineteen others. Mean 250, mean square 1,250,000.
    peers = group("A", FEWEST)
    rows = distances([*lines_of(peers), line("A0", wage_cents=BELOW)], peers)
    deviation = sqrt(1_250_000 - 250**2)
    assert rows["A0"]["peer_distance_below"] == pytest.approx((5_000 - 250) / deviation)
    assert rows["A1"]["peer_distance_below"] == pytest.approx(-250 / deviation)
    assert rows["A1"]["peer_distance_near_minimum"] == 0


@pytest.mark.parametrize(
    ("count", "elsewhere", "with_others"),
    [
        (FEWEST, {"size_class": "1"}, False),
        (FEWEST - 1, {"size_class": "1"}, True),
        (FEWEST, {"sector": "C"}, False),
        (FEWEST - 1, {"sector": "C"}, True),
    ],
)
def test_with_too_few_of_them_the_sector_and_then_everybody_are_the_peers(
    count: int, elsewhere: dict[str, str], with_others: bool
) -> None:
    # All pay at home is well above the minimum; of 21 others all pay is below it.
    home, others = group("H", count), group("O", 21, **elsewhere)
    share = 21 / (count + 21)
    rows = distances(lines_of(home) + lines_of(others, BELOW), home + others)
    # Of a share that is all or nothing the deviation is the root of p times 1 - p.
    expected = -share / sqrt(share * (1 - share)) if with_others else 0
    assert rows["H0"]["peer_distance_below"] == pytest.approx(expected)


def test_the_sector_comes_before_everybody() -> None:
    # Ten at home and ten of another size in the same sector pay above; thirty of another sector pay below.
    home, sector = group("H", 10), group("S", 10, size_class="1")
    others = group("O", 30, sector="C")
    rows = distances(lines_of(home + sector) + lines_of(others, BELOW), home + sector + others)
    assert rows["H0"]["peer_distance_below"] == 0


@pytest.mark.parametrize(("ratio", "pay"), [("below", BELOW), ("near_minimum", 104_000)])
def test_near_by_is_the_same_region_when_that_has_enough(ratio: str, pay: int) -> None:
    # Twenty in the south have none of it, twenty in the north all: 0 at home, but a deviation from both together.
    whole, nearby = f"peer_distance_{ratio}", f"peer_distance_{ratio}_region"
    south, north = group("S", FEWEST), group("N", FEWEST, region="Noord")
    rows = distances(lines_of(south) + lines_of(north, pay), south + north)
    assert (rows["S0"][nearby], rows["N0"][nearby]) == (0, 0)
    assert (rows["S0"][whole], rows["N0"][whole]) == (pytest.approx(-1), pytest.approx(1))
    few = group("W", FEWEST - 1, region="West")
    rows = distances(lines_of(few) + lines_of(north, pay), few + north)
    assert rows["W0"][nearby] == rows["W0"][whole] < 0


def test_employers_that_are_all_alike_make_small_differences_small() -> None:
    # One line of a hundred is on call: 100 against 0. Mean 5; the deviation of 21.8 counts as 100.
    peers = group("A", FEWEST)
    lines = lines_of(peers) + [line("A0") for _ in range(98)] + [line("A0", contract_on_call=True)]
    assert distances(lines, peers)["A0"]["peer_distance_on_call"] == pytest.approx(0.95)


UP = ("hours", "overtime", "on_call", "fixed_term", "starts", "youth", "holiday_gap")


def odd_one() -> Row:
    """Return a line that has more of everything in ``UP``, and less pay: 150 hours at 115% of the minimum."""
    return line(
        "A0", paid_minutes=9_000, wage_cents=172_500, overtime_wage_cents=34_500, contract_on_call=True,
        contract_indefinite=False, started_on=AUGUST, age=20, holiday_allowance_reserved_cents=0,
    )  # fmt: skip


def test_no_distance_is_more_than_ten_deviations() -> None:
    # Alone among 150 it would be the root of 149, 12.2. A whole gap in holiday allowance is 800, and the deviation 100.
    peers = group("A", 150)
    row = distances([*lines_of(peers[1:]), odd_one()], peers)["A0"]
    assert {row[f"peer_distance_{ratio}"] for ratio in UP if ratio != "holiday_gap"} == {10}
    assert row["peer_distance_holiday_gap"] == pytest.approx(800 * 149 / 150 / 100)
    assert row["peer_distance_pay"] == -10


def test_each_ratio_is_compared_on_its_own() -> None:
    # Nineteen of: 100 hours, 133.3% of the minimum, nothing else.
    peers = group("A", FEWEST)
    row = distances([*lines_of(peers[1:]), odd_one()], peers)["A0"]
    # Whoever differs alone among twenty is the root of 19 away, whatever the size of the difference.
    alone = sqrt(FEWEST - 1)
    assert [row[f"peer_distance_{ratio}"] for ratio in UP] == pytest.approx([alone] * len(UP))
    assert row["peer_distance_pay"] == pytest.approx(-alone)


def test_what_an_employer_does_not_have_is_not_compared_and_counts_for_nobody() -> None:
    # A0 has no hours and no first day: nineteen others are left, too few, but there is nobody else.
    peers = group("A", FEWEST)
    empty = line("A0", paid_minutes=0, wage_cents=0, started_on=None, holiday_allowance_reserved_cents=0)
    row = distances([*lines_of(peers[1:]), empty, line("A1", wage_cents=BELOW)], peers)
    nothing = {"below", "near_minimum", "pay", "overtime", "starts", "holiday_gap", "below_region"}
    nothing |= {"near_minimum_region"}
    assert {name for name, value in row["A0"].items() if value is None} == {f"peer_distance_{name}" for name in nothing}
    assert row["A1"]["peer_distance_below"] == pytest.approx(sqrt(18))


def test_an_employer_alone_in_the_country_has_no_peers() -> None:
    assert distances([line("A0")], group("A", 1)) == {}
    two = distances([line("A0"), line("A1", wage_cents=BELOW)], group("A", 2))
    assert [two[employer]["peer_distance_below"] for employer in ("A0", "A1")] == [-1, 1]


def test_an_unknown_sector_or_region_is_a_group_like_another() -> None:
    peers = group("A", FEWEST, sector=None, region=None) + group("B", FEWEST)
    rows = distances(lines_of(peers[:FEWEST]) + lines_of(peers[FEWEST:], BELOW), peers)
    assert rows["A0"]["peer_distance_below"] == rows["A0"]["peer_distance_below_region"] == 0


def test_peers_count_whether_or_not_their_own_features_are_asked() -> None:
    peers = group("A", FEWEST)
    lines = [*lines_of(peers), line("A0", wage_cents=BELOW)]
    asked = distances(lines, peers, ["A0"])
    assert list(asked) == ["A0"]
    assert asked["A0"] == distances(lines, peers)["A0"]


def test_lines_that_were_taken_back_do_not_count() -> None:
    peers = group("A", FEWEST + 1)
    lines = [*lines_of(peers), line("A0", wage_cents=BELOW)]
    rows = distances(lines, peers, taken_back=[line("A0", wage_cents=BELOW), line("A20")])
    assert "A20" not in rows
    assert rows["A0"]["peer_distance_below"] == 0
