"""Addresses of views: ``/<language>/<page>[/<argument>][?name=value]``, the same on every machine and sharable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from dashboard.texts import LANGUAGES, Language

NOT_AN_ADDRESS = "?"


@dataclass(frozen=True)
class Address:
    """One view: language, page, what it is about (an employer's number) and how it is set (a region, a filter)."""

    language: Language
    page: str
    argument: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The part of the address that names the view."""
        parts = [self.language, self.page, *([self.argument] if self.argument else [])]
        return "/" + "/".join(_quoted(part) for part in parts)

    @property
    def href(self) -> str:
        """The whole address on this host."""
        return self.path + (_search(tuple(self.parameters.items())) if self.parameters else "")

    def in_language(self, language: Language) -> "Address":
        """Return the same view in another language."""
        return replace(self, language=language)


def parse_address(pathname: Any, search: Any, language: Language, first_page: str) -> Address:
    """Read an address; what it leaves open is the first page, in the given language.

    It comes from a browser, so it can be anything: what is no text at all is read as a page that does not exist. The
    page's name is not checked here: a page that does not exist has its own screen.
    """
    if pathname is not None and not isinstance(pathname, str):
        return Address(language, NOT_AN_ADDRESS)
    parts = [unquote(part) for part in _encodable(pathname or "").split("/") if part]
    given = next((known for known in LANGUAGES if parts and parts[0] == known), None)
    rest = parts[1:] if given else parts
    return Address(
        language=given or language,
        page=rest[0] if rest else first_page,
        argument="/".join(rest[1:]),
        parameters=parse_parameters(search),
    )


def parse_parameters(search: Any) -> dict[str, str]:
    """Read the part of an address after the question mark; what is no text says nothing."""
    text = _encodable(search) if isinstance(search, str) else ""
    return dict(parse_qsl(text.removeprefix("?"), max_num_fields=None))


@lru_cache(maxsize=1024)
def _quoted(part: str) -> str:
    return quote(part, safe="")


@lru_cache(maxsize=256)
def _search(parameters: tuple[tuple[str, str], ...]) -> str:
    return f"?{urlencode(parameters)}"


def _encodable(text: str) -> str:
    """Return a text without the half characters that JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
