"""Which drops a load takes: what was loaded already is left, and what cannot be added to it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_contracts.errors import KompasError
from data_contracts.snapshots import Manifest
from pipelines.ingest.drops import Drop

OUTDATED = (
    "The program or its contracts changed since these drops were loaded, and not all of them are here to be loaded "
    "again; what was loaded stays in use."
)


@dataclass(frozen=True)
class Choice:
    """What is to be loaded.

    Attributes:
        pending: The drops to load, in order.
        adds: Whether they are added to the warehouse that stands; else a new one begins.
        remarks: What a user should know about drops that were left.
    """

    pending: tuple[Drop, ...]
    adds: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Today:
    """What a load of today is made with.

    Attributes:
        made_with: The hash of code and contracts.
        key_names: The names of the keys of pseudonyms.
    """

    made_with: str
    key_names: tuple[str, ...]


def choose_drops(drops: Sequence[Drop], standing: Manifest | None, today: Today, *, damaged: bool = False) -> Choice:
    """Decide what to load.

    A drop whose content was loaded before is left. All is loaded anew when another series of drops has come (real ones
    after synthetic ones too) or, provided that all drops are still there, when code, contracts or keys have changed or
    the warehouse is damaged.

    Args:
        drops: What lies in the register folder.
        standing: The manifest of the warehouse that stands; ``None`` when there is none.
        today: What a load is made with.
        damaged: The warehouse that stands is not what was published.

    Raises:
        KompasError: A drop changed after it was loaded, real and synthetic registers would be mixed, or the drops are
            gone and the keys are others or the warehouse is damaged.
    """
    once, remarks = _each_content_once(drops)
    _refuse_mixture(once, standing)
    if standing is None or _another_series(once, standing):
        return Choice(once, adds=False, remarks=remarks)
    loaded = {item.snapshot_id: item.content_hash for item in standing.inputs}
    complete = loaded.items() <= {drop.name: drop.content_hash for drop in once}.items()
    outdated = _outdated(standing, today)
    if any(drop.pseudonymised for drop in once):
        _refuse_other_keys(standing, today)  # repaired rows hold pseudonyms made with the keys of then
    if complete and (outdated or damaged):
        return Choice(once, adds=False, remarks=remarks)
    _refuse_to_go_on(standing, today, damaged)
    pending = tuple(drop for drop in once if drop.content_hash not in loaded.values())
    _refuse_changed(pending, loaded)
    return Choice(
        pending, adds=True, remarks=(*remarks, *_loaded_before(once, loaded), *([OUTDATED] if outdated else []))
    )


def _outdated(standing: Manifest, today: Today) -> bool:
    return standing.configuration.get("made_with") != today.made_with or _key_names(standing) != today.key_names


def _key_names(standing: Manifest) -> tuple[str, ...]:
    return tuple(standing.configuration.get("pseudonym_keys", ()))


def _refuse_to_go_on(standing: Manifest, today: Today, damaged: bool) -> None:
    if damaged:
        raise KompasError(
            "The warehouse snapshot is damaged: not all of its files are what was published.",
            standing.snapshot_id,
            "Run `kompas verify` to see which, and put all drops back and run `kompas ingest`, which loads them anew.",
        )
    _refuse_other_keys(standing, today)


def _refuse_other_keys(standing: Manifest, today: Today) -> None:
    if _key_names(standing) != today.key_names:
        raise KompasError(
            "The keys of pseudonyms are not those that the warehouse was made with: nobody would be recognised.",
            "pseudonym_key_file",
            "Put the right key file back; to renew a key, use `kompas pseudonyms rotate`.",
        )


def _refuse_changed(pending: Sequence[Drop], loaded: Mapping[str, str]) -> None:
    changed = [drop for drop in pending if drop.name in loaded]
    if changed:
        raise KompasError(
            f"The drop {changed[0].name} was loaded before, with other content.",
            str(changed[0].path),
            "Deliver corrections as a new drop with a later known_at, and put the drop back as it was or take it away.",
        )


def _loaded_before(drops: Sequence[Drop], loaded: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        f"The drop {drop.name} holds what was loaded before under another name; nothing was done."
        for drop in drops
        if drop.content_hash in loaded.values() and drop.name not in loaded
    )


def _each_content_once(drops: Sequence[Drop]) -> tuple[tuple[Drop, ...], tuple[str, ...]]:
    firsts: dict[str, Drop] = {}
    for drop in drops:
        firsts.setdefault(drop.content_hash, drop)
    remarks = tuple(
        f"The drop {drop.name} holds the same as {firsts[drop.content_hash].name}; it was not loaded."
        for drop in drops
        if firsts[drop.content_hash] is not drop
    )
    return tuple(firsts.values()), remarks


def _another_series(drops: Sequence[Drop], standing: Manifest) -> bool:
    standing_series = (standing.synthetic, standing.configuration.get("series"))
    return bool(drops) and (drops[0].synthetic, drops[0].series) != standing_series


def _refuse_mixture(drops: Sequence[Drop], standing: Manifest | None) -> None:
    kinds = {(drop.synthetic, drop.series) for drop in drops}
    mixed = len(kinds) > 1 or (standing is not None and not standing.synthetic and any(s for s, _ in kinds))
    if mixed:
        raise KompasError(
            "Drops of several kinds lie together (real and synthetic, or of several series); they may not be mixed.",
            ", ".join(f"{drop.name} ({'synthetic' if drop.synthetic else 'real'})" for drop in drops[:6]),
            "Keep the drops of one kind in the register folder, and use another data folder for the others.",
        )
