"""The note that goes with a delivery: who made it, that it is synthetic, and in what it differs from life."""

import json
from pathlib import Path
from typing import Any

from pipelines.synthetic.arguments import Arguments

DELIVERY_FILE = "delivery.json"

NOTE_NL = (
    "Synthetische gegevens: geen enkele werkgever, werknemer of zaak bestaat echt. Er wordt veel vaker bezocht "
    "dan in het echt, zodat er iets te leren valt: hier {visits} bezoeken per maand op {employers} werkgevers, "
    "in het echt een paar duizend per jaar op ongeveer 450.000."
)
NOTE_EN = (
    "Synthetic data: no employer, worker or case is real. Visits are far more frequent than in real life, so "
    "that there is something to learn: here {visits} visits a month for {employers} employers, in life a few "
    "thousand a year for about 450,000."
)


def write_delivery(folder: Path, arguments: Arguments) -> None:
    """Write ``delivery.json`` into the register folder."""
    text = json.dumps(_delivery(arguments), ensure_ascii=False, indent=2) + "\n"
    (folder / DELIVERY_FILE).write_text(text, encoding="utf-8")


def is_synthetic(folder: Path) -> bool:
    """Tell whether a register folder says of itself that it is synthetic."""
    try:
        content = json.loads((folder / DELIVERY_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("synthetic") is True


def _delivery(arguments: Arguments) -> dict[str, Any]:
    visits, employers = arguments.visits_per_month, arguments.employers
    return {
        "source": "kompas synth",
        "synthetic": True,
        "note_nl": NOTE_NL.format(visits=visits, employers=f"{employers:,}".replace(",", ".")),
        "note_en": NOTE_EN.format(visits=visits, employers=f"{employers:,}"),
        "arguments": {
            "employers": employers,
            "months": arguments.months,
            "last_month": arguments.last_month.isoformat(),
            "visits_per_month": visits,
            "random_share": arguments.random_share,
            "seed": arguments.seed,
        },
    }
