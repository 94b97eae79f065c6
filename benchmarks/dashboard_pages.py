"""The pages beside the lists: a screen with all parts that its browser asks for by itself, one after the other.

A browser asks for the parts together; asked one after the other they take at least as long, whatever the visitor's
machine. What is measured is therefore the longest that somebody waits for a whole page.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from benchmarks.dashboard_visitor import Visitor, rows_of, screen_of

Callbacks = Sequence[dict[str, Any]]
SIMPLE = ("capacity", "model", "fairness", "objective", "data")
"""The pages that are opened as they are."""
MOST_OF_A_LOG = 2_000
ACTIONS = ("", "open_dossier", "sign_in", "list_audit_log", "open_chain")


def components_of(layout: Any) -> dict[str, Mapping[str, Any]]:
    """Return the properties of every component of a screen that has a name, by its name."""
    return {props["id"]: props for props in _all_of(layout) if isinstance(props.get("id"), str)}


def _all_of(layout: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(layout, list):
        for item in layout:
            yield from _all_of(item)
    elif isinstance(layout, Mapping):
        if isinstance(layout.get("props"), Mapping):
            yield layout["props"]
        for value in layout.values():
            yield from _all_of(value)


def parts_of(screen: Any, callbacks: Callbacks) -> list[dict[str, Any]]:
    """Return what a browser asks the server by itself when a screen stands: the callbacks that its stores fill.

    Args:
        screen: The answer to `screen_of`.
        callbacks: Those that the server names.
    """
    there = components_of(screen["response"]["screen"]["children"])
    return [
        asked_of(item, {name: props.get("data") for name, props in there.items()})
        for item in callbacks
        if item["clientside_function"] is None
        and not item.get("prevent_initial_call")
        and item["inputs"]
        and all(given["property"] == "data" and given["id"] in there for given in item["inputs"])
    ]


def asked_of(callback: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a browser asks of a callback when its first input has changed; ``values`` are by component."""
    many = callback["output"].startswith("..")
    outputs = [part.rsplit(".", 1) for part in callback["output"].strip(".").split("...")]
    named = [{"id": name, "property": prop} for name, prop in outputs]
    first = callback["inputs"][0]
    return {
        "output": callback["output"],
        "outputs": named if many else named[0],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
        **{
            part: [
                {"id": item["id"], "property": item["property"], "value": values.get(item["id"])}
                for item in callback[part]
            ]
            for part in ("inputs", "state")
        },
    }


def opened(visitor: Visitor, callbacks: Callbacks, path: str, search: str = "") -> float:
    """Return the seconds in which a screen and then each of its parts was answered."""
    seconds, screen = visitor.ask(screen_of(path, search))
    return seconds + sum(visitor.ask(asked)[0] for asked in parts_of(screen, callbacks))


def together(
    visitors: Sequence[Visitor], seed: int, count: int, one: Callable[[Visitor, random.Random], float]
) -> list[float]:
    """Let all visitors do the same ``count`` times at the same time, each with chances of its own.

    Args:
        visitors: Who asks.
        seed: Of the chances.
        count: How many times each does it.
        one: Does it once and returns the seconds.
    """

    def all_of(number: int) -> list[float]:
        chance = random.Random(seed + number)  # noqa: S311 -- a seeded choice of questions
        return [one(visitors[number], chance) for _ in range(count)]

    with ThreadPoolExecutor(len(visitors)) as pool:
        # The first visit of a worker does not count; nobody knows which worker answers whom.
        list(pool.map(lambda visitor: one(visitor, random.Random(seed - 1)), visitors))  # noqa: S311
        return [seconds for found in pool.map(all_of, range(len(visitors))) for seconds in found]


def whole_dossier(callbacks: Callbacks, employers: Sequence[str]) -> Callable[[Visitor, random.Random], float]:
    """Return the question for a dossier with all its blocks."""

    def one(visitor: Visitor, chance: random.Random) -> float:
        return opened(visitor, callbacks, f"/nl/employer/{chance.choice(employers)}", "?purpose=planned")

    return one


def simple_page(callbacks: Callbacks, name: str) -> Callable[[Visitor, random.Random], float]:
    """Return the question for a page as it opens."""
    return lambda visitor, _chance: opened(visitor, callbacks, f"/nl/{name}")


def chain_of(callbacks: Callbacks, lenders: Sequence[str]) -> Callable[[Visitor, random.Random], float]:
    """Return the question for the chain of any lender."""
    return lambda visitor, chance: opened(visitor, callbacks, f"/nl/chain/{chance.choice(lenders)}")


def chain_search(callbacks: Callbacks, words: Sequence[str]) -> Callable[[Visitor, random.Random], float]:
    """Return the question for the parties whose name holds a word."""
    search = _with_output(callbacks, "chain-search.data")

    def one(visitor: Visitor, chance: random.Random) -> float:
        values = {"chain-setting": {"language": "nl"}}
        asked = asked_of(search, values)
        asked["inputs"][0]["value"] = chance.choice(words)
        return visitor.ask(asked)[0]

    return one


def log_list(callbacks: Callbacks) -> Callable[[Visitor, random.Random], float]:
    """Return the question for the log by any filter, with a block of its rows."""
    walk = _with_output(callbacks, "log-grid.getRowsResponse")

    def one(visitor: Visitor, chance: random.Random) -> float:
        action, day = chance.choice(ACTIONS), chance.choice(("", "2026-01-01"))
        wanted = {name: value for name, value in (("action", action), ("from", day)) if value}
        seconds, screen = visitor.ask(screen_of("/nl/log", f"?{urlencode(wanted)}" if wanted else ""))
        setting = components_of(screen["response"]["screen"]["children"])["log-setting"]["data"]
        start = 100 * chance.randrange(MOST_OF_A_LOG // 100)
        rows = rows_of(walk, {"startRow": start, "endRow": start + 100}, {"log-setting": setting})
        return seconds + visitor.ask(rows)[0]

    return one


def _with_output(callbacks: Callbacks, output: str) -> dict[str, Any]:
    return next(item for item in callbacks if output in item["output"] and item["clientside_function"] is None)
