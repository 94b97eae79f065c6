"""The report itself: plain lines, each target beside what was reached."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from pipelines.synthetic.report.registers import Delivered, find_delivered, open_registers, reached_by
from pipelines.synthetic.report.targets import SHARE, Reached, Target, load_targets, verdict

HEADS = ("", "target", "reached", "of", "", "certainty")
WIDTHS = (62, 15, 9, 11, 16, 10)
RIGHT = frozenset({"target", "reached", "of"})
WITHIN, OFF = "within", "off"


def report_lines(register: Path, *, threads: int, memory_limit: str) -> Iterator[str]:
    """Yield the report on the synthetic registers in a folder: target, reached, sample, verdict, certainty, source.

    Args:
        register: The register folder of a run.
        threads: Threads of the database engine.
        memory_limit: Its memory, e.g. ``2GB``.

    Raises:
        KompasError: There are no registers, they are real, or a table is missing.
    """
    delivered = find_delivered(register)
    reached = _reached(delivered, threads, memory_limit)
    yield _head(register, delivered)
    words = []
    for group, members in groupby(load_targets(), key=lambda target: target.group):
        targets = list(members)
        yield ""
        yield _aligned((group, *HEADS[1:]))
        for target in targets:
            figure = reached.get(target.figure, Reached(None, 0))
            words.append(verdict(target, figure))
            yield _aligned(_cells(target, figure, words[-1]))
        yield from _sources(targets)
    yield ""
    yield _summary(words)


def _reached(delivered: Delivered, threads: int, memory_limit: str) -> dict[str, Reached]:
    queries = dict.fromkeys(target.query for target in load_targets())
    with open_registers(delivered, threads=threads, memory_limit=memory_limit) as connection:
        return {figure: value for query in queries for figure, value in reached_by(connection, query).items()}


def _head(register: Path, delivered: Delivered) -> str:
    return (
        f"Synthetic registers in {register}: {delivered.first_day:%Y-%m} to {delivered.last_day:%Y-%m}. As known on "
        f"{delivered.last_day}; jobs and pay are the first reports of {delivered.last_day:%Y-%m}."
    )


def _cells(target: Target, reached: Reached, word: str) -> tuple[str, ...]:
    return (
        f"  {target.text}",
        _range(target),
        "-" if reached.value is None else _shown(target.unit, reached.value),
        f"{reached.sample:,}",
        word,
        target.certainty,
    )


def _range(target: Target) -> str:
    if target.low is None or target.high is None:
        return "none known"
    ends = [_shown(target.unit, end) for end in (target.low, target.high)]
    return ends[0] if target.low == target.high else " to ".join(ends)


def _shown(unit: str, value: float) -> str:
    return f"{value:.1%}" if unit == SHARE else f"{value:.1f}"


def _sources(targets: Sequence[Target]) -> Iterator[str]:
    """Yield each source once; where a group has several, with the figures that it is for."""
    by_source = {target.source: [t.text for t in targets if t.source == target.source] for target in targets}
    for source, texts in by_source.items():
        about = f" ({'; '.join(texts)})" if len(by_source) > 1 and len(texts) < len(targets) / 2 else ""
        yield f"  source: {source}{about}"


def _summary(words: Sequence[str]) -> str:
    within = sum(word.startswith(WITHIN) for word in words)
    off = sum(word.startswith(OFF) for word in words)
    return (
        f"{len(words)} figures: {within} within their tolerance, {off} off, {len(words) - within - off} that cannot be "
        "judged (no public figure, no data or too few to tell). Tolerances are our own choice."
    )


def _aligned(cells: Sequence[str]) -> str:
    placed = (
        cell.rjust(width) if head in RIGHT else cell.ljust(width)
        for head, cell, width in zip(HEADS, cells, WIDTHS, strict=True)
    )
    return "  ".join(placed).rstrip()
