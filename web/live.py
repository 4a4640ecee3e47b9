"""The live rooms: a screen joins one and gets a snapshot, then a fresh one after every change, and each call by itself.

Each process tells its own clients. It learns of a change by its own commits at once, and of everybody else's (the
command line, another process) by looking at the hall's revision once a second. What is told is always read from the
database, calls from the event log by cursor: nothing is lost between a commit and its telling, and nothing told twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, request
from flask_babel import force_locale, gettext
from flask_socketio import ConnectionRefusedError as ConnectionRefused
from flask_socketio import SocketIO, join_room, leave_room

from queueing.board import Moment
from queueing.errors import BadInput, Kind, Refusal, StorageFailed, sentence
from queueing.hall_view import HallView
from queueing.people import Actor
from queueing.views import View
from web.access import BadToken, actor_of_token, asking, check
from web.languages import choose
from web.local import local_device
from web.problems import in_words
from web.rights import Rights

log = logging.getLogger(__name__)

Result = TypeVar("Result")

PULSE = 1.0
"""Seconds between looks at the revision; the bound on how late another process's change is seen."""

REST = 0.1
"""Seconds between two snapshots of a room: at most ten a second, however fast the hall changes."""

PERSONAL_REST = 0.5
PERSONAL_AT_ONCE = 10
"""Personal rooms told before everybody else has a turn: each costs about a millisecond."""


class UnknownRoom(Refusal):
    code = "unknown_room"
    kind = Kind.UNKNOWN
    text = sentence("There is no room {value}. Rooms are: {known}.")


@dataclass(frozen=True)
class LiveRoom:
    """A kind of room. `name` is "board", or "counter:" for rooms with an argument ("counter:3").

    `snapshot` makes what the room shows from one moment and the argument; it raises a Refusal for one that is not.
    """

    name: str
    rights: Rights
    snapshot: Callable[[Moment, str], View]
    hears_calls: bool = False
    personal: bool = False
    """Watched by one or two: a phone's ticket. Hundreds of these are told by and by, after what all the hall sees."""
    left: Callable[[Actor], None] | None = None
    """Told, when the last client of somebody who watched the room is gone, who it was."""


class Live:
    """Who watches what, and the telling. `start` begins the telling; nothing runs before."""

    def __init__(self, app: Flask, socketio: SocketIO, view: HallView, rooms: Iterable[LiveRoom]) -> None:
        self.app = app
        self.socketio = socketio
        self.view = view
        self.rooms = {room.name: room for room in rooms}
        self._actors: dict[str, Actor | None] = {}
        self._watchers: dict[str, set[str]] = defaultdict(set)
        self._woken = threading.Event()
        self._woken_for_personal = threading.Event()
        self.on_pulse: list[Callable[[], object]] = []
        """Done about once a second: what is due by the clock alone."""
        # Held while something is read and sent, so that no client is sent an older revision after a newer one.
        self._telling = threading.Lock()
        self._told: tuple[int, datetime] | None = None
        self._cursor = -1
        self._stopped = False
        socketio.on_event("connect", self._connect)
        socketio.on_event("disconnect", self._disconnect)
        socketio.on_event("watch", self._watch)
        socketio.on_event("unwatch", self._unwatch)

    def start(self) -> None:
        """Tell of every change from now on."""
        self._cursor = self.view.last_event()
        self.socketio.start_background_task(self._run)
        self.socketio.start_background_task(self._run_personal)

    def stop(self) -> None:
        self._stopped = True
        self._wake()

    def changed(self, revision: int) -> None:
        """Something was committed; returns at once."""
        self._wake()

    def refresh(self) -> None:
        """Something that the rooms show has changed without a commit, such as a virtual printer's paper."""
        self._told = None
        self._wake()

    def _wake(self) -> None:
        self._woken.set()
        self._woken_for_personal.set()

    # ---- clients

    def _connect(self, auth: Any = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            actor = actor_of_token(token) if isinstance(token, str) and token else asking()
        except BadToken:
            # Not shut out: `watch` says in words why, and a phone with a stale token may still see its ticket.
            actor = None
        except Refusal as refusal:
            # The server cannot tell who this is just now; the client comes again by itself.
            raise ConnectionRefused(refusal.code) from refusal
        self._actors[_client()] = actor

    def _disconnect(self, *_: Any) -> None:
        client = _client()
        actor = self._actors.pop(client, None)
        watched = [name for name, clients in self._watchers.items() if client in clients]
        still_there = {name for name in watched if actor in map(self._actors.get, self._watchers[name] - {client})}
        for name in watched:
            self._leave(name, client)
        if actor is None:
            return
        # A line that died is noticed late: by then the same host may be back on a new one.
        for name in watched:
            left = self._room(name)[0].left
            if left is not None and name not in still_there:
                left(actor)

    def _watch(self, wish: Any = None) -> None:
        client = _client()
        try:
            name = wish.get("room") if isinstance(wish, dict) else None
            if not isinstance(name, str) or len(name) > 100:
                raise BadInput("room", problem='Send {"room": "<name>"}.')
            room, _ = self._room(name)
            check(self._actors.get(client) or local_device(room.rights), room.rights)
            with self._telling:
                payload = self._payloads([name]).get(name, StorageFailed(cause=name))
                if isinstance(payload, Refusal):
                    raise payload
                join_room(name)
                self._watchers[name].add(client)
                self.socketio.emit("snapshot", payload, to=client)
        except Refusal as refusal:
            self.socketio.emit("error", {"code": refusal.code, "detail": in_words(refusal)}, to=client)

    def _unwatch(self, wish: Any = None) -> None:
        """A kiosk looks at one ticket after the other for weeks: what it has left must cost nothing any more."""
        name, client = wish.get("room") if isinstance(wish, dict) else None, _client()
        if not isinstance(name, str) or client not in self._watchers.get(name, ()):
            return
        leave_room(name)
        self._leave(name, client)

    def _leave(self, name: str, client: str) -> None:
        self._watchers[name].discard(client)
        if not self._watchers[name]:
            del self._watchers[name]

    # ---- telling

    def _run(self) -> None:
        """The background task for what all the hall sees: calls at once, snapshots at most every REST seconds."""
        rested, wait = 0.0, PULSE
        while not self._stopped:
            woken = self._woken.wait(wait)
            self._woken.clear()
            wait = PULSE
            if not woken:
                for deed in self.on_pulse:
                    _whatever_happens(deed)
            _whatever_happens(self._tell_calls)
            left = rested - time.monotonic()
            if left > 0:
                wait = left
            elif _whatever_happens(self._tell_snapshots):
                rested = time.monotonic() + REST

    def _run_personal(self) -> None:
        """The background task for phones: few at a time, so that a hundred of them hold up nobody."""
        told: object = None
        while not self._stopped:
            self._woken_for_personal.wait(PULSE)
            self._woken_for_personal.clear()
            now = _whatever_happens(self._state_of_things)
            if now is None or now == told:
                continue
            names = self._watched(personal=True)
            for start in range(0, len(names), PERSONAL_AT_ONCE):
                some = names[start : start + PERSONAL_AT_ONCE]
                _whatever_happens(lambda some=some: self._tell_rooms(some))  # type: ignore[misc]
                self.socketio.sleep(0)
            told = now
            self.socketio.sleep(PERSONAL_REST)

    def _tell_calls(self) -> None:
        with self._telling:
            calls, self._cursor = self.view.calls_after(self._cursor)
            hearing = [room.name for room in self.rooms.values() if room.hears_calls]
            for call in calls:
                for name in hearing:
                    self.socketio.emit("call", call.model_dump(mode="json"), to=name)

    def _tell_snapshots(self) -> bool:
        now = self._state_of_things()
        if now == self._told:
            return False
        self._tell_rooms(self._watched(personal=False))
        self._told = now
        return True

    def _state_of_things(self) -> tuple[int, datetime]:
        """Time alone changes a picture too: a service opens and closes by the clock, a range runs out."""
        return self.view.revision(), self.view.clock().replace(second=0, microsecond=0)

    def _watched(self, *, personal: bool) -> list[str]:
        return [name for name in self._watchers if self._room(name)[0].personal is personal]

    def _tell_rooms(self, names: list[str]) -> None:
        with self._telling:
            for name, payload in self._payloads(names).items():
                if isinstance(payload, Refusal):
                    self.socketio.emit("error", {"code": payload.code, "detail": str(payload)}, to=name)
                else:
                    self.socketio.emit("snapshot", payload, to=name)

    def _payloads(self, names: list[str]) -> dict[str, dict[str, Any] | Refusal]:
        """What each room shows, all of one moment; a room that the plan no longer has is refused."""
        payloads: dict[str, dict[str, Any] | Refusal] = {}
        with self.view.store.read() as session, self.app.app_context():
            moment = self.view.moment(session)
            with force_locale(choose(moment.plan.hall.languages).replace("-", "_")):
                for name in names:
                    room, argument = self._room(name)
                    try:
                        picture = room.snapshot(moment, argument)
                        content = picture.model_dump(mode="json", by_alias=True, context={"translate": gettext})
                    except Refusal as refusal:
                        payloads[name] = refusal
                    except Exception:
                        # One sick room must not silence the others.
                        log.exception("The room %s cannot be shown.", name)
                    else:
                        payloads[name] = {**content, "room": name, "revision": moment.hall.revision}
        return payloads

    def _room(self, name: str) -> tuple[LiveRoom, str]:
        kind, colon, argument = name.partition(":")
        room = self.rooms.get(kind + colon)
        if room is None or (colon and not argument):
            raise UnknownRoom("room", value=name, known=", ".join(sorted(self.rooms)))
        return room, argument


def _whatever_happens(deed: Callable[[], Result]) -> Result | None:
    """The result, or None with a line in the log: a busy or failing database must not silence the hall for good."""
    try:
        return deed()
    except Exception:
        log.exception("Telling the screens failed; it is tried again.")
        return None


def _client() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
