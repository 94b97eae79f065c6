"""The about page: every part in both languages, true to the documents, the catalogue, the statute and the store."""

import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from dashboard.context import Context
from dashboard.pages.about import features, glossary, program, register
from dashboard.pages.about.layout import PARTS
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import LANGUAGES, words_of
from data_contracts.store import Decision, ModelEvents
from features.catalogue import load_catalogue
from features.statute.parameters import load_parameters
from models.evidence import register_record
from tests.dashboard.conftest import context_over
from tests.support.screens import component, hrefs_on, words_on

REQUIRED = {
    "name",
    "description_short",
    "organization",
    "status",
    "contact_email",
    "publication_category",
    "lang",
}  # of publication standard 1.0 of the Algoritmeregister
FIELDS = 29
GATE = {"gate": "files", "status": "passed", "sentence": {"nl": "Alles is gelijk.", "en": "All is the same."}}


def _screen(context: Context, path: str, search: str = "") -> Any:
    return screen(context, parse_address(path, search, "nl", "plan"))


def _put_in_use(context: Context, law: str = "WML", event: str = "activated") -> None:
    model = f"{law}@{context.published.folder.latest('models').manifest.snapshot_id}"
    told = Decision(
        "activated" if event == "activated" else "rolled_back",
        law,
        model if event == "activated" else None,
        "Anna de Wit",
        "eerste keer",
        (GATE,),
    )
    ModelEvents(context.store_url).record(told, "anna")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_shows_without_any_data_and_makes_nothing(tmp_path: Path, part: str, language: str) -> None:
    shown = _screen(context_over(tmp_path), f"/{language}/about/{part}")
    assert len(words_on(component(shown, "about-page"))) > 500
    assert {f"/{language}/about/{other}".rstrip("/") for other in PARTS if other != part} <= hrefs_on(shown)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", ["x", "features/x", "%00", "..%2F.."])
def test_a_part_that_does_not_exist_has_its_own_screen(context: Context, part: str) -> None:
    assert "bestaat niet" in words_on(component(_screen(context, f"/nl/about/{part}"), "unknown-part"))


def test_the_glossary_is_that_of_the_documents() -> None:
    page = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", page, flags=re.MULTILINE)
    terms, acts = [row for row in rows if row[0] not in ("English", "act")], {"WML", "Wav", "Waadi", "Wtta"}
    expected = [(english, meaning.replace("`", "")) for english, _, meaning in terms]
    assert [(item["word"]["en"], item["meaning"]["en"]) for item in glossary.terms()] == expected
    for (english, dutch, _), item in zip(terms, glossary.terms(), strict=True):
        told = item["meaning"]["nl"] if english in acts else item["word"]["nl"]
        assert told.startswith(dutch)


def test_a_model_card_says_what_it_learnt_from_who_put_it_in_use_and_what_it_showed(
    context: Context,
) -> None:
    _put_in_use(context)
    card = words_on(component(_screen(context, "/nl/about/models"), "card-WML"))
    for told in ("Geleerd van zaken\n1", "Waarvan met overtreding\n1", "Anna de Wit", "eerste keer", "anna"):
        assert told in card
    assert "30\u00a0juni\u00a02025" in card
    assert "Bestanden ongewijzigd\ngehaald\nAlles is gelijk." in card
    assert "verzonnen" in card
    assert "geen modelkaart" in card  # the published model of the tests has none
    other = words_on(component(_screen(context, "/en/about/models"), "card-Wav"))
    assert "No model is in use" in other


def test_a_model_that_was_rolled_back_is_no_longer_in_use(context: Context) -> None:
    _put_in_use(context)
    _put_in_use(context, event="rolled_back")
    card = words_on(component(_screen(context, "/nl/about/models"), "card-WML"))
    assert "geen model in gebruik" in card


def test_a_store_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, whatever its name says " * 50)
    for part, identifier in (("models", "models-problem"), ("register", "register")):
        shown = _screen(context_over(tmp_path), f"/nl/about/{part}")
        assert "niet te gebruiken" in words_on(component(shown, identifier))


def test_the_record_has_every_field_of_the_standard_and_no_text_is_too_long(context: Context) -> None:
    fields = register_record.fields()
    assert len({field.name for field in fields}) == len(fields) == FIELDS
    assert {field.name for field in fields if field.required} == REQUIRED
    for item in register.record(()):
        assert len(item.text) <= (item.field.most or 10_000), item.field.name
        assert item.text or item.field.ask, item.field.name


def test_the_record_follows_the_models_in_use(context: Context) -> None:
    before = {item.field.name: item for item in register.record(())}
    assert (before["status"].text, before["begin_date"].state) == ("In ontwikkeling", "to_write")
    assert "geen enkele wet" in before["methods_and_models"].text
    _put_in_use(context)
    after = {item.field.name: item for item in register.record(ModelEvents(context.store_url).events())}
    assert after["status"].text == "In gebruik"
    assert re.fullmatch(r"\d{4}-\d{2}", after["begin_date"].text)
    assert "nu in gebruik voor WML" in after["methods_and_models"].text
    assert (after["name"].state, after["organization"].state, after["goal"].state) == ("known", "to_write", "to_check")
    told = words_on(component(_screen(context, "/nl/about/register"), "register-missing"))
    assert "Van 5 verplichte velden" in told  # all but the name and the language


def test_features_are_found_whatever_their_accents_and_capitals() -> None:
    catalogue, words = load_catalogue(), words_of(Path(features.__file__).parent, "nl")
    every = features.chosen(catalogue, "", "", words)
    assert len(every) == len(catalogue.features) + len(catalogue.held)
    found = {item.name for item in features.chosen(catalogue, "contracts", "OPROEP", words)}
    assert "share_on_call" in found
    assert all(item.family == "contracts" for item in features.chosen(catalogue, "contracts", "", words))
    assert {item.name for item in features.chosen(catalogue, "", "oproép", words)} >= found
    assert features.chosen(catalogue, "", "zzzz", words) == []
    assert features.chosen(catalogue, "no such family", "", words) == every


def test_every_feature_has_an_address_and_those_that_are_off_say_so_and_why(context: Context) -> None:
    catalogue = load_catalogue()
    shown = _screen(context, "/nl/about/features")
    names = [item.name for item in (*catalogue.features, *catalogue.held)]
    assert {f"/nl/about/features?name={name}" for name in names} <= hrefs_on(shown)
    assert words_on(shown).count("staat uit") == len(catalogue.held)
    held = catalogue.held[0]
    assert held.held is not None
    told = words_on(component(_screen(context, "/nl/about/features", f"?name={held.name}"), "feature"))
    assert "Dit kenmerk staat uit." in told
    assert held.held.nl in told
    unknown = _screen(context, "/nl/about/features", "?name=nationality")
    assert "bestaat niet" in words_on(component(unknown, "unknown-feature"))


def test_the_calendar_marks_what_was_not_checked_and_leads_to_the_dated_values(context: Context) -> None:
    shown = _screen(context, "/nl/about/law")
    told = words_on(shown)
    assert "niet gecontroleerd" in told
    assert "niet bekend" in told
    ticks = component(shown, "calendar-plot").figure["layout"]["xaxis"]["ticktext"]
    assert ticks
    assert all(tick.startswith(("januari\u00a020", "juli\u00a020")) for tick in ticks)
    named = {f"/nl/about/law?parameter={name}" for name in load_parameters()}
    assert named <= hrefs_on(shown)
    page = words_on(component(_screen(context, "/nl/about/law", "?parameter=wml.hourly_minimum"), "parameter"))
    assert page.index("1\u00a0januari\u00a02026") < page.index("1\u00a0januari\u00a02025")  # the latest first
    assert "€\u00a014,71" in page
    assert "Wml art. 7, 8 en 14 lid 10" in page
    unknown = _screen(context, "/nl/about/law", "?parameter=x")
    assert "bestaat niet" in words_on(component(unknown, "unknown-parameter"))


def test_the_libraries_are_those_that_are_installed_with_their_licence() -> None:
    told = {name: (version, licence) for name, version, licence in program.libraries()}
    assert told["dash"] == (metadata.version("dash"), "MIT")
    assert told["duckdb"][1] == "MIT License"  # stated by a classifier only
    assert all("\n" not in licence for _, licence in told.values())
    assert all(licence for _, licence in told.values())
    assert program.licence_of("inspectiekompas") == "EUPL-1.2"
