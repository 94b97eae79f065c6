"""How far an employer is from anything inspected: scaled, saved, and honest about what was never seen."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from models.inputs import ModelInput
from models.selection import support
from models.selection.support import Support, fit_support, load_support

INPUTS = [ModelInput("hours"), ModelInput("wage"), ModelInput("flag")]
NAMES = [item.name for item in INPUTS]


def inspected(rows: int = 500, seed: int = 1) -> np.ndarray:
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(rows, 3)) * [10, 1_000, 0] + [40, 2_000, 1]
    matrix[generator.random(rows) < 0.1, 1] = np.nan
    return matrix


@pytest.fixture(scope="module")
def learnt() -> Support:
    return fit_support(inspected(), INPUTS, seed=7)


def test_an_inspected_case_is_at_no_distance_and_its_likes_are_supported(learnt: Support) -> None:
    assert learnt.distance(inspected()) == pytest.approx(np.zeros(500), abs=1e-9)
    others = inspected(seed=2)
    assert learnt.supported(others).mean() > 0.95


def test_one_is_where_the_farthest_hundredth_lies_from_the_others(learnt: Support) -> None:
    """The rule written out: every case against all others, in inputs that were centred, scaled and damped."""
    places = learnt._places(inspected())
    apart = np.sqrt(((places[:, None, :] - places[None, :, :]) ** 2).sum(axis=2) / 3)
    np.fill_diagonal(apart, np.inf)
    assert learnt.limit == pytest.approx(np.quantile(apart.min(axis=1), 0.99))


def test_by_hand() -> None:
    """Median 2 and quartiles 1 and 3 are a spread of 2 / 1.349; 5 lies asinh(3 / 1.4826) from the centre, 4 one of
    asinh(2 / 1.4826): that is how far apart they are, as no other input differs."""
    one = fit_support(np.array([[0.0], [1], [2], [3], [4]]), [ModelInput("hours")], seed=1)
    apart = np.arcsinh(3 * 1.349 / 2) - np.arcsinh(2 * 1.349 / 2)
    assert one.distance(np.array([[5.0]]))[0] * one.limit == pytest.approx(apart)


@pytest.mark.parametrize(
    "stranger",
    [[40, 90_000, 1], [900, 2_000, 1], [40, 2_000, 0], [40, 2_000, 4], [np.nan, 2_000, 1]],
    ids=["high wage", "many hours", "flag never seen off", "flag never so high", "missing where nobody's was"],
)
def test_what_was_never_seen_is_not_supported(learnt: Support, stranger: list[float]) -> None:
    assert not learnt.supported(np.array([stranger]))[0]


def test_missing_as_others_were_is_supported(learnt: Support) -> None:
    assert learnt.supported(np.array([[41.0, np.nan, 1]]))[0]


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 3), min_size=1, max_size=20), st.randoms())
@settings(deadline=None, max_examples=25)
def test_a_row_s_distance_does_not_depend_on_the_other_rows(rows, lot) -> None:
    known = fit_support(inspected(60), INPUTS, seed=7)
    matrix = np.array(rows)
    order = list(range(len(rows)))
    lot.shuffle(order)
    assert known.distance(matrix[order]) == pytest.approx(known.distance(matrix)[order])
    assert (known.distance(matrix) >= 0).all()


def test_of_many_cases_landmarks_stand_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "LANDMARKS", 100)
    monkeypatch.setattr(support, "ROWS_AT_ONCE", 64)
    few = fit_support(inspected(2_000), INPUTS, seed=7)
    assert few.landmarks.shape == (100, 6)
    assert few.supported(inspected(2_000)).mean() == pytest.approx(0.99, abs=0.003)


def test_it_is_saved_and_read_back_exactly(learnt: Support, tmp_path) -> None:
    learnt.save(tmp_path, "WML")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["WML.support.json", "WML.support.parquet"]
    again = load_support(tmp_path, "WML", NAMES)
    rows = inspected(seed=9)
    assert np.array_equal(again.distance(rows), learnt.distance(rows))
    assert json.loads((tmp_path / "WML.support.json").read_text("utf-8"))["inputs"] == NAMES


def test_other_inputs_or_a_missing_file_are_refused_in_words(learnt: Support, tmp_path) -> None:
    learnt.save(tmp_path, "WML")
    with pytest.raises(KompasError, match=r"other inputs.*\(night_work\)"):
        load_support(tmp_path, "WML", [*NAMES, "night_work"])
    with pytest.raises(KompasError, match="another order"):
        load_support(tmp_path, "WML", NAMES[::-1])
    with pytest.raises(KompasError, match="Wav cannot be read"):
        load_support(tmp_path, "Wav", NAMES)
