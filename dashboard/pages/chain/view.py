"""All that the page shows of one party, read for one account: what lies outside its regions is not read at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard import formats
from dashboard.chains import Neighbourhood, Party, neighbourhood
from dashboard.context import Context
from dashboard.decided import standings
from dashboard.lineage import Lineage
from dashboard.pages.chain import query
from dashboard.published import Row
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot


@dataclass(frozen=True)
class View:
    """One party and those around it.

    Args:
        drawn: The parties and links of the picture; the party itself comes first.
        around: Its hirers, its lenders and who else lends to its hirers.
        seen: The employers of which the account may see what is known.
        registration: Of the party itself, if it may be seen and is an employer.
        facts: What the checks on the Waadi say of it.
        known: The cases and signals of the employers that may be seen.
        planned: Of these, how those in the plan stand, in words; ``None`` for an account that may not read the plan.
    """

    drawn: Neighbourhood
    around: query.Around
    seen: frozenset[str]
    registration: query.Registration | None
    facts: list[Row]
    known: query.Known
    planned: Mapping[str, str] | None

    @property
    def party(self) -> Party:
        """The party itself."""
        return self.drawn.parties[0]

    @property
    def as_of(self) -> date:
        """As known on which date."""
        return self.drawn.as_of

    @property
    def listed(self) -> tuple[Party, ...]:
        """The party itself and everybody in its lists."""
        return (self.party, *_parties(self.around))


def as_of_date(lineage: Lineage) -> date:
    """Return the date of the features that the plan was made from: the chain is shown as known on it."""
    return date.fromisoformat(str(lineage.snapshot("features").manifest.as_of))


def read_view(context: Context, lineage: Lineage, party_id: str, steps: int, first: int, words: Words) -> View | None:
    """Return what is shown of a party, ``None`` when it is not known.

    Args:
        context: Where to read, and for whom.
        lineage: The plan in use and what it was made from.
        party_id: The party.
        steps: How many links the picture follows.
        first: How many of its largest hirers the list passes over.
        words: The page's words.

    Raises:
        KompasError: Something cannot be read.
    """
    published, warehouse, as_of = context.published, lineage.snapshot("warehouse"), as_of_date(lineage)
    drawn = neighbourhood(published, warehouse, party_id, as_of, steps)
    if not drawn.parties:
        return None
    around = query.around(published, warehouse, party_id, as_of, first)
    middle = drawn.parties[0]
    seen = employers_seen(context, [middle, *_parties(around)])
    own = middle.employer_id if middle.employer_id in seen else None
    return View(
        drawn=drawn,
        around=around,
        seen=seen,
        registration=query.registration(published, warehouse, own, as_of) if own else None,
        facts=query.facts_of(published, lineage.snapshot("features"), own) if own else [],
        known=query.known_of(published, warehouse, seen, as_of),
        planned=planned_in_words(context, lineage.plan, seen, words) if context.account.may("see_plan") else None,
    )


def employers_seen(context: Context, parties: Collection[Party]) -> frozenset[str]:
    """Return the employers among some parties that lie in the regions of the account."""
    return frozenset(party.employer_id for party in parties if party.employer_id and context.account.sees(party.region))


def planned_in_words(context: Context, plan: Snapshot, employer_ids: Collection[str], words: Words) -> dict[str, str]:
    """Return how some employers stand in the plan, in words: only that and when they are planned, never why or how."""
    told = {
        employer_id: words("planned.in", month=formats.month(month, words.language))
        for employer_id, month in query.planned_months(context.published, plan, employer_ids).items()
    }
    decided = standings(context, plan)
    for employer_id, state in decided.states.items():
        if employer_id not in employer_ids or state.state in ("planned", "accepted"):
            continue
        added = state.by_hand and state.state == "added"
        month = formats.month(state.month, words.language)
        told[employer_id] = words("planned.added", month=month) if added else decided.in_words(employer_id, words)
    return told


def _parties(around: query.Around) -> list[Party]:
    """Return everybody in the lists once; who stands in two is the same party, as known on the date."""
    partners = [partner.party for side in (around.hirers, around.lenders) for partner in side.shown]
    return list({party.party_id: party for party in (*partners, *(other.party for other in around.others))}.values())
