"""The causes of the synthetic Netherlands act as they are said to: places, intent, chains, phoenixes, appearances."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from data_contracts.reference_data import municipalities
from pipelines.synthetic.parameters import PARAMETER_FOLDER
from pipelines.synthetic.workbench import SQL_FOLDER, Workbench
from tests.support.synthetic import world_bench

EMPLOYERS = 30_000
PROBABILITY = "1 / (1 + exp(-wml_odds))"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    workbench = world_bench(tmp_path_factory.mktemp("world"), EMPLOYERS, 24)
    workbench.run("world/officers")
    yield workbench
    workbench.close()


def share(world: Workbench, condition: str, among: str) -> float:
    return float(world.value(f"SELECT avg(({condition})::INTEGER) FROM {among}"))


def test_employers_are_spread_over_the_provinces_as_people_are(world: Workbench) -> None:
    wanted: dict[str, float] = yaml.safe_load((PARAMETER_FOLDER / "population.yaml").read_text())["provinces"]
    total = sum(wanted.values())
    for province, part in wanted.items():
        # Within a hundredth: leanings of branches shift it a little.
        assert share(world, f"province = '{province}'", "employers") == pytest.approx(part / total, abs=0.012)


def test_seats_and_sites_lie_in_real_municipalities_of_their_province(world: Workbench) -> None:
    provinces = {place.code: place.province for place in municipalities()}
    for code, province in _pairs(world, "municipality", "province") | _pairs(
        world, "municipality_after", "province_after"
    ):
        assert provinces[code] == province
    seats = "FROM establishments JOIN employers USING (n) WHERE site = 0 AND establishments.municipality <> "
    assert world.value(f"SELECT count(*) {seats} employers.municipality") == 0
    assert world.value("SELECT count(DISTINCT municipality) FROM employers") > 330


def test_horticulture_leans_to_westland(world: Workbench) -> None:
    """By inhabitants alone Westland (some 110,000 people) would have less than one in a hundred of any branch."""
    growers, others = "employers WHERE branch = 'agriculture'", "employers WHERE branch = 'trade'"
    assert share(world, "municipality = 'GM1783'", growers) > 0.015
    assert share(world, "municipality = 'GM1783'", others) < 0.012


def test_larger_employers_have_more_sites_and_one_is_enough_for_most(world: Workbench) -> None:
    sites = (
        "(SELECT n, count(*) AS sites, any_value(jobs) AS jobs FROM establishments JOIN employers USING (n) GROUP BY n)"
    )
    assert share(world, "sites = 1", sites) > 0.9
    small = float(world.value(f"SELECT avg(sites) FROM {sites} WHERE jobs < 10"))
    large = float(world.value(f"SELECT avg(sites) FROM {sites} WHERE jobs >= 100"))
    assert small < 1.1
    assert large > 2
    assert 0.04 < share(world, "dead_since IS NOT NULL", "establishments WHERE site > 0") < 0.10


@pytest.mark.parametrize("months", [12, 32])
def test_agencies_come_and_go_as_often_in_a_long_window_as_in_a_short_one(tmp_path: Path, months: int) -> None:
    """14,000 agencies, 4,000 to 5,000 new and 3,000 gone a year (Pointer, 2021): 0.28 to 0.36 and 0.21."""
    bench = world_bench(tmp_path, EMPLOYERS, months)
    active = bench.value(
        "SELECT count(*) / getvariable('months') FROM employers JOIN window_months ON m BETWEEN first_m AND last_m "
        "WHERE is_agency"
    )
    started, ended = (
        bench.value(f"SELECT count(*) * 12 / getvariable('months') FROM employers WHERE is_agency AND {within}")
        for within in ("start_date >= getvariable('window_start')", "end_date <= getvariable('horizon')")
    )
    bench.close()
    assert active > 500
    assert 0.20 < started / active < 0.36
    assert 0.12 < ended / active < 0.24


def test_whoever_leads_carries_the_same_intent_to_the_next_employer(world: Workbench) -> None:
    """One draw a person: given that one employer of a leader breaks the law on purpose, most of the others do."""
    pairs = "causes AS a JOIN causes AS b ON a.leader = b.leader AND a.n < b.n"
    assert world.value(f"SELECT count(*) FROM {pairs}") > 1_000
    assert share(world, "b.deliberate", f"{pairs} WHERE NOT a.deliberate") < 0.05
    assert share(world, "b.deliberate", f"{pairs} WHERE a.deliberate") > 0.5


def test_deeper_in_the_chain_there_is_more_pressure(world: Workbench) -> None:
    by_tier = [float(world.value(f"SELECT avg(pressure) FROM causes WHERE is_agency AND tier = {t}")) for t in (1, 4)]
    # Three tiers of 0.22; each mean of some hundred agencies is known within about 0.05.
    assert by_tier[1] - by_tier[0] == pytest.approx(0.66, abs=0.2)


def test_honest_family_firms_that_look_bad_are_a_known_share(world: Workbench) -> None:
    """A twentieth of the small employers in low-paid branches that mean no harm."""
    eligible = (
        "causes JOIN employers USING (n, is_agency, jobs) JOIN branches AS b USING (branch, is_agency) "
        "WHERE jobs < 20 AND NOT is_agency AND b.low_pay > 0 AND NOT deliberate"
    )
    count = world.value(f"SELECT count(*) FROM {eligible}")
    deviation = (0.05 * 0.95 / count) ** 0.5
    assert share(world, "looks_bad", eligible) == pytest.approx(0.05, abs=4 * deviation)
    assert world.value("SELECT count(*) FROM causes WHERE looks_bad AND (deliberate OR is_agency OR jobs >= 20)") == 0
    low, honest = (
        [
            float(world.value(f"SELECT avg({figure}) FROM causes WHERE {group}"))
            for group in ("looks_bad", "NOT looks_bad")
        ]
        for figure in ("causes.low_pay", PROBABILITY)
    )
    assert low[0] - low[1] > 1.2
    assert honest[0] < 0.02 < honest[1]


def test_some_of_those_who_shave_hours_pay_well_for_the_hours_they_record(world: Workbench) -> None:
    shavers = "causes WHERE wml_mode = 'shave'"
    count = world.value(f"SELECT count(*) FROM {shavers}")
    assert share(world, "looks_clean", shavers) == pytest.approx(0.35, abs=4 * (0.35 * 0.65 / count) ** 0.5)
    assert world.value("SELECT count(*) FROM causes WHERE looks_clean AND wml_mode <> 'shave'") == 0
    pay = [
        float(world.value(f"SELECT avg(low_pay) FROM {shavers} AND looks_clean = {is_clean}")) for is_clean in (0, 1)
    ]
    risk = [float(world.value(f"SELECT avg({PROBABILITY}) FROM {shavers} AND looks_clean = {c}")) for c in (0, 1)]
    assert pay[1] - pay[0] == pytest.approx(-1.3, abs=0.1)
    # They break the law as often as the other shavers.
    assert risk[1] == pytest.approx(risk[0], abs=0.02)


def test_housing_is_a_matter_of_agencies_and_growers(world: Workbench) -> None:
    with_branch = "causes JOIN employers USING (n) WHERE branch = "
    assert share(world, "provides_housing", f"{with_branch}'agencies'") == pytest.approx(0.32, abs=0.06)
    assert share(world, "provides_housing", f"{with_branch}'agriculture'") == pytest.approx(0.25, abs=0.05)
    assert share(world, "provides_housing", f"{with_branch}'finance'") == 0
    housed, not_housed = (
        share(world, "wml_mode = 'holiday'", f"causes WHERE {no} provides_housing") for no in ("", "NOT")
    )
    # The rest of 0.38 + 0.37, and of four fifths of it where workers are housed.
    assert not_housed == pytest.approx(0.25, abs=0.02)
    assert housed == pytest.approx(0.40, abs=0.06)


def test_a_phoenix_rises_where_and_when_the_old_employer_fell(world: Workbench) -> None:
    risen = "phoenixes AS p JOIN employers AS e USING (n) JOIN employers AS o ON o.n = p.old_n WHERE NOT p.is_takeover"
    assert world.value(f"SELECT count(*) FROM {risen}") > 40
    wrong = "e.branch <> o.branch OR e.leader <> o.leader OR e.start_date - o.end_date NOT BETWEEN -25 AND 45"
    assert world.value(f"SELECT count(*) FROM {risen} AND ({wrong})") == 0
    assert world.value(f"SELECT count(*) FROM {risen} AND (p.m <> e.first_m OR e.is_natural)") == 0
    assert (
        0.45
        <= world.value(f"SELECT min(p.share) FROM {risen}")
        <= world.value(f"SELECT max(share) FROM {risen}")
        <= 0.9
    )
    stayed = share(world, "e.municipality = o.municipality", risen)
    assert 0.7 < stayed < 1


def test_phoenixes_are_mostly_of_those_who_mean_it_in_hard_branches(world: Workbench) -> None:
    deliberate = share(world, "c.deliberate", "phoenixes JOIN causes AS c USING (n) WHERE NOT is_takeover")
    everybody = share(world, "deliberate", "causes")
    assert deliberate > 4 * everybody
    hard = share(
        world,
        "branch IN ('agencies', 'cleaning', 'construction')",
        "phoenixes JOIN employers USING (n) WHERE NOT is_takeover",
    )
    assert hard > 2 * share(world, "branch IN ('agencies', 'cleaning', 'construction')", "employers")


def test_a_phoenix_has_officers_of_the_old_employer_or_hides_who_leads_it(world: Workbench) -> None:
    risen = "(SELECT n, old_n FROM phoenixes WHERE NOT is_takeover)"
    shared = (
        f"SELECT count(DISTINCT p.n) FROM {risen} AS p JOIN officers AS a ON a.n = p.n "
        "JOIN officers AS b ON b.n = p.old_n AND b.person = a.person"
    )
    everybody = world.value(f"SELECT count(*) FROM {risen}")
    # Three in ten put somebody else in front, and then only a second officer may give it away.
    assert 0.55 < world.value(shared) / everybody < 0.95
    taken_over = shared.replace("NOT is_takeover", "is_takeover")
    assert world.value(taken_over) == 0


def test_the_number_passes_at_a_takeover_and_only_then(world: Workbench) -> None:
    passed = "identities AS a JOIN identities AS b ON a.loonheffingennummer = b.loonheffingennummer AND a.n < b.n"
    takeovers = world.value("SELECT count(*) FROM phoenixes WHERE is_takeover")
    assert world.value(f"SELECT count(*) FROM {passed}") == takeovers > 40
    gap = "FROM phoenixes AS p JOIN employers AS e USING (n) JOIN employers AS o ON o.n = p.old_n WHERE is_takeover"
    assert world.value(f"SELECT count(*) {gap} AND (day(e.start_date) <> 1 OR e.start_date <> o.end_date + 1)") == 0


def test_the_register_says_on_which_day_the_number_passes(world: Workbench) -> None:
    """The old employer has it up to and with its last day, the new one from the next day on."""
    rows = (SQL_FOLDER / "world" / "wage_tax_number_rows.sql").read_text(encoding="utf-8")
    days = f"""
        SELECT count(*) FROM phoenixes AS p JOIN employers AS e USING (n) JOIN employers AS o ON o.n = p.old_n
        JOIN ({rows}) AS before ON before.employer_id = o.employer_id AND before.valid_to = o.end_date
        JOIN ({rows}) AS after ON after.employer_id = e.employer_id AND after.valid_from = o.end_date + 1
        WHERE p.is_takeover AND before.loonheffingennummer = after.loonheffingennummer
            AND before.known_at = after.known_at
    """
    assert world.value(days) == world.value("SELECT count(*) FROM phoenixes WHERE is_takeover")


def _pairs(world: Workbench, code: str, province: str) -> set[tuple[Any, Any]]:
    pairs = world.value(f"SELECT list(DISTINCT [{code}, {province}]) FROM employers")
    return {(pair[0], pair[1]) for pair in pairs}
