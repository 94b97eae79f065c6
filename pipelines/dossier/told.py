"""What a replay tells, before it is put in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.dossier.chain import Chain
from pipelines.dossier.comparing import Comparison
from pipelines.dossier.selection import Selection
from pipelines.dossier.versions import Versions

Row = dict[str, Any]


@dataclass(frozen=True)
class StageTold:
    """A stage: whether it was made again, and what came of the comparison.

    ``lacking`` are settings that were not recorded, for which today's defaults were taken.
    """

    kind: str
    why_not: str
    comparisons: tuple[Comparison, ...]
    versions: Versions
    lacking: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether it was made again and nothing differs."""
        return not self.why_not and all(item.is_same for item in self.comparisons)


@dataclass(frozen=True)
class Replay:
    """A dossier replayed; ``facts``, ``scores``, ``reasons`` and ``flags`` are the employer's rows as stored."""

    employer_id: str
    as_of: str
    synthetic: bool
    chain: Chain
    stages: tuple[StageTold, ...]
    selection: Selection
    facts: list[Row]
    scores: list[Row]
    reasons: list[Row]
    seconds: float
    flags: Sequence[Row] = ()

    @property
    def identical(self) -> bool:
        """Whether all is as published, all was made again, and nothing differs for anybody."""
        return self.chain.is_sound and all(stage.is_same for stage in self.stages)
