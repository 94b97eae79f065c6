"""The employer page: what is planned and where, with whom, what was decided, and what stays hidden when blind."""

from typing import Any

import pytest

from dashboard.components.shell import CONTENT
from dashboard.context import Context
from dashboard.pages.plan.panel import item_panel
from dashboard.pages.plan.setting import FOLDER as PLAN_PAGE
from dashboard.router import screen
from dashboard.texts import LANGUAGES, Language, words_of
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.support.screens import address_of, component, hrefs_on, words_on
from tests.support.tables import RICH, UNPLANNED

PLAN_ID = "2026-11"


def _screen(context: Context, path: str, search: str = "") -> Any:
    return screen(context, address_of(path, search))


def _accept(context: Context, employer_id: str) -> None:
    decision = PlanDecision(PLAN_ID, employer_id, "accept", "as_planned", "Jan Jansen", view="blind")
    context.decisions.record(decision, "planner", plan_roll(context.published.plan()))


def test_the_head_says_what_is_planned_where_and_with_whom(context: Context) -> None:
    shown = _screen(context, "/nl/employer/E0000014")
    assert "gezamenlijk bezoek in een keten in november\u00a02026 door team West-2" in words_on(
        component(shown, "employer-planned")
    )
    site = words_on(component(shown, "employer-site"))
    assert site == "Vestiging: 3011\u00a0AB Rotterdam; laatst actief gezien op: 14\u00a0augustus\u00a02026."
    partners = component(shown, "employer-partners")
    assert words_on(partners).splitlines() == ["Gezamenlijk bezoek met", " ", "Werkgever 0015 bv", "."]
    assert partners.children[2].href == "/nl/employer/E0000015?purpose=joint"


@pytest.mark.parametrize(("employer_id", "doubtful"), [("E0000009", True), ("E0000017", True), (RICH, False)])
def test_a_doubtful_site_is_asked_about(context: Context, employer_id: str, doubtful: bool) -> None:
    assert ("Does this site still exist?" in words_on(_screen(context, f"/en/employer/{employer_id}"))) is doubtful


def test_decisions_stand_with_who_and_when_and_reading_them_is_logged(context: Context) -> None:
    _accept(context, RICH)
    block = words_on(component(_screen(context, f"/nl/employer/{RICH}"), "decisions"))
    assert "Stand onder plan 2026-11: Aangenomen." in block
    assert "Aannemen: Zoals gepland" in block
    assert "Jan Jansen, " in block
    assert "zonder de schatting te zien" in block
    actions = [line.action for line in context.audit_log.lines()]
    assert actions[-2:] == ["open_dossier", "read_plan_decisions"]


def test_who_is_not_in_the_plan_has_no_decisions(context: Context) -> None:
    shown = words_on(_screen(context, f"/nl/employer/{UNPLANNED}"))
    assert "Niet in het huidige bezoekplan." in shown
    assert "Besluiten" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_blind_hides_chances_reasons_and_rank_until_a_decision(context: Context, language: Language) -> None:
    path = f"/{language}/employer/{RICH}"
    hidden = _screen(context, path, "?blind=1")
    told = words_on(component(hidden, "probability"))
    assert len(told.splitlines()) == 3  # what it is, why it is hidden, and the way to see it all the same
    assert "%" not in told
    assert {"nl": "Met één verandering", "en": "Below the cut with"}[language] not in words_on(hidden)
    assert context.audit_log.lines()[0].detail["view"] == "blind"
    _accept(context, RICH)
    assert "240" in words_on(component(_screen(context, path, "?blind=1"), "probability"))
    assert [line.detail["view"] for line in context.audit_log.lines() if line.action == "open_dossier"] == [
        "blind",
        "open",
    ]


def test_links_on_from_a_blind_view_stay_blind(context: Context) -> None:
    shown = _screen(context, "/nl/employer/E0000014", "?blind=1")
    assert component(shown, "employer-partners").children[2].href == "/nl/employer/E0000015?blind=1&purpose=joint"
    page = component(shown, "employer-page")
    assert page.children[0].href == "/nl/plan?blind=1"


def test_no_path_from_a_blind_panel_leads_to_what_it_hides(context: Context) -> None:
    panel = item_panel(context, context.published.plan(), RICH, words_of(PLAN_PAGE, "nl"), blind=True)
    paths, seen = hrefs_on(panel), set[str]()
    while paths:
        path = paths.pop()
        seen.add(path)
        page, _, search = path.partition("?")
        shown = component(_screen(context, page, f"?{search}"), CONTENT)
        assert "240" not in words_on(shown).split()  # the rank
        # The dossier itself offers to show them all the same; the log then tells.
        own = f"/nl/employer/{RICH}"
        offered = {link for link in hrefs_on(shown) if link.startswith(own) and "blind" not in link and page == own}
        elsewhere = {link for link in hrefs_on(shown) if not link.startswith("#") and "/what_if" not in link}
        paths |= elsewhere - seen - offered
    assert {path.partition("?")[0] for path in seen} == {"/nl/plan", "/nl/outcomes", f"/nl/employer/{RICH}"}
    assert all("blind=1" in path for path in seen)
