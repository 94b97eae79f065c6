"""The page on the wage return names every column of wage_records and every field that a return can hold."""

from pathlib import Path

import pytest

from data_contracts.contract import load_contract

PAGE = Path(__file__).parents[2] / "docs" / "wage-return.md"
NAMES = (
    "NumIV DatAanv DatEind CdRdnEindArbov PersNr SofiNr Voorl Voorv SignNm Gebdat Nat Gesl AdresBinnenland Str HuisNr "
    "HuisNrToev Pc Woonpl AdresBuitenland LandCd SrtIV CdAard CAO IndArbovOnbepTd IndSchriftArbov IndOprov FsIndFZ "
    "IndLhKort LbTab IndWAO IndWW IndZW CdZvw CdIncInkVerm LnLbPh LnSV LnInGld WrdLn LnOwrk VakBsl OpgRchtVakBsl "
    "ExtrSal IngLbPh Reisk AantVerlU Ctrctln AantCtrcturenPWk Sect RisGrp"
)
FIELDS = NAMES.split()


def _rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "field"]


def test_every_field_stands_in_one_row() -> None:
    assert len(FIELDS) == len(set(FIELDS)) == 49
    first_cells = [row[0] for row in _rows()]
    assert {field: sum(f"`{field}`" in cell for cell in first_cells) for field in FIELDS} == dict.fromkeys(FIELDS, 1)


def test_every_column_stands_in_one_row() -> None:
    columns = load_contract("wage_records").column_names
    second_cells = [row[1] for row in _rows()]
    assert {name: second_cells.count(f"`{name}`") for name in columns} == dict.fromkeys(columns, 1)
    outside = {cell for cell in second_cells if cell.strip("`") not in columns}
    assert outside == {"not taken over", "**refused at the door**"}


def test_what_is_left_out_says_why() -> None:
    assert all(row[2] for row in _rows() if not row[1].startswith("`"))


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("DatAanv", "started_on"),
        ("Gebdat", "birth_month"),
        ("SrtIV", "income_type"),
        ("LnInGld", "wage_eur"),
        ("OpgRchtVakBsl", "holiday_allowance_reserved_eur"),
        ("AantVerlU", "paid_hours"),
    ],
)
def test_the_contract_and_the_page_say_the_same(field: str, column: str) -> None:
    assert f"`{column}`" in {row[1] for row in _rows() if f"`{field}`" in row[0]}
    assert field in load_contract("wage_records").column(column).description


def test_nationality_is_refused_and_not_merely_left_out() -> None:
    (row,) = [row for row in _rows() if row[0] == "`Nat`"]
    assert row[1] == "**refused at the door**"
