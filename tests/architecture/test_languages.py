"""Dutch and English are both complete, wherever a YAML file has words for a screen."""

import re

import pytest
import yaml

LANGUAGES = ("nl", "en")
PLACEHOLDER = re.compile(r"\{(\w+)")


def figures(text) -> set[str]:
    """Names of the figures that a text fills in; {detail_nl} and {detail_en} are one."""
    return {re.sub("_(nl|en)$", "", name) for name in PLACEHOLDER.findall(str(text))}


def differences(dutch, english, place: str):
    """Where two languages of one text do not match: a key, an empty text or a figure that only one has."""
    if isinstance(dutch, dict) and isinstance(english, dict):
        for key in sorted(map(str, {*dutch} ^ {*english})):
            yield f"{place}.{key}: in one language only"
        for key in dutch.keys() & english.keys():
            yield from differences(dutch[key], english[key], f"{place}.{key}")
    elif not (str(dutch or "").strip() and str(english or "").strip()):
        yield f"{place}: empty"
    elif figures(dutch) != figures(english):
        yield f"{place}: the two languages do not use the same figures"


def pairs(mapping: dict, place: str):
    """The texts that a mapping gives by language: as nl and en, or as name_nl and name_en."""
    stems = {key[:-2] for key in mapping if isinstance(key, str) and (key in LANGUAGES or key[-3:] in ("_nl", "_en"))}
    for stem in sorted(stems):
        if {stem + language for language in LANGUAGES} <= mapping.keys():
            yield from differences(mapping[stem + "nl"], mapping[stem + "en"], f"{place}.{stem}")
        else:
            yield f"{place}.{stem}*: only one of nl and en"


def problems(node, place: str):
    """Every text below this node that is not there in both languages."""
    if isinstance(node, dict):
        yield from pairs(node, place)
        for key, value in node.items():
            yield from problems(value, f"{place}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from problems(value, f"{place}[{index}]")


def without_language(node, place: str):
    """Texts of a texts.yaml that stand under no language."""
    if not isinstance(node, dict):
        yield f"{place}: under no language"
    elif not set(LANGUAGES) & node.keys():
        for key, value in node.items():
            yield from without_language(value, f"{place}.{key}")


def test_every_yaml_text_is_there_in_dutch_and_english(project_files, rooms):
    found = [
        line
        for path in project_files(".yaml", inside=rooms)
        for document in yaml.safe_load_all(path.read_text("utf-8"))
        for line in problems(document, str(path))
    ]
    assert not found, "\n" + "\n".join(found)


def test_every_text_of_a_screen_says_its_language(project_files, rooms):
    paths = [path for path in project_files(".yaml", inside=rooms) if path.name == "texts.yaml"]
    assert paths
    found = [line for path in paths for line in without_language(yaml.safe_load(path.read_text("utf-8")), str(path))]
    assert not found, "\n" + "\n".join(found)


def test_every_feature_is_named_and_described_in_both_languages(project_files, rooms):
    paths = [path for path in project_files(".yaml", inside=rooms) if path.name == "catalogue.yaml"]
    entries = [(path, entry) for path in paths for entry in yaml.safe_load(path.read_text("utf-8"))["features"]]
    assert entries
    lacking = [
        f"{path}: {entry['name']}.{part}"
        for path, entry in entries
        for part in ("label", "description")
        if set(entry.get(part, {})) != set(LANGUAGES)
    ]
    assert not lacking, "\n" + "\n".join(lacking)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: {nl: ja, en: yes}", None),
        ("a: {nl: ja}", "t.a.*: only one of nl and en"),
        ("a: {nl: ja, en: ' '}", "t.a.: empty"),
        ("a: {nl: '{hours} uur', en: hours}", "t.a.: the two languages do not use the same figures"),
        ("a: {nl: 'is {what_nl}', en: 'is {what_en}'}", None),
        ("nl: {a: ja, b: nee}\nen: {a: 'yes'}", "t..b: in one language only"),
        ("- note_nl: ja", "t[0].note_*: only one of nl and en"),
    ],
)
def test_a_gap_between_the_languages_is_seen(text, problem):
    assert list(problems(yaml.safe_load(text), "t")) == ([problem] if problem else [])


def test_a_text_without_a_language_is_seen():
    assert list(without_language({"a": {"nl": "ja", "en": "yes"}, "b": "maybe"}, "t")) == ["t.b: under no language"]
