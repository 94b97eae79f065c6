"""Plan against plan: what a what-if would change, side by side with the plan that there is."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.comparison import Side, paired_bars, side_by_side
from dashboard.components.constraints import WORTH_TELLING, capital, change_name, constraint_name, yield_text
from dashboard.components.groups import DIMENSIONS, FEW, group_name, group_order
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.pages.what_if import query
from dashboard.pages.what_if.query import Answer
from dashboard.published import Published, Row
from dashboard.routing import Address
from dashboard.signing_in.account import Account
from dashboard.texts import Words

BY = "by"


def plan_sections(context: Context, chosen: Sequence[Answer], address: Address, words: Words) -> list[Component]:
    """Return the sections for one or two what-ifs of the same plan, those that could be planned.

    Args:
        context: Where to read, and who reads: employers are named to who may read a plan.
        chosen: The what-ifs; an infeasible one has no figures and is left out.
        address: The view, with the dimension of the groups.
        words: The words.
    """
    published = context.published
    planned = [item for item in chosen if not item.infeasible]
    if not planned:
        return []
    titles = [item.text("title", words.language) for item in planned]
    return [
        _measures([query.measures(published, item) for item in planned], titles, words),
        _groups(published, planned, titles, address, words),
        _prices(published, planned, titles, words),
        *(_coming_in(context, item, words) for item in planned if context.account.may("see_plan")),
    ]


def measure_table(base: str, measured: Sequence[Sequence[Row]], titles: Sequence[str], words: Words) -> Component:
    """Return the measures of a plan and of its variants as one table.

    Args:
        base: What the plan is called that the variants are held against.
        measured: The rows of each variant: ``measure, label_nl, label_en, unit, base, variant``.
        titles: The name of each variant.
        words: The words.
    """
    rows = {row["measure"]: row for rows in measured for row in reversed(rows)}
    order = list(dict.fromkeys(row["measure"] for rows in measured for row in rows))
    sides = [Side(base, [rows[name]["base"] for name in order])]
    for title, told in zip(titles, measured, strict=True):
        figures = {row["measure"]: row["variant"] for row in told}
        sides.append(Side(title, [figures.get(name) for name in order]))
    labels = [str(rows[name][f"label_{words.language}"]) for name in order]
    units = [str(rows[name]["unit"]) for name in order]
    return side_by_side(words("measures.heading"), words("measures.measure"), labels, units, sides, words)


def dimension_choice(address: Address, chosen: str, offered: Sequence[str], words: Words) -> Component:
    """Return links to the same view by another dimension."""
    links = [
        html.Span(
            dcc.Link(
                words.of_code("dimension", name),
                href=Address(words.language, address.page, "", {**address.parameters, BY: name}).href,
            ),
            className="kompas-choice-current" if name == chosen else "kompas-choice",
            **(aria(current="true") if name == chosen else {}),
        )
        for name in offered
    ]
    return html.Nav(links, className="kompas-choices", id="what-if-by", **aria(label=words("groups.by")))


def chosen_dimension(address: Address, offered: Sequence[str]) -> str:
    """Return the dimension that the address names, or the first."""
    named = address.parameters.get(BY, "")
    return named if named in offered else offered[0]


def _measures(measured: Sequence[Sequence[Row]], titles: Sequence[str], words: Words) -> Component:
    told = measure_table(words("base"), measured, titles, words)
    return section("measures", words("measures.heading"), words("measures.lead"), told)


def _groups(
    published: Published, planned: Sequence[Answer], titles: Sequence[str], address: Address, words: Words
) -> Component:
    dimension = chosen_dimension(address, DIMENSIONS)
    told = [{row["group"]: row for row in query.groups(published, item, dimension)} for item in planned]
    codes = sorted({code for rows in told for code in rows}, key=lambda code: group_order(dimension, code or ""))
    names = [group_name(dimension, code or "", words) for code in codes]
    choice = dimension_choice(address, dimension, DIMENSIONS, words)
    if not codes:
        return section("groups", words("groups.heading"), words("groups.none"), choice)
    hours, chances = (_sides(told, codes, titles, what, words) for what in ("hours", "chance"))
    units = ["share"] * len(codes)
    return section(
        "groups",
        words("groups.heading"),
        words("groups.lead"),
        choice,
        html.H3(words("groups.hours")),
        paired_bars("groups-plot", names, hours, words("groups.axis"), words("groups.plot"), words),
        side_by_side(words("groups.hours"), words("groups.group"), names, ["hours"] * len(codes), hours, words),
        html.H3(words("groups.chances")),
        side_by_side(words("groups.chances"), words("groups.group"), names, units, chances, words),
        html.P(words("groups.left_out", few=FEW), className="kompas-lead"),
    )


def _sides(
    told: Sequence[dict[str, Row]], codes: Sequence[str], titles: Sequence[str], what: str, words: Words
) -> list[Side]:
    def of(rows: dict[str, Row], code: str, which: str) -> float | None:
        return rows[code][f"{which}_{what}"] if code in rows else None

    base = [next((value for rows in told if (value := of(rows, code, "base")) is not None), None) for code in codes]
    variants = [
        Side(title, [of(rows, code, "variant") for code in codes]) for title, rows in zip(titles, told, strict=True)
    ]
    return [Side(words("base"), base), *variants]


def _prices(published: Published, planned: Sequence[Answer], titles: Sequence[str], words: Words) -> Component:
    found = [{(row["constraint"], row["change"]): row for row in query.prices(published, item)} for item in planned]
    lines = list(dict.fromkeys(line for rows in found for line in rows))
    if not lines:
        return section("prices", words("prices.heading"), words("prices.none"))
    base_aim = query.aim_of_plan(published, planned[0])
    aims = [query.objective_of(item) or base_aim for item in planned]
    rows = []
    for line in lines:
        base = next((told[line]["base"] for told in found if line in told), None)
        after = [told[line]["variant"] if line in told else None for told in found]
        if all(abs(gain or 0) < WORTH_TELLING for gain in (base, *after)):
            continue
        gains = [_gain(gain, aim, words) for gain, aim in zip((base, *after), (base_aim, *aims), strict=True)]
        rows.append([capital(constraint_name(line[0], words)), change_name(line[1], words), *gains])
    free = len(lines) - len(rows)
    header = [words("prices.constraint"), words("prices.change"), words("base"), *titles]
    return section(
        "prices",
        words("prices.heading"),
        words("prices.lead"),
        *([table(words("prices.heading"), header, rows, frozenset(range(2, len(header))))] if rows else []),
        *([html.P(words("prices.left_out", count=free), className="kompas-lead")] if free else []),
    )


def _gain(gain: float | None, aim: str, words: Words) -> str:
    return formats.MISSING if gain is None else yield_text(gain, aim, words)


def employer_link(account: Account, row: Row, words: Words) -> Any:
    """Return an employer's name, as a link for who may open its dossier."""
    if not account.may("see_dossier"):
        return row["trade_name"]
    return dcc.Link(row["trade_name"], href=Address(words.language, "employer", row["employer_id"]).href)


def _coming_in(context: Context, answer: Answer, words: Words) -> Component:
    rows, count = query.coming_in(context.published, answer)
    title = answer.text("title", words.language)
    identifier = f"coming-in-{answer.identifier}"
    heading = words("coming_in.heading", title=title)
    if not rows:
        return section(identifier, heading, words("coming_in.none"))
    cells = [
        [
            employer_link(context.account, row, words),
            group_name("sector", row["sector"] or "", words),
            group_name("region", row["region"] or "", words),
        ]
        for row in rows
    ]
    header = [words("employer"), words.of_code("dimension", "sector"), words.of_code("dimension", "region")]
    shown = words("coming_in.shown", shown=len(rows), count=formats.number(count, words.language))
    return section(
        identifier,
        heading,
        words("coming_in.lead") if len(rows) == count else f"{words('coming_in.lead')} {shown}",
        table(heading, header, cells),
    )
