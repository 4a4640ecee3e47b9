"""Who is asking, and may he. Every route names who may use it; one that names nobody is shut for all.

A program or device sends `Authorization: Bearer <token>`; a person has a signed-in session, and then every POST must
carry the CSRF token of that session.
"""

from __future__ import annotations

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from config.problems import listed
from queueing.errors import Forbidden, Kind, Refusal, sentence
from queueing.people import Actor, Role
from queueing.store import StaffRow
from web.house import house
from web.local import is_local, local_device, open_here
from web.people import session_id
from web.rights import Rights, opens_locally, rights_of

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

csrf = CSRFProtect()


class NotSignedIn(Refusal):
    code = "not_signed_in"
    kind = Kind.SIGN_IN
    text = sentence("Nobody is signed in. Sign in, or send a token as Authorization: Bearer.")


class NoCsrfToken(Refusal):
    code = "csrf"
    kind = Kind.FORBIDDEN
    text = sentence("This page was open too long. Reload it and try again.")


class BadToken(Refusal):
    code = "bad_token"
    kind = Kind.SIGN_IN
    text = sentence("This token is not known or was revoked. Ask the administrator for a new one.")


class Person(UserMixin):  # type: ignore[misc]
    """A signed-in account, as Flask-Login keeps it."""

    def __init__(self, row: StaffRow) -> None:
        self.name = row.name
        self.role = Role(row.role)
        self.session = session_id(row)

    def get_id(self) -> str:
        return self.session


class CookieSessions(SecureCookieSessionInterface):
    """The session cookie is Secure exactly when the page came over HTTPS; a hall without certificates still works."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def check(actor: Actor | None, rights: Rights) -> None:
    """Raises NotSignedIn or Forbidden when the actor is not among `rights`."""
    role = actor.role if actor else None
    if role in rights:
        return
    if actor is None:
        raise NotSignedIn
    raise Forbidden(roles=listed(sorted(right for right in rights if right)))


def actor_of_token(token: str) -> Actor:
    """Raises BadToken."""
    actor = house().people.of_token(token)
    if actor is None:
        raise BadToken
    return actor


def asking() -> Actor | None:
    """Who sends the present request; None when nobody is signed in. Raises BadToken."""
    if "actor" not in g:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        g.by_session = False
        if scheme.lower() == "bearer":
            g.actor = actor_of_token(token.strip())
        elif current_user.is_authenticated:
            g.by_session = True
            g.actor = Actor(current_user.name, current_user.role)
        else:
            g.actor = None
    return g.actor  # type: ignore[no-any-return]


def signed_in() -> Actor:
    """The actor of a route that is not for everyone."""
    actor = asking()
    if actor is None:
        raise NotSignedIn
    return actor


def guard_every_route(app: Flask) -> None:
    """Refuse before the view runs whoever may not use it, and POSTs of a session without its CSRF token."""
    app.session_interface = CookieSessions()
    app.config.update(
        SESSION_COOKIE_NAME="hallqueue",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(identity: str) -> Person | None:
        row = house().people.staff(identity)
        return Person(row) if row else None

    @app.before_request
    def guard() -> None:
        if request.endpoint is None or request.endpoint.endswith("static"):
            return
        view = current_app.view_functions[request.endpoint]
        rights = rights_of(view)
        if rights is None:
            raise RuntimeError(f"the route {request.endpoint} does not say who may use it")
        if opens_locally(view) and is_local():
            open_here()
        if asking() is None and None not in rights:
            g.actor = local_device(rights)
            g.by_session = g.actor is not None
        check(g.actor, rights)
        # Looking at the form would eat the body of whoever sends JSON without saying so: only a page's POST has one.
        if g.by_session or ("Authorization" not in request.headers and request.mimetype in FORMS):
            try:
                csrf.protect()
            except CSRFError as error:
                raise NoCsrfToken from error
