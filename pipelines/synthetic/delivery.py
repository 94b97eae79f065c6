"""The note that goes with each drop: who made it, that it is synthetic, what it covers, how it differs from life."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.synthetic.arguments import Arguments, first_day, last_day
from pipelines.synthetic.drops import Drops

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


def write_deliveries(drops: Drops, arguments: Arguments) -> None:
    """Write ``delivery.json`` into every drop, also into one without rows."""
    for month_number in drops.months:
        folder = drops.drop(month_number)
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_delivery(arguments, month_number), ensure_ascii=False, indent=2) + "\n"
        (folder / DELIVERY_FILE).write_text(text, encoding="utf-8")


def is_synthetic(register: Path) -> bool:
    """Tell whether a register folder holds drops only, all of which say of themselves that they are synthetic."""
    entries = [path for path in register.iterdir() if not path.name.startswith(".")]
    return bool(entries) and all(_says_synthetic(path) for path in entries)


def _says_synthetic(drop: Path) -> bool:
    try:
        content = json.loads((drop / DELIVERY_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("synthetic") is True


def _delivery(arguments: Arguments, month_number: int) -> dict[str, Any]:
    """Say what a drop is; the returns of a month are all in by the end of the second month after it."""
    visits, employers = arguments.visits_per_month, arguments.employers
    return {
        "source": "kompas synth",
        "synthetic": True,
        "series": arguments.fingerprint,
        "covers": {"from": first_day(month_number).isoformat(), "to": last_day(month_number).isoformat()},
        "delivered_on": last_day(month_number + 2).isoformat(),
        "note_nl": NOTE_NL.format(visits=visits, employers=f"{employers:,}".replace(",", ".")),
        "note_en": NOTE_EN.format(visits=visits, employers=f"{employers:,}"),
        "arguments": asdict(arguments) | {"last_month": arguments.last_month.isoformat()},
    }
