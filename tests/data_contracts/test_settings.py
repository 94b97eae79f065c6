"""Settings that would have no effect, or that would break a step later on, stop the command at once."""

from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import OTHER_VARIABLES, load_settings, variable_names


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No kompas.toml, and no variables but those of the test."""
    monkeypatch.chdir(tmp_path)
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)


def _refusal() -> KompasError:
    with pytest.raises(KompasError) as caught:
        load_settings()
    return caught.value


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("KOMPAS_SED", "KOMPAS_SEED"),
        ("KOMPAS_SYNTH__EMPLOYER", "KOMPAS_SYNTH__EMPLOYERS"),
        ("KOMPAS_SYNTH_EMPLOYERS", "KOMPAS_SYNTH__EMPLOYERS"),
        ("KOMPAS_DASHBOARD__PORT__X", "KOMPAS_DASHBOARD__PORT"),
        ("kompas_thread", "KOMPAS_THREADS"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, meant: str
) -> None:
    monkeypatch.setenv(variable, "3")
    refusal = _refusal()
    assert refusal.what == f"There is no such setting: {variable}."
    assert refusal.remedy.startswith(f"Is {variable} meant to be {meant}? ")


def test_all_unknown_variables_are_named_at_once_and_far_ones_get_no_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPAS_XYZZY_QUUX_1234567890", "1")
    monkeypatch.setenv("KOMPAS_SED", "3")
    monkeypatch.setenv("KOMPAS_SYNTH", '{"employers": 3000}')  # a section is no setting
    refusal = _refusal()
    assert refusal.what == "There is no such setting: KOMPAS_SED, KOMPAS_SYNTH, KOMPAS_XYZZY_QUUX_1234567890."
    assert "Is KOMPAS_XYZZY" not in refusal.remedy


def test_every_setting_has_its_variable_and_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OTHER_VARIABLES:
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("KOMPASS", "1")
    monkeypatch.setenv("KOMPAS_SEED", "3")
    monkeypatch.setenv("kompas_synth__months", "7")
    settings = load_settings()
    assert (settings.seed, settings.synth.months) == (3, 7)


@pytest.mark.parametrize("given", ["1MB", "255MB", "255.9MB", "0.2GB", "0GB"])
def test_too_little_memory_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("KOMPAS_MEMORY_LIMIT", given)
    refusal = _refusal()
    assert f"memory_limit: At least 256MB is needed (given: {given})" in refusal.what
    assert "docs/settings.md" in refusal.remedy


@pytest.mark.parametrize("given", ["256MB", "0.256GB", "1GB", "64GB"])
def test_enough_memory_is_taken(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("KOMPAS_MEMORY_LIMIT", given)
    assert load_settings().memory_limit == given


@pytest.mark.parametrize(
    ("variable", "given", "problem"),
    [
        ("MIN_SHARES", '{"sectr:A": 0.1}', "There is no group sectr:A"),
        ("MAX_SHARES", '{"sector": 0.1}', "There is no group sector;"),
        ("MAX_SHARES", '{"sector:A": 1.1}', "The share of sector:A does not lie between 0 and 1"),
        ("MIX", '{"hits": 0}', "one at least is more than 0"),
        ("MIX", '{"hits": 2, "workers": -1}', "Weights are 0 or more"),
        ("MIX", '{"wokers": 1}', "plan.mix"),
    ],
)
def test_shares_and_weights_of_a_plan_are_checked(
    monkeypatch: pytest.MonkeyPatch, variable: str, given: str, problem: str
) -> None:
    monkeypatch.setenv(f"KOMPAS_PLAN__{variable}", given)
    with pytest.raises(KompasError, match=problem):
        load_settings()


def test_shares_of_a_plan_are_given_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPAS_PLAN__MIN_SHARES", '{"law:Wav": 0.1, "sector:A": 0.05}')
    assert load_settings().plan.min_shares == {"law:Wav": 0.1, "sector:A": 0.05}
