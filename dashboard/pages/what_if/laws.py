"""Law against law: who would fall under a policy scenario, and what it would do to the plan."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.comparison import Side, amount, difference, paired_bars, side_by_side
from dashboard.components.groups import FEW, group_name, group_order
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.pages.what_if import query
from dashboard.pages.what_if.plans import chosen_dimension, dimension_choice, employer_link, measure_table
from dashboard.pages.what_if.query import Answer
from dashboard.published import Published, Row
from dashboard.routing import Address
from dashboard.texts import Words

RULE = "rule"
DIMENSIONS = ("sector", "region", "size_class")


def scenario_sections(context: Context, answer: Answer, address: Address, words: Words) -> list[Component]:
    """Return the totals, the groups and the effect on the plan of a scenario.

    Employers, with what they would fall short, are named to who may open dossiers.
    """
    published = context.published
    totals = query.totals(published, answer)
    effect = query.measures(published, answer)
    return [
        _totals(answer, totals, words),
        *(_of_rule(context, answer, totals, address, words) if totals else []),
        *([_effect(answer, effect, words)] if effect else []),
    ]


def _totals(answer: Answer, totals: Sequence[Row], words: Words) -> Component:
    identifier, heading = f"totals-{answer.identifier}", words("totals.heading")
    if not totals:
        return section(identifier, heading, words("totals.none"))
    header = [words("totals.rule")]
    for what in ("employers", "workers", "cents"):
        header += [words(f"totals.{what}_now"), words(f"totals.{what}_then"), words("compare.difference")]
    return section(
        identifier,
        heading,
        words("totals.lead"),
        table(heading, header, [_total(row, words) for row in totals], frozenset(range(1, len(header)))),
        *_untested(totals, words),
    )


def _total(row: Row, words: Words) -> list[str]:
    cells = [f"{row['law']}: {row[f'title_{words.language}']}"]
    for what in ("employers", "workers"):
        now, then = row[f"{what}_now"], row[f"{what}_then"]
        cells += [_count(now, words), _count(then, words), difference(now, then, what, words.language)]
    now, then = row["cents_now"], row["cents_then"]
    told = [amount(value, "cents", words.language) for value in (now, then)]
    return [*cells, *told, difference(now, then, "cents", words.language)]


def _untested(totals: Sequence[Row], words: Words) -> list[Component]:
    untested = [row for row in totals if row["not_testable_then"]]
    if not untested:
        return []
    told = [f"{row[f'title_{words.language}']} ({_count(row['not_testable_then'], words)})" for row in untested]
    return [html.P(words("totals.untested", told="; ".join(told)), className="kompas-lead")]


def _of_rule(
    context: Context, answer: Answer, totals: Sequence[Row], address: Address, words: Words
) -> list[Component]:
    """Return the groups and the employers of the check that the address names, or of the first."""
    named = {f"{row['law']}.{row['rule']}": row for row in totals}
    rule = address.parameters.get(RULE, "")
    row = named[rule] if rule in named else totals[0]
    groups = _groups(context.published, answer, row, totals, address, words)
    return [groups, *([_newly(context, answer, row, words)] if context.account.may("see_dossier") else [])]


def _newly(context: Context, answer: Answer, row: Row, words: Words) -> Component:
    rows, count = query.falling_under(context.published, answer, row["law"], row["rule"])
    identifier, heading = f"newly-{answer.identifier}", words("newly.heading", rule=row[f"title_{words.language}"])
    if not rows:
        return section(identifier, heading, words("newly.none"))
    cells = [
        [
            employer_link(context.account, item, words),
            group_name("sector", item["sector"] or "", words),
            group_name("region", item["region"] or "", words),
            _count(item["workers_then"], words),
            amount(item["cents_then"], "cents", words.language),
        ]
        for item in rows
    ]
    header = [
        words("employer"),
        words.of_code("dimension", "sector"),
        words.of_code("dimension", "region"),
        words("newly.workers"),
        words("newly.amount"),
    ]
    told = formats.number(count, words.language)
    shown = words("newly.all", count=told) if count == len(rows) else words("newly.shown", shown=len(rows), count=told)
    return section(identifier, heading, shown, table(heading, header, cells, frozenset({3, 4})))


def _groups(
    published: Published, answer: Answer, row: Row, totals: Sequence[Row], address: Address, words: Words
) -> Component:
    dimension = chosen_dimension(address, DIMENSIONS)
    rows = query.rule_groups(published, answer, row["law"], row["rule"], dimension)
    rows.sort(key=lambda item: group_order(dimension, item["group"] or ""))
    names = [group_name(dimension, item["group"] or "", words) for item in rows]
    employers, workers = (_sides(rows, what, words) for what in ("employers", "workers"))
    identifier = f"rule-plot-{answer.identifier}"
    by = words("groups.group")
    return section(
        f"rule-groups-{answer.identifier}",
        words("rule_groups.heading", rule=row[f"title_{words.language}"]),
        words("rule_groups.lead"),
        _rule_choice(address, row, totals, words),
        dimension_choice(address, dimension, DIMENSIONS, words),
        paired_bars(identifier, names, employers, words("rule_groups.axis"), words("rule_groups.plot"), words),
        side_by_side(words("rule_groups.employers"), by, names, ["employers"] * len(rows), employers, words),
        html.H3(words("rule_groups.workers")),
        side_by_side(words("rule_groups.workers"), by, names, ["workers"] * len(rows), workers, words),
        html.P(words("rule_groups.small", few=FEW), className="kompas-lead"),
    )


def _sides(rows: Sequence[Row], what: str, words: Words) -> list[Side]:
    return [Side(words(f"when.{when}"), [row[f"{what}_{when}"] for row in rows]) for when in ("now", "then")]


def _rule_choice(address: Address, chosen: Row, totals: Sequence[Row], words: Words) -> Component:
    links = [
        html.Span(
            dcc.Link(
                row[f"title_{words.language}"],
                href=Address(
                    words.language, address.page, "", {**address.parameters, RULE: f"{row['law']}.{row['rule']}"}
                ).href,
            ),
            className="kompas-choice-current" if row is chosen else "kompas-choice",
            **(aria(current="true") if row is chosen else {}),
        )
        for row in totals
    ]
    return html.Nav(links, className="kompas-choices", **aria(label=words("totals.rule")))


def _effect(answer: Answer, effect: Sequence[Row], words: Words) -> Component:
    return section(
        f"effect-{answer.identifier}",
        words("effect.heading"),
        words("effect.lead"),
        measure_table(words("when.now"), [effect], [answer.text("title", words.language)], words),
    )


def _count(value: int | None, words: Words) -> str:
    return formats.number(value, words.language)
