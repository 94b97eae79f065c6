"""Reading what people type into a file or a form: dates, numbers and choices, the Dutch way and the English way."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from data_contracts.store.free_text import holds_citizen_number, one_line
from data_contracts.store.outcome_columns import ColumnKind, OutcomeColumn, Texts, choices, problem

Value = str | int | date | bool | None
LARGEST: Mapping[str, int] = {"hours": 10_000, "count": 1_000_000, "euros": 1_000_000_000}
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2})?)?")
_STARTS_A_FORMULA = ("=", "+", "-", "@")
_PLAIN = re.compile(r"\d+([.,]\d{1,2})?")
_GROUPED = (re.compile(r"\d{1,3}(\.\d{3})+,\d{1,2}"), re.compile(r"\d{1,3}(,\d{3})+\.\d{1,2}"))
_AMBIGUOUS = re.compile(r"\d{1,3}([.,]\d{3})+")
_YES, _NO = frozenset({"true", "waar", "1", "j", "y", "x"}), frozenset({"false", "onwaar", "0", "n"})


class UnreadableValueError(ValueError):
    """A value cannot be read; ``texts`` says why in both languages."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts["en"])
        self.texts = texts


def read_value(column: OutcomeColumn, given: object) -> Value:
    """Return what a field holds: text, a date, minutes, a count, cents, a code of its choices, or yes or no.

    An empty field is ``None``.

    Args:
        column: The field.
        given: What was typed, or a value that a form already read.

    Raises:
        UnreadableValueError: It cannot be read as what the field is to hold.
    """
    text = _as_text(given)
    return _READERS[column.kind](column, text) if text else None


def _as_text(given: object) -> str:
    if given is None:
        return ""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, datetime):
        return given.date().isoformat()
    return one_line(str(given)).removeprefix("'").strip()


def _text(column: OutcomeColumn, text: str) -> str:
    if column.pattern is not None and not re.fullmatch(column.pattern, text):
        raise UnreadableValueError(problem("pattern", given=text))
    if text.startswith(_STARTS_A_FORMULA):
        raise UnreadableValueError(problem("formula", given=text))
    if column.pattern != r"\d{12}" and holds_citizen_number(text):
        raise UnreadableValueError(problem("citizen_number"))
    return text


def _date(column: OutcomeColumn, text: str) -> date:
    del column
    dutch, iso = _DUTCH_DATE.fullmatch(text), _ISO_DATE.fullmatch(text)
    try:
        return date(int(dutch[3]), int(dutch[2]), int(dutch[1])) if dutch else date.fromisoformat(iso[1] if iso else "")
    except ValueError as error:
        raise UnreadableValueError(problem("not_a_date", given=text)) from error


def _number(column: OutcomeColumn, text: str) -> Decimal:
    """Return a number with at most two decimals; dots and commas in one number must stand where they belong."""
    bare = text.removeprefix("€").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if _PLAIN.fullmatch(bare):
        number = Decimal(bare.replace(",", "."))
    elif any(pattern.fullmatch(bare) for pattern in _GROUPED):
        number = Decimal(re.sub(r"[.,]", "", bare[:-3]) + re.sub(",", ".", bare[-3:]))
    elif _AMBIGUOUS.fullmatch(bare) and not bare.startswith("0"):
        plain = re.sub(r"[.,]", "", bare)
        raise UnreadableValueError(problem("ambiguous", given=text, plain=plain, decimals=f"{plain},00"))
    else:
        raise UnreadableValueError(problem("not_a_number", given=text))
    if number > LARGEST[column.kind]:
        raise UnreadableValueError(problem("too_large", given=text, most=LARGEST[column.kind]))
    return number


def _minutes(column: OutcomeColumn, text: str) -> int:
    return round(_number(column, text) * 60)


def _cents(column: OutcomeColumn, text: str) -> int:
    return round(_number(column, text) * 100)


def _count(column: OutcomeColumn, text: str) -> int:
    if not re.fullmatch(r"\d+", text):
        raise UnreadableValueError(problem("not_a_count", given=text))
    if int(text) > LARGEST[column.kind]:
        raise UnreadableValueError(problem("too_large", given=text, most=LARGEST[column.kind]))
    return int(text)


def _choice(column: OutcomeColumn, text: str) -> str:
    offered = choices(column.choices or "")
    for choice in offered:
        if text.casefold() in {choice.code, *(words.casefold() for words in choice.words.values())}:
            return choice.code
    named = {language: ", ".join(choice.words[language] for choice in offered) for language in ("nl", "en")}
    raise UnreadableValueError(
        {language: problem("not_a_choice", given=text, choices=named[language])[language] for language in ("nl", "en")}
    )


def _yes_no(column: OutcomeColumn, text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    return _choice(column, text) == "yes"


_READERS: Mapping[ColumnKind, Callable[[OutcomeColumn, str], Value]] = {
    "text": _text,
    "date": _date,
    "hours": _minutes,
    "count": _count,
    "euros": _cents,
    "choice": _choice,
    "yes_no": _yes_no,
}
