"""Decisions as a reader sees them: what, why, who and when, the latest first."""

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.decided import moment, name_in, reason_in_words
from dashboard.published import Row
from dashboard.texts import Words
from data_contracts.store.item_state import RecordedDecision
from data_contracts.store.reasons import words_of as store_word


def decision_list(rows: Sequence[RecordedDecision], employers: Mapping[str, Row], words: Words) -> Component:
    """Return the decisions about an item, the latest first; ``employers`` are those that they name."""
    if not rows:
        return html.P(words("decisions.none"), className="kompas-none")
    return html.Ul([html.Li(told(row, employers, words)) for row in reversed(rows)], className="kompas-decisions")


def told(row: RecordedDecision, employers: Mapping[str, Row], words: Words) -> list[Component]:
    """Return one decision: what and why, the remark, and who recorded it and when."""
    who = words("decisions.who", by=row.by, at=moment(row.at, words), view=_view(row, words))
    return [
        html.Div(what_and_why(row, employers, words)),
        *([html.Div(words("decisions.remark", remark=row.remark))] if row.remark else []),
        html.Div(who, className="kompas-figure-remark"),
    ]


def what_and_why(row: RecordedDecision, employers: Mapping[str, Row], words: Words) -> str:
    """Return what was decided and why, e.g. ``Uitstellen (naar mei 2027, gevraagd): Te weinig uren in het team``."""
    kind = store_word("kinds", row.kind, words.language)
    if row.state in ("approved", "refused"):
        answer = store_word("answers", row.state, words.language)
        return words("decisions.answered", answer=answer, kind=kind)
    detail = [
        *([words("decisions.month", month=formats.month(row.month, words.language))] if row.month else []),
        *([_other(row, employers, words)] if row.other_employer_id else []),
        *([words("decisions.ground", ground=store_word("grounds", row.ground, words.language))] if row.ground else []),
        *([words("decisions.asked")] if row.state == "asked" else []),
    ]
    told_detail = f" ({', '.join(detail)})" if detail else ""
    return f"{kind}{told_detail}: {reason_in_words(row.reason, words)}"


def _other(row: RecordedDecision, employers: Mapping[str, Row], words: Words) -> str:
    name = name_in(employers, row.other_employer_id)
    return words("decisions.instead", name=name) if row.kind == "add" else words("decisions.other", name=name)


def _view(row: RecordedDecision, words: Words) -> str:
    return store_word("views", row.view, words.language).lower()
