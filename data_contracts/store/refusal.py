"""What the store refuses to record because it does not fit how an item stands: a code, for screens to put in words."""

from typing import Literal

from data_contracts.errors import KompasError

RefusalCode = Literal[
    "other_plan",
    "planned_already",
    "added_only",
    "not_in_plan",
    "out_already",
    "waits_already",
    "nothing_asked",
    "nothing_to_undo",
    "same_person",
    "seen_otherwise",
]


class RefusalError(KompasError):
    """A decision, an answer or an outcome that does not fit how its item stands.

    Args:
        code: Why, for a screen that says it in its own language.
        what: The problem in one plain sentence.
        where: What it is about.
        remedy: What the reader can do about it.
    """

    def __init__(self, code: RefusalCode, what: str, where: str = "", remedy: str = "") -> None:
        self.code = code
        super().__init__(what, where, remedy)
