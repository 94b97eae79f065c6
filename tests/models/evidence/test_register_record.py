"""The record for the Algoritmeregister: the standard's fields, what fills them, and what it does not take."""

import csv
import io
import json
from datetime import date

import pytest

from models.evidence.answers import Answer, read_answer
from models.evidence.register_record import Facts, as_csv, as_json, fields, fill, problems, record_of
from tests.support.golden import assert_golden

FACTS = Facts(laws=("WML", "Wav"), begin="2026-11", registers=("werkgevers", "loonaangiften"))
WHOLE = {
    "name": "Inspectiekompas",
    "description_short": "Helpt kiezen.",
    "organization": "Een inspectie",
    "status": "In gebruik",
    "contact_email": "vragen@inspectie.example",
    "publication_category": "Impactvolle algoritmes",
    "lang": "nld",
}


def _by_people(text: object) -> Answer:
    return read_answer({"answer": text, "name": "A", "role": "B", "date": date(2026, 1, 1), "review": date(2027, 1, 1)})


def test_a_record_with_all_that_is_required_is_valid() -> None:
    assert problems(WHOLE) == ()
    assert problems(WHOLE | {"begin_date": "2026-11", "category": ["Werk"], "url": "https://a.example/b"}) == ()


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_without_a_required_field_it_is_not(name: str) -> None:
    (found,) = problems({key: value for key, value in WHOLE.items() if key != name})
    assert (found.field, found.kind) == (name, "empty")
    assert found.says["nl"] == f"Het veld {name} is verplicht en leeg."


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("name", "x" * 101, "long"),
        ("description_short", "x" * 401, "long"),
        ("methods_and_models", "x" * 5001, "long"),
        ("status", "In bedrijf", "value"),
        ("publication_category", "Hoog risico", "value"),
        ("lang", "nl", "value"),
        ("standard_version", "0.9", "value"),
        ("begin_date", "2026-13", "month"),
        ("begin_date", "november 2026", "month"),
        ("url", "www.inspectie.example", "link"),
        ("contact_email", "vragen bij de inspectie", "address"),
        ("category", "Werk", "list"),
        ("goal", ["een", "twee"], "no_list"),
        ("goal", "=HYPERLINK(1)", "formula"),
        ("colour", "blauw", "stranger"),
    ],
)
def test_what_the_standard_does_not_take_is_told(field: str, value: str | list[str], kind: str) -> None:
    (found,) = problems(WHOLE | {field: value})
    assert (found.field, found.kind) == (field, kind)


@pytest.mark.parametrize(("field", "most"), [("name", 100), ("goal", 2500), ("methods_and_models", 5000)])
def test_a_text_of_exactly_the_longest_length_is_taken(field: str, most: int) -> None:
    assert problems(WHOLE | {field: "x" * most}) == ()


def test_what_nobody_checked_is_not_in_the_record_and_agreeing_takes_it_over() -> None:
    assert set(record_of(fill(FACTS))) == {"name", "lang", "methods_and_models", "standard_version"}
    agreed = record_of(fill(FACTS, {"goal": _by_people("Akkoord."), "status": _by_people("akkoord")}))
    assert agreed["status"] == "In gebruik"
    assert str(agreed["goal"]).startswith("De Arbeidsinspectie kan van ongeveer 450.000 werkgevers")
    own = record_of(fill(FACTS, {"goal": _by_people("Ons doel."), "category": _by_people(["Werk", "Recht"])}))
    assert (own["goal"], own["category"]) == ("Ons doel.", ["Werk", "Recht"])


def test_json_and_csv_hold_the_same_record() -> None:
    record = WHOLE | {"category": ["Werk", "Recht"], "goal": 'Een "doel", met komma\nen regel'}
    assert json.loads(as_json(record)) == record
    head, values = list(csv.reader(io.StringIO(as_csv(record), newline="")))
    told = {name: value for name, value in zip(head, values, strict=True) if value}
    assert head == [field.name for field in fields()]
    assert told == record | {"category": "Werk; Recht"}


def test_the_golden_record() -> None:
    """The record as it is published when people agree with every text of the program."""
    answers = {field.name: _by_people("akkoord") for field in fields() if field.ask and field.text}
    answers |= {
        "organization": _by_people("Een inspectie"),
        "contact_email": _by_people("vragen@inspectie.example"),
        "publication_category": _by_people("Hoog-risico AI-systeem"),
        "category": _by_people(["Werk"]),
    }
    record = record_of(fill(FACTS, answers))
    assert problems(record) == ()
    assert_golden("algoritmeregister.json", as_json(record))
