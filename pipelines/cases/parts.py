"""What every part of a case's YAML is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Column = Annotated[str, StringConstraints(min_length=1)]


class YamlPart(BaseModel):
    """A part of a case: only fields that are known, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Words(YamlPart):
    """A text in both languages."""

    nl: str
    en: str
