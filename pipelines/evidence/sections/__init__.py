"""The sections of an evidence pack, in the order in which they are read."""

from collections.abc import Callable, Sequence

from models.evidence.document import Block
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections import (
    assessments,
    backtests,
    data_sheet,
    fairness,
    feature_file,
    model_card,
    record,
    statute,
    summary,
    versions,
)
from pipelines.evidence.words import Words

Writer = Callable[[Material, Words, Sequence[Missing]], list[Block]]

SECTIONS: dict[str, Writer] = {
    "summary": summary.write,
    "model_card": model_card.write,
    "data_sheet": data_sheet.write,
    "features": feature_file.write,
    "statute": statute.write,
    "fairness": fairness.write,
    "backtest": backtests.write,
    "dpia": assessments.dpia,
    "iama": assessments.iama,
    "ai_act": assessments.ai_act,
    "register": record.write,
    "versions": versions.write,
}
"""What each section holds, by its anchor."""
