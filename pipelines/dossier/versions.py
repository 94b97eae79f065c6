"""By which code and libraries a snapshot was made, and whether today's are the same."""

from dataclasses import dataclass

from data_contracts.snapshots import Snapshot


@dataclass(frozen=True)
class Versions:
    """Then and now; ``now`` is empty where nothing was made again. ``libraries`` are those that differ."""

    then: str = ""
    now: str = ""
    libraries: tuple[tuple[str, str, str], ...] = ()

    @property
    def are_same(self) -> bool:
        """Whether the code that made it again is the code that made it."""
        return self.then == self.now and not self.libraries


def versions_of(stored: Snapshot | None, made: Snapshot | None) -> Versions:
    """Return the versions of a stored snapshot and of the one made again."""
    if stored is None:
        return Versions(now=made.manifest.code_version if made else "")
    if made is None:
        return Versions(stored.manifest.code_version)
    then, now = stored.manifest.libraries, made.manifest.libraries
    differing = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    return Versions(
        stored.manifest.code_version,
        made.manifest.code_version,
        tuple((name, then.get(name, ""), now.get(name, "")) for name in differing),
    )
