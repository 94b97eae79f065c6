"""A line that is no record goes to quarantine with its own number, and takes no other line with it."""

import json
from pathlib import Path

import pytest

from pipelines.ingest import TableResult
from tests.support.deliveries import Delivery, csv_text
from tests.support.drops import load_tables

GOOD = "Team 50,2026-02-01,West,WML,400,2026-01-01"
BAD_LINES = [
    ("too few fields", b"Team 50,2026-02-01,West,WML,400", "line:too_few_fields"),
    ("too many fields", b"Team 50,2026-02-01,West,WML,400,2026-01-01,x", "line:too_many_fields"),
    ("comma for decimals", b"Team 50,2026-02-01,West,WML,400,5,2026-01-01", "line:too_many_fields"),
    ("other separator", b"Team 50;2026-02-01;West;WML;400;2026-01-01", "line:too_few_fields"),
    ("unclosed quote", b'"Team 50,2026-02-01,West,WML,400,2026-01-01', "line:quote"),
    ("text after a quote", b'"Team" 50,2026-02-01,West,WML,400,2026-01-01', "line:quote"),
    ("quote inside a field", b'Team "50",2026-02-01,West,WML,400,2026-01-01', "line:quote"),
    ("not UTF-8", b"Team caf\xe9,2026-02-01,West,WML,400,2026-01-01", "line:encoding"),
    ("NUL byte", b"Team\x00 50,2026-02-01,West,WML,400,2026-01-01", "line:encoding"),
    ("lone carriage return", b"Team\r50,2026-02-01,West,WML,400,2026-01-01", "line:encoding"),
]


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    spoilt = Delivery(tmp_path)
    for row in spoilt.rows["capacity"]:
        row["skills"] = "WML"
    return spoilt


def _ingest(delivery: Delivery) -> TableResult:
    return load_tables(delivery, "capacity")["capacity"]


def _with_line_52(delivery: Delivery, line: bytes, newline: bytes = b"\n") -> None:
    lines = csv_text(delivery.rows["capacity"]).encode().rstrip().split(b"\n")
    assert lines[51].decode() == GOOD
    lines[51] = line
    delivery.write().write_file("capacity/a.csv", newline.join(lines))


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(("line", "rule"), [case[1:] for case in BAD_LINES], ids=[case[0] for case in BAD_LINES])
def test_a_bad_line_is_quarantined_alone(delivery: Delivery, line: bytes, rule: str, newline: bytes) -> None:
    _with_line_52(delivery, line, newline)
    result = _ingest(delivery)

    (row,) = delivery.quarantine("capacity")
    assert (row["file"], row["line"], row["rule"], row["column_name"]) == ("2026-02/capacity/a.csv", 52, rule, None)
    expected = line.decode(errors="replace").replace("\r", "�").replace("\x00", "�")
    assert json.loads(str(row["raw"])) == {"line": expected}
    assert (result.rows_in, result.rows_valid, result.rows_quarantined) == (100, 99, 1)
    assert "Team 50" not in delivery.valid("capacity")["team"].to_list()


def test_a_field_with_a_line_break_is_two_bad_lines(delivery: Delivery) -> None:
    _with_line_52(delivery, b'"Team\n50",2026-02-01,West,WML,400,2026-01-01')
    result = _ingest(delivery)
    assert [(row["line"], row["rule"]) for row in delivery.quarantine("capacity")] == [
        (52, "line:quote"),
        (53, "line:quote"),
    ]
    assert (result.rows_in, result.rows_valid) == (101, 99)


def test_blank_lines_hold_nothing_but_count_as_lines(delivery: Delivery) -> None:
    _with_line_52(delivery, b"\n\nTeam 50,2026-02-01,West,WML,many,2026-01-01\n")
    result = _ingest(delivery)
    assert [(row["line"], row["rule"]) for row in delivery.quarantine("capacity")] == [(54, "type:available_hours")]
    assert (result.rows_in, result.rows_valid) == (100, 99)


def test_mixed_line_ends_keep_their_numbers(delivery: Delivery) -> None:
    delivery.write()
    lines = csv_text(delivery.rows["capacity"]).encode().split(b"\n")
    lines[60] = b"Team,bad"
    text = b"\r\n".join(lines[:30]) + b"\n" + b"\n".join(lines[30:70]) + b"\r\n" + b"\r\n".join(lines[70:])
    delivery.write_file("capacity/a.csv", text)
    assert _ingest(delivery).rows_valid == 99
    assert [row["line"] for row in delivery.quarantine("capacity")] == [61]


def test_a_bad_byte_at_the_edge_of_what_is_read_at_once_is_found(delivery: Delivery) -> None:
    """Four MiB are read at once: the two bytes of é are cut in two there, and a bad byte comes right after."""
    delivery.write()
    header = ",".join(delivery.rows["capacity"][0]).encode() + b"\n"
    blank = b"\n" * ((1 << 22) - len(header) - 6)
    lines = b"Team \xc3\xa9,2026-02-01,West,WML,400,2026-01-01\nTeam \xe9,2026-02-01,West,WML,400,2026-01-01\n"
    rest = csv_text(delivery.rows["capacity"]).encode().split(b"\n", 1)[1]
    delivery.write_file("capacity/a.csv", header + blank + lines + rest)
    assert _ingest(delivery).rows_valid == 101
    assert [(row["line"], row["rule"]) for row in delivery.quarantine("capacity")] == [
        (len(blank) + 3, "line:encoding")
    ]
    assert "Team é" in delivery.valid("capacity")["team"].to_list()


def test_a_line_end_that_is_cut_in_two_is_one_line_end(delivery: Delivery) -> None:
    """The carriage return is the last of the first four MiB and its line feed the first of the next."""
    delivery.write()
    header, rest = csv_text(delivery.rows["capacity"]).encode().split(b"\n", 1)
    line = b"Team 100,2026-02-01,West,WML,400,2026-01-01\r"
    blank = b"\n" * ((1 << 22) - len(header) - len(line) - 1)
    delivery.write_file("capacity/a.csv", header + b"\n" + blank + line + b"\n" + rest)
    assert _ingest(delivery).rows_valid == 101
    assert delivery.quarantine("capacity") == []
