"""Which plan, in which language, a screen of the plan page shows: what a browser hands back with every callback."""

from pathlib import Path
from typing import Any

from dashboard.context import Context
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.snapshots import Snapshot

FOLDER = Path(__file__).parent


def words_shown(context: Context, setting: Any) -> Words:
    """Return the words in the language that the screen was made in."""
    language = setting.get("language") if isinstance(setting, dict) else None
    return words_of(FOLDER, language if language in LANGUAGES else context.language)


def is_earlier(setting: Any) -> bool:
    """Return whether the screen shows a plan that was in use before, about which nothing is decided any more."""
    return isinstance(setting, dict) and setting.get("earlier") is True


def plan_shown(context: Context, setting: Any) -> Snapshot:
    """Return the plan that the screen shows: rows of a newer one must not come in between."""
    snapshot_id = setting.get("plan") if isinstance(setting, dict) else None
    return context.published.plan(str(snapshot_id or ""))
