"""Whatever is refused is said in the language of the page; what only an administrator can act on stands in the log."""

import logging
from datetime import date
from typing import Any, get_args

import pytest

from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.pages.outcomes.callbacks import FOLDER as OUTCOMES
from dashboard.pages.outcomes.callbacks import saved
from dashboard.pages.plan import ids
from dashboard.pages.plan.recording import Given, RefusedError, answered, recorded
from dashboard.pages.plan.setting import FOLDER
from dashboard.published import UnreadableSnapshotError
from dashboard.texts import LANGUAGES, Language, words_of
from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.store.problems import StoreUnusableError
from data_contracts.store.refusal import RefusalCode, RefusalError
from tests.support.screens import words_on
from tests.support.tables import RICH, UNPLANNED

WHAT, REMEDY = "Something in plain English is wrong", "Do something in plain English"
TODAY = date(2026, 11, 29)
VISITED = {"instrument": "visit", "status": "visited", "opened_on": "12-11-2026"}
PLANNED_ALREADY = "Deze werkgever staat al in het plan. Besluit daar over, of kies een andere."
ADDED = {"kind": "add", "month": "2026-11-01", "team": "West-1", "ground": "signal", "reason": "report_received"}


def _given(employer: str, version: int, fields: dict[str, str]) -> Given:
    values = {{"kind": ids.KIND}.get(name, f"decide-{name}"): text for name, text in fields.items()}
    return Given.of_browser({"employer_id": employer, "version": version}, values, undone=not fields)


def _told(context: Context, employer: str, version: int = 0, **fields: str) -> str:
    """Try a decision; return what a Dutch planner reads when it is refused."""
    with pytest.raises(RefusedError) as met:
        recorded(context, context.published.plan(), _given(employer, version, fields), words_of(FOLDER, "nl"))
    return words_on(met.value.problem) + " ".join(met.value.errors.values())


def _record(context: Context, employer: str, version: int = 0, **fields: str) -> None:
    recorded(context, context.published.plan(), _given(employer, version, fields), words_of(FOLDER, "nl"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", get_args(RefusalCode))
def test_every_refusal_has_its_words_in_both_languages(code: Any, language: Language) -> None:
    told = problem_in_words(RefusalError(code, WHAT, "E1", REMEDY), words_of(FOLDER, language))
    assert told not in (code, "")
    assert "English" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [KompasError, StoreUnusableError, UnreadableSnapshotError, MissingSnapshotError])
def test_what_a_planner_cannot_mend_is_told_plainly_and_logged_in_full(
    kind: type[KompasError], language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        told = problem_in_words(kind(WHAT, "there", REMEDY), words_of(OUTCOMES, language))
    assert "English" not in told
    assert {"nl": "beheerder", "en": "administrator"}[language] in told
    assert WHAT in caplog.text


def test_what_does_not_fit_is_refused_in_dutch(context: Context) -> None:
    assert _told(context, "", other=RICH, **ADDED) == PLANNED_ALREADY
    swap = {"kind": "swap", "reason": "bankrupt", "ground": "signal"}
    assert _told(context, RICH, other="E0000002", **swap) == PLANNED_ALREADY
    assert "staat niet in het plan" in _told(context, UNPLANNED, kind="drop", reason="bankrupt")
    assert "Er is niets om terug te draaien" in _told(context, RICH)
    assert "intussen veranderd" in _told(context, RICH, 7, kind="accept", reason="as_planned")
    assert "alleen voor wat zelf is toegevoegd" in _told(context, RICH, kind="drop", reason="added_in_error")
    _record(context, RICH, kind="drop", reason="capacity")
    assert "wacht al een vraag" in _told(context, RICH, 1, kind="drop", reason="safety")
    _record(context, RICH, 1, kind="drop", reason="bankrupt")
    assert "al uit het plan" in _told(context, RICH, 2, kind="drop", reason="bankrupt")


def test_an_answer_to_nothing_is_refused_in_dutch(context: Context) -> None:
    pressed = {"employer": RICH, "version": 0, "answer": "leaves"}
    with pytest.raises(RefusedError) as met:
        answered(context, context.published.plan(), pressed, words_of(FOLDER, "nl"))
    assert met.value.problem == "Hier wacht niets meer op een antwoord. Open de lijst opnieuw."


def test_an_outcome_that_was_seen_otherwise_is_refused_in_dutch(context: Context) -> None:
    setting = {"plan_id": "2026-11", "employer_id": RICH, "language": "nl"}
    told = saved(context, setting, VISITED, 9, words_of(OUTCOMES, "nl"), TODAY)
    assert told["problem"] == "Dit is intussen veranderd. Laad de pagina opnieuw en kijk nog eens."


def test_a_store_that_cannot_be_used_is_told_in_dutch(context: Context, tmp_path: Any) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, and it is long enough to be seen as none" * 20)
    setting = {"plan_id": "2026-11", "employer_id": RICH, "language": "nl"}
    told = saved(context, setting, VISITED, 0, words_of(OUTCOMES, "nl"), TODAY)["problem"]
    assert "niets vastgelegd" in told
    assert "audit" not in told
