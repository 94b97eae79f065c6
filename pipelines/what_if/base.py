"""What a what-if is held against: the plan in use, with the settings, the seed and the data that it was made with."""

from dataclasses import dataclass

import polars as pl
from pydantic import ValidationError

from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.settings import KompasSettings, PlanSettings
from data_contracts.snapshots import Snapshot
from models.planning.compare import Side
from models.planning.setting import arrange
from pipelines.planning.inputs import PlanInputs, PlanSources, plan_inputs
from pipelines.registry.models import suspended_events
from pipelines.snapshots.code_version import code_version
from pipelines.steps.context import StepContext, intact
from pipelines.steps.modelling import input_pair, made_from

PLAN = "plan"
TABLES = ("items", "teams", "chances", "prices")


@dataclass(frozen=True)
class PlanBase:
    """The plan in use, the snapshots that it was made from, and the settings that it was made with."""

    plan: Snapshot
    sources: PlanSources
    settings: KompasSettings

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Everything that a what-if is made from."""
        return (self.plan, self.sources.scores, self.sources.features, self.sources.warehouse)

    @property
    def plan_id(self) -> str:
        """The plan's name."""
        return str(self.plan.manifest.notes["plan_id"])

    def inputs(self, plan_settings: PlanSettings | None = None) -> PlanInputs:
        """Return what the plan was made from, or what it would be made from under other settings."""
        chosen = plan_settings or self.settings.plan
        return plan_inputs(self.sources, self.settings.model_copy(update={"plan": chosen}))

    def side(self, inputs: PlanInputs) -> Side:
        """Return the published plan as a side of a comparison."""
        items, teams, chances, prices = (pl.read_parquet(self.plan.table(name)) for name in TABLES)
        setting = arrange(inputs.frame, inputs.capacity, inputs.links, inputs.choices)
        return Side(items, teams, chances, prices, setting)

    def is_of_this_code(self, packages: tuple[str, ...]) -> bool:
        """Tell whether this very version of the program made the plan."""
        return self.plan.manifest.code_version == code_version(packages)


def plan_base(context: StepContext) -> PlanBase:
    """Return the plan in use.

    Raises:
        MissingSnapshotError: There is no plan yet.
        KompasError: The plan was made from other features or scores than those in use, or by a version of the program
            whose settings this one does not know; or a suspended model chose it.
    """
    features, warehouse, as_of = input_pair(context)
    plan = made_from(context, PLAN, features)
    scores = intact(context.folder.input_of(plan, "scores"))
    _refuse_suspended(context, scores)
    return PlanBase(plan, PlanSources(features, warehouse, scores, as_of), _settings_of(context.settings, plan))


def _refuse_suspended(context: StepContext, scores: Snapshot) -> None:
    suspended = suspended_events(context.settings).keys() & scores.manifest.notes.get("models", {}).keys()
    if suspended:
        raise KompasError(
            f"The plan in use was chosen by models that are suspended ({', '.join(sorted(suspended))}), so nothing is "
            "held against it.",
            str(scores.path),
            "Run `kompas score` and `kompas plan`, which go by rules and lot, and ask again.",
        )


def plan_base_if_any(context: StepContext) -> PlanBase | None:
    """Return the plan in use, or ``None`` when there is none that was made from the features in use."""
    features, _, _ = input_pair(context)
    try:
        plan = context.folder.latest(PLAN)
    except MissingSnapshotError:
        return None
    return plan_base(context) if plan.input_id("features") == features.manifest.snapshot_id else None


def _settings_of(settings: KompasSettings, plan: Snapshot) -> KompasSettings:
    """Return the settings with which a plan was made, so that a variant differs in what was asked and nothing else."""
    known = {name: value for name, value in plan.manifest.configuration.items() if name in PlanSettings.model_fields}
    try:
        made_with = PlanSettings.model_validate(known)
    except ValidationError as error:
        raise KompasError(
            "The plan in use was made with settings that this version does not know.",
            str(plan.path),
            "Run `kompas plan`, which makes it again.",
        ) from error
    return settings.model_copy(update={"plan": made_with, "seed": plan.manifest.seeds.get("seed", settings.seed)})
