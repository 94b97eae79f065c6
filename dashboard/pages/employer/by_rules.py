"""What a dossier says of a law that goes by rules: how many flags, which, and what past cases with as many came to."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.published import Row
from dashboard.texts import Words
from models.rules_scoring import flag_sentence


def rules_part(score: Row, steps: Sequence[Row], flags: Sequence[Row], words: Words) -> list[Component]:
    """Return what rules say of one employer, so that it can be recounted.

    Args:
        score: The employer's score for the law.
        steps: What past cases came to by number of flags; none: there were too few to tell.
        flags: The flags that the employer raises for the law.
        words: The page's words.
    """
    return [
        *_share(score, steps, len(flags), words),
        html.H4(words("rules.flags", count=len(flags))),
        html.Ul([html.Li(_flag(flag, words)) for flag in flags])
        if flags
        else html.P(words("rules.no_flags"), className="kompas-none"),
    ]


def _share(score: Row, steps: Sequence[Row], flags: int, words: Words) -> list[Component]:
    step = next((step for step in steps if step["least_flags"] <= flags <= step["most_flags"]), None)
    if step is None or score["probability"] is None:
        return [html.P(words("rules.too_few"), className="kompas-none")]
    told = {name: formats.number(step[name], words.language) for name in ("cases", "findings")}
    return [
        html.Div(formats.chance(score["probability"], words.language), className="kompas-chance"),
        html.P(words(f"rules.share.{step['basis']}", flags=_range(step, words), **told)),
    ]


def _range(step: Row, words: Words) -> str:
    least, most = step["least_flags"], step["most_flags"]
    return str(least) if least == most else words("rules.from_to", least=least, most=most)


def _flag(flag: Row, words: Words) -> str:
    return flag_sentence(flag["feature"], flag["value"], flag["above"], words.language)
