"""Asking what if, waiting for it, and reading plan against plan and law against law."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.comparison import amount, difference
from dashboard.context import Context
from dashboard.pages.what_if import asking, query
from dashboard.pages.what_if.callbacks import FOLDER, ask_question
from dashboard.pages.what_if.questions import (
    Offered,
    WrongFormError,
    argument_of,
    opening_question,
    question_named,
    questions,
)
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import Words, words_of
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store.jobs import Jobs
from tests.dashboard.conftest import context_over
from tests.support.planned import publish_quarter
from tests.support.published import publish_all, publish_plan
from tests.support.screens import component, words_on
from tests.support.tables import NAMES
from tests.support.what_if_tables import publish_scenario, publish_what_if

OFFERED = Offered(("Noord-1", "West-1"), ("Noord", "West"))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SnapshotFolder]:
    """A run with the quarter's plan."""
    told = publish_all(tmp_path, visits=3)
    publish_quarter(told)
    yield told


@pytest.fixture
def asked(folder: SnapshotFolder, tmp_path: Path) -> Context:
    return context_over(tmp_path)


def _words(language: Any = "nl") -> Words:
    return words_of(FOLDER, language)


def _screen(context: Context, *chosen: Snapshot, language: str = "nl", more: str = "") -> Any:
    names = [f"{name}={one.manifest.snapshot_id}" for name, one in zip(("first", "second"), chosen, strict=False)]
    return screen(context, parse_address(f"/{language}/what_if", f"?{'&'.join(names)}{more}", "nl", "plan"))


def _part(screen_of: Any, name: str) -> str:
    return words_on(component(screen_of, name))


def test_without_answers_the_page_asks_a_question(asked: Context) -> None:
    shown = _screen(asked)
    assert "Er zijn nog geen antwoorden" in _part(shown, "choose")
    assert "Een vraag stellen" in _part(shown, "ask")
    assert asked.audit_log.lines() == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_has_its_mark_its_sources_and_its_plan(folder: SnapshotFolder, asked: Context, language: str) -> None:
    shown = _screen(asked, publish_what_if(folder), publish_scenario(folder), language=language)
    assert {"nl": "SYNTHETISCH", "en": "SYNTHETIC"}[language] in _part(shown, "synthetic-mark")
    assert folder.latest("plan").manifest.snapshot_id in _part(shown, "footer-snapshots")
    assert "2026-Q4" in _part(shown, "what-if-page")


def test_plan_against_plan_with_differences(folder: SnapshotFolder, asked: Context) -> None:
    one = publish_what_if(folder)
    shown = _part(_screen(asked, one), "measures")
    lines = shown.splitlines()
    for line in (
        ["Verwachte overtredingen", "12", "14", "+1,5"],
        ["Verwachte onderbetaling", "€\u00a084.000", "€\u00a091.000", "+€\u00a07.000"],
        ["Uren aan bezoeken", "340", "440", "+100"],
        ["Pakkans", "0,40%", "0,52%", "+0,12\u00a0procentpunt"],
        ["Werkgevers erbij", "–", "5", "–"],
    ):
        start = lines.index(line[0])
        assert lines[start : start + 4] == line


def test_two_what_ifs_stand_side_by_side(folder: SnapshotFolder, asked: Context) -> None:
    one = publish_what_if(folder, title="Een", gain=1.5)
    two = publish_what_if(folder, title="Twee", gain=0.5)
    lines = _part(_screen(asked, one, two, language="en"), "measures").splitlines()
    start = lines.index("Measure")
    assert lines[start : start + 6] == ["Measure", "This plan", "Een", "Difference", "Twee", "Difference"]
    start = lines.index("Expected findings")
    assert lines[start : start + 6] == ["Expected findings", "12", "14", "+1.5", "12", "+0.5"]


def test_answers_to_different_plans_are_not_mixed(folder: SnapshotFolder, asked: Context) -> None:
    one = publish_what_if(folder, title="Een")
    other = publish_what_if(folder, title="Twee", base=publish_plan(folder, visits=2))
    shown = _screen(asked, one, other)
    assert "tegen verschillende plannen" in _part(shown, "what-if-other-base")


def test_groups_show_hours_and_chances_and_leave_small_ones_out(folder: SnapshotFolder, asked: Context) -> None:
    shown = _part(_screen(asked, publish_what_if(folder)), "groups")
    lines = shown.splitlines()
    start = lines.index("Landbouw en visserij")
    assert lines[start : start + 4] == ["Landbouw en visserij", "200", "260", "+60"]
    assert "2,0%" in shown
    assert "3,0%" in shown
    assert "Delfstoffen" not in shown  # three employers only, and with it the next smallest sector
    assert "minder dan 5 werkgevers" in shown
    by_kind = _part(_screen(asked, publish_what_if(folder), more="&by=kind"), "groups")
    assert "Uitlener\n120\n190\n+70" in by_kind


def test_prices_are_told_for_both_plans(folder: SnapshotFolder, asked: Context) -> None:
    shown = _part(_screen(asked, publish_what_if(folder), language="en"), "prices")
    assert "Hours of Noord-1\none hour more\n0.060 findings\n0.020 findings" in shown


def test_who_would_come_in_is_named_and_its_reading_logged(folder: SnapshotFolder, asked: Context) -> None:
    one = publish_what_if(folder)
    shown = _screen(asked, one)
    coming = _part(shown, f"coming-in-{one.manifest.snapshot_id}")
    assert coming.index(NAMES[4]) < coming.index(NAMES[0])  # Å is sorted as A
    assert "staat alleen als aantal" in coming
    (line,) = asked.audit_log.lines()
    assert (line.action, line.detail) == ("read_what_if", {"plan": folder.latest("plan").manifest.snapshot_id})


def test_an_infeasible_what_if_says_which_requirements_clash(folder: SnapshotFolder, asked: Context) -> None:
    one = publish_what_if(folder, infeasible=True)
    for language, clash in (("nl", "Team Noord-1 heeft 100 uur."), ("en", "Team Noord-1 has 100 hours.")):
        shown = _screen(asked, one, language=language)
        assert clash in _part(shown, f"answer-{one.manifest.snapshot_id}")
        with pytest.raises(AssertionError, match="no component"):
            _part(shown, "measures")


def test_a_scenario_counts_now_and_then_and_claims_no_behaviour(folder: SnapshotFolder, asked: Context) -> None:
    one = publish_scenario(folder)
    number = one.manifest.snapshot_id
    shown = _screen(asked, one)
    lines = _part(shown, f"totals-{number}").splitlines()
    start = lines.index("WML: Loon onder het minimum")
    assert lines[start + 1 : start + 10] == [
        "60", "100", "+40", "300", "1.500", "+1.200", "€\u00a0100.000", "€\u00a0450.000", "+€\u00a0350.000",
    ]  # fmt: skip
    assert lines[-1].endswith("niet meegeteld (werkgevers): Loon onder het minimum (3).")
    assert "wordt niet voorspeld" in _part(shown, f"answer-{number}")
    assert "synthetische gegevens" in _part(shown, f"answer-{number}")
    groups = _part(shown, f"rule-groups-{number}")
    assert "Landbouw en visserij\n50\n80\n+30" in groups
    # Three employers now in construction: 60 less 50 less those of the catering trade, which go with it.
    assert "Bouw\n–\n12\n–" in groups
    assert "Horeca\n–\n8\n–" in groups
    assert "Uren aan bezoeken" in _part(shown, f"effect-{number}")
    newly = _part(shown, f"newly-{number}")
    assert "Alle 2, het hoogste bedrag bovenaan." in newly
    assert newly.index(f"{NAMES[0]}\nHoreca\nNoord\n9\n€\u00a03.500") < newly.index(NAMES[4])
    assert NAMES[3] not in newly
    other = _part(_screen(asked, one, more="&rule=WML.holiday"), f"newly-{number}")
    assert "valt geen enkele werkgever" in other


def test_a_scenario_and_a_what_if_go_together(folder: SnapshotFolder, asked: Context) -> None:
    shown = _screen(asked, publish_what_if(folder), publish_scenario(folder))
    assert _part(shown, "measures")
    assert "Loon onder het minimum" in words_on(shown)


def test_objectives_stand_side_by_side_once_they_are_asked(folder: SnapshotFolder, asked: Context) -> None:
    publish_what_if(folder, "objective", title="Werknemers oud", asked={"objective": "workers"}, gain=9.0)
    publish_what_if(folder, "objective", title="Werknemers", asked={"objective": "workers"}, gain=-2.0)
    publish_what_if(folder, "objective", title="Euro's", asked={"objective": "underpaid"}, gain=-3.0)
    lines = _part(_screen(asked), "objectives").splitlines()
    start = lines.index("Verwachte overtredingen")
    assert lines[start : start + 6] == ["Verwachte overtredingen", "12", "9,0", "−3,0", "10", "−2,0"]
    assert "Zoveel mogelijk benadeelde werknemers" in lines


def test_only_what_ifs_of_an_objective_have_one(folder: SnapshotFolder, asked: Context) -> None:
    publish_what_if(folder)
    publish_scenario(folder)
    assert [query.objective_of(answer) for answer in query.answers(asked.published)] == ["", ""]


def test_an_answer_that_is_not_there_is_left_out(asked: Context) -> None:
    shown = screen(asked, parse_address("/nl/what_if", "?first=gone&second=", "nl", "plan"))
    assert "Er zijn nog geen antwoorden" in words_on(shown)


def _given(key: str, **values: Any) -> dict[str, Any]:
    question = question_named(key)
    assert question
    return argument_of(question, values, OFFERED, _words())


def test_a_form_comes_to_the_argument_of_a_job() -> None:
    assert _given("what_if:extra-inspectors", team="Noord-1", number=10) == {
        "name": "extra-inspectors", "team": "Noord-1", "number": 10,
    }  # fmt: skip
    assert _given("what_if:region-share", region="West", share=15) == {
        "name": "region-share", "region": "West", "share": 0.15,
    }  # fmt: skip
    assert _given("what_if:law-date", law="Waadi", until="31-12-2027", **{"from": ""}) == {
        "name": "law-date", "law": "Waadi", "until": "2027-12-31",
    }  # fmt: skip
    assert _given("what_if:objective", objective="workers") == {"name": "objective", "objective": "workers"}
    assert _given("what_if:objective", objective="hits", workers=2) == {"name": "objective", "objective": "hits"}
    mix = {"objective": "mix", "hits": 1, "workers": 2.5}
    assert _given("what_if:objective", **mix) == {"name": "objective", **mix}
    assert _given("what_if:more-random", points=7.5) == {"name": "more-random", "points": 7.5}
    assert _given("scenario:minimum-wage", percent=5) == {"name": "minimum-wage", "percent": 5}
    assert _given("scenario:relending-ban", **{"from": "2028-01-01"}) == {"name": "relending-ban", "from": "2028-01-01"}


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("what_if:extra-inspectors", {"number": 10}, "Kies eerst: Team"),
        ("what_if:extra-inspectors", {"team": "Zuid-9", "number": 10}, "Kies eerst: Team"),
        ("what_if:extra-inspectors", {"team": ["Noord-1"], "number": 10}, "Kies eerst: Team"),
        ("what_if:extra-inspectors", {"team": "Noord-1", "number": 0}, "Aantal inspecteurs: vul een getal in"),
        ("what_if:extra-inspectors", {"team": "Noord-1", "number": "10"}, "vul een getal in"),
        ("what_if:more-random", {"points": float("nan")}, "vul een getal in van -100 tot en met 100"),
        ("what_if:more-random", {"points": True}, "vul een getal in"),
        ("what_if:region-share", {"region": "West", "share": 101}, "van 0 tot en met 100"),
        ("what_if:law-date", {"law": "WML"}, "minstens één van beide dagen"),
        ("what_if:law-date", {"law": "WML", "from": "31-02-2027"}, "vul een dag in"),
        ("what_if:objective", {"objective": "votes"}, "Kies eerst: Doel"),
        ("what_if:objective", {"objective": "mix"}, "minstens één doel een gewicht"),
        ("what_if:objective", {"objective": "mix", "hits": 0}, "minstens één doel een gewicht"),
        ("what_if:objective", {"objective": "mix", "hits": -1}, "vul een getal in"),
        ("scenario:fines", {"percent": 5000}, "vul een getal in"),
    ],
)
def test_a_form_that_is_wrong_says_which_field(key: str, values: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongFormError, match=said):
        _given(key, **values)


def test_a_link_to_another_objective_opens_the_form_with_it() -> None:
    opened = opening_question({"objective": "workers"})
    assert opened.key == "what_if:objective"
    assert next(item.default for item in opened.fields if item.kind == "objective") == "workers"
    assert opening_question({"objective": "votes"}) == opening_question({}) == questions()[0]


def test_every_question_has_words_and_fields_that_can_be_filled_in() -> None:
    keys = [question.key for question in questions()]
    assert len(keys) == len(set(keys)) == 12
    for language in ("nl", "en"):
        for question in questions():
            assert "{" not in question.label(_words(language)) + question.explanation(_words(language))
            assert asking.fields_of(question, OFFERED, _words(language))


def test_asking_makes_a_job_that_waits_and_is_logged(folder: SnapshotFolder, asked: Context) -> None:
    plan = folder.latest("plan").manifest.snapshot_id
    job_id = ask_question(asked, "what_if:extra-inspectors", {"team": "Noord-1", "number": 10}, plan, _words())
    job = Jobs(asked.store_url).of(job_id)
    assert job
    assert (job.kind, job.state, job.asked_by) == ("what_if", "waiting", "planner")
    assert job.argument == {"name": "extra-inspectors", "team": "Noord-1", "number": 10}
    shown = _part(_screen(asked), "what-if-jobs")
    assert "meer inspecteurs in een team: Noord-1, 10" in shown
    assert shown.splitlines()[-1] == "wacht"
    assert asked.audit_log.lines()[0].action == "ask_job"


def test_a_question_that_does_not_exist_asks_nothing(folder: SnapshotFolder, asked: Context) -> None:
    for key in ("what_if:nothing", None, ["what_if"]):
        with pytest.raises(WrongFormError):
            ask_question(asked, key, {}, "", _words())
    assert Jobs(asked.store_url).recent("what_if") == ()


def test_jobs_say_how_they_stand(folder: SnapshotFolder, asked: Context) -> None:
    jobs = Jobs(asked.store_url)
    for argument in ({"name": "more-random", "points": 10}, {"name": "region-share", "region": "Noord", "share": 0.5}):
        jobs.ask("what_if", argument, "planner")
    jobs.ask("scenario", {"name": "fines", "percent": 18}, "planner")
    jobs.ask("what_if", {"name": "law-date", "law": "Waadi", "until": "2027-12-31"}, "planner")
    done, failed = jobs.take(["what_if"], "one"), jobs.take(["what_if"], "two")
    assert done
    assert failed
    jobs.finish(done, "the-result")
    jobs.fail(failed, {"nl": "De eisen botsen.", "en": "The requirements clash."})
    assert jobs.take(["scenario"], "one")
    shown = _screen(asked, language="en")
    told = _part(shown, "what-if-jobs")
    assert "more visits drawn by lot: 10 percentage points" in told
    assert "failed: The requirements clash." in told
    assert "a minimum for a region: North, 50%" in told
    assert "higher fines: who falls under them? 18%" in told
    assert "a law holds from or until another day: Waadi, until 31\u00a0December\u00a02027" in told
    assert "being calculated" in told
    links = [item.href for item in _links(component(shown, "what-if-jobs"))]
    assert links == ["/en/what_if?first=the-result"]


def test_when_nobody_works_the_page_says_what_to_start(
    folder: SnapshotFolder, asked: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    Jobs(asked.store_url).ask("what_if", {"name": "more-random", "points": 10}, "planner")
    assert "kompas work" not in words_on(_screen(asked))
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", -1)
    assert "kompas work" in _part(_screen(asked), "what-if-nobody")
    Jobs(asked.store_url).take(["what_if"], "one")
    assert "kompas work" not in words_on(_screen(asked))


def _links(item: Any) -> Iterator[Any]:
    children = getattr(item, "children", item if isinstance(item, list) else None)
    if getattr(item, "href", None):
        yield item
    for child in children if isinstance(children, list) else [children]:
        if child is not None and not isinstance(child, str):
            yield from _links(child)


@pytest.mark.parametrize(
    ("before", "after", "unit", "written"),
    [
        (12.0, 13.5, "findings", "+1.5"),
        (13.5, 12.0, "findings", "−1.5"),
        (0.004, 0.0052, "share", "+0.12\u00a0percentage points"),
        (0.0417, 0.0413, "share", "−0.04\u00a0percentage points"),
        (0.126, 0.131, "share", "+0.5\u00a0percentage points"),
        (0.1301, 0.1303, "share", "="),
        (0.0631, 0.0634, "share", "="),
        (340.0, 340.3, "hours", "="),
        (None, 3.0, "hours", "–"),
        (1_000.0, 900.0, "expected_eur", "−€100"),
        (1_242_534.0, 1_293_900.0, "expected_eur", "+€50,000"),
    ],
)
def test_a_difference_has_a_sign(before: float | None, after: float, unit: str, written: str) -> None:
    assert difference(before, after, unit, "en") == written


def test_amounts_are_written_in_their_unit() -> None:
    assert amount(84_321.0, "expected_eur", "nl") == "€\u00a084.000"
    assert amount(84_321.0, "eur", "nl") == "€\u00a084.321"
    assert amount(8_432_160, "cents", "nl") == "€\u00a084.322"
    assert amount(0.0042, "share", "nl") == "0,42%"
    assert [amount(share, "share", "en") for share in (0.0997, 0.00997)] == ["10%", "1.0%"]
    assert amount(3.04, "findings", "nl") == "3,0"
