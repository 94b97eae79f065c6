"""How articles of law are cited on a screen: the Dutch way written out by hand, the English way as the data hold it."""

import pytest

from features.statute.articles import article_text
from features.statute.calendar import load_calendar
from features.statute.parameters import load_parameters
from features.statute.rules import load_rules

RULES_IN_DUTCH = {
    "equal_treatment": "Waadi art. 8 en 8a",
    "hirer_admission": "Waadi art. 12d",
    "hirer_registration": "Waadi art. 7a lid 2",
    "lender_admission": "Waadi art. 12c",
    "lender_registration": "Waadi art. 7a lid 1",
    "relending": "Waadi art. 7a",
    "wtta_risk_questions": "Regeling Waadi, bijlage II par. 4 onder c",
    "work_permit": "Wav art. 2 lid 1",
    "work_permit_lent": "Wav art. 1 lid 1 onder b en art. 2 lid 1",
    "bank_payment": "Wml art. 7a",
    "deductions": "Wml art. 13",
    "holiday_allowance": "Wml art. 16 lid 2",
    "hours_against_contract": "Wml art. 13a",
    "minimum_wage": "Wml art. 7",
    "plausible_hours": "Wml art. 18b lid 2",
}
# Of parameters and events of the calendar: those that are not cited alike in both languages.
OTHERS_IN_DUTCH = {
    "Policy rule on Wav fines 2025, art. 1": "Beleidsregel boeteoplegging Wav 2025, art. 1",
    "Policy rule on enforcement of the Wml 2018, art. 2":
        "Beleidsregel bestuursrechtelijke handhaving Wml 2018, art. 2",
    "Policy rule on enforcement of the Wml 2018, art. 3":
        "Beleidsregel bestuursrechtelijke handhaving Wml 2018, art. 3",
    "Policy rules on Waadi fines 2014, art. 4": "Beleidsregels boeteoplegging Waadi 2014, art. 4",
    "Policy rules on fines under the Wml, Wav and Waadi": "Beleidsregels boeteoplegging Wml, Wav en Waadi",
    "Regeling Waadi, annex II par. 4(c) and annex A table A.2":
        "Regeling Waadi, bijlage II par. 4 onder c en bijlage A tabel A.2",
    "Regulation (EU) 2024/1689, annex III": "Verordening (EU) 2024/1689, bijlage III",
    "Regulation (EU) 2024/1689, art. 111(2)": "Verordening (EU) 2024/1689, art. 111 lid 2",
    "Regulation (EU) 2024/1689, art. 6 to 49 and 113": "Verordening (EU) 2024/1689, art. 6 tot en met 49 en 113",
    "Waadi art. 12c and 12d": "Waadi art. 12c en 12d",
    "Waadi art. 12c, 12d and 16": "Waadi art. 12c, 12d en 16",
    "Waadi art. 12c, 12d, 12h, 12n and 12u": "Waadi art. 12c, 12d, 12h, 12n en 12u",
    "Waadi art. 12d(2) and (3)": "Waadi art. 12d lid 2 en 3",
    "Waadi art. 7a(1) and (2)": "Waadi art. 7a lid 1 en 2",
    "Waadi art. 7a(2) and 19": "Waadi art. 7a lid 2 en art. 19",
    "Waadi art. 7a, 16 and 19": "Waadi art. 7a, 16 en 19",
    "Waadi art. 8 and 8a": "Waadi art. 8 en 8a",
    "Wav art. 1(1)(b)": "Wav art. 1 lid 1 onder b",
    "Wav art. 15 and 18": "Wav art. 15 en 18",
    "Wav art. 19d; ABRvS 13 July 2022 (ECLI:NL:RVS:2022:1973)":
        "Wav art. 19d; ABRvS 13 juli 2022 (ECLI:NL:RVS:2022:1973)",
    "Wav art. 2(1), 18, 19a and 19d": "Wav art. 2 lid 1, art. 18, 19a en 19d",
    "Wet toelating terbeschikkingstelling van arbeidskrachten (Wtta), transition scheme":
        "Wet toelating terbeschikkingstelling van arbeidskrachten (Wtta), overgangsregeling",
    "Wtta, transition scheme": "Wtta, overgangsregeling",
    "Wml art. 15, 16(2) and 17": "Wml art. 15, 16 lid 2 en art. 17",
    "Wml art. 18b(2)": "Wml art. 18b lid 2",
    "Wml art. 2 and 4": "Wml art. 2 en 4",
    "Wml art. 7 and 8; Besluit minimumjeugdloonregeling": "Wml art. 7 en 8; Besluit minimumjeugdloonregeling",
    "Wml art. 7, 8 and 14(10)": "Wml art. 7, 8 en 14 lid 10",
    "Wml art. 8, 12 and 14 as they read until 2024": "Wml art. 8, 12 en 14 zoals die luidden tot 2024",
    "Working Hours Act (Arbeidstijdenwet) art. 5:7": "Arbeidstijdenwet art. 5:7",
}  # fmt: skip
ALIKE = {
    "Besluit minimumjeugdloonregeling (BWBR0003599)",
    "Besluit uitvoering Wav 2022 (BWBR0046162)",
    "Waadi art. 12d",
    "Waadi art. 12p",
    "Waadi art. 15",
    "Waadi art. 16",
    "Waadi art. 19",
    "Waadi art. 23c",
    "Waadi art. 7a",
    "Waadi art. 8 (Wet meer zekerheid flexwerkers)",
    "Wav art. 15",
    "Wav art. 19d",
    "Wav art. 23",
    "Wet meer zekerheid flexwerkers",
    "Wet toelating terbeschikkingstelling van arbeidskrachten",
    "Wml art. 13; Besluit minimumloon en minimumvakantiebijslag",
    "Wml art. 13a",
    "Wml art. 7a",
}


def test_the_article_of_every_rule_in_dutch() -> None:
    assert {name: article_text(rule.article, "nl") for name, rule in load_rules().items()} == RULES_IN_DUTCH


def test_every_other_article_of_the_data_in_dutch() -> None:
    entries = {entry.known.article for parameter in load_parameters().values() for entry in parameter.entries}
    held = entries | {change.article for change in load_calendar()}
    expected = OTHERS_IN_DUTCH | {article: article for article in ALIKE}
    assert {article: article_text(article, "nl") for article in held} == expected


def test_in_english_they_are_as_held() -> None:
    assert all(article_text(rule.article, "en") == rule.article for rule in load_rules().values())


@pytest.mark.parametrize(
    ("held", "dutch"),
    [
        ("Wml art. 16(2) and (3)(a)", "Wml art. 16 lid 2 en lid 3 onder a"),
        ("Wml art. 18b(1)(a) and (b)", "Wml art. 18b lid 1 onder a en onder b"),
        ("Waadi art. 7a(1), (2) and (3)", "Waadi art. 7a lid 1, 2 en 3"),
        ("12h(2)", "12h lid 2"),
        ("WML art. 15", "WML art. 15"),
        ("artikel 7, eerste lid, Wml", "artikel 7, eerste lid, Wml"),
        ("Wml art. 18b lid 1 onder a", "Wml art. 18b lid 1 onder a"),
    ],
)
def test_paragraphs_in_a_row_and_what_a_register_says_in_dutch_already(held: str, dutch: str) -> None:
    assert article_text(held, "nl") == dutch
