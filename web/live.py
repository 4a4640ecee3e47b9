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
from typing import Any

from flask import Flask, request
from flask_babel import force_locale, gettext
from flask_socketio import SocketIO, join_room, leave_room

from queueing.board import Moment
from queueing.errors import BadInput, Kind, Refusal, sentence
from queueing.hall_view import HallView
from queueing.people import Actor
from queueing.views import View
from web.access import actor_of_token, asking, check
from web.languages import choose
from web.local import local_device
from web.problems import in_words
from web.rights import Rights

log = logging.getLogger(__name__)

PULSE = 1.0
"""Seconds between looks at the revision; the bound on how late another process's change is seen."""

REST = 0.1
"""Seconds between two snapshots of a room: at most ten a second, however fast the hall changes."""


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
    left: Callable[[Actor], None] | None = None
    """Told, when somebody who watched the room is gone, who it was."""


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

    def stop(self) -> None:
        self._stopped = True
        self._woken.set()

    def changed(self, revision: int) -> None:
        """Something was committed; returns at once."""
        self._woken.set()

    def refresh(self) -> None:
        """Something that the rooms show has changed without a commit, such as a virtual printer's paper."""
        self._revision = -1
        self._woken.set()

    # ---- clients

    def _connect(self, auth: Any = None) -> None:
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            actor = actor_of_token(token) if isinstance(token, str) and token else asking()
        except Refusal:
            # Not shut out: `watch` says in words why, and a phone with a stale token may still see its ticket.
            actor = None
        self._actors[_client()] = actor

    def _disconnect(self, *_: Any) -> None:
        client = _client()
        actor = self._actors.pop(client, None)
        for name in [name for name, clients in self._watchers.items() if client in clients]:
            self._leave(name, client)
            left = self._room(name)[0].left
            if left is not None and actor is not None:
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
                payload = self._payloads([name])[name]
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
        """The background task: calls at once, snapshots at most every REST seconds."""
        rested, wait = 0.0, PULSE
        while not self._stopped:
            self._woken.wait(wait)
            self._woken.clear()
            wait = PULSE
            try:
                self._tell_calls()
                left = rested - time.monotonic()
                if left > 0:
                    wait = left
                    continue
                if self._tell_snapshots():
                    rested = time.monotonic() + REST
            except Exception:
                # A busy or failing database must not silence the hall for good; the next pulse tries again.
                log.exception("Telling the screens failed.")

    def _tell_calls(self) -> None:
        with self._telling:
            calls, self._cursor = self.view.calls_after(self._cursor)
            hearing = [room.name for room in self.rooms.values() if room.hears_calls]
            for call in calls:
                for name in hearing:
                    self.socketio.emit("call", call.model_dump(mode="json"), to=name)

    def _tell_snapshots(self) -> bool:
        with self._telling:
            # Time alone changes a picture too: a service opens and closes by the clock, a range runs out.
            now = (self.view.revision(), self.view.clock().replace(second=0, microsecond=0))
            if now == self._told:
                return False
            for name, payload in self._payloads(list(self._watchers)).items():
                if isinstance(payload, Refusal):
                    self.socketio.emit("error", {"code": payload.code, "detail": str(payload)}, to=name)
                else:
                    self.socketio.emit("snapshot", payload, to=name)
            self._told = now
            return True

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
                    except Refusal as refusal:
                        payloads[name] = refusal
                        continue
                    content = picture.model_dump(mode="json", by_alias=True, context={"translate": gettext})
                    payloads[name] = {**content, "room": name, "revision": moment.hall.revision}
        return payloads

    def _room(self, name: str) -> tuple[LiveRoom, str]:
        kind, colon, argument = name.partition(":")
        room = self.rooms.get(kind + colon)
        if room is None or (colon and not argument):
            raise UnknownRoom("room", value=name, known=", ".join(sorted(self.rooms)))
        return room, argument


def _client() -> str:
    return str(request.sid)  # type: ignore[attr-defined]
