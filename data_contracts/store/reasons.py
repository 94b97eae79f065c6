"""The words of decisions: reasons, kinds, states, grounds and views, each a code with its words in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_contracts.yaml_files import read_yaml

Language = Literal["nl", "en"]
Kind = Literal["accept", "drop", "defer", "swap", "add"]
KINDS: tuple[Kind, ...] = ("accept", "drop", "defer", "swap", "add")
Group = Literal["reasons", "answers", "kinds", "states", "grounds", "views"]


@dataclass(frozen=True)
class Reason:
    """A reason for a decision.

    Attributes:
        code: What is stored and counted.
        words: What people read, by language.
        kinds: Which decisions it goes with.
        impossible: Nobody could visit this employer; the decision then stands at once.
        added_only: Only for what was added by hand.
        needs_remark: It says too little by itself.
        offered: People choose it from a list; else it goes with a button of its own.
    """

    code: str
    words: Mapping[Language, str]
    kinds: tuple[Kind, ...]
    impossible: bool
    added_only: bool = False
    needs_remark: bool = False
    offered: bool = True


@cache
def reasons() -> Mapping[str, Reason]:
    """Return all reasons by code, in the order in which people are offered them."""
    return {
        entry["code"]: Reason(
            entry["code"],
            {"nl": entry["nl"], "en": entry["en"]},
            tuple(entry["kinds"]),
            entry["impossible"],
            entry.get("added_only", False),
            entry.get("needs_remark", False),
            entry.get("offered", True),
        )
        for entry in _content()["reasons"]
    }


def reasons_for(kind: Kind) -> tuple[Reason, ...]:
    """Return the reasons that people choose from for a kind of decision."""
    return tuple(reason for reason in reasons().values() if kind in reason.kinds and reason.offered)


def codes(group: Group) -> tuple[str, ...]:
    """Return the codes of a group in the order of the file."""
    return tuple(entry["code"] for entry in _content()[group])


def words_of(group: Group, code: str, language: Language) -> str:
    """Return what people read for a code; a code that is not known reads as itself."""
    words = next((entry[language] for entry in _content()[group] if entry["code"] == code), code)
    return str(words)


def conflict_words(language: Language, **figures: str) -> str:
    """Return what the second of two people on one item is told."""
    return str(_content()["conflict"][language]).format(**figures)


@cache
def _content() -> Mapping[str, Any]:
    path = Path(__file__).with_name("decision_reasons.yaml")
    content: Mapping[str, Any] = read_yaml(path)
    return content
