"""The file that a planner takes along, byte for byte."""

from pathlib import Path

import pytest

from dashboard.pages.plan.layout import View
from dashboard.pages.plan.query import Selection
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.plan.taking_along import list_as_csv
from dashboard.texts import LANGUAGES, Language, words_of
from tests.dashboard.conftest import context_over
from tests.support.golden import assert_golden
from tests.support.published import publish_all

VISITS = 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_golden_export_of_the_plan(tmp_path: Path, language: Language) -> None:
    publish_all(tmp_path, visits=VISITS)
    context = context_over(tmp_path)
    plan = context.published.plan()
    text = list_as_csv(context, plan, View(Selection()), {}, words_of(FOLDER, language))
    assert len(text.splitlines()) == 1 + VISITS
    assert_golden(f"plan.{language}.csv", text)
