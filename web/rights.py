"""The rights a route or live room may name, and the mark by which it names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from queueing.people import DEVICES, MANAGERS, STAFF, Role

Rights = frozenset[Role | None]
"""Roles; None among them is somebody who is not signed in."""

EVERYONE: Rights = frozenset({None, *Role})
ALL_STAFF: Rights = frozenset(STAFF)
ALL_MANAGERS: Rights = frozenset(MANAGERS)
ALL_DEVICES: Rights = frozenset(DEVICES)
HOSTS: Rights = frozenset({Role.HOST})

View = TypeVar("View", bound=Callable[..., Any])


def may(rights: Rights, *, opens_locally: bool = False) -> Callable[[View], View]:
    """Names who may use a view. `opens_locally`: a page that the server's own machine opens without pairing."""

    def mark(view: View) -> View:
        view.rights = rights  # type: ignore[attr-defined]
        view.opens_locally = opens_locally  # type: ignore[attr-defined]
        return view

    return mark


def rights_of(view: object) -> Rights | None:
    """Who may use a view; None when it does not say."""
    return getattr(view, "rights", None)


def opens_locally(view: object) -> bool:
    return getattr(view, "opens_locally", False)
