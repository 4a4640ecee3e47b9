"""What every view reaches for, kept on the app: the hall to act in, the hall to look at, the people, the live rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from config.settings import Settings
from queueing.hall import Hall
from queueing.hall_view import HallView
from web.people import People

if TYPE_CHECKING:
    from web.live import Live

_KEY = "hallqueue"


@dataclass
class House:
    """Made once by `server.app`; views get it by `house()`."""

    settings: Settings
    hall: Hall
    view: HallView
    people: People
    live: Live


def move_in(app: Flask, house: House) -> None:
    app.extensions[_KEY] = house


def house() -> House:
    return cast("House", current_app.extensions[_KEY])
