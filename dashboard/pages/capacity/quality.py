"""How good the plan is and what its constraints cost, in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.constraints import WORTH_TELLING, capital, change_name, constraint_name, yield_text
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.published import Row
from dashboard.texts import Words
from data_contracts.snapshots import Manifest

COVER = "cover:"
"""How the names of minimums for chosen visits beside the drawn ones begin; there is one for each group."""


def solution_section(manifest: Manifest, words: Words) -> Component:
    """Return what was aimed for, how near the best possible plan this one is, and on what assumptions it rests."""
    solution = _solution(manifest)
    told = (_aim(solution, words), _quality(solution, words), _assumed(solution, words), _cover(solution, words))
    sentences = [text for text in told if text]
    return section(
        "solution",
        words("solution.heading"),
        "",
        *(html.P(text) for text in sentences or [words("solution.none")]),
    )


def price_section(prices: Sequence[Row], manifest: Manifest, words: Words) -> Component:
    """Return what one hour more, or a requirement less, would bring, in what the plan aims for."""
    if not prices:
        return section("prices", words("prices.heading"), words("prices.none"))
    aim = str(_solution(manifest).get("objective") or "")
    first = prices[0]
    example = words(
        "prices.example",
        constraint=constraint_name(first["constraint"], words),
        change=change_name(first["change"], words),
        gain=yield_text(first["gain"], aim or first["unit"], words),
    )
    return section(
        "prices",
        words("prices.heading"),
        words("prices.lead"),
        html.P(example, id="prices-example"),
        *([sheet_part(price_sheet(prices, manifest, words), words)] if first["gain"] >= WORTH_TELLING else []),
        *_without_price([row for row in prices if row["gain"] < WORTH_TELLING], words),
    )


def price_sheet(prices: Sequence[Row], manifest: Manifest, words: Words) -> Sheet:
    """Return what each requirement that costs anything costs, as a table."""
    aim = str(_solution(manifest).get("objective") or "")
    header = [words(f"prices.{name}") for name in ("constraint", "change", "gain")]
    rows = [
        [
            capital(constraint_name(row["constraint"], words)),
            change_name(row["change"], words),
            yield_text(row["gain"], aim or row["unit"], words),
        ]
        for row in prices
        if row["gain"] >= WORTH_TELLING
    ]
    return Sheet("prices", words("prices.heading"), header, rows, frozenset({2}))


def _without_price(prices: Sequence[Row], words: Words) -> list[Component]:
    """Return the requirements that cost nothing as one sentence, for as lines of nought they hide the others."""
    if not prices:
        return []
    covers = [row for row in prices if row["constraint"].startswith(COVER)]
    named = list(dict.fromkeys(constraint_name(row["constraint"], words) for row in prices if row not in covers))
    named += [words("prices.covers", count=len(covers))] if covers else []
    return [html.P(words("prices.nothing", constraints="; ".join(named)), id="prices-nothing", className="kompas-lead")]


def _solution(manifest: Manifest) -> Mapping[str, Any]:
    notes = manifest.notes.get("solution")
    return notes if isinstance(notes, Mapping) else {}


def _aim(solution: Mapping[str, Any], words: Words) -> str:
    objective = str(solution.get("objective") or "")
    return words("solution.aim", objective=words.of_code("objective", objective)) if objective else ""


def _quality(solution: Mapping[str, Any], words: Words) -> str:
    value, gap, seconds = (_number(solution.get(name)) for name in ("value", "gap", "seconds"))
    if value is None or gap is None:
        return ""
    told = {
        "value": yield_text(value, str(solution.get("objective") or ""), words),
        "solver": str(solution.get("solver") or formats.MISSING),
        "seconds": formats.number(seconds, words.language, 0 if seconds and seconds >= 10 else 1),
    }
    if gap <= 0:
        return words("solution.best", **told)
    return words("solution.gap", gap=formats.number(gap * 100, words.language, 2) + "%", **told)


def _assumed(solution: Mapping[str, Any], words: Words) -> str:
    share = _number(solution.get("assumed_share"))
    if share is None:
        return ""
    if share > 0:
        return words("solution.assumed", share=formats.share(share, words.language))
    elsewhere = _share_of_letters(solution)
    if elsewhere > 0:
        return words("solution.elsewhere", share=formats.chance(elsewhere, words.language))
    return words("solution.nothing_assumed")


def _cover(solution: Mapping[str, Any], words: Words) -> str:
    share = _number(solution.get("cover"))
    if share is None:
        return ""
    return words("solution.cover", share=formats.share(share, words.language)) if share > 0 else words("solution.bare")


def _share_of_letters(solution: Mapping[str, Any]) -> float:
    """Return which part of the expected yield comes of letters and desk checks."""
    of = solution.get("value_by_instrument")
    values = of if isinstance(of, Mapping) else {}
    total = sum(_number(value) or 0.0 for value in values.values())
    letters = sum(_number(values.get(name)) or 0.0 for name in ("letter", "desk_check"))
    return letters / total if total > 0 else 0.0


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
