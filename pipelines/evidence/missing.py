"""What a pack lacks, most pressing first: what the program must still make, features, answers, the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.evidence.feature_standing import FeatureStanding
from models.evidence.questions import RECORD, Question, questions
from models.wording import Texts
from pipelines.evidence.gathering import Material
from pipelines.evidence.words import in_both_languages

DOCUMENT_ORDER = (
    "fairness", "backtest", "features", "data_sheet", "model_card", "statute", "dpia", "iama", "ai_act", "register",
)  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: in which section, what, and who can mend it or how."""

    section: str
    what: Texts
    mend: Texts


def missing_from(material: Material) -> tuple[Missing, ...]:
    """Return everything that keeps a pack from being complete, what weighs most first."""
    found = (*_artefacts(material), *_features(material.standings), *_answers(material), *_record(material))
    return tuple(sorted(found, key=lambda item: DOCUMENT_ORDER.index(item.section)))


def _artefacts(material: Material) -> Iterator[Missing]:
    for name in ("fairness", "backtest"):
        if getattr(material.sources, name) is None:
            yield Missing(name, in_both_languages(f"missing.{name}"), in_both_languages(f"mend.{name}"))


def _features(standings: Sequence[FeatureStanding]) -> Iterator[Missing]:
    for item in standings:
        if item.keeps_out:
            name = item.feature.name
            label: Texts = {"nl": item.feature.label.nl, "en": item.feature.label.en}
            why = in_both_languages("missing.feature", feature=label, why=problems_in_words(item.problems))
            yield Missing("features", why, in_both_languages("mend.feature", feature=name))


def problems_in_words(problems: Sequence[str]) -> Texts:
    """Return the problems of a feature, such as ``undecided:WML``, in words; acts with the same problem together."""
    acts: dict[str, list[str]] = {}
    for problem in problems:
        kind, _, law = problem.partition(":")
        acts.setdefault(kind, []).append(law)
    told = [in_both_languages(f"problem.{kind}", law=", ".join(laws)) for kind, laws in acts.items()]
    return {"nl": "; ".join(text["nl"] for text in told), "en": "; ".join(text["en"] for text in told)}


def _answers(material: Material) -> Iterator[Missing]:
    for question in questions():
        standing = material.sources.answers.standing(question, material.sources.day)
        if question.needed and standing != "answered":
            yield Missing(
                question.section,
                in_both_languages(f"missing.answer.{standing}", ask=question.ask),
                in_both_languages("mend.answer", who=question.who, name=question.name),
            )


def _record(material: Material) -> Iterator[Missing]:
    for problem in material.problems:
        if not _asked(problem.field, material):
            yield Missing(RECORD, problem.says, in_both_languages("mend.record", field=problem.field))


def _asked(field: str, material: Material) -> bool:
    """Tell whether the same lack is told already as an answer that is missing."""
    named: Sequence[Question] = [item for item in questions() if item.name == f"{RECORD}.{field}" and item.needed]
    day = material.sources.day
    return any(material.sources.answers.standing(item, day) != "answered" for item in named)
