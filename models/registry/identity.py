"""What a model is called: one law's model in one models snapshot."""

from dataclasses import dataclass

from data_contracts.errors import KompasError

MARK = "@"


@dataclass(frozen=True)
class ModelId:
    """A law's model in a models snapshot, written ``<law>@<snapshot id>``."""

    law: str
    snapshot_id: str

    def __str__(self) -> str:
        return f"{self.law}{MARK}{self.snapshot_id}"

    @classmethod
    def parse(cls, text: str) -> "ModelId":
        """Read a model's name.

        Raises:
            KompasError: It is not of the form ``<law>@<snapshot id>``.
        """
        law, mark, snapshot_id = text.partition(MARK)
        if not (law and mark and snapshot_id):
            raise KompasError(
                f"'{text}' is not the name of a model.",
                "",
                "A model is named <law>@<snapshot id>; `kompas models list` lists them.",
            )
        return cls(law, snapshot_id)
