"""Calls about the server itself: is it well, and what can it be asked."""

from __future__ import annotations

import json
from functools import cache

from flask import Flask, Response, current_app
from pydantic import BaseModel

from config import __version__
from queueing.errors import Refusal, StorageFailed
from web.endpoint import Api, reply
from web.house import house
from web.openapi import document
from web.rights import EVERYONE

api = Api("server")


class Health(BaseModel):
    status: str
    version: str
    database: str


@api.call("GET", "/health", rights=EVERYONE, answer=Health)
def health() -> Response:
    """Whether the server can serve: 200, or 503 when it cannot reach its database."""
    try:
        house().view.revision()
    except Refusal as refusal:
        return reply(Health(status="failing", version=__version__, database=refusal.code), 503)
    if house().hall.store.write_failure is not None:
        # It can still be read, but no ticket can be issued: a full disk.
        return reply(Health(status="failing", version=__version__, database=StorageFailed.code), 503)
    return reply(Health(status="ok", version=__version__, database="ok"))


@api.call("GET", "/openapi.json", rights=EVERYONE)
def openapi() -> Response:
    """This contract."""
    return Response(_contract(current_app._get_current_object()), mimetype="application/json")  # type: ignore[attr-defined]


@cache
def _contract(app: Flask) -> str:
    """Made once: it costs tens of milliseconds, and whoever asks need not be signed in."""
    return json.dumps(document(app), ensure_ascii=False)
