"""Which language a reader gets, and what the languages are called."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, refresh

from queueing.errors import Refusal
from web.house import house

SHIPPED = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
"""The languages with a catalog, by their own names. English is what the catalogs translate from."""

COOKIE = "language"
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def nearest(tag: str) -> str | None:
    """The shipped language for a BCP 47 tag: zh-TW reads Traditional, any other zh Simplified."""
    low = tag.replace("_", "-").lower()
    if low.startswith(_TRADITIONAL):
        return "zh-Hant"
    main = low.split("-")[0]
    return {"zh": "zh-Hans", "en": "en"}.get(main)


def choose(wanted: Sequence[str | None]) -> str:
    """The first wanted tag that is shipped, else English."""
    return next((found for tag in wanted if tag and (found := nearest(tag))), "en")


def reader_language() -> str:
    """By `speak_in`, `?lang=`, the cookie, the browser, and last the hall's own first language."""
    if not has_request_context():
        return "en"
    if "language" in g:
        return str(g.language)
    accepted = [tag for tag, _ in request.accept_languages if tag != "*"]
    asked = [request.args.get("lang"), request.cookies.get(COOKIE), *accepted]
    if any(tag and nearest(tag) for tag in asked):
        return choose(asked)
    try:
        return choose([house().view.plan().hall.languages[0]])
    except Refusal:
        return "en"  # the database cannot be read; that has to be said in some language


def speak_in(tag: str) -> None:
    """Answer the present request in this language, whatever the reader's browser asks for."""
    g.language = choose([tag])
    refresh()


def speak(app: Flask) -> None:
    """Let the app translate: catalogs in `web/translations`, one text domain."""
    Babel(
        app,
        locale_selector=lambda: reader_language().replace("-", "_"),
        default_locale="en",
        default_translation_directories=str(resources.files("web").joinpath("translations")),
    )
