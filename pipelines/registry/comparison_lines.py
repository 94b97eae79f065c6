"""A comparison of two models as plain lines, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from models.evaluation.bootstrap import Estimate
from models.registry.comparison import FEWEST_SHOWN
from pipelines.columns import aligned
from pipelines.registry.comparing import Comparison, LawComparison, Side

NOT_ESTIMABLE = "not estimable"
FIGURES = frozenset({"employers", "entered", "left", "mean shift"})


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield the comparison law by law, for analysts."""
    yield f"Two models on the features as known on {found.as_of}. For analysts: no plan and no screen reads this."
    for law in found.laws:
        yield ""
        yield from _law_lines(law)
    for name in found.same:
        yield f"{name}: both have the same model."
    for name in found.missing:
        yield f"{name}: only one of the two has a model of it."


def as_json(found: Comparison) -> str:
    """Return the comparison as JSON; what is not estimable is null."""
    laws = {law.law: _law_document(law) for law in found.laws}
    return json.dumps(
        {"as_of": found.as_of, "laws": laws, "the_same": list(found.same), "in_one_only": list(found.missing)}, indent=2
    )


def _law_lines(law: LawComparison) -> Iterator[str]:
    ranks = law.ranks
    yield f"{law.law}"
    yield from aligned(
        ("", "A", "B"),
        [
            ("model", law.one.model_id, law.other.model_id),
            ("precision at the plan's cut, backtest", _figure(law.one.precision), _figure(law.other.precision)),
            *(
                (one.gate.replace("_", " "), _gate(one.figures), _gate(other.figures))
                for one, other in zip(law.one.calibration, law.other.calibration, strict=True)
            ),
        ],
    )
    correlation = NOT_ESTIMABLE if ranks.rank_correlation is None else f"{ranks.rank_correlation:.3f}"
    yield f"Rank correlation over {ranks.employers:,} employers: {correlation}."
    share = ranks.shared / ranks.in_cut
    yield f"Of the {ranks.in_cut:,} highest (the plan's cut, {ranks.cut:.1%}) both have {ranks.shared:,} ({share:.0%})."
    hidden = f"from 1 to {FEWEST_SHOWN - 1} not told"
    yield f"Groups whose place shifts most (upwards is positive, in shares of the list; numbers {hidden}):"
    rows = [
        (
            row["sector"] or "-",
            row["size_class"] or "-",
            f"{row['employers']:,}",
            _told(row["entered"]),
            _told(row["left"]),
            f"{row['mean_shift']:+.3f}",
        )
        for row in ranks.movers.iter_rows(named=True)
    ]
    yield from aligned(("sector", "size", "employers", "entered", "left", "mean shift"), rows, FIGURES)


def _law_document(law: LawComparison) -> dict[str, Any]:
    ranks = law.ranks
    return {
        "A": _side_document(law.one),
        "B": _side_document(law.other),
        "employers": ranks.employers,
        "rank_correlation": ranks.rank_correlation,
        "cut": ranks.cut,
        "in_cut": ranks.in_cut,
        "in_cut_of_both": ranks.shared,
        "movers": ranks.movers.to_dicts(),
    }


def _side_document(side: Side) -> dict[str, Any]:
    return {
        "model": side.model_id,
        "backtest": {
            "cases": side.evidence.cases or None,
            "positives": side.evidence.positives if side.evidence.cases else None,
            "precision_at_the_plan_cut": None if side.precision is None else asdict(side.precision),
        },
        "calibration": {result.gate: dict(result.figures) for result in side.calibration},
    }


def _figure(estimate: Estimate | None) -> str:
    if estimate is None:
        return NOT_ESTIMABLE
    return f"{estimate.value:.1%} ({estimate.low:.1%} - {estimate.high:.1%})"


def _gate(figures: Any) -> str:
    if "value" not in figures:
        return NOT_ESTIMABLE
    return f"{figures['value']:.2f} ({figures['low']:.2f} - {figures['high']:.2f})"


def _told(count: int | None) -> str:
    return f"<{FEWEST_SHOWN}" if count is None else f"{count:,}"
