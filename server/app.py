"""The composition root: every room, the hall and the live rooms put together into one app. Nothing connects before
`build` is called, and nothing runs in the background before `House.live.start()`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext
from flask_socketio import SocketIO

import citizen.api
import citizen.pages
import counters.api
import display.api
import kiosk.api
import kiosk.pages
import manager.api
import printer.api
import printer.pages
import server.api
from config.plan import Plan
from config.settings import Settings
from printer.shelf import open_shelf
from queueing.hall import Clock, Hall, utc_now
from queueing.hall_view import HallView
from queueing.store import Store
from queueing.store.migrate import migrate
from web.access import guard_every_route
from web.house import House, move_in
from web.languages import speak
from web.live import Live
from web.pages import Door, harden, open_pages
from web.people import People
from web.problems import answer_problems

ROOMS = (server.api, kiosk.api, citizen.api, display.api, counters.api, manager.api, printer.api)
PAGES = (kiosk.pages, citizen.pages, printer.pages)
LIVE_ROOMS = (
    kiosk.api.room,
    citizen.api.room,
    display.api.room,
    counters.api.room,
    manager.api.room,
    printer.api.host_room,
    printer.api.paper_room,
)

LARGEST_REQUEST = 1_000_000


@dataclass
class Server:
    app: Flask
    socketio: SocketIO
    house: House
    store: Store


def open_hall(settings: Settings, plan: Plan, clock: Clock = utc_now) -> tuple[Store, Hall]:
    """The database brought to the present schema, and the hall in it; an empty one is founded with `plan`."""
    if settings.database_url is None:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(settings.database)
    migrate(store)
    hall = Hall(store, clock)
    hall.found(plan)
    return store, hall


def build(settings: Settings, plan: Plan, clock: Clock = utc_now, async_mode: str = "gevent") -> Server:
    """The whole server, not yet serving. `async_mode` "threading" is for tests, which run without gevent."""
    store, hall = open_hall(settings, plan, clock)
    app = Flask("hallqueue", static_folder=None)
    app.config.update(SECRET_KEY=secret_key(settings), MAX_CONTENT_LENGTH=LARGEST_REQUEST)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    view = HallView(hall)
    socketio = SocketIO(app, **_live_options(async_mode))
    live = Live(app, socketio, view, LIVE_ROOMS)
    house = House(settings, hall, view, People(store, clock), live)
    move_in(app, house)
    guard_every_route(app)
    speak(app)
    answer_problems(app)
    harden(app)
    open_shelf(app)
    for room in ROOMS:
        app.register_blueprint(room.api)
    app.register_blueprint(printer.pages.api)
    for face in PAGES:
        app.register_blueprint(face.pages)
    open_pages(app, doors())
    hall.listeners.append(live.changed)
    live.on_pulse.append(hall.sweep_slips)
    return Server(app, socketio, house, store)


def doors() -> list[Door]:
    """What the front page leads to."""
    return [
        Door("/kiosk", lazy_gettext("Kiosk"), lazy_gettext("Citizens take a number here")),
        Door(
            "/api/v1/openapi.json", lazy_gettext("Programs"), lazy_gettext("The contract for other programs: OpenAPI")
        ),
    ]


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the given one, else one that is made once and kept beside the database."""
    if settings.secret_key:
        return settings.secret_key
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = Path(settings.data, "secret.key")
    if not path.exists():
        path.touch(mode=0o600)
    key = path.read_text("ascii").strip()
    if not key:
        key = secrets.token_urlsafe(48)
        path.write_text(key + "\n", "ascii")
    return key


def _live_options(async_mode: str) -> dict[str, Any]:
    """Websocket only: long polling would hit another process behind a proxy. A lost server shows within 5 s."""
    return {"async_mode": async_mode, "transports": ["websocket"], "ping_interval": 2, "ping_timeout": 2}
