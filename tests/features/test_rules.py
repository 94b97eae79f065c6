"""A rule is a folder; what is missing or strange in its rule.yaml is refused in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from data_contracts.errors import KompasError
from features.statute.laws import LAWS_FOLDER
from features.statute.rules import LANGUAGES, STATUSES, load_rules, read_rule, rule_named

Content = dict[str, Any]


def bilingual(text: str) -> dict[str, str]:
    return {language: f"{text} {language}" for language in LANGUAGES}


def content() -> Content:
    return {
        "id": "rounding",
        "version": "1",
        "article": "Wml art. 7",
        "title": bilingual("title"),
        "parameters": ["wml.hourly_minimum"],
        "sentences": {"below": bilingual("{workers}"), "noted": bilingual("worth knowing")},
        "columns": {"worker_pid": bilingual("worker")},
    }


def written(folder: Path, what: Content, name: str = "rounding") -> Path:
    path = folder / name / "rule.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(what), encoding="utf-8")
    return path


def test_a_rule_is_read_as_it_is_written(tmp_path: Path) -> None:
    rule = read_rule(written(tmp_path, content()), "WML")
    assert (rule.rule_id, rule.law, rule.version, rule.article) == ("rounding", "WML", "1", "Wml art. 7")
    assert rule.parameters == ("wml.hourly_minimum",)
    assert rule.sentences["noted"]["nl"] == "worth knowing nl"
    assert rule.columns["worker_pid"]["en"] == "worker en"
    assert rule.folder == tmp_path / "rounding"
    assert not rule.obstacles.clauses


def without(name: str) -> Callable[[Content], object]:
    return lambda what: what.pop(name)


def with_values(**values: Any) -> Callable[[Content], object]:
    return lambda what: what.update(values)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without("article"), "it lacks 'article'"),
        (with_values(featurs=[]), "it has 'featurs', which no rule has"),
        (with_values(id="other"), "its folder is not called 'other'"),
        (with_values(version=1), "its version is not written as a text"),
        (with_values(parameters=["wml.minimum"]), "there is no parameter 'wml.minimum'"),
        (with_values(sentences={}), "its statuses"),
        (with_values(sentences={"met": bilingual("x")}), "its statuses 'met' are not all ours"),
        (with_values(sentences={"below": {"nl": "x"}}), "the sentence of status 'below' is not given in nl and en"),
        (with_values(title={"nl": "x", "en": ""}), "the title is not given in nl and en"),
        (with_values(columns={"pay": "Loon"}), "the label of column 'pay' is not given in nl and en"),
        (
            with_values(because={"counted": bilingual("a|b"), "clauses": {"no_hours": {"en": "x"}}}),
            "the clause of obstacle 'no_hours' is not given in nl and en",
        ),
        (
            with_values(because={"counted": {"en": "a|b"}, "clauses": {"no_hours": bilingual("x")}}),
            "what the obstacles count is not given in nl and en",
        ),
    ],
)
def test_what_is_wrong_in_a_rule_is_said(tmp_path: Path, spoil: Callable[[Content], object], said: str) -> None:
    what = content()
    spoil(what)
    with pytest.raises(KompasError) as refused:
        read_rule(written(tmp_path, what), "WML")
    assert said in str(refused.value)
    assert "rule.yaml" in refused.value.where


def test_a_rule_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(KompasError) as refused:
        rule_named("bonus")
    assert "There is no rule 'bonus'." in str(refused.value)
    assert all(rule_id in refused.value.remedy for rule_id in load_rules())


def test_every_rule_folder_is_complete_and_read() -> None:
    folders = {path.name: path for path in LAWS_FOLDER.glob("*/rules/*") if path.is_dir()}
    assert set(folders) == set(load_rules())
    for name, folder in folders.items():
        files = {path.name for path in folder.iterdir()}
        assert {"rule.yaml", "evidence.sql", "fact.sql", "cases.yaml"} <= files, name


def test_rules_stand_act_by_act_and_every_status_is_one_of_ours() -> None:
    laws = [rule.law for rule in load_rules().values()]
    assert laws == sorted(laws, key=list(dict.fromkeys(laws)).index)
    assert {status for rule in load_rules().values() for status in rule.sentences} <= set(STATUSES)
