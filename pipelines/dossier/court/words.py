"""The words of the dossier for a court, and its legal texts with how certain each is."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml
from features.formatting import SentenceFormatter
from pipelines.dossier.words import Language
from pipelines.reporting.paper import Note, Quote
from pipelines.texts import texts_beside


def words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[key][language].format(**values)


def counted_words(key: str, language: Language, **figures: float | str) -> str:
    """Return a text whose figures have the word for one or for more, such as ``{count:rule|rules}``."""
    return SentenceFormatter(language).fill(texts_beside(__file__)[key][language], figures)


def moment_text(at: datetime | str, language: Language) -> str:
    """Return a moment as people read it, in this machine's time."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return words("made", language, at=moment.astimezone())


@cache
def legal() -> Mapping[str, Any]:
    """Return the legal texts of ``legal.yaml``."""
    content: Mapping[str, Any] = read_yaml(Path(__file__).with_name("legal.yaml"))
    return content


def sentence(ground: str, language: Language, **values: object) -> Quote:
    """Return the sentence that a decision under the Awb must carry."""
    return Quote(str(legal()["sentences"][ground][language]).format(**values))


def remedies(language: Language) -> tuple[str, ...]:
    """Return what the employer can do, each with its certainty and source."""
    content = legal()
    return tuple(
        str(content["remedy"][language]).format(
            text=text[language],
            certainty=content["certainties"][text["certainty"]][language],
            source=text["source"][language],
        )
        for text in content["remedies"]
    )


def to_confirm(text: Mapping[str, Any], language: Language) -> Note:
    """Return that a legal text is to be confirmed by a lawyer, with its certainty and source."""
    certainty = legal()["certainties"][text["certainty"]][language]
    return Note(str(legal()["confirm"][language]).format(certainty=certainty, source=text["source"][language]))
