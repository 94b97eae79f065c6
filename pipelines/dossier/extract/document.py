"""The extract as a document. Nothing here reads a score, a ground or what lot did: the content does not have them."""

from collections.abc import Iterator
from datetime import date

from pipelines.dossier.court.words import legal, moment_text, sentence, to_confirm
from pipelines.dossier.court.words import words as court_words
from pipelines.dossier.extract.frozen import Extract
from pipelines.dossier.facts_told import fact_blocks
from pipelines.dossier.words import Language, day_text
from pipelines.dossier.words import words as replay_words
from pipelines.reporting.paper import Block, Document, Grid, Note, Part, Text
from pipelines.texts import texts_beside


def extract_document(extract: Extract, language: Language) -> Document:
    """Return the extract in a language.

    Args:
        extract: What it says.
        language: ``"nl"`` or ``"en"``.
    """
    content = extract.content
    employer, plan = content["employer_id"], content["plan_id"]
    means = legal()["means"]["any"][language]
    as_of = day_text(content["as_of"], language)
    return Document(
        language=language,
        title=words("title", language, employer=employer),
        about=court_words("about", language, plan=plan, employer=employer),
        foot=court_words("foot", language, made=moment_text(extract.made, language)),
        mark=court_words("mark", language) if content["synthetic"] else "",
        made=extract.made,
        opening=tuple(_opening(extract, language)),
        parts=(
            Part(words("selected.heading", language), tuple(_selected(extract, language))),
            Part(
                court_words("facts.heading", language),
                tuple(fact_blocks(content["facts"], employer, language)),
            ),
            Part(
                words("awb.heading", language),
                (
                    sentence("open", language, plan=plan, as_of=as_of, means=means),
                    to_confirm(legal()["disclosure"], language),
                ),
            ),
            Part(words("sources.heading", language), (_sources(extract, language),)),
        ),
    )


def words(key: str, language: Language, **values: object) -> str:
    """Return a text of the extract in a language, with its places filled."""
    return texts_beside(__file__)[key][language].format(**values)


def _opening(extract: Extract, language: Language) -> Iterator[Block]:
    yield Text(words("opening.what", language))
    if extract.frozen is None:
        yield Note(words("not_frozen", language))
        return
    if not (extract.frozen.holds and extract.in_the_log):
        yield Note(words("forged", language))
        return
    at, decision = moment_text(extract.frozen.at, language), extract.frozen.decision
    yield Text(words("frozen", language, at=at, decision=decision, hash=extract.digest))
    if extract.differs:
        parts = ", ".join(words(f"part.{name}", language) for name in extract.differs)
        yield Note(words("differs", language, parts=parts))


def _selected(extract: Extract, language: Language) -> Iterator[Block]:
    content, item = extract.content, extract.content["item"]
    month = replay_words("not_known", language)
    if item["month"]:
        month = f"{date.fromisoformat(item['month']):%m-%Y}"
    as_of = day_text(content["as_of"], language)
    yield Text(words("selected", language, plan=content["plan_id"], as_of=as_of, month=month, team=item["team"]))
    yield Note(words("selected.no_conclusion", language))


def _sources(extract: Extract, language: Language) -> Grid:
    head = tuple(words(f"sources.{name}", language) for name in ("kind", "name", "hash"))
    rows = tuple(
        (replay_words(f"kind.{source['kind']}", language), source["snapshot_id"], source["content_hash"])
        for source in extract.content["sources"]
    )
    return Grid(head, rows, (16, 30, 54))
