"""Whether the evidence pack of a model is there, whole and of these very files: what its gate looks at."""

from dataclasses import dataclass
from typing import Literal

from models.wording import Texts

PackState = Literal["complete", "incomplete", "stale", "absent", "damaged"]


@dataclass(frozen=True)
class PackStanding:
    """What is known of the evidence pack of a model.

    Attributes:
        state: ``complete``; ``incomplete``; ``stale`` (of other answers, signatures, results or code than today's);
            ``absent``; or ``damaged`` (a file is not what was published).
        pack: The snapshot's name; empty when there is none.
        missing: What is missing, most pressing first.
        signed: How many features a named person signed for.
        answers: Where the answers go.
        example: Whether examples that come with the program stand in for people's answers; synthetic data only.
    """

    state: PackState = "absent"
    pack: str = ""
    missing: tuple[Texts, ...] = ()
    signed: int = 0
    answers: str = ""
    example: bool = False
