"""Making features, scores and plan again in a folder of their own, by the code of the steps and as recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import lightgbm
import polars as pl
from pydantic import ValidationError

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, PlanSettings
from data_contracts.snapshots import Snapshot
from data_contracts.store import Decision, ModelEvents
from features.facts import build_facts
from features.matrix import build_matrix, build_training_matrix
from models.registry.identity import ModelId
from pipelines.dossier.chain import FEATURES, MODELS, PLAN, SCORES, WAREHOUSE, Chain, Link
from pipelines.snapshots.writer import make_current, publish
from pipelines.steps.context import StepContext, register_tables
from pipelines.steps.features import features_recipe
from pipelines.steps.monthly import monthly_files, monthly_snapshot
from pipelines.steps.plan import plan_step
from pipelines.steps.score import publish_scores
from pipelines.store import store_of

PREFIX = ".work-replay-"
RECORDED = "replay of a dossier"
FAILURES = (
    KompasError,
    OSError,
    ValueError,
    KeyError,
    duckdb.Error,
    pl.exceptions.PolarsError,
    lightgbm.basic.LightGBMError,
)
"""What a damaged file, or code that has moved on, can lead to."""


@dataclass(frozen=True)
class Stage:
    """One kind of snapshot made again.

    Attributes:
        kind: The kind.
        made: The snapshot; empty where it could not be made.
        why_not: Why it could not be made; empty when it was.
        lacking: Settings that the stored one does not record, for which today's defaults were taken.
    """

    kind: str
    made: Snapshot | None
    why_not: str = ""
    lacking: tuple[str, ...] = ()


class _NotSoundError(Exception):
    """What a stage needs is not there, or not what was published."""


@contextmanager
def remade(settings: KompasSettings, chain: Chain, say: Callable[[str], None]) -> Iterator[tuple[Stage, ...]]:
    """Give the stages made again, in order; they are gone afterwards.

    Only what is as it was published is read. Where a stage cannot be made again, the later ones go on from what was
    stored, if that is sound.

    Args:
        settings: Where the data is, and the bounds of DuckDB.
        chain: The plan's chain.
        say: Whom to tell about progress.
    """
    with TemporaryDirectory(prefix=PREFIX, dir=settings.data_dir) as folder:
        shop = _Workshop(_context(settings, chain, Path(folder), say), chain)
        stages = [shop.stage(FEATURES, shop.features), shop.stage(SCORES, shop.scores), shop.stage(PLAN, shop.plan)]
        yield tuple(stages)


def _context(settings: KompasSettings, chain: Chain, folder: Path, say: Callable[[str], None]) -> StepContext:
    changed: dict[str, Any] = {"data_dir": folder, "store_url": None, "as_of": None}
    plan = chain.link(PLAN).snapshot
    if plan is not None and "seed" in plan.manifest.seeds:
        changed["seed"] = plan.manifest.seeds["seed"]
    return StepContext.of(settings.model_copy(update=changed), say)


@dataclass(frozen=True)
class _Workshop:
    """A data folder of its own, with the sound snapshots of the chain under their own names."""

    context: StepContext
    chain: Chain

    def stage(self, kind: str, work: Callable[[], Snapshot]) -> Stage:
        """Do one stage's work; where it fails, bring in what was stored, so that later stages can go on."""
        self.context.say(f"{kind}: being made again")
        try:
            return Stage(kind, work(), lacking=self._lacking(kind))
        except (_NotSoundError, *FAILURES) as error:
            if self.chain.link(kind).is_sound:
                self._bring(self.chain.link(kind))
            return Stage(kind, None, str(error).splitlines()[0])

    def _lacking(self, kind: str) -> tuple[str, ...]:
        stored = self.chain.link(kind).snapshot
        recorded = stored.manifest.configuration.keys() if stored is not None else set[str]()
        return tuple(sorted(PlanSettings.model_fields.keys() - recorded)) if kind == PLAN else ()

    def features(self) -> Snapshot:
        """Make the matrix of everybody and the facts again; peers need everybody."""
        warehouse = self._sound(self.chain.link(WAREHOUSE))
        stored = self.chain.link(FEATURES).snapshot
        if stored is None or stored.manifest.as_of is None:
            raise _NotSoundError("The as-of date is not known, since the features snapshot is gone.")
        as_of, settings = date.fromisoformat(stored.manifest.as_of), self.context.settings
        monthly = monthly_snapshot(self.context, warehouse)

        def fill(side: Path) -> dict[str, Any]:
            tables, months = register_tables(warehouse), monthly_files(monthly)
            limits: dict[str, Any] = {"threads": settings.threads, "memory_limit": settings.memory_limit}
            build_matrix(tables, months, as_of, side / "current.parquet", **limits)
            build_facts(tables, as_of, side / "facts.parquet", **limits)
            if self.chain.by_rules:  # these count past cases
                build_training_matrix(tables, months, as_of, side / "training.parquet", **limits)
            return {}

        return publish(self.context.folder, features_recipe(warehouse, monthly, as_of), fill)

    def scores(self) -> Snapshot:
        """Score everybody with the recorded models, and by rules the laws that had none."""
        features = self.context.folder.latest(FEATURES)
        found = {link.snapshot_id: self._sound(link) for link in self.chain.models}
        models = {law: found[name] for law, name in self.chain.models_of.items()}
        warehouse = self._sound(self.chain.link(WAREHOUSE)) if self.chain.by_rules else None
        return self._made(publish_scores(self.context, SCORES, features, models, warehouse).path, SCORES)

    def plan(self) -> Snapshot:
        """Make the plan again as it was recorded, with the recorded models in use."""
        self._sound(self.chain.link(WAREHOUSE))
        events = ModelEvents(store_of(self.context.settings))
        for law, name in self.chain.models_of.items():
            events.record(Decision("activated", law, str(ModelId(law, name)), RECORDED, RECORDED), getuser())
        recorded = self.chain.link(PLAN).snapshot
        assert recorded is not None, "the chain begins with a plan that is there"  # noqa: S101
        settings = self.context.settings.model_copy(update={"plan": _plan_settings(recorded)})
        context = StepContext.of(settings, self.context.say)
        return self._made(plan_step(context).path, PLAN)

    def _made(self, path: Path, kind: str) -> Snapshot:
        found = self.context.folder.find(kind, path.name)
        assert found is not None, "it was just published"  # noqa: S101
        return found

    def _sound(self, link: Link) -> Snapshot:
        if not link.is_sound:
            raise _NotSoundError(f"The {link.kind} snapshot {link.snapshot_id} is not what was published.")
        return self._bring(link)

    def _bring(self, link: Link) -> Snapshot:
        """Give a stored snapshot its place in the folder, by a link, and make it the one in use."""
        assert link.snapshot is not None, "only what is there is brought"  # noqa: S101
        place = self.context.folder.root / link.kind / link.snapshot_id
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(link.snapshot.path.absolute())
        brought = Snapshot(place, link.snapshot.manifest)
        if link.kind != MODELS:
            make_current(self.context.folder, brought)
        return brought


def _plan_settings(plan: Snapshot) -> PlanSettings:
    try:
        return PlanSettings(**plan.manifest.configuration)
    except ValidationError as error:
        names = ", ".join(str(item["loc"][0]) for item in error.errors())
        raise _NotSoundError(f"This version of the program does not know the plan's settings {names}.") from error
