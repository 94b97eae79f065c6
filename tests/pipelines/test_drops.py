"""What a drop is: a folder with a note of who delivered what, and a hash that changes with every byte and name."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data_contracts.enforcement import FileOrigin
from data_contracts.errors import KompasError
from pipelines.ingest import Drop, read_drops
from tests.support.deliveries import NOTE, Delivery


def _drop(delivery: Delivery) -> Drop:
    (drop,) = read_drops(delivery.register)
    return drop


def _write(register: Path, name: str, note: object) -> None:
    (register / name).mkdir(parents=True)
    (register / name / "delivery.json").write_text(json.dumps(note))


def test_the_same_files_give_the_same_hash(delivery: Delivery) -> None:
    first = _drop(delivery.write()).content_hash
    os.utime(delivery.folder / "capacity" / "a.csv", (1, 1))
    delivery.write_file("capacity/.hidden", "x")
    assert _drop(delivery).content_hash == first
    assert len(first) == 64


def test_the_name_of_a_drop_is_no_part_of_its_hash(delivery: Delivery) -> None:
    first = _drop(delivery.write()).content_hash
    delivery.folder.rename(delivery.register / "2026-03")
    assert (_drop(delivery).name, _drop(delivery).content_hash) == ("2026-03", first)


@pytest.mark.parametrize("change", ["content", "name", "more", "note"])
def test_a_change_gives_another_hash(delivery: Delivery, change: str) -> None:
    first = _drop(delivery.write()).content_hash
    path = delivery.folder / "capacity" / "a.csv"
    match change:
        case "content":
            path.write_text(path.read_text().replace("400", "401", 1))
        case "name":
            path.rename(path.with_name("b.csv"))
        case "more":
            delivery.write_file("capacity/b.csv", "")
        case "note":
            (delivery.folder / "delivery.json").write_text(json.dumps(NOTE | {"note_nl": "anders"}))
    assert _drop(delivery).content_hash != first


def test_a_file_that_cannot_be_read_is_named(delivery: Delivery) -> None:
    path = delivery.write().folder / "capacity" / "b.csv"
    path.symlink_to(path)
    assert _drop(delivery).content_hash  # a link to nowhere is no file
    path.unlink()
    path.write_text("x")
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser reads everything
        assert _drop(delivery).content_hash
    else:
        with pytest.raises(KompasError, match="cannot be read"):
            _ = _drop(delivery).content_hash


def test_drops_are_taken_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("2026-10", "2026-02", "2025-12", "b", "A.1_x"):
        _write(tmp_path, name, NOTE)
    assert [drop.name for drop in read_drops(tmp_path)] == ["2025-12", "2026-02", "2026-10", "A.1_x", "b"]
    assert read_drops(tmp_path / "nowhere") == ()


def test_a_note_says_who_delivered_what_of_when(tmp_path: Path) -> None:
    covers = {"from": "2026-03-01", "to": "2026-03-31"}
    more = {"covers": covers, "delivered_on": "2026-04-30", "series": " s1 ", "pseudonymised": True}
    _write(tmp_path, "repair-0001", NOTE | more)
    (tmp_path / "repair-0001" / "repairs.json").write_text("{}")
    (drop,) = read_drops(tmp_path)
    assert (drop.source, drop.synthetic, drop.note_nl, drop.note_en) == ("a test", True, "verzonnen", "made up")
    assert (drop.covers_from, drop.covers_to) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (drop.delivered_on, drop.series, drop.pseudonymised) == (date(2026, 4, 30), "s1", True)


@pytest.mark.parametrize("name", ["2026-03", "repair-0001"])
def test_nobody_else_may_say_that_numbers_are_pseudonyms(tmp_path: Path, name: str) -> None:
    _write(tmp_path, name, NOTE | {"pseudonymised": True})
    with pytest.raises(KompasError, match="only drops of repaired rows may say"):
        read_drops(tmp_path)


def test_what_a_note_leaves_out_is_not_guessed(tmp_path: Path) -> None:
    _write(tmp_path, "2026-03", NOTE)
    (drop,) = read_drops(tmp_path)
    assert (drop.covers_from, drop.covers_to, drop.delivered_on) == (None, None, None)
    assert (drop.series, drop.pseudonymised) == ("", False)


@pytest.mark.parametrize(
    "more",
    [
        {"covers": {"from": "2026-03-01"}},
        {"covers": {"from": "2026-03-01", "to": "2026-02-28"}},
        {"covers": "2026-03"},
        {"covers": {"from": "1 maart", "to": "2026-03-31"}},
        {"delivered_on": "30-04-2026"},
        {"delivered_on": 20260430},
        {"series": 3},
    ],
    ids=str,
)
def test_a_date_or_series_that_cannot_be_read_is_refused(tmp_path: Path, more: dict[str, object]) -> None:
    _write(tmp_path, "2026-03", NOTE | more)
    with pytest.raises(KompasError, match="in a form that is not known") as caught:
        read_drops(tmp_path)
    assert caught.value.where == str(tmp_path / "2026-03" / "delivery.json")


@pytest.mark.parametrize("name", ["a+b", "é", "-x", "maart 2026", "x" * 81])
def test_a_folder_that_is_no_name_of_a_drop_is_refused(tmp_path: Path, name: str) -> None:
    _write(tmp_path, name, NOTE)
    with pytest.raises(KompasError, match="Only the folders of drops belong here") as caught:
        read_drops(tmp_path)
    assert caught.value.where == str(tmp_path / name)


def test_files_beside_the_drops_are_refused_and_hidden_ones_are_not_seen(delivery: Delivery) -> None:
    delivery.write()
    (delivery.register / ".DS_Store").write_text("x")
    assert len(read_drops(delivery.register)) == 1
    (delivery.register / "employers.csv").write_text("x")
    with pytest.raises(KompasError, match="Only the folders of drops belong here") as caught:
        read_drops(delivery.register)
    assert caught.value.where == str(delivery.register / "employers.csv")


def test_a_file_knows_its_drop(tmp_path: Path) -> None:
    covers = {"from": "2026-03-01", "to": "2026-03-31"}
    note = NOTE | {"covers": covers, "delivered_on": "2026-04-30"}
    delivery = Delivery(tmp_path, drop="2026-03", note=note).write()
    drop = replace(_drop(delivery), pseudonymised=True)
    delivery.write_file("capacity/B.PARQUET", "x")
    kinds = [(file.name, file.kind, file.pseudonymised) for file in drop.files("capacity")]
    assert kinds == [("2026-03/capacity/B.PARQUET", "parquet", True), ("2026-03/capacity/a.csv", "csv", True)]
    assert drop.origin(drop.files("capacity")[1]) == FileOrigin(
        "2026-03/capacity/a.csv", date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 30)
    )
    (delivery.folder / "werkgevers").mkdir()
    assert drop.unknown_folders == ["werkgevers"]
    assert drop.files("werkgevers2") == ()
