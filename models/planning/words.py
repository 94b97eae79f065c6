"""Sentences about constraints of a plan: those that clash, and what each costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml
from features.formatting import listed, number, percent
from models.inputs import LANGUAGES, Language
from models.planning.problem import GroupLimit

Texts = dict[Language, str]
_WHOLE_HOURS = 10
"""From so many hours on, no decimals are told."""


@dataclass(frozen=True)
class Figures:
    """Figures that sentences tell.

    Attributes:
        given_out: Hours that may be given out.
        candidates: The most hours that can be spent on the employers of the lower limits that clash.
        whole: Whether they clash only because visits are whole.
    """

    given_out: float
    candidates: float
    whole: bool = False


@cache
def planning_words() -> dict[str, Any]:
    """Return the content of words.yaml."""
    words: dict[str, Any] = read_yaml(Path(__file__).with_name("words.yaml"))
    return words


def group_name(name: str, language: Language) -> str:
    """Return a group as people call it: ``region:Noord`` is ``Regio Noord``."""
    kind, _, rest = name.partition(":")
    groups = planning_words()["groups"]
    if kind == "cover":
        rest = group_name(rest, language)
    elif kind == "sector_group":
        rest = sector_group_name(rest, language)
    text: str = groups[kind if kind in groups and rest else "other"][language]
    return text.format(name=rest if kind in groups and rest else name)


def sector_group_name(code: str, language: Language) -> str:
    """Return a group of sectors (``strata.yaml``) as people call it; the code itself when it is not known."""
    name: str = planning_words()["sector_groups"].get(code, {}).get(language, code)
    return name


def hours_text(hours: float, language: Language) -> str:
    """Return hours as a figure, with a decimal where they are few."""
    whole = hours >= _WHOLE_HOURS or abs(hours - round(hours)) < 0.05
    return number(hours, language, 0 if whole else 1)


def clash_texts(
    clash: Sequence[str], limits: Mapping[str, GroupLimit], hours: Mapping[str, float], figures: Figures
) -> tuple[Texts, str]:
    """Say which constraints clash.

    Args:
        clash: Their names.
        limits: The limits by name.
        hours: The teams' hours by name.
        figures: Other figures that the sentences tell.

    Returns:
        One text in each language, and what can be done about it, in English.
    """
    texts = {language: " ".join(_clash_sentences(clash, limits, hours, figures, language)) for language in LANGUAGES}
    return texts, planning_words()["remedy"]["en"]


def _clash_sentences(
    clash: Sequence[str],
    limits: Mapping[str, GroupLimit],
    hours: Mapping[str, float],
    figures: Figures,
    language: Language,
) -> list[str]:
    words = planning_words()["clash"]
    sentences = [_limit_sentence(limits[name], figures, language) for name in clash if name in limits]
    teams = [name for name in clash if name in hours]
    if teams:
        text: str = words["hours_one" if len(teams) == 1 else "hours_more"][language]
        names = listed([name.partition(":")[2] for name in teams], language)
        sentences.append(text.format(name=names, hours=hours_text(sum(hours[name] for name in teams), language)))
    lowest = [limits[name].hours for name in clash if name in limits and limits[name].at_least]
    if figures.whole:
        sentences.append(words["whole"][language])
    elif lowest and not teams and figures.candidates < sum(lowest):
        sentences.append(words["candidates"][language].format(hours=hours_text(figures.candidates, language)))
    return sentences


def _limit_sentence(limit: GroupLimit, figures: Figures, language: Language) -> str:
    words = planning_words()["clash"]
    spent = not limit.at_least and limit.hours < 0
    text: str = words["at_least" if limit.at_least else "at_most_spent" if spent else "at_most"][language]
    share = limit.hours / figures.given_out if figures.given_out else 0.0
    name = group_name(limit.name, language)
    return text.format(name=name, hours=hours_text(abs(limit.hours), language), share=percent(share, language))


def price_text(name: str, change: str, hours: float, language: Language) -> str:
    """Say what a price is the price of.

    Args:
        name: The constraint: a team as ``hours:Noord-1``, or a group's name.
        change: ``hours``, ``at_least_step``, ``at_most_step``, ``at_least_dropped`` or ``at_most_dropped``.
        hours: By how much, where it is a step.
        language: nl or en.
    """
    text: str = planning_words()["prices"][change][language]
    group = name.partition(":")[2] if change == "hours" else group_name(name, language)
    return text.format(name=group, hours=hours_text(hours, language))
