"""The stop rule: set beforehand, it says when to advise that a model be suspended. It suspends nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_contracts.yaml_files import read_yaml
from models.evaluation.bootstrap import Estimate
from models.monitoring.outcomes import LiveGap
from models.wording import Texts, in_both

RuleStatus = Literal["met", "not_met", "not_estimable"]
STOP_RULE = Path(__file__).parent / "stop_rule.yaml"
Figures = dict[str, float]


@dataclass(frozen=True)
class RuleResult:
    """What came of one rule for one law; ``met`` advises to suspend the model."""

    law: str
    rule: str
    status: RuleStatus
    figures: Figures
    sentence: Texts


@cache
def stop_rule() -> dict[str, Any]:
    """Return the content of ``stop_rule.yaml``: its version and rules."""
    content: dict[str, Any] = read_yaml(STOP_RULE)
    return content


@cache
def stop_rule_hash() -> str:
    """Return the SHA-256 of the rule as it stands, by which a change of it shows."""
    return hashlib.sha256(STOP_RULE.read_bytes()).hexdigest()


def hold_against(gap: LiveGap, cases: int, ratio: Estimate | None) -> tuple[RuleResult, ...]:
    """Hold one law's model against every rule.

    Args:
        gap: What its visits find beside its backtest and beside visits by lot.
        cases: Closed cases since it learnt.
        ratio: Found over expected among them; ``None``: not estimable.
    """
    return tuple(_results(gap, cases, ratio))


def advises_to_stop(results: tuple[RuleResult, ...]) -> bool:
    """Tell whether a rule is met."""
    return any(result.status == "met" for result in results)


def _results(gap: LiveGap, cases: int, ratio: Estimate | None) -> Iterator[RuleResult]:
    counted: Figures = {"visits": gap.visits, "drawn": gap.drawn}
    if gap.live is None or gap.random is None:
        yield _result(gap.law, "no_better_than_random", None, counted)
    else:
        figures: Figures = {
            "live": gap.live.value,
            "high": gap.live.high,
            "random": gap.random.value,
            "low": gap.random.low,
        }
        yield _result(gap.law, "no_better_than_random", gap.live.high < gap.random.low, counted | figures)

    least, most = stop_rule()["rules"]["chances_do_not_come_true"]["allowed"]
    if ratio is None:
        yield _result(gap.law, "chances_do_not_come_true", None, {"cases": cases})
    else:
        outside = ratio.high < least or ratio.low > most
        figures = {"ratio": ratio.value, "low": ratio.low, "high": ratio.high, "least": least, "most": most}
        yield _result(gap.law, "chances_do_not_come_true", outside, {"cases": cases} | figures)

    too_much = stop_rule()["rules"]["falls_short_of_backtest"]["more_than"]
    if gap.gap is None:
        yield _result(gap.law, "falls_short_of_backtest", None, counted)
    else:
        figures = {"gap": gap.gap.value, "low": gap.gap.low, "high": gap.gap.high, "most": too_much}
        yield _result(gap.law, "falls_short_of_backtest", gap.gap.low > too_much, counted | figures)


def _result(law: str, rule: str, met: bool | None, figures: Figures) -> RuleResult:
    status: RuleStatus = "not_estimable" if met is None else "met" if met else "not_met"
    return RuleResult(law, rule, status, figures, in_both(stop_rule()["rules"][rule][status], figures))
