"""``kompas synth``: the synthetic Netherlands, unless registers of this making, or real ones, are there already."""

import hashlib
import json

from data_contracts.errors import KompasError
from pipelines.ingest import read_drops
from pipelines.snapshots.code_version import code_version
from pipelines.steps.context import StepContext, StepResult
from pipelines.synthetic.generate import generate

MARK = "synth.fingerprint"


def synth_step(context: StepContext) -> StepResult:
    """Write synthetic registers; the same settings and code are not run twice, and real registers are left alone."""
    settings = context.settings
    arguments = settings.synth.model_dump(exclude={"monthly_visit_share"}) | {
        "visits_per_month": settings.synth.visits_per_month,
        "seed": settings.seed,
    }
    text = json.dumps([arguments, code_version(["pipelines.synthetic"])], default=str, sort_keys=True)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    mark = settings.data_dir / MARK
    if _holds_real_registers(context):
        return StepResult(settings.register_dir, 0, reused=True, remarks=("Real registers are there; none were made.",))
    if settings.register_dir.is_dir() and mark.is_file() and mark.read_text(encoding="utf-8") == fingerprint:
        return StepResult(settings.register_dir, 0, reused=True)
    mark.unlink(missing_ok=True)
    result = generate(
        settings.data_dir,
        **arguments,
        threads=settings.threads,
        memory_limit=settings.memory_limit,
        report=context.say,
    )
    mark.write_text(fingerprint, encoding="utf-8")
    return StepResult(settings.register_dir, sum(result.rows.values()), reused=False)


def _holds_real_registers(context: StepContext) -> bool:
    """Tell whether a real drop lies there; what cannot be read as drops is left for the making itself to refuse."""
    try:
        return not all(drop.synthetic for drop in read_drops(context.settings.register_dir))
    except KompasError:
        return False
