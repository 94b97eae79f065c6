"""What ``kompas plan`` says about the plan that it made."""

from collections.abc import Iterator

import polars as pl

from models.planning.choices import Plan

NAMES = {"letter": "letters", "desk_check": "desk checks", "visit": "visits", "joint_visit": "joint visits"}


def plan_remarks(plan_id: str, frame: pl.DataFrame, plan: Plan) -> list[str]:
    """Return the remarks on a plan.

    Args:
        plan_id: Its name.
        frame: What it was made from.
        plan: The plan.
    """
    return [_items(plan_id, plan), *_solution(plan), *_frame(frame, plan), *_sites(plan)]


def _items(plan_id: str, plan: Plan) -> str:
    counts = dict(plan.items.group_by("instrument").len().iter_rows())
    told = ", ".join(f"{counts[name]:,} {words}" for name, words in NAMES.items() if name in counts) or "nothing"
    ground = plan.items["selection_ground"]
    hours, available = float(plan.items["expected_hours"].sum()), float(plan.teams["hours_available"].sum())
    return (
        f"Plan {plan_id}, {plan.months[0]:%Y-%m} to {plan.months[-1]:%Y-%m}: {told} "
        f"({int((ground == 'random').sum()):,} drawn at random; lot decides on the instrument of "
        f"{int(plan.items['comparison'].sum()):,}) in {hours:,.0f} of {available:,.0f} hours."
    )


def _solution(plan: Plan) -> Iterator[str]:
    about = plan.solution
    yield (
        f"Expected of what was chosen: {about['value']:,.1f} {about['objective_unit']}; no plan can bring more than "
        f"{about['bound']:,.1f} (gap {about['gap']:.2%}), found in {about['seconds']:.1f} s."
    )
    elsewhere = sum(value for name, value in about["value_by_instrument"].items() if name != "visit")
    if elsewhere > 0:
        yield (
            f"{elsewhere / about['value']:.0%} of that comes from letters and desk checks, by what they brought "
            "elsewhere: how far that holds here is what the comparison is for."
        )
    if about["assumed_share"] > 0:
        yield f"{about['assumed_share']:.0%} of that rests on responses that are only assumed."
    if about["months_without_hours"]:
        months = ", ".join(month[:7] for month in about["months_without_hours"])
        yield f"No team has hours in {months}, as far as is known: nothing is planned there."


def _frame(frame: pl.DataFrame, plan: Plan) -> Iterator[str]:
    if plan.uncovered:
        yield (
            f"{plan.uncovered:,} employers lie in regions where no team with hours examines all acts; they could not "
            "be drawn, so the random arm says nothing about them."
        )
    unlike = int((~frame["supported"]).sum())
    if unlike:
        yield (
            f"{unlike:,} employers resemble nothing that was inspected, so no chance can be estimated: they are not "
            "targeted, and can be drawn at random like all others."
        )
    unfitted = int(plan.teams["drawn_not_fitted"].sum())
    if unfitted:
        yield f"{unfitted} drawn visits did not fit the hours and count as non-response."


def _sites(plan: Plan) -> Iterator[str]:
    doubtful = int(plan.items["site_doubtful"].sum())
    if doubtful:
        yield f"Of {doubtful:,} items it is doubtful whether the site still exists: look before you go."
