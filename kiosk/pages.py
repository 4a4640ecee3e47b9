"""The page at which a citizen takes a number."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import force_locale, gettext

from kiosk.api import kiosk_languages
from kiosk.words import WORDS
from queueing.people import Role
from web.house import house
from web.languages import SHIPPED, nearest
from web.rights import ALL_STAFF, may

pages = Blueprint(
    "kiosk", __name__, template_folder="templates", static_folder="static", static_url_path="/static/kiosk"
)


@pages.get("/kiosk")
@may(ALL_STAFF | {Role.KIOSK}, opens_locally=True)
def kiosk() -> str:
    """In the hall's own language, whatever the browser's: a kiosk's PC says nothing about who stands before it."""
    own = nearest(request.args.get("lang", "")) or kiosk_languages(house().view.plan())[0]
    return render_template("kiosk.html", own=own, words=_words(), language_names=SHIPPED)


def _words() -> dict[str, dict[str, str]]:
    """In every language at once: a citizen changes the language without waiting for the server."""
    said = {}
    for tag in SHIPPED:
        with force_locale(tag.replace("-", "_")):
            said[tag] = {key: gettext(text) for key, text in WORDS.items()}
    return said
