"""Whole screens as the server makes them, in both languages, with and without data."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.pages.registry import PAGES
from dashboard.router import screen
from dashboard.routing import Address
from dashboard.texts import LANGUAGES, Language
from data_contracts.snapshots.reader import VERB_OF_KIND
from tests.dashboard.conftest import context_over
from tests.support import tables
from tests.support.published import NOTES, publish_all, publish_kind, publish_plan
from tests.support.screens import address_of, component, hrefs_on, words_on

VIEWS = [
    "/plan",
    "/outcomes",
    "/capacity",
    "/routes",
    "/what_if",
    "/model",
    "/fairness",
    f"/employer/{tables.RICH}",
    f"/employer/{tables.UNPLANNED}",
    "/employer/x",
    "/nowhere",
]


def _screen(context: Context, path: str, search: str = "") -> Any:
    return screen(context, address_of(path, search))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_its_mark_its_sources_and_one_heading(context: Context, view: str, language: Language) -> None:
    shown = _screen(context, f"/{language}{view}")
    mark = words_on(component(shown, "synthetic-mark"))
    told, *_, note = mark.split("\n")
    assert (told, note) == ({"nl": "SYNTHETISCH", "en": "SYNTHETIC"}[language], NOTES[f"note_{language}"])
    sources = words_on(component(shown, "footer-snapshots"))
    for kind in VERB_OF_KIND:
        assert context.published.folder.latest(kind).manifest.snapshot_id in sources
    assert "31\u00a0" in words_on(shown)


def test_data_that_are_not_synthetic_carry_no_mark(tmp_path: Path) -> None:
    publish_all(tmp_path, visits=3, synthetic=False)
    assert "SYNTHETI" not in words_on(_screen(context_over(tmp_path), "/nl/plan"))


def test_one_synthetic_snapshot_marks_every_page(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3, synthetic=False)
    publish_kind(folder, "backtest", {"hit_rates": tables.hit_rates()}, synthetic=True)
    assert "SYNTHETISCH" in words_on(_screen(context_over(tmp_path), "/nl/plan"))


@pytest.mark.parametrize(("language", "words"), [("nl", "Nog niet beschikbaar"), ("en", "Not available yet")])
@pytest.mark.parametrize("page", [page.name for page in PAGES if page.without_plan is None])
def test_without_data_a_page_says_which_command_to_run(
    tmp_path: Path, page: str, language: Language, words: str
) -> None:
    shown = words_on(_screen(context_over(tmp_path), f"/{language}/{page}"))
    assert words in shown
    assert "kompas run" in shown
    assert ("kompas ingest" if page in ("employer", "chain") else "kompas plan") in shown
    assert list(tmp_path.iterdir()) == []  # looking makes nothing


def test_a_plan_without_visits_has_its_own_screen(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    publish_plan(folder, visits=0)
    shown = _screen(context_over(tmp_path), "/nl/plan")
    assert "Dit plan is leeg" in words_on(component(shown, "plan-empty"))


def test_a_team_without_visits_has_its_own_screen(context: Context) -> None:
    shown = _screen(context, "/en/plan", "?region=Oost&team=Oost-1")
    assert "Choose another region" in words_on(component(shown, "plan-empty"))


def test_a_new_snapshot_shows_without_a_restart(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    context = context_over(tmp_path)
    assert "plan 2026-11." in words_on(_screen(context, "/nl/plan"))
    publish_plan(folder, visits=2, plan_id="2026-12")
    assert "plan 2026-12." in words_on(_screen(context, "/nl/plan"))


@pytest.mark.parametrize("view", ["/nl/plan", "/en/plan", "/nl/capacity"])
def test_no_screen_but_a_closed_case_tells_a_ground(context: Context, view: str) -> None:
    shown = words_on(_screen(context, view)).split("Hoe vaak een overtreding is vastgesteld")[0].lower()
    assert "aselect" not in shown
    assert "random" not in shown
    assert "loting" in shown or "by lot" in shown


def test_a_dossier_keeps_facts_probability_and_the_unknown_apart(context: Context) -> None:
    shown = _screen(context, f"/en/employer/{tables.RICH}")
    facts, chance, unknown = (words_on(component(shown, name)) for name in ("facts", "probability", "not-known"))
    assert "by €1,510.75 in total (4.5% of the minimum)" in facts
    assert "were not found. By the last known amounts it was €3,500.00." in facts
    assert "probability" not in facts.lower()
    assert "Rank 240 of 260 employers." in chance
    assert "Had the model learnt from other cases, it would mostly (95%) be between 220 and 260." in chance
    assert not any(amount in chance for amount in ("1,510.75", "3,500.00"))  # of facts; expected euros are an estimate
    assert "in 38% of the worker-months; among comparable employers the figure is 12%." in chance
    assert "The price of a lent hour is not known" in chance
    assert "cannot be tested" in unknown
    assert "cannot be tested" not in facts
    for block in (facts, chance, unknown):
        assert "broke the law" not in block
    assert "violation" not in facts


@pytest.mark.parametrize(
    ("language", "lent", "hours"),
    [("nl", "Waadi art. 7a lid 1", "Wml art. 18b lid 2"), ("en", "Waadi art. 7a(1)", "Wml art. 18b(2)")],
)
def test_articles_are_cited_in_the_way_of_the_language(
    context: Context, language: Language, lent: str, hours: str
) -> None:
    shown = _screen(context, f"/{language}/employer/{tables.RICH}")
    assert lent in words_on(component(shown, "facts"))
    assert hours in words_on(component(shown, "noted"))


def test_what_is_only_worth_knowing_has_its_own_block(context: Context) -> None:
    shown = _screen(context, f"/nl/employer/{tables.RICH}")
    facts, noted, unknown = (words_on(component(shown, name)) for name in ("facts", "noted", "not-known"))
    assert "Wat ook opvalt" in noted
    assert "meer uren betaald dan aannemelijk is: 550 uur, waarvan 30 uur boven 60 uur per week" in noted
    assert "blijft niet achter bij wat de wet vraagt" in noted
    for other in (facts, unknown):
        assert "dan aannemelijk is" not in other
    assert "Wat ook opvalt" not in words_on(_screen(context, f"/nl/employer/{tables.PLAIN}"))


@pytest.mark.parametrize(("language", "word"), [("nl", "pseudoniem"), ("en", "pseudonym")])
def test_a_pseudonym_is_never_shown_as_a_number(context: Context, language: Language, word: str) -> None:
    shown = words_on(_screen(context, f"/{language}/employer/{tables.UNPLANNED}"))
    assert f"{word} (L01)" in shown
    assert "N0A1" not in shown
    plain = words_on(_screen(context, f"/{language}/employer/{tables.RICH}"))
    assert "100000001L01, 100000001L02" in plain
    assert word not in plain


def test_a_dossier_says_where_the_establishments_are(context: Context) -> None:
    assert "Amsterdam (2), Groningen" in words_on(_screen(context, f"/nl/employer/{tables.RICH}"))


def test_an_employer_with_many_places_shows_the_first(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    codes = ["GM0014", "GM0034", "GM0037", "GM0047", "GM0050", "GM0059", "GM0060", "GM0072", "GM0074", "GM0080"]
    many = pl.concat([tables.establishments()[:1]] * 10).with_columns(
        establishment_id=pl.Series([f"{number:012d}" for number in range(10)]), municipality_code=pl.Series(codes)
    )
    frames = {
        "employers/part-0": tables.employers(3),
        "wage_tax_numbers/part-0": tables.wage_tax_numbers(3),
        "establishments/part-0": many,
        "inspections/part-0": tables.inspections(),
        "findings/part-0": tables.findings(),
    }
    publish_kind(folder, "warehouse", frames)
    publish_plan(folder, visits=3)
    shown = words_on(_screen(context_over(tmp_path), f"/en/employer/{tables.RICH}"))
    assert "Groningen, Almere" in shown
    assert "and 2 more municipalities" in shown
    assert "Leeuwarden" not in shown  # GM0080, the tenth


def test_only_an_inspection_speaks_of_violations(context: Context) -> None:
    shown = _screen(context, f"/nl/employer/{tables.RICH}")
    inspections = words_on(component(shown, "inspections"))
    assert (
        "WML: overtreding vastgesteld (Wml art. 7 lid 1), 4 werknemers, €\u00a01.234,50 te weinig betaald, "
        "bestuurlijke boete" in inspections
    )
    assert "Wav: geen overtreding vastgesteld" in inspections
    assert "bekend na afsluiting" in inspections


def test_opening_a_dossier_is_logged_by_a_reference(context: Context) -> None:
    _screen(context, f"/nl/employer/{tables.RICH}")
    (line,) = context.audit_log.lines()
    assert (line.actor, line.action) == ("planner", "open_dossier")
    assert line.subject == context.audit_log.reference("employer", tables.RICH)
    for kind in ("features", "scores", "plan"):
        assert line.detail[kind] == context.published.folder.latest(kind).manifest.snapshot_id
    assert tables.RICH not in str(line)


def test_looking_up_an_unknown_number_opens_nothing(context: Context) -> None:
    shown = _screen(context, "/en/employer/E1234567")
    told = component(shown, "unknown-employer")
    assert "E1234567" in words_on(told)
    assert hrefs_on(told) == {"/en/employers"}  # where every employer is, also those in no plan
    assert context.audit_log.lines() == ()


def test_a_dossier_that_cannot_be_logged_stays_closed(context: Context, tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, and it is long enough to be seen as none" * 20)
    shown = words_on(_screen(context, f"/en/employer/{tables.RICH}"))
    assert "This cannot be shown right now" in shown
    assert "audit log" in shown
    assert tables.NAMES[0] not in shown


@pytest.mark.parametrize(
    ("language", "heading"), [("nl", "De gegevens zijn niet leesbaar"), ("en", "The data cannot be read")]
)
@pytest.mark.parametrize("damage", ["another shape", "cut short", "overwritten"])
def test_a_damaged_snapshot_is_a_screen_that_says_what_helps(
    tmp_path: Path, damage: str, language: Language, heading: str
) -> None:
    folder = publish_all(tmp_path, visits=3)
    items = Path(folder.latest("plan").table("items"))
    if damage == "another shape":
        pl.DataFrame({"a": [1]}).write_parquet(items)
    elif damage == "cut short":
        items.write_bytes(items.read_bytes()[:-20])
    else:
        items.write_bytes(b"\0" * items.stat().st_size)
    shown = words_on(_screen(context_over(tmp_path), f"/{language}/plan"))
    assert heading in shown
    assert "kompas run" in shown.splitlines()


def test_a_table_that_is_missing_is_a_screen_that_says_what_helps(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    Path(folder.latest("plan").table("items")).unlink()
    shown = words_on(component(_screen(context_over(tmp_path), "/en/plan"), "failure"))
    assert "holds no table 'items'" in shown
    assert "what to do: Run `kompas" in shown


def test_expected_findings_are_told_of_the_whole_plan_only(context: Context) -> None:
    assert "Expected findings" in words_on(_screen(context, "/en/plan"))
    for search in ("?team=West-1", "?region=West"):
        assert "Expected findings" not in words_on(_screen(context, "/en/plan", search))


@pytest.mark.parametrize(
    ("search", "detail"),
    [
        ("", {"region": None, "team": None}),
        ("?region=West&team=West-2", {"region": "West", "team": "West-2"}),
        ("?team=nobody", {"region": None, "team": None}),
    ],
)
def test_reading_the_plan_is_logged_once(context: Context, search: str, detail: dict[str, str | None]) -> None:
    _screen(context, "/nl/plan", search)
    (line,) = context.audit_log.lines()
    whole = {"region": None, "team": None, "month": None, "instrument": None}
    assert (line.actor, line.action, line.detail) == ("planner", "read_plan", whole | detail)
    assert line.subject == context.audit_log.reference("plan", context.published.plan().manifest.snapshot_id)


def test_a_plan_whose_reading_cannot_be_logged_stays_closed(context: Context, tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, and it is long enough to be seen as none" * 20)
    shown = words_on(_screen(context, "/en/plan"))
    assert "audit log" in shown
    assert "Hours planned" not in shown


def test_the_language_link_leads_to_the_same_view(context: Context) -> None:
    shown = _screen(context, "/nl/plan", "?team=West-1")
    assert component(shown, "language-link").href == "/en/plan?team=West-1"
    assert Address("nl", "plan").href == "/nl/plan"
