"""The model card of each act: what it learnt from, whether its chances come true, and what it cannot do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from features.formatting import number, percent
from models.evidence.document import Block, Heading, Table, Text, rows_of
from models.evidence.limits import limits
from models.evidence.questions import questions_in
from models.labels import LAWS
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answers_table
from pipelines.evidence.words import Words
from pipelines.registry.models import PublishedModel


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    models = {model.law: model for model in material.models}
    blocks: list[Block] = [answers_table(material, questions_in("model_card"), words)]
    for law in LAWS:
        if law in models:
            blocks.extend(_card(models[law], words))
        else:
            blocks.append(Text(words("model.no_law", law=law), "note"))
    return [*blocks, Heading(words("model.limits")), *(Text(limit[words.language]) for limit in limits())]


def _card(model: PublishedModel, words: Words) -> Iterator[Block]:
    content = model.card()
    head = (words("model.what"), words("model.value"))
    caption = words("model.caption", law=model.law)
    yield Table(caption, head, rows_of(_entries(model, content, words)), (45, 55))
    bands = content["card"].get("calibration", {}).get("reliability", [])
    if bands:
        told = tuple(words(f"model.{name}") for name in ("expected", "observed", "band_cases"))
        yield Table(words("model.bands", law=model.law), told, rows_of(_bands(bands, words)), (30, 50, 20))
        yield Text(words("model.bands.note"), "note")


def _entries(model: PublishedModel, content: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    card, language = content["card"], words.language
    known = pl.scan_parquet(model.snapshot.table("cases")).filter(pl.col("law") == model.law)
    first, last = known.select(first=pl.col("known_on").min(), last=pl.col("known_on").max()).collect().row(0)
    yield words("model.cases"), number(card["training"]["cases"], language)
    yield words("model.findings"), number(card["training"]["positives"], language)
    yield words("model.period"), words("model.from_to", first=first, last=last)
    yield words("model.as_of"), str(card["as_of"])
    yield words("model.inputs"), number(len(content["inputs"]), language)
    yield words("model.monotone"), number(len(card.get("monotone", {})), language)
    kind = words.of_code("calibration", content["calibration"]["kind"])
    yield words("model.form"), words("model.trees", trees=card["trees"], kind=kind)
    if "held_out_in_time" in card:
        yield words("model.held_out"), number(card["held_out_in_time"]["cases"], language)
    if "reason_stability" in card:
        value, low, high = card["reason_stability"]["mostly_same"]
        yield words("model.stable"), words("model.stable.value", value=value, low=low, high=high)


def _bands(bands: Sequence[Mapping[str, Any]], words: Words) -> Iterator[tuple[str, str, str]]:
    for band in bands:
        expected, observed, low, high = (
            percent(band[name], words.language) for name in ("expected", "observed", "low", "high")
        )
        yield expected, f"{observed} ({low} – {high})", number(band["cases"], words.language)
