"""What the choice rests on, which hashes were checked, and how anybody can check it again."""

from collections.abc import Iterator

from pipelines.dossier.chain import Link
from pipelines.dossier.court.gathering import CourtCase
from pipelines.dossier.court.words import counted_words, words
from pipelines.dossier.words import Language
from pipelines.dossier.words import words as replay_words
from pipelines.reporting.paper import Block, Grid, Part, Points, Text

COLUMNS = ("kind", "snapshot", "hash", "code", "state")


def versions_part(case: CourtCase, language: Language) -> Part:
    """Return the snapshots with their hashes and program versions, and which hashes were checked."""
    return Part(words("versions.heading", language), tuple(_versions(case, language)))


def replay_part(case: CourtCase, language: Language) -> Part:
    """Return how the choice can be made again."""
    named = {"employer": case.replay.employer_id, "plan": case.replay.selection.plan_id}
    steps = tuple(words(f"replay.{name}", language, **named) for name in ("again", "verify", "audit"))
    lead, last = (Text(words(f"replay.{name}", language)) for name in ("lead", "independent"))
    return Part(words("replay.heading", language), (lead, Points(steps), last))


def checked_files(case: CourtCase) -> int:
    """Return how many files were read again and held against their hashes."""
    snapshots = (link.snapshot for link in case.replay.chain.links)
    return sum(len(snapshot.manifest.files) for snapshot in snapshots if snapshot is not None)


def _versions(case: CourtCase, language: Language) -> Iterator[Block]:
    yield Text(words("versions.lead", language))
    head = tuple(words(f"versions.{name}", language) for name in COLUMNS)
    yield Grid(head, tuple(_row(link, language) for link in case.replay.chain.links), (16, 24, 38, 18, 26))
    yield Text(counted_words("versions.checked", language, files=checked_files(case)))
    if not case.replay.stages:
        yield Text(words("versions.not_again", language))
    else:
        yield Text(words(f"versions.again.{'same' if case.replay.identical else 'differs'}", language))


def _row(link: Link, language: Language) -> tuple[str, ...]:
    manifest = link.snapshot.manifest if link.snapshot is not None else None
    return (
        replay_words(f"kind.{link.kind}", language),
        link.snapshot_id,
        manifest.content_hash if manifest else link.named_hash,
        manifest.code_version if manifest else "",
        _state(link, language),
    )


def _state(link: Link, language: Language) -> str:
    if link.problems or link.snapshot is None:
        found = (problem.partition(":") for problem in link.problems)
        return "; ".join(replay_words(f"problem.{code}", language, file=file) for code, _, file in found)
    erased = {stone.path for stone in link.snapshot.manifest.tombstones}
    if erased:
        return words("versions.erased", language, count=len(erased))
    return words("versions.logged" if link.in_the_log else "versions.sound", language)
