"""Who is signed in, and the way out, for the head of every page."""

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.signing_in.account import Account, all_roles, role_in_words
from dashboard.signing_in.pages import FOLDER
from dashboard.texts import Language, words_of


def account_box(account: Account, language: Language) -> Component:
    """Return the name and roles of an account, and the button that signs it out.

    The form's token is filled in by ``assets/signing_in.js`` when it is sent, since it changes with every sign-in.

    Args:
        account: Who is signed in.
        language: Of the view.
    """
    words = words_of(FOLDER, language)
    roles = ", ".join(role_in_words(role, language) for role in all_roles() if role in account.roles)
    return html.Form(
        [
            html.Span(
                [
                    html.Span(account.display_name or account.name, className="kompas-account-name"),
                    html.Span(roles, className="kompas-account-roles"),
                ],
                className="kompas-account-who",
            ),
            html.Button(words("account.sign_out"), type="submit", className="kompas-account-out"),
        ],
        id="account",
        action="/sign-out",
        method="post",
        className="kompas-account",
        **aria(label=words("account.label")),
    )
