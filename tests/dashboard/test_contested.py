"""An employer of which a record is contested carries that mark on its dossier and in the plan until it is decided."""

from dashboard.components.contested import contested_line
from dashboard.context import Context
from dashboard.pages.plan import panel
from dashboard.pages.plan.setting import FOLDER
from dashboard.router import screen
from dashboard.texts import words_of
from data_contracts.store.corrections import Contested, Corrections
from tests.support import tables
from tests.support.screens import address_of, words_on


def _ask(context: Context) -> str:
    contested = Contested("employers", {"employer_id": tables.PLAIN}, "size_class", "2", "1")
    told = {"asked_by": "de werkgever", "by": "A.", "reason": "te groot", "system_user": "u"}
    return Corrections(context.store_url).ask(tables.PLAIN, contested, **told).request_id


def test_the_mark_stands_in_the_plan_until_a_named_person_decides(context: Context) -> None:
    plan, words = context.published.plan(), words_of(FOLDER, "nl")

    def shown(employer_id: str) -> str:
        return words_on(panel.item_panel(context, plan, employer_id, words, blind=False))

    assert contested_line(context, plan, words) == []
    request = _ask(context)
    assert f"Betwist: verzoek {request} van" in shown(tables.PLAIN)
    assert "Betwist" not in shown(tables.RICH)
    assert "een gegeven van Ångström Techniek." in words_on(contested_line(context, plan, words))
    Corrections(context.store_url).decide(request, granted=False, by="B.", reason="klopt", system_user="u")
    assert "Betwist" not in shown(tables.PLAIN)
    assert contested_line(context, plan, words) == []


def test_the_mark_stands_on_the_dossier(context: Context) -> None:
    address = address_of(f"/en/employer/{tables.PLAIN}", "?purpose=planned")
    assert "Contested" not in words_on(screen(context, address))
    request = _ask(context)
    assert f"Contested: request {request} of" in words_on(screen(context, address))
