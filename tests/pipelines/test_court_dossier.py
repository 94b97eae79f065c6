"""The dossier for a court: what it tells, what it does not tell yet, and that it is the same in both languages."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pypdf
import pytest

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import AuditFilter, AuditLog, sqlite_url
from data_contracts.store.accounts import Accounts
from data_contracts.store.corrections import Contested, Corrections
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcome import Outcome
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from features.formatting import percent
from pipelines.dossier.court.document import court_document
from pipelines.dossier.court.gathering import CourtCase, gathered
from pipelines.dossier.court.words import legal
from pipelines.dossier.replay import REPLAYED
from pipelines.reporting.paper import Document, text_lines
from tests.support import tables
from tests.support.command import kompas
from tests.support.published import publish_all
from tests.support.tables import RICH, UNPLANNED

LOT = "E0000010"
PLAN, PURPOSE = "2026-11", "beroep 26/118"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_all(tmp_path / "data", visits=40)
    Accounts(sqlite_url(tmp_path / "data")).make("anna", "een lang wachtwoord 1", roles=["planner"], by="root")
    return tmp_path / "data"


def decide(data: Path, employer_id: str, **changes: Any) -> None:
    roll = plan_roll(SnapshotFolder(data / "snapshots").latest("plan"))
    given = {"kind": "accept", "reason": "as_planned", "by": "anna"} | changes
    PlanDecisions(sqlite_url(data)).record(PlanDecision(PLAN, employer_id, **given), "u", roll)


def close(data: Path, employer_id: str) -> None:
    outcome = Outcome(
        PLAN, employer_id, "visit", "visited", "P.", opened_on=date(2026, 11, 3), closed_on=date(2026, 11, 20)
    )
    Outcomes(sqlite_url(data)).record(outcome, "u")


def case_for(data: Path, employer_id: str) -> CourtCase:
    return gathered(KompasSettings(data_dir=data), employer_id, PLAN, PURPOSE, lambda _: None, again=False)


def text(data: Path, employer_id: str, language: Any = "nl") -> str:
    return flat(court_document(case_for(data, employer_id), language))


def flat(document: Document) -> str:
    return " ".join(" ".join(text_lines(document)).replace("> ", "").split())


def probability(data: Path, employer_id: str, law: str = "WML") -> float:
    scores = pl.read_parquet(SnapshotFolder(data / "snapshots").latest("scores").table("scores"))
    return float(scores.filter(employer_id=employer_id, law=law)["probability"][0])


@pytest.mark.parametrize("employer_id", [RICH, LOT])
def test_while_a_case_is_open_both_read_alike_and_say_why_it_is_not_told_yet(data: Path, employer_id: str) -> None:
    decide(data, employer_id)
    told = text(data, employer_id)
    assert "Dit wordt nog niet gezegd, want de zaak is nog niet gesloten." in told
    assert "Daarom wordt het van geen enkele werkgever gezegd, ook niet als het geen lot was." in told
    assert "De schatting zelf staat hier nog niet." in told
    assert percent(probability(data, employer_id), "nl") not in told
    assert "wordt u meegedeeld zodra de zaak gesloten is" in told
    assert "aangewezen door het lot" not in told
    assert "niet geloot" not in told


def test_open_dossiers_of_a_drawn_and_a_chosen_employer_differ_in_nothing_but_their_own_records(data: Path) -> None:
    def without_records(employer_id: str) -> list[str]:
        document = court_document(case_for(data, employer_id), "en")
        kept = [part for position, part in enumerate(document.parts) if position not in (0, 3)]  # short, facts
        lines = str(kept).replace(employer_id, "E").replace(*teams(employer_id))
        return lines.split("'")

    chosen = "E0000012"
    assert without_records(LOT) == without_records(chosen)


def teams(employer_id: str) -> tuple[str, str]:
    return tables.TEAMS[int(employer_id[1:]) % 4][0], "T"


def test_once_closed_it_tells_lot_with_its_chance_and_that_the_estimate_did_not_count(data: Path) -> None:
    decide(data, LOT)
    close(data, LOT)
    told = text(data, LOT)
    assert "is gesloten op 20-11-2026" in told
    assert "Deze werkgever is aangewezen door het lot." in told
    assert "telde de schatting niet mee bij de keuze" in told
    assert f"WML: kans {percent(probability(data, LOT), 'nl')}, plaats" in told
    assert "aangewezen door loting uit alle werkgevers" in told
    assert "meegedeeld zodra" not in told


def test_once_closed_it_tells_an_estimate_and_the_sentence_of_the_decision_says_so(data: Path) -> None:
    close(data, RICH)
    told = text(data, RICH, "en")
    assert "This employer was not drawn by lot. The choice followed from an estimate" in told
    assert "Risk selection played a part in that: the estimate of a computer model indicated" in told
    assert "WML, raises the chance:" in told
    assert "is to be confirmed by a lawyer. Certainty of the source: high (official text)" in told


def test_a_person_who_added_the_employer_is_told_no_sooner_than_lot_is(data: Path) -> None:
    added = {"kind": "add", "reason": "report_received", "ground": "signal", "team": "West-1", "month": tables.MONTH}
    decide(data, UNPLANNED, **added)
    told = text(data, UNPLANNED)
    assert "De werkgever is gekozen onder plan 2026-11" in told
    assert "In het plan opgenomen" in told
    assert "Zelf toevoegen" not in told
    assert "Naar aanleiding van een melding" not in told
    close(data, UNPLANNED)
    told = text(data, UNPLANNED)
    assert "Een mens heeft hem toegevoegd. Grond: melding." in told
    assert "toegevoegd door een medewerker" in told


def test_decisions_stand_by_role_with_what_was_seen_and_without_names(data: Path) -> None:
    decide(data, RICH, view="blind", remark="belt eerst")
    told = text(data, RICH)
    assert "Wie (rol): planner" in told
    assert "zonder de schatting" in told
    assert "anna" not in told
    assert "belt eerst" not in told


def test_facts_stand_with_article_amount_period_and_limits_and_a_contested_one_is_marked(data: Path) -> None:
    told = text(data, RICH)
    for part in ("Wml art. 7", "€ 1.510,75", "11-2025 tot en met 10-2026", "7 werknemers, 23 werkmaanden"):
        assert part in told, part
    assert "Niet: of de opgegeven uren kloppen." in told
    assert "BETWIST" not in told
    contested = Contested("employers", {"employer_id": RICH}, "size_class", "2", "3-4")
    corrections = Corrections(sqlite_url(data))
    asked = corrections.ask(RICH, contested, asked_by="de werkgever", by="anna", reason="te klein", system_user="u")
    told = text(data, RICH)
    assert f"BETWIST: verzoek {asked.request_id}" in told
    assert "Er staat 2; volgens de verzoeker moet dat 3-4 zijn." in told
    corrections.decide(asked.request_id, granted=False, by="P. Baas", reason="klopt wel", system_user="u")
    told = text(data, RICH)
    assert "BETWIST" not in told
    assert "is afgewezen op" in told


def test_facts_that_cannot_be_read_are_not_said_to_be_none_and_a_changed_file_is_named(data: Path) -> None:
    Path(SnapshotFolder(data / "snapshots").latest("features").table("facts")).write_bytes(b"nothing")
    told = text(data, RICH)
    assert "kunnen niet meer worden gelezen" in told
    assert "vonden de toetsen niets" not in told
    assert "BESTAND VERANDERD: facts.parquet" in told


def test_who_was_not_chosen_reads_so_and_gets_no_sentence(data: Path) -> None:
    told = text(data, UNPLANNED)
    assert "De werkgever is niet gekozen onder plan 2026-11" in told
    assert "hoort dus geen zin over dit plan in een besluit" in told


def test_every_legal_text_has_a_certainty_and_a_source_in_both_languages() -> None:
    texts = [legal()["disclosure"], *legal()["remedies"]]
    assert all(text["certainty"] in legal()["certainties"] for text in texts)
    assert all(text["source"][language] for text in texts for language in ("nl", "en"))
    assert all(sentence[language] for sentence in legal()["sentences"].values() for language in ("nl", "en"))


def test_the_command_writes_three_forms_in_two_languages_and_logs_what_for(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = ("dossier", RICH, "--plan", PLAN, "--purpose", PURPOSE, "--for", "court", "--out", str(out))
    result = kompas(*command, settings={"KOMPAS_DATA_DIR": str(data)})
    assert result.returncode == 0, result.stderr
    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(f"court.{language}.{form}" for language in ("nl", "en") for form in ("html", "pdf", "txt"))
    for language in ("nl", "en"):
        plain = " ".join((out / f"court.{language}.txt").read_text("utf-8").split())
        paper = pypdf.PdfReader(out / f"court.{language}.pdf")
        printed = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
        heading = {"nl": "De zin die in het besluit moet staan", "en": "The sentence that the decision must carry"}
        assert heading[language] in plain
        assert heading[language] in printed
        assert f'<html lang="{language}">' in (out / f"court.{language}.html").read_text("utf-8")
    (line,) = AuditLog(sqlite_url(data)).lines(AuditFilter((REPLAYED,)))
    assert (line.detail["for"], line.detail["purpose"]) == ("court", PURPOSE)


def test_made_again_for_a_court_no_report_with_estimates_and_names_comes_beside_it(data: Path, tmp_path: Path) -> None:
    decide(data, LOT)
    out = tmp_path / "out"
    command = ("dossier", LOT, "--plan", PLAN, "--purpose", PURPOSE, "--for", "court", "--replay", "--out", str(out))
    kompas.here(*command, settings={"KOMPAS_DATA_DIR": str(data)})
    assert {path.name.partition(".")[0] for path in out.iterdir()} == {"court"}
    assert "niet in alles gelijk" in " ".join((out / "court.nl.txt").read_text("utf-8").split())
