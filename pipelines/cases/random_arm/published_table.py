"""The table of published figures beside ours."""

from models.arrays import JsonObject
from models.inputs import LANGUAGES, Language
from pipelines.cases.on_whom.cells import in_languages, shown_group
from pipelines.cases.random_arm.definition import RandomArmCase
from pipelines.cases.random_arm.published import Beside
from pipelines.cases.random_arm.words import in_both, interval, words
from pipelines.reporting.report import Extra
from pipelines.reporting.words import number, percent

HEAD = ("figure", "published", "theirs", "reproduced", "ours", "difference")


def published_extra(case: RandomArmCase, beside: list[Beside]) -> Extra:
    """Return each published share, the same by the publisher's definitions, ours, and why they differ."""
    tables = in_languages(
        {language: [words(key, language) for key in HEAD] for language in LANGUAGES},
        {language: [_row(case, one, language) for one in beside] for language in LANGUAGES},
    )
    why = case.published.why if case.published else ()
    lines = tuple(item.model_dump() for item in why)
    return Extra(
        "published_beside_ours",
        in_both("published_title"),
        in_both("published_note"),
        tables,
        [_data(one) for one in beside],
        lines,
    )


def _row(case: RandomArmCase, one: Beside, language: Language) -> list[str]:
    figure = one.published
    name = words(f"published_{figure.measure}", language)
    of = (
        words("all", language)
        if figure.dimension is None or figure.group is None
        else shown_group(case.dimensions, figure.dimension, figure.group, language)
    )
    difference = 100 * (one.ours.value - figure.value)
    return [
        f"{of}, {name}",
        percent(figure.value, language, max(0, figure.decimals - 2)),
        percent(one.theirs.value, language, 2),
        words("as_published" if one.reproduced else "not_as_published", language),
        interval(one.ours.value, one.ours.low, one.ours.high, language),
        f"{'+' if difference > 0 else ''}{number(difference, language, 1)}",
    ]


def _data(one: Beside) -> JsonObject:
    return one.published.model_dump(exclude={"decimals"}) | {
        "by_its_definitions": vars(one.theirs),
        "ours": vars(one.ours),
        "reproduced": one.reproduced,
        "ours_minus_published": one.ours.value - one.published.value,
    }
