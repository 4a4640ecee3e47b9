"""Pages that belong to no room: the front page with its doors, signing in and out, the way into a language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from config import __version__
from config.names import in_language
from queueing.errors import Refusal
from web.access import Person
from web.house import house
from web.languages import COOKIE, SHIPPED, nearest, reader_language
from web.problems import STATUS, in_words
from web.rights import EVERYONE, may

pages = Blueprint("web", __name__, template_folder="templates", static_folder="static", static_url_path="/static")
limiter = Limiter(get_remote_address, storage_uri="memory://")

A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Door:
    """A way from the front page into a room."""

    path: str
    name: object
    about: object


class SignInForm(FlaskForm):  # type: ignore[misc]
    name = StringField(lazy_gettext("Name"), [InputRequired(lazy_gettext("Enter your name.")), Length(max=60)])
    password = PasswordField(
        lazy_gettext("Password"), [InputRequired(lazy_gettext("Enter your password.")), Length(max=200)]
    )


def open_pages(app: Flask, doors: list[Door]) -> None:
    """Register the pages; `doors` are those of the rooms, in the order of the front page."""
    app.register_blueprint(pages)
    limiter.init_app(app)

    @app.context_processor
    def everywhere() -> dict[str, object]:
        language = reader_language()
        try:
            hall = house().view.plan().hall
            tags, name = hall.languages, in_language(hall.name, language)
        except Refusal:
            # The page that says that the database cannot be read must not need it.
            tags, name = list(SHIPPED), "hallqueue"
        return {
            "language": language,
            "languages": [(tag, SHIPPED[found]) for tag in tags if (found := nearest(tag))],
            "hall_name": name,
            "actor": g.get("actor"),
            "version": __version__,
            "doors": doors,
        }


@pages.get("/")
@may(EVERYONE)
def front() -> str:
    return render_template("front.html")


@pages.route("/sign-in", methods=["GET", "POST"])
@may(EVERYONE)
@limiter.limit("30 per minute", methods=["POST"])  # type: ignore[untyped-decorator]
def sign_in() -> str | AnyResponse | tuple[str, int]:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in.html", form=form, refused=None)
    try:
        row = house().people.check_password(form.name.data, form.password.data)
    except Refusal as refusal:
        return render_template("sign_in.html", form=form, refused=in_words(refusal)), STATUS[refusal.kind]
    login_user(Person(row))
    return redirect(_own_address(request.args.get("then")) or url_for("web.front"), code=303)


@pages.post("/sign-out")
@may(EVERYONE)
def sign_out() -> AnyResponse:
    logout_user()
    return redirect(url_for("web.front"), code=303)


@pages.post("/language")
@may(EVERYONE)
def language() -> AnyResponse:
    """Remember the reader's language and go back where he was."""
    answer = redirect(_own_address(request.form.get("then")) or url_for("web.front"), code=303)
    chosen = nearest(request.form.get("language", ""))
    if chosen:
        answer.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure)
    return answer


def harden(app: Flask) -> None:
    """Security headers on every answer. Everything a page needs comes from this server; nothing is called outside."""

    @app.after_request
    def headers(answer: Response) -> Response:
        answer.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'self'",
        )
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _own_address(address: str | None) -> str | None:
    """An address on this server, or None: nobody is sent elsewhere after signing in."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
