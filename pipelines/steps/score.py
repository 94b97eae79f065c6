"""``kompas score``: every employer's score for every law, by the model in use or else by rules, and the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from features.engine import ROW_GROUP
from features.peers import peer_medians
from models.explaining.families import explain_employers, write_reasons
from models.explaining.sample import contributions_of, drawn, write_sample
from models.inputs import input_names
from models.labels import LAWS
from models.law_models import load_law_models
from models.planning.hours import expected_hours
from models.register_cases import law_frame
from models.rules_scoring import NO_FLAGS, NO_SHARES, flags_raised, past_shares, score_by_rules
from models.scoring import NO_SCORES, score_law
from pipelines.registry.models import suspended_events
from pipelines.steps.activation import active_models, laws_by_rules, newer_candidates
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, labels_of, model_recipe


def score_step(context: StepContext) -> StepResult:
    """Score all employers of the as-of matrix: a law by its model in use, and one without such a model by rules."""
    features, warehouse, _ = input_pair(context)
    models = active_models(context, features)
    rules = laws_by_rules(models)
    done = publish_scores(context, "scores", features, models, warehouse if rules else None)
    return replace(done, remarks=(*done.remarks, *_by_rules(context, rules), *newer_candidates(context, models)))


def _by_rules(context: StepContext, laws: Sequence[str]) -> tuple[str, ...]:
    if not laws:
        return ()
    suspended = suspended_events(context.settings)
    told = (
        f"{law} (suspended by {suspended[law].responsible})" if law in suspended else f"{law} (no model in use)"
        for law in laws
    )
    return (f"By rules, without a model: {', '.join(told)}.",)


def publish_scores(
    context: StepContext,
    kind: str,
    features: Snapshot,
    models: Mapping[str, Snapshot],
    warehouse: Snapshot | None = None,
) -> StepResult:
    """Score all employers and publish that, or reuse what is published.

    Args:
        context: The run.
        kind: ``scores``, or the kind of what only analysts compare.
        features: What is scored.
        models: Of each law the models snapshot whose model scores it.
        warehouse: What rules count past cases in, for all other laws; ``None``: these get no scores.
    """
    as_of = date.fromisoformat(features.manifest.as_of or "")
    snapshots = {snapshot.manifest.snapshot_id: snapshot for snapshot in models.values()}
    rules = () if warehouse is None else laws_by_rules(models)
    recipe = model_recipe(
        kind,
        (*snapshots.values(), features, *((warehouse,) if warehouse is not None else ())),
        as_of,
        {"models": {law: snapshot.manifest.content_hash for law, snapshot in models.items()}}
        | ({"rules": list(rules)} if rules else {}),
        context.settings.seed,
    )
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        inputs = catalogue_inputs()
        names, memory = input_names(inputs), load_catalogue().memory
        frame = pl.read_parquet(features.table("current"))
        scores, explained = [], {}
        for law, snapshot in models.items():
            loaded = load_law_models(snapshot.path, law, inputs, memory)
            scores.append(score_law(frame, law, loaded, inputs, memory))
            explained[law] = loaded.model
            context.say(f"{law}: {len(frame):,} employers scored")
        if warehouse is not None:
            scores += _write_rules(side, frame, features, labels_of(warehouse, as_of), rules)
        (pl.concat(scores) if scores else NO_SCORES).write_parquet(side / "scores.parquet", row_group_size=ROW_GROUP)
        family_of = {feature.name: feature.family for feature in load_catalogue().features}
        write_reasons(explain_employers(frame, peer_medians(frame, names), explained, inputs, family_of), side)
        sample = drawn(frame, context.settings.seed)
        write_sample(contributions_of(sample, explained, inputs), side)
        remarks.append(f"{len(frame):,} employers scored for {len(scores)} of {len(LAWS)} laws.")
        return {
            "models": {law: snapshot.manifest.snapshot_id for law, snapshot in models.items()},
            **({"rules": list(rules)} if rules else {}),
            "contribution_sample": {"employers": len(sample), "of": len(frame), "seed": context.settings.seed},
        }

    return publish_step(context, recipe, fill, remarks)


def _write_rules(
    side: Path, frame: pl.DataFrame, features: Snapshot, labels: pl.DataFrame, laws: Sequence[str]
) -> list[pl.DataFrame]:
    """Write which flags each employer raises and what past cases came to; return the scores by rules, a frame a law."""
    training, facts = (pl.read_parquet(features.table(name)) for name in ("training", "facts"))
    cases = {law: law_frame(labels, training, law) for law in laws}
    closed = labels.unique("case_id", maintain_order=True).join(
        training.select("case_id", "size_class"), on="case_id", how="inner"
    )
    hours = expected_hours(frame, closed)
    flags = [flags_raised(frame, law) for law in laws]
    pl.concat([NO_FLAGS, *flags]).write_parquet(side / "flags.parquet", row_group_size=ROW_GROUP)
    pl.concat([NO_SHARES, *(past_shares(cases[law], law) for law in laws)]).write_parquet(side / "rules.parquet")
    return [score_by_rules(frame, facts, cases[law], hours, law) for law in laws]
