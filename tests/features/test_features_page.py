"""docs/features.md says what the catalogue and the deny-list say."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from features.catalogue import Catalogue, load_catalogue
from features.deny_list import denied_grounds
from features.family import Family
from features.feature import Bilingual, Feature, Signature
from scripts.features_page import PAGE, features_page

TRIAL = Feature(
    name="trial",
    family="odd_things",
    label=Bilingual("Proef", "Trial"),
    description=Bilingual("Een proef.", "Whether a | stands in it."),
    unit="share",
    value_format="percent",
    direction=-1,
    legal_basis="none",
    source_tables=("signals", "employers"),
    proxy_risk="low",
    proxy_reason=Bilingual("Geen.", "No person in it."),
    owner="Team",
    review_date=date(2027, 1, 1),
    sentence=Bilingual("Het is {value}.", "It is {value}."),
    missing=Bilingual("Niet bekend.", "Not known."),
)
OFF = replace(TRIAL, name="off", held=Bilingual("Nog niet.", "Nobody signed."))


def page_of(*features: Feature) -> list[str]:
    family = Family(Path("odd_things"), "registers", features, Bilingual("Vreemde zaken.", "Odd things."))
    return features_page(Catalogue((family,)), denied_grounds()).splitlines()


def test_the_page_is_what_the_catalogue_makes_of_it() -> None:
    made = features_page(load_catalogue(), denied_grounds())
    assert PAGE.read_text("utf-8") == made, "docs/features.md is stale: run `make features-page`"


def test_every_family_says_what_it_measures() -> None:
    assert [family.name for family in load_catalogue().definitions if family.about is None] == []


def test_a_feature_has_a_row_with_all_that_the_catalogue_says() -> None:
    page = page_of(TRIAL)
    assert page[page.index("## Odd things") + 2].startswith("Odd things. Runs once for the whole country")
    assert (
        r"| `trial` Trial (*Proef*) | Whether a \| stands in it. | share | lowers only | signals, employers | none | "
        "low: No person in it. |"
    ) in page
    assert "## Held" not in page


def test_a_held_feature_stands_apart_with_why() -> None:
    page = page_of(TRIAL, OFF)
    assert [line for line in page if "`off`" in line] == [
        r"| `off` Trial (*Proef*) | Whether a \| stands in it. | signals, employers | Nobody signed. |"
    ]
    assert "1 features in 1 families, and 1 held." in page


def test_a_signed_feature_names_who_signed_for_it() -> None:
    signed = replace(TRIAL, signed=Signature("J. de Vries", date(2026, 11, 2), "indicator.md"))
    row = next(line for line in page_of(signed) if "`trial`" in line)
    assert row.endswith("No person in it. Signed by J. de Vries on 2026-11-02 (indicator.md). |")


@pytest.mark.parametrize("ground", [ground.what for ground in denied_grounds()])
def test_every_denied_ground_is_on_the_page(ground: str) -> None:
    rows = [line for line in page_of(TRIAL) if line.startswith(f"| {ground} |")]
    assert len(rows) == 1
