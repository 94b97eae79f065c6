"""The employers of the loop, year by year: what they do, what of it shows, and what visits change.

One row an employer and year, without wage records: what wages would show is drawn from the causes with noise, so that a
table of all policies takes minutes. All draws depend on the seed, the year and the employer only, never on the policy:
policies are compared on the same luck.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.labels import LAWS
from models.learning.calibration import sigmoid
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.inspecting import make_deeds
from pipelines.synthetic.loop.frames import with_branches
from pipelines.synthetic.loop.rules import LoopRules
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.world import make_world

MEMORY = "1GB"
MONTHS_A_YEAR = 12
LONG_AGO = -99
SEEN = (
    "size",
    "agency",
    "natural_person",
    "tier",
    "in_chain",
    "years_old",
    "low_pay_seen",
    "trace",
    "reports",
    "earlier_visits",
    "earlier_findings",
    "years_since_visit",
)


@dataclass
class Memory:
    """What visits left behind, by employer number: how often visited and found, when last, and what was learnt.

    ``complies_until`` and ``hides_until`` have shape ``(employers, laws)`` and hold years.
    """

    employers: int
    visits: Integers = field(init=False)
    findings: Integers = field(init=False)
    last_visit: Integers = field(init=False)
    complies_until: Floats = field(init=False)
    hides_until: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.visits, self.findings = (np.zeros(self.employers, dtype=np.int64) for _ in range(2))
        self.last_visit = np.full(self.employers, LONG_AGO, dtype=np.int64)
        self.complies_until, self.hides_until = (
            np.full((self.employers, len(LAWS)), float(LONG_AGO)) for _ in range(2)
        )


@dataclass(frozen=True)
class Year:
    """A year: who is there (``frame``), whether it breaks each law and whether a good examination would find that.

    ``violates`` and ``found`` have shape ``(employers, laws)``; ``number`` holds each row's employer number.
    """

    year: int
    frame: pl.DataFrame
    number: Integers
    violates: Booleans
    found: Booleans


def make_years(folder: Path, rules: LoopRules, seed: int) -> list[pl.DataFrame]:
    """Make a synthetic Netherlands and return its frame of each year, as nobody were visited."""
    arguments = Arguments(rules.employers, rules.years * MONTHS_A_YEAR, rules.last_month, 1, 0.0, seed)
    bench = Workbench(folder / f"work-{seed}", threads=1, memory_limit=MEMORY)
    try:
        make_world(bench, arguments)
        make_deeds(bench, arguments)
        frame = bench.frame("loop/standing_population")
    finally:
        bench.close()
    return [with_branches(part) for part in frame.partition_by("year", maintain_order=True)]


def draws(rules: LoopRules, seed: int, year: int, stream: str, number: Integers) -> Floats:
    """Return a number between 0 and 1 for each employer: the same for every policy."""
    key = [seed, year + 1, sum(ord(letter) << position for position, letter in enumerate(stream))]
    return np.random.default_rng(key).random(2 * rules.employers)[number]


def live(frame: pl.DataFrame, memory: Memory, rules: LoopRules, seed: int, year: int) -> Year:
    """Return what employers do in a year, after what earlier visits taught them and after the shift."""
    number = frame["n"].to_numpy()
    violates, found = (
        np.column_stack([frame[f"{law.lower()}{ending}"].to_numpy() for law in LAWS]) for ending in ("", "_found")
    )
    violates, found = _shifted(frame, violates, found, rules, seed, year)
    violates = violates & ~(memory.complies_until[number] >= year)
    hidden = (memory.hides_until[number] >= year) & (
        draws(rules, seed, year, "hidden", number) > rules.effect["found_hidden"]
    )[:, None]
    return Year(year, frame, number, violates, found & violates & ~hidden)


def _shifted(
    frame: pl.DataFrame, violates: Booleans, found: Booleans, rules: LoopRules, seed: int, year: int
) -> tuple[Booleans, Booleans]:
    """Let more employers of the branches of the shift shave hours, the same ones each year."""
    if year + 1 < rules.shift["year"]:
        return violates, found
    number, before = frame["n"].to_numpy(), sigmoid(frame["wml_odds"].to_numpy())
    after = sigmoid(frame["wml_odds"].to_numpy() + rules.shift["wml"])
    begins = frame["branch"].is_in(rules.shift["branches"]).to_numpy() & ~violates[:, 0]
    begins &= draws(rules, seed, -1, "shift", number) < (after - before) / (1 - before)
    detected = draws(rules, seed, year, "shift found", number) < rules.found["shave"]
    violates, found = violates.copy(), found.copy()
    violates[begins, 0], found[begins, 0] = True, detected[begins]
    return violates, found


def look(now: Year, memory: Memory, rules: LoopRules, seed: int) -> pl.DataFrame:
    """Return the year's frame with what an inspectorate can see of each employer before it chooses."""
    frame, number = now.frame, now.number
    visible = (frame["wml_mode"] == "visible").to_numpy() & now.frame["wml"].to_numpy() & now.violates[:, 0]
    lot = draws(rules, seed, now.year, "trace", number)
    trace = np.where(visible, lot < rules.trace["seen"], lot < rules.trace["by_mistake"])
    noise = _normal(draws(rules, seed, now.year, "low pay", number), draws(rules, seed, now.year, "angle", number))
    since = np.where(memory.visits[number] > 0, now.year - memory.last_visit[number], np.nan)
    return frame.with_columns(
        pl.Series("low_pay_seen", frame["low_pay"].to_numpy() + rules.trace["low_pay_noise"] * noise),
        pl.Series("trace", trace.astype(np.float64)),
        pl.Series("reports", _reports(now, rules, seed)),
        pl.Series("earlier_visits", memory.visits[number].astype(np.float64)),
        pl.Series("earlier_findings", memory.findings[number].astype(np.float64)),
        pl.Series("years_since_visit", since).fill_nan(None),
    )


def _reports(now: Year, rules: LoopRules, seed: int) -> Floats:
    """Return how many reports came in: more where something is wrong and where more people see it."""
    weights = rules.reports
    reasons = weights["ordinary"] + now.violates @ np.array([weights[law.lower()] for law in LAWS])
    exposure = np.exp(weights["size_power"] * now.frame["size"].to_numpy())
    exposure *= np.where(now.frame["agency"].to_numpy() > 0, weights["agency"], 1.0)
    total = rules.visit_share * len(now.frame) * rules.signal_share * weights["a_case"]
    expected = total * exposure * reasons / (exposure * reasons).sum()
    lot = draws(rules, seed, now.year, "reports", now.number)
    return np.asarray(np.floor(expected + lot), dtype=np.float64)


def remember(now: Year, visited: Booleans, hits: Booleans, memory: Memory, rules: LoopRules, seed: int) -> None:
    """Let the visits of a year work: whoever can comply often does for a while; who meant it may hide it better.

    Args:
        now: The year.
        visited: Who was visited, shape ``(employers,)``.
        hits: What was found at them by law, shape ``(employers, laws)``.
        memory: Is changed.
        rules: The loop's rules.
        seed: Seed of the run.
    """
    number, effect = now.number, rules.effect
    memory.visits[number[visited]] += 1
    memory.last_visit[number[visited]] = now.year
    memory.findings[number[visited]] += hits[visited].any(axis=1)
    meant = now.frame["deliberate"].to_numpy()
    odds = effect["base"] + effect["capacity"] * now.frame["capacity"].to_numpy() - effect["deliberate"] * meant
    lasting = effect["least_months"] - np.log(draws(rules, seed, now.year, "relapse", number)) * effect["mean_months"]
    until = now.year + lasting / MONTHS_A_YEAR
    for law in range(len(LAWS)):
        complies = draws(rules, seed, now.year, f"complies {LAWS[law]}", number) < sigmoid(odds)
        hides = meant & ~complies & (draws(rules, seed, now.year, f"hides {LAWS[law]}", number) < effect["hides"])
        for learnt, kept in ((complies, memory.complies_until), (hides, memory.hides_until)):
            rows = hits[:, law] & learnt
            kept[number[rows], law] = until[rows]


def _normal(first: Floats, second: Floats) -> Floats:
    """Return standard normal numbers from two uniform ones (Box and Muller, 1958)."""
    return np.asarray(np.sqrt(-2 * np.log(1 - first)) * np.cos(2 * np.pi * second), dtype=np.float64)
