"""Every way of using every employer, priced at once: what the unreduced problem would choose at given prices."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.planning.problem import LETTER, VISIT, Problem
from models.planning.solving.columns import Columns, joined, singles
from models.planning.solving.pots import Pots

NEVER = -1e300
"""The worth of what cannot be done."""


@dataclass(frozen=True, eq=False)
class Prices:
    """What things cost.

    Attributes:
        pot: An hour of each pot, (Q,).
        group: An hour of each limit's group, (G,); of a lower limit it is what is paid on top.
        link: To look at an end of each link in force, (m',).
    """

    pot: Floats
    group: Floats
    link: Floats


@dataclass(frozen=True, eq=False)
class Block:
    """The employers of one region and their options: instrument by pot.

    Attributes:
        employer: Positions, (b,).
        instrument: Of each option, (o,).
        pot: Of each option, (o,).
        hours: With travel, (b, o); 0 where the option cannot be.
        value: (b, o); ``NEVER`` where the option cannot be.
    """

    employer: Integers
    instrument: Integers
    pot: Integers
    hours: Floats
    value: Floats

    def columns(self, kept: Booleans) -> Columns:
        """Return the options of a mask (b, o) as columns."""
        row, option = np.nonzero(kept & (self.value > NEVER))
        return singles(
            self.employer[row],
            self.instrument[option],
            self.pot[option],
            self.hours[row, option],
            self.value[row, option],
        )


class Board:
    """The whole problem, ready to be priced."""

    def __init__(self, problem: Problem, pots: Pots) -> None:
        self.problem = problem
        self.pots = pots
        self.members = np.array([limit.members for limit in problem.limits], bool).reshape(
            len(problem.limits), len(problem.eligible)
        )
        self.visits_only = np.array([limit.visits_only for limit in problem.limits], bool)
        self.sign = np.array([-1.0 if limit.at_least else 1.0 for limit in problem.limits])
        self.blocks = [block for region in range(len(problem.region)) if len((block := self._block(region)).employer)]
        self.limit_hours = self.sign * np.array([limit.hours for limit in problem.limits])

    @property
    def columns(self) -> int:
        """How many ways of using one employer alone there are in the unreduced problem, by team and month."""
        months = np.bincount(self.pots.of.ravel(), minlength=len(self.pots))
        return int(sum(((block.value > NEVER) * months[block.pot]).sum() for block in self.blocks))

    def counted(self, employer: Integers, instrument: Integers) -> Booleans:
        """Return for which limits the hours of entries count, (G, e)."""
        own: Booleans = self.members[:, employer]
        if self.visits_only.any():
            own = own & ~(self.visits_only[:, None] & (instrument != VISIT)[None, :])
        return own

    def counted_one(self, employer: int, instrument: int) -> Booleans:
        """Return for which limits the hours of one item count, (G,)."""
        own: Booleans = self.members[:, employer]
        return own if instrument == VISIT else own & ~self.visits_only

    def per_hour(self, prices: Prices) -> Floats:
        """Return what the group limits ask for an hour at each employer: not of a visit, and of a visit, (2, n)."""
        if not len(self.sign):
            return np.zeros((2, len(self.problem.eligible)))
        asked = self.sign * prices.group
        return np.asarray(np.array([np.where(self.visits_only, 0.0, asked), asked]) @ self.members, float)

    def surcharge(self, prices: Prices, links: Integers) -> Floats:
        """Return what the links ask for a look at each employer, (n,)."""
        summed = np.bincount(links.ravel(), weights=np.repeat(prices.link, 2), minlength=len(self.problem.eligible))
        return np.asarray(summed, np.float64)

    def reduced(self, block: Block, prices: Prices, per_hour: Floats, surcharge: Floats) -> Floats:
        """Return value less price of every option of a block, (b, o)."""
        result: Floats = prices.pot[block.pot][None, :] + per_hour[0, block.employer][:, None]
        if self.visits_only.any():
            result[:, block.instrument == VISIT] += (per_hour[1] - per_hour[0])[block.employer][:, None]
        result *= -block.hours
        result += block.value
        looks = block.instrument != LETTER
        if surcharge.any():
            result[:, looks] -= surcharge[block.employer][:, None]
        return result

    def _block(self, region: int) -> Block:
        problem, pots = self.problem, self.pots
        employer = np.flatnonzero((problem.employer_region == region) & problem.eligible)
        open_to = np.flatnonzero(np.isfinite(pots.travel[region]) & (pots.capacity > 0))
        kinds = problem.hours.shape[1]
        instrument, pot = np.repeat(np.arange(kinds), len(open_to)), np.tile(open_to, kinds)
        hours = problem.hours[employer][:, instrument] + np.where(instrument == VISIT, pots.travel[region, pot], 0.0)
        value = np.einsum("bol,ol->bo", problem.value[employer][:, instrument], pots.weight[pot])
        possible = np.isfinite(hours) & (hours <= pots.largest[pot] + 1e-9)
        useful = possible.any(axis=1)
        return Block(
            employer[useful],
            instrument,
            pot,
            np.where(possible, hours, 0.0)[useful],
            np.where(possible, value, NEVER)[useful],
        )

    def bundle_columns(self, prices: Prices, bundles: Integers, per_hour: Floats) -> Columns:
        """Return each bundle's columns, one a phase: every member by the team of its region that costs least.

        Args:
            prices: What hours cost.
            bundles: Which bundles, positions.
            per_hour: What the limits ask for an hour at each employer, of a visit in the second row, (2, n).
        """
        parts = [self._in_phase(prices, bundles, per_hour, phase) for phase in np.unique(self.pots.phase)]
        return joined(parts) if parts else _no_columns()

    def _in_phase(self, prices: Prices, bundles: Integers, per_hour: Floats, phase: int) -> Columns:
        problem, pots = self.problem, self.pots
        sizes = np.array([len(problem.bundles[b]) for b in bundles], np.int64)
        if not len(sizes):
            return _no_columns()
        employer = np.concatenate([np.array(problem.bundles[b], np.int64) for b in bundles])
        column = np.repeat(np.arange(len(bundles)), sizes)
        region = problem.employer_region[employer]
        best, pot, hours, value = (np.full(len(employer), NEVER), *(np.zeros(len(employer)) for _ in range(3)))
        for q in np.flatnonzero((pots.phase == phase) & (pots.capacity > 0)):
            long = problem.hours[employer, VISIT] + pots.travel[region, q]
            fits = (region == pots.region[q]) & problem.eligible[employer] & (long <= pots.largest[q] + 1e-9)
            worth = problem.value[employer, VISIT] @ pots.weight[q]
            price = np.where(fits, worth - (prices.pot[q] + per_hour[1, employer]) * np.where(fits, long, 0.0), NEVER)
            better = price > best
            best, pot = np.where(better, price, best), np.where(better, q, pot)
            hours, value = np.where(better, long, hours), np.where(better, worth, value)
        whole = np.bincount(column, weights=best <= NEVER, minlength=len(bundles)) == 0
        found = Columns(
            np.asarray(np.bincount(column, weights=value, minlength=len(bundles)), np.float64),
            np.asarray(bundles, np.int64),
            column,
            employer,
            np.full(len(employer), VISIT),
            pot.astype(np.int64),
            hours,
        )
        return found.take(whole)


def _no_columns() -> Columns:
    empty = np.zeros(0, np.int64)
    return Columns(np.zeros(0), empty, empty, empty, empty, empty, np.zeros(0))
