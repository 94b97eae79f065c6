"""The one error that users see: what is wrong, where, and what to do about it."""


class KompasError(Exception):
    """A problem that a user can act on.

    Args:
        what: The problem in one plain sentence.
        where: File, line, column or setting where it was met; empty when there is no such place.
        remedy: What the reader can do about it.
    """

    def __init__(self, what: str, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.remedy:
            lines.append(f"  what to do: {self.remedy}")
        return "\n".join(lines)


class MissingSnapshotError(KompasError):
    """A step needs a snapshot that has not been made yet."""
