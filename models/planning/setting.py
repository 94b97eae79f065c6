"""Everything that a plan is chosen from, as arrays in the order of ``employer_id``."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.labels import LAWS
from models.planning.chains import link_positions
from models.planning.choices import PlanChoices
from models.planning.comparison import Comparison, worth_targeting
from models.planning.cover import CoverGroups, cover_groups
from models.planning.problem import VISIT
from models.planning.random_arm import LotFrame
from models.planning.responses import EffectArrays, Responses, effect_arrays, instrument_hours, load_responses
from models.planning.strata import stratum
from models.planning.teams import TeamHours, deal_to_teams, team_hours
from models.yields import law_values

NO_REGION = "?"


@dataclass(frozen=True, eq=False)
class Setting:
    """What a plan is chosen from: n employers, K instruments, L laws, R regions.

    Attributes:
        table: The frame in order of ``employer_id``, with ``stratum`` and ``main_law``.
        choices: What was chosen before.
        hours: The teams' hours.
        lots: What the draws look at.
        regions: Names of the regions, R.
        region: Each employer's region, a position in ``regions``, (n,).
        item_hours: Hours of each instrument, (n, K).
        effects: What each instrument brings, as a share of a visit's yield.
        yields: What a visit is expected to yield by law, (n, L).
        value: What each instrument is expected to yield by law, (n, K, L); 0 where that may not choose it.
        eligible: Who may be targeted, (n,).
        links: Lender and hirer, positions, (m, 2).
        comparison: Who can take part in the comparison.
        cover: The kinds of employers of which visits are chosen too, where some are drawn.
    """

    table: pl.DataFrame
    choices: PlanChoices
    hours: TeamHours
    lots: LotFrame
    regions: tuple[str, ...]
    region: Integers
    item_hours: Floats
    effects: EffectArrays
    yields: Floats
    value: Floats
    eligible: Booleans
    links: Integers
    comparison: Comparison
    cover: CoverGroups

    @property
    def visit_yield(self) -> Floats:
        """What a visit to each employer is expected to yield, all laws together, (n,)."""
        total: Floats = self.yields.sum(axis=1)
        return total


def arrange(frame: pl.DataFrame, capacity: pl.DataFrame, links: pl.DataFrame, choices: PlanChoices) -> Setting:
    """Return what a plan is chosen from (arguments as of ``models.planning.plan.make_plan``)."""
    responses, hours = load_responses(), team_hours(capacity, choices)
    ordered = frame.sort("employer_id")
    yields = law_values(ordered, LAWS, choices.objective, choices.mix)
    table = ordered.with_columns(
        stratum("size_class", "sector"), pl.Series("main_law", _main_law(yields), dtype=pl.String)
    )
    item_hours = instrument_hours(table["expected_hours"].to_numpy().astype(np.float64), responses)
    effects = effect_arrays(table, responses, hours.months[0] if hours.months else choices.months[0])
    regions, region = _regions(table)
    positions = link_positions(table, links)
    eligible = table["eligible"].to_numpy().astype(np.bool_)
    lots = _lot_frame(table, hours, choices)
    targeted = np.where(eligible, yields.sum(axis=1), 0.0)
    pool = worth_targeting(targeted, item_hours[:, VISIT], region, _targeted_hours(hours, regions, choices), positions)
    return Setting(
        table,
        choices,
        hours,
        lots,
        regions,
        region,
        item_hours,
        effects,
        yields,
        instrument_values(table, yields, effects.usable(assumed=choices.assumed_responses), responses),
        eligible,
        positions,
        Comparison(pool, _codes(table.select("topic", "capacity_to_comply")), item_hours, choices.comparison_share),
        cover_groups(table["stratum"], region, item_hours[:, VISIT]),
    )


def instrument_values(table: pl.DataFrame, yields: Floats, share: Floats, responses: Responses) -> Floats:
    """Return what each instrument is expected to yield by law, (n, K, L).

    A visit yields under every law. A letter or desk check is on the employer's topic, so it yields its share of what a
    visit would under the topic's law, and nothing under the others.

    Args:
        table: ``topic``, n rows.
        yields: What a visit yields by law, (n, L).
        share: Share of a visit's yield, (n, K); NaN where it may not choose the instrument.
        responses: Which law a topic falls under.
    """
    law = table["topic"].replace_strict(responses.law_of_topic, default=None, return_dtype=pl.String)
    on_topic = np.column_stack([(law == name).fill_null(value=False).to_numpy() for name in LAWS])
    value: Floats = np.nan_to_num(share, nan=0.0)[:, :, None] * (yields * on_topic)[:, None, :]
    value[:, VISIT, :] = yields
    return value


def holds(choices: PlanChoices, months: tuple[date, ...]) -> Floats:
    """Return 1 where a law holds in a month, else 0, (M, L)."""
    return np.array(
        [
            [
                float(choices.law_from.get(law, date.min) <= month <= choices.law_until.get(law, date.max))
                for law in LAWS
            ]
            for month in months
        ]
    ).reshape(len(months), len(LAWS))


def _main_law(yields: Floats) -> list[str | None]:
    names = np.array([*LAWS, None], dtype=object)
    best = np.where(yields.max(axis=1, initial=0.0) > 0, yields.argmax(axis=1), len(LAWS))
    found: list[str | None] = names[best].tolist()
    return found


def _regions(table: pl.DataFrame) -> tuple[tuple[str, ...], Integers]:
    named = table["region"].fill_null(NO_REGION)
    names = tuple(sorted(named.unique()))
    places = {name: place for place, name in enumerate(names)}
    return names, named.replace_strict(places, return_dtype=pl.Int64).to_numpy().astype(np.int64)


def _lot_frame(table: pl.DataFrame, hours: TeamHours, choices: PlanChoices) -> LotFrame:
    seed = f"{choices.seed}/{'/'.join(month.isoformat() for month in hours.months)}"
    return LotFrame(
        _codes(table.select("stratum")),
        deal_to_teams(table, hours, seed),
        table["expected_hours"].to_numpy().astype(np.float64),
        hours,
        seed,
        table["mean_hours"].to_numpy().astype(np.float64),
    )


def _codes(keys: pl.DataFrame) -> Integers:
    """Return a number for each distinct row, in the order of their values."""
    names = list(keys.columns)
    numbers = keys.unique().sort(names).with_row_index("code")
    coded = keys.join(numbers, on=names, how="left", nulls_equal=True, maintain_order="left")
    return coded["code"].to_numpy().astype(np.int64)


def _targeted_hours(hours: TeamHours, regions: tuple[str, ...], choices: PlanChoices) -> Floats:
    own = np.array([[team.region == region for team in hours.teams] for region in regions], dtype=np.float64)
    left = hours.budget.sum(axis=1) * (1 - choices.random_share - choices.comparison_share)
    hours_of_region: Floats = own.reshape(len(regions), len(hours.teams)) @ np.maximum(left, 0.0)
    return hours_of_region
