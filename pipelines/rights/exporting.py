"""Taking along what is held: JSON, a CSV file a place with formulas made harmless, and a page in both languages."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data_contracts.as_known import quoted
from models.inputs import Language
from pipelines.dossier.papers import write_papers
from pipelines.quarantine.cells import safe_sql
from pipelines.reporting.paper import Block, Document, Grid, Note, Part, Points, Text
from pipelines.rights.answering import Answer
from pipelines.rights.giving import Given
from pipelines.rights.holdings import Row
from pipelines.texts import texts_beside

WITHHELD = ("plan", "open_case", "reporter", "audit", "others")


def write_export(answer: Answer, folder: Path) -> list[Path]:
    """Write what may be given and return the paths.

    Args:
        answer: What is held.
        folder: Where to; it is made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = write_papers(lambda language: page(answer, language), folder, "rights", as_json(answer))
    for place, rows in _by_place(answer).items():
        paths.append(folder / f"{place.replace('/', '.')}.csv")
        _write_csv(rows, paths[-1])
    return sorted(paths)


def as_json(answer: Answer) -> dict[str, Any]:
    """Return what may be given as JSON can hold it; pseudonyms are texts, since JSON readers round large numbers."""
    return {
        "kind": answer.subject.kind,
        "about": list(answer.subject.names),
        "made": answer.made.isoformat(),
        "synthetic": answer.synthetic,
        "to_be_confirmed_by_a_lawyer": True,
        "held": [
            {
                "place": item.holding.place,
                "snapshots": list(item.holding.snapshots),
                "rows_held": item.holding.count,
                "counted_only": item.holding.counted_only,
                "rows": [_told(row) for row in item.holding.rows],
            }
            for item in answer.given
            if item.holding.count
        ],
        "looked_and_found_nothing": list(_empty(answer)),
        "not_told_whether_there_is_more": list(_untold(answer)),
        "not_given": list(WITHHELD),
    }


def page(answer: Answer, language: Language) -> Document:
    """Return the readable page: what was found, what is not given, and where was looked."""
    local = answer.made.astimezone()
    title = words(f"title.{answer.subject.kind}", language, name=answer.subject.name)
    return Document(
        language=language,
        title=title,
        about=words("about", language),
        foot=words("foot", language, made=words("made", language, at=local)),
        mark=words("mark", language) if answer.synthetic else "",
        made=answer.made,
        opening=(
            Text(words("opening", language)),
            Note(words("opening.confirm", language)),
            Text(words("opening.review", language)),
        ),
        parts=(
            Part(words("found.heading", language), tuple(_found(answer, language))),
            Part(words("withheld.heading", language), tuple(_withheld(language))),
            Part(words("looked.heading", language), tuple(_looked(answer, language))),
        ),
    )


def words(key: str, language: Language, /, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[key][language].format(**values)


def _found(answer: Answer, language: Language) -> Iterator[Block]:
    head = tuple(words(f"found.{name}", language) for name in ("place", "count", "given", "snapshots"))
    rows = tuple(
        (item.holding.place, str(item.holding.count), _how(item, language), ", ".join(item.holding.snapshots))
        for item in answer.given
        if item.holding.count
    )
    yield Grid(head, rows, (30, 10, 30, 40)) if rows else Text(words("found.none", language))


def _how(item: Given, language: Language) -> str:
    if item.withheld == "audit":
        return words("given.audit", language)
    if item.holding.counted_only:
        return words("given.counted", language, people=item.holding.people)
    return words("given.rows", language)


def _withheld(language: Language) -> Iterator[Block]:
    yield Text(words("withheld.lead", language))
    yield Points(tuple(words(f"withheld.{name}", language) for name in WITHHELD))


def _looked(answer: Answer, language: Language) -> Iterator[Block]:
    yield Text(words("looked.nothing", language, places=", ".join(_empty(answer))))
    if untold := _untold(answer):
        yield Text(words("looked.not_told", language, places=", ".join(untold)))
    yield Note(words("looked.cannot", language))


def _empty(answer: Answer) -> tuple[str, ...]:
    told = {item.holding.place for item in answer.given if item.holding.count} | {*_untold(answer)}
    return tuple(dict.fromkeys(item.holding.place for item in answer.given if item.holding.place not in told))


def _untold(answer: Answer) -> tuple[str, ...]:
    """Return the places of which it is not said whether they hold anything more than what is given."""
    return tuple(dict.fromkeys(item.holding.place for item in answer.given if item.withheld in ("plan", "open_case")))


def _by_place(answer: Answer) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for item in answer.given:
        rows = [{"snapshots": " ".join(item.holding.snapshots)} | row for row in item.holding.rows]
        if rows:
            found.setdefault(item.holding.place, []).extend(rows)
    return found


def _told(row: Row) -> Row:
    return {
        name: str(value) if isinstance(value, int) and abs(value) >= 2**53 else value for name, value in row.items()
    }


def _write_csv(rows: list[Row], path: Path) -> None:
    texts = [{name: _cell(value) for name, value in row.items()} for row in rows]
    columns = list(dict.fromkeys(name for row in texts for name in row))
    frame = pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String))
    cells = ", ".join(f"{safe_sql(quoted(name), numbers=True)} AS {quoted(name)}" for name in columns)
    with duckdb.connect() as connection:
        connection.register("given_rows", frame.to_arrow())
        connection.execute(
            f"COPY (SELECT {cells} FROM given_rows) TO $path (FORMAT csv, HEADER, FORCE_QUOTE *)",  # noqa: S608
            {"path": str(path)},
        )


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
