"""What stands round every page: the mark of synthetic data, the menu, and where the data come from."""

from collections.abc import Mapping, Sequence
from datetime import date

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.routing import Address
from dashboard.signing_in.account import Account
from dashboard.signing_in.box import account_box
from dashboard.texts import LANGUAGES, Words
from data_contracts.snapshots import Manifest

CONTENT = "content"


def shell(
    address: Address,
    content: Component,
    account: Account,
    menu: Sequence[str],
    manifests: Mapping[str, Manifest],
    words: Words,
    strip: Sequence[Component] = (),
) -> list[Component]:
    """Return the whole screen of a view.

    Args:
        address: The view.
        content: What the page itself shows.
        account: Who is signed in.
        menu: The pages in the menu, by name.
        manifests: The newest manifest of each kind of snapshot.
        words: The shared words in the view's language.
        strip: What is said of suspended models.
    """
    return [
        html.A(words("skip"), href=f"#{CONTENT}", className="kompas-skip"),
        *strip,
        *_synthetic_mark(manifests, words),
        _header(address, account, menu, words),
        html.Main(content, id=CONTENT, className="kompas-main", tabIndex=-1),
        _footer(manifests, words),
    ]


def _synthetic_mark(manifests: Mapping[str, Manifest], words: Words) -> list[Component]:
    marked = [manifest for manifest in manifests.values() if manifest.synthetic]
    if not marked:
        return []
    notes = [note for manifest in marked if (note := manifest.notes.get(f"note_{words.language}"))]
    return [
        html.Aside(
            [
                html.Strong(words("synthetic.mark")),
                html.Span(words("synthetic.note")),
                *([html.Details([html.Summary(words("synthetic.more")), str(notes[0])])] if notes else []),
            ],
            id="synthetic-mark",
            className="kompas-synthetic",
            **aria(label=words("synthetic.mark")),
        )
    ]


def _header(address: Address, account: Account, menu: Sequence[str], words: Words) -> Component:
    return html.Header(
        [
            dcc.Link(words("brand"), href=Address(address.language, menu[0]).href, className="kompas-brand"),
            html.Nav(
                [_menu_link(name, address, words) for name in menu],
                className="kompas-menu",
                **aria(label=words("menu.label")),
            ),
            html.Nav(
                [_language_link(address, words)],
                className="kompas-languages",
                **aria(label=words("language.label")),
            ),
            dmc.ColorSchemeToggle(
                lightIcon=words("scheme.to_dark"),
                darkIcon=words("scheme.to_light"),
                id="scheme",
                className="kompas-scheme",
            ),
            account_box(account, words.language),
        ],
        className="kompas-header",
    )


def _menu_link(name: str, address: Address, words: Words) -> Component:
    current = name == address.page
    return html.Span(
        dcc.Link(words(f"menu.{name}"), href=Address(address.language, name).href),
        className="kompas-menu-item kompas-menu-current" if current else "kompas-menu-item",
        **(aria(current="page") if current else {}),
    )


def _language_link(address: Address, words: Words) -> Component:
    other = next(language for language in LANGUAGES if language != address.language)
    return html.Span(
        dcc.Link(words(f"language.{other}"), href=address.in_language(other).href, id="language-link"), lang=other
    )


def _footer(manifests: Mapping[str, Manifest], words: Words) -> Component:
    dates = {manifest.as_of for manifest in manifests.values() if manifest.as_of}
    common = f" – {_as_of(next(iter(dates)), words)}" if len(dates) == 1 else ""
    items = [_snapshot(kind, manifest, words, dated=not common) for kind, manifest in manifests.items()]
    return html.Footer(
        [
            html.P(words("footer.purpose")),
            html.H2(words("footer.label") + common),
            html.Ul(items, id="footer-snapshots") if items else html.P(words("footer.none")),
        ],
        className="kompas-footer",
    )


def _snapshot(kind: str, manifest: Manifest, words: Words, *, dated: bool) -> Component:
    as_of = f" ({_as_of(manifest.as_of, words)})" if dated and manifest.as_of else ""
    return html.Li([f"{words.of_code('kind', kind)} ", html.Code(manifest.snapshot_id), as_of])


def _as_of(day: str, words: Words) -> str:
    return words("footer.as_of", date=formats.day(date.fromisoformat(day), words.language))
