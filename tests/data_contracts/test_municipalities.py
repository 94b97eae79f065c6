"""The list of municipalities: as many as there are, each with a code of its own and a place inside its province."""

from collections import Counter

import pytest

from data_contracts.reference_data import municipalities, region_of_province

# South, north, west and east of some provinces in degrees, read off a map and taken wide.
BOXES = {
    "NH": (52.15, 53.20, 4.45, 5.40),
    "LI": (50.74, 51.80, 5.55, 6.25),
    "GR": (52.83, 53.60, 6.15, 7.25),
}


def test_there_are_342_and_each_has_a_code_of_its_own() -> None:
    codes = [municipality.code for municipality in municipalities()]
    assert len(codes) == len(set(codes)) == 342
    assert codes == sorted(codes)
    assert all(len(code) == 6 and code.startswith("GM") and code[2:].isdigit() for code in codes)


def test_every_province_has_as_many_as_in_2025() -> None:
    counts = Counter(municipality.province for municipality in municipalities())
    assert counts == {
        "GR": 10, "FR": 18, "DR": 12, "OV": 25, "FL": 6, "GE": 51, "UT": 26, "NH": 44, "ZH": 50, "ZE": 13, "NB": 56,
        "LI": 31,
    }  # fmt: skip
    assert set(counts) == set(region_of_province())


def test_all_lie_inside_the_netherlands_and_none_on_another() -> None:
    places = [(municipality.latitude, municipality.longitude) for municipality in municipalities()]
    assert all(50.7 < latitude < 53.6 and 3.3 < longitude < 7.3 for latitude, longitude in places)
    assert len(set(places)) == 342


@pytest.mark.parametrize(
    ("code", "name", "province", "latitude", "longitude"),
    [
        ("GM0363", "Amsterdam", "NH", 52.37, 4.90),
        ("GM0935", "Maastricht", "LI", 50.85, 5.69),
        ("GM0014", "Groningen", "GR", 53.22, 6.57),
    ],
)
def test_known_ones_are_where_they_are(code: str, name: str, province: str, latitude: float, longitude: float) -> None:
    found = {municipality.code: municipality for municipality in municipalities()}[code]
    assert (found.name, found.province) == (name, province)
    assert found.latitude == pytest.approx(latitude, abs=0.03)
    assert found.longitude == pytest.approx(longitude, abs=0.03)
    south, north, west, east = BOXES[province]
    inside = [m for m in municipalities() if m.province == province]
    assert all(south < m.latitude < north and west < m.longitude < east for m in inside)


def test_inhabitants_are_a_usable_weight_where_they_are_given() -> None:
    given = {m.code: m.inhabitants for m in municipalities() if m.inhabitants is not None}
    assert len(given) == 316
    assert max(given, key=given.__getitem__) == "GM0363"
    assert all(inhabitants >= 500 for inhabitants in given.values())
    assert 15_000_000 < sum(given.values()) < 17_500_000
