"""Which drops a load takes, by what lies there and what was loaded before."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.snapshots import InputSnapshot, Manifest
from pipelines.ingest import Drop, read_drops
from pipelines.ingest.choice import OUTDATED, Choice, Today, choose_drops
from tests.support.deliveries import NOTE

TODAY = Today("code 1", ("key 1",))


def _write(register: Path, name: str, content: str, **note: object) -> None:
    (register / name / "capacity").mkdir(parents=True, exist_ok=True)
    (register / name / "delivery.json").write_text(json.dumps(NOTE | note))
    (register / name / "capacity" / "a.csv").write_text(content)


def _drops(register: Path, **contents: str) -> tuple[Drop, ...]:
    for name, content in contents.items():
        _write(register, name, content)
    return read_drops(register)


def _standing(drops: tuple[Drop, ...], *, synthetic: bool = True, **configuration: object) -> Manifest:
    """Return the manifest of a warehouse that these drops were loaded into."""
    made: Mapping[str, object] = {"made_with": "code 1", "pseudonym_keys": ["key 1"], "series": ""}
    return Manifest(
        "warehouse",
        "w-1",
        "2026-03-01T00:00:00+00:00",
        "f",
        "c",
        synthetic=synthetic,
        inputs=tuple(InputSnapshot("register", drop.name, drop.content_hash) for drop in drops),
        configuration=dict(made) | configuration,
    )


def _names(choice: Choice) -> list[str]:
    return [drop.name for drop in choice.pending]


def _refusal(*arguments: object, **more: bool) -> KompasError:
    with pytest.raises(KompasError) as caught:
        choose_drops(*arguments, **more)  # type: ignore[arg-type]
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def test_the_first_load_takes_all_in_order(tmp_path: Path) -> None:
    choice = choose_drops(_drops(tmp_path, b="2", a="1"), None, TODAY)
    assert (_names(choice), choice.adds, choice.remarks) == (["a", "b"], False, ())


def test_what_was_loaded_is_left_and_what_is_new_is_added(tmp_path: Path) -> None:
    drops = _drops(tmp_path, a="1", b="2", c="3")
    choice = choose_drops(drops, _standing(drops[:2]), TODAY)
    assert (_names(choice), choice.adds, choice.remarks) == (["c"], True, ())
    choice = choose_drops(drops, _standing(drops), TODAY)
    assert (_names(choice), choice.adds, choice.remarks) == ([], True, ())


def test_drops_that_were_taken_away_after_they_were_loaded_are_not_missed(tmp_path: Path) -> None:
    drops = _drops(tmp_path, a="1", b="2")
    assert _names(choose_drops(drops[1:], _standing(drops[:1]), TODAY)) == ["b"]
    assert _names(choose_drops((), _standing(drops), TODAY)) == []


def test_a_drop_under_another_name_is_not_loaded_again(tmp_path: Path) -> None:
    drops = _drops(tmp_path, a="1", b="1", c="2")
    first = choose_drops(drops, None, TODAY)
    assert _names(first) == ["a", "c"]
    assert first.remarks == ("The drop b holds the same as a; it was not loaded.",)
    later = choose_drops(drops[1:2], _standing(drops[:1]), TODAY)
    assert _names(later) == []
    assert later.remarks == ("The drop b holds what was loaded before under another name; nothing was done.",)


def test_a_drop_that_changed_after_it_was_loaded_is_refused(tmp_path: Path) -> None:
    before = _standing(_drops(tmp_path, a="1", b="2"))
    refusal = _refusal(_drops(tmp_path, a="1", b="3"), before, TODAY)
    assert refusal.what == "The drop b was loaded before, with other content."
    assert refusal.where == str(tmp_path / "b")
    assert "as a new drop with a later known_at" in refusal.remedy


def test_other_code_loads_all_anew_when_all_is_there_and_else_goes_on(tmp_path: Path) -> None:
    drops = _drops(tmp_path, a="1", b="2", c="3")
    newer = Today("code 2", ("key 1",))
    anew = choose_drops(drops, _standing(drops[:2]), newer)
    assert (_names(anew), anew.adds, anew.remarks) == (["a", "b", "c"], False, ())
    on = choose_drops(drops[1:], _standing(drops[:2]), newer)
    assert (_names(on), on.adds, on.remarks) == (["c"], True, (OUTDATED,))


def test_other_keys_load_all_anew_when_all_is_there_and_are_else_refused(tmp_path: Path) -> None:
    """Beside rows made with another key, the same worker would be somebody else."""
    drops = _drops(tmp_path, a="1", b="2")
    renewed = Today("code 1", ("key 1", "key 2"))
    anew = choose_drops(drops, _standing(drops[:1]), renewed)
    assert (_names(anew), anew.adds) == (["a", "b"], False)
    refusal = _refusal(drops[1:], _standing(drops[:1]), renewed)
    assert "The keys of pseudonyms are not those that the warehouse was made with" in refusal.what
    assert refusal.where == "pseudonym_key_file"
    assert "kompas pseudonyms rotate" in refusal.remedy


def test_a_damaged_warehouse_is_made_anew_when_all_is_there_and_is_else_not_added_to(tmp_path: Path) -> None:
    drops = _drops(tmp_path, a="1", b="2")
    anew = choose_drops(drops, _standing(drops), TODAY, damaged=True)
    assert (_names(anew), anew.adds) == (["a", "b"], False)
    refusal = _refusal(drops[1:], _standing(drops[:1]), TODAY, damaged=True)
    assert "The warehouse snapshot is damaged" in refusal.what
    assert refusal.where == "w-1"
    assert "kompas verify" in refusal.remedy


def test_another_series_starts_a_new_warehouse(tmp_path: Path) -> None:
    standing = _standing(_drops(tmp_path / "old", a="1"), series="one")
    _write(tmp_path / "new", "a", "2", series="two")
    choice = choose_drops(read_drops(tmp_path / "new"), standing, TODAY)
    assert (_names(choice), choice.adds) == (["a"], False)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"synthetic": True}, {"synthetic": False}),
        ({"series": "one"}, {"series": "two"}),
        ({"synthetic": True, "series": "one"}, {"synthetic": False}),
    ],
)
def test_drops_of_several_kinds_are_not_mixed(
    tmp_path: Path, first: dict[str, object], second: dict[str, object]
) -> None:
    _write(tmp_path, "a", "1", **first)
    _write(tmp_path, "b", "2", **second)
    refusal = _refusal(read_drops(tmp_path), None, TODAY)
    assert "may not be mixed" in refusal.what
    assert refusal.where.startswith("a (")


@pytest.mark.parametrize("series", ["", "one"])
def test_synthetic_drops_never_come_on_top_of_real_ones(tmp_path: Path, series: str) -> None:
    standing = _standing(_drops(tmp_path / "old", a="1"), synthetic=False)
    _write(tmp_path / "new", "b", "2", series=series)
    assert "may not be mixed" in _refusal(read_drops(tmp_path / "new"), standing, TODAY).what


@pytest.mark.parametrize("series", ["", "one"])
def test_real_drops_after_synthetic_ones_start_a_new_warehouse(tmp_path: Path, series: str) -> None:
    standing = _standing(_drops(tmp_path / "old", a="1"), series=series)
    _write(tmp_path / "new", "b", "2", synthetic=False)
    choice = choose_drops(read_drops(tmp_path / "new"), standing, TODAY)
    assert (_names(choice), choice.adds) == (["b"], False)


def test_a_warehouse_of_an_older_program_is_not_added_to(tmp_path: Path) -> None:
    """Its manifest says nothing of keys or series."""
    older = Manifest("warehouse", "w-0", "2026-01-01T00:00:00+00:00", "f", "c", synthetic=True)
    choice = choose_drops(_drops(tmp_path, a="1"), older, TODAY)
    assert (_names(choice), choice.adds) == (["a"], False)
