"""The file in which people answer what only people can: written with every question, read with what each is worth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.yaml_files import read_yaml
from models.evidence.answers import Answer, Standing, read_answer, same_text
from models.evidence.feature_standing import FeatureSignature
from models.evidence.questions import ANY, Question, questions
from models.inputs import LANGUAGES
from pipelines.evidence.words import Words

EXAMPLE_FILE = Path(__file__).with_name("example_answers.yaml")
GIVEN = ("answer", "name", "role", "date", "review")
EMPTY = frozenset(f"{name}: null" for name in GIVEN)
_WIDTH = 118


@dataclass(frozen=True)
class Examples:
    """The answers and the signature that come with the program, for synthetic registers only."""

    answers: Mapping[str, Answer]
    signature: FeatureSignature

    def of(self, question: str) -> Answer | None:
        """Return the example of a question, by its own name or by that of all that begin the same."""
        return self.answers.get(question) or self.answers.get(f"{question.partition('.')[0]}.{ANY}")


@dataclass(frozen=True)
class Answers:
    """What people answered.

    Attributes:
        path: The file in which they answer.
        sha256: Of that file; empty when there is none.
        synthetic: Whether the registers are made up, so that examples may stand in for people.
        own: What stands in the file, by question.
        refused: The file says of itself that it holds examples, and the registers are real.
    """

    path: Path
    sha256: str
    synthetic: bool
    own: Mapping[str, Answer] = field(default_factory=dict)
    refused: bool = False

    def of(self, question: Question) -> Answer | None:
        """Return the answer to a question: people's own, or an example where the registers are made up."""
        own = self.own.get(question.name)
        if own is not None and (own.text["nl"] or own.items):
            return own
        return examples().of(question.name) if self.synthetic else own

    def standing(self, question: Question, day: date) -> Standing:
        """Return what the answer to a question is worth on a day."""
        answer = self.of(question)
        if answer is None:
            return "missing"
        if not self.synthetic and (self.refused or _copied(answer, question)):
            return "example"
        standing = answer.standing_on(day)
        return "unfit" if standing == "answered" and not question.accepts(answer) else standing

    def counting(self, question: Question, day: date) -> Answer | None:
        """Return the answer to a question if it counts on a day."""
        return self.of(question) if self.standing(question, day) == "answered" else None

    @property
    def uses_examples(self) -> bool:
        """Whether an example stands in for a person."""
        found = (self.of(question) for question in questions())
        return any(answer is not None and answer.example for answer in found)


def _copied(answer: Answer, question: Question) -> bool:
    """Tell whether an answer is the text of an example; agreeing, a list and a choice are anybody's words."""
    free = not (answer.agrees or answer.items or question.values)
    return free and same_text(answer, tuple(examples().answers.values()))


def answers_path(settings: KompasSettings) -> Path:
    """Return the file in which people answer."""
    return settings.data_dir / "evidence" / "answers.yaml"


def read_answers(settings: KompasSettings, *, synthetic: bool) -> Answers:
    """Return what people answered; nothing when there is no file.

    Args:
        settings: The run's settings.
        synthetic: Whether the registers are made up.

    Raises:
        KompasError: The file is no list of answers, or answers what is not asked.
    """
    path = answers_path(settings)
    if not path.is_file():
        return Answers(path, "", synthetic)
    raw = path.read_bytes()
    content = _content(raw, path)
    given = content.get("answers") or {}
    strangers = sorted(set(given) - {question.name for question in questions()})
    if strangers:
        raise _wrong(f"it answers '{strangers[0]}', which is not asked", path)
    example = content.get("example") is True
    own = {name: read_answer(entry or {}, example=example) for name, entry in given.items()}
    return Answers(path, sha256(raw).hexdigest(), synthetic, own, refused=example and not synthetic)


@cache
def examples() -> Examples:
    """Return the answers and the signature that come with the program."""
    content = read_yaml(EXAMPLE_FILE)
    stands = content["stands"]
    answers = {name: read_answer(stands | {"answer": text}, example=True) for name, text in content["answers"].items()}
    signature = FeatureSignature(
        ANY, stands["name"], content["signature"]["nl"], stands["date"], stands["review"], example=True
    )
    return Examples(answers, signature)


def write_questions(settings: KompasSettings) -> Path:
    """Write the file in which people answer, with every question in both languages; what was answered stays.

    Returns:
        The file.

    Raises:
        KompasError: There is a file already that cannot be read.
    """
    path = answers_path(settings)
    given = _content(path.read_bytes(), path) if path.is_file() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    side = path.with_name(f".{path.name}.partial")
    side.write_text("\n".join(_lines(given)) + "\n", encoding="utf-8")
    side.replace(path)
    return path


def _lines(given: Mapping[str, Any]) -> Iterator[str]:
    for language in LANGUAGES:
        yield from _comment(Words(language)("answers.head"), "")
    if given.get("example") is True:
        yield "example: true"
    yield "answers:"
    for question in questions():
        yield ""
        for language in LANGUAGES:
            who = Words(language)("answers.who", who=question.who[language])
            yield from _comment(f"{question.ask[language]} {who}", "  ")
        if question.values:
            yield from _comment(" | ".join(question.values), "  ")
        entry = (given.get("answers") or {}).get(question.name) or {}
        yield f"  {question.name}:"
        yield from (f"    {line}" for line in _entry(entry))


def _entry(entry: Mapping[str, Any]) -> list[str]:
    """Return the lines of one answer; what was not given is there to be filled in."""
    values = {name: entry.get(name) for name in GIVEN}
    dumped: str = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False)
    return [line.removesuffix(" null") if line in EMPTY else line for line in dumped.splitlines()]


def _comment(text: str, indent: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(indent) + len(line) + len(word) + 3 > _WIDTH:
            yield f"{indent}# {line}"
            line = ""
        line = f"{line} {word}".strip()
    yield f"{indent}# {line}"


def _content(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(raw.decode("utf-8")) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise _wrong("it is no YAML", path) from error
    given = content.get("answers") or {} if isinstance(content, dict) else None
    if not isinstance(given, dict) or not all(isinstance(entry, dict | None) for entry in given.values()):
        raise _wrong("it holds no list of answers by question", path)
    return content


def _wrong(problem: str, path: Path) -> KompasError:
    return KompasError(
        f"The file of answers cannot be used: {problem}.",
        str(path),
        "Mend it, or put it aside and run `kompas evidence --ask` for a new one.",
    )
