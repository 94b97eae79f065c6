"""When a link counts as one, from ``links.yaml``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml


@dataclass(frozen=True)
class ProxyRules:
    """How it is measured whether features tell a trait; the fields are explained in ``links.yaml``."""

    strong: float
    most_employers: int
    folds: int
    bins: int
    held_to_base: int
    trees: int


@dataclass(frozen=True)
class LinkRules:
    """From when a link is none, and what it takes to say so."""

    practical_zero: float
    fewest_apart: int
    fewest_expected: int
    proxies: ProxyRules

    @property
    def near_chance(self) -> float:
        """How far an area under the curve may lie from 0.5 to be none: practical zero on its own scale."""
        return self.practical_zero / 2


@cache
def link_rules() -> LinkRules:
    """Return the rules of links."""
    content = read_yaml(Path(__file__).with_name("links.yaml"))
    return LinkRules(**{**content, "proxies": ProxyRules(**content["proxies"])})
