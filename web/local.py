"""A kiosk and a display on the server's own machine open without pairing, so that the first start just works.

Local is: the peer and the Host are loopback, no proxy has forwarded the request, and no other site has sent it. A page
that may be opened so leaves a mark in the session; calls and live rooms want that mark, so that a program without a
token stays a stranger even on this machine.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request, session

from queueing.people import Actor, Role
from web.rights import Rights

_MARK = "local"
_ROLES = (Role.KIOSK, Role.DISPLAY)
_FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


def is_local() -> bool:
    """Whether the present request comes from this machine's own browser and from a page of ours."""
    return (
        _is_loopback(request.remote_addr)
        and _is_loopback(urlsplit(f"//{request.host}").hostname)
        and not any(header in request.headers for header in _FORWARDED)
        and request.headers.get("Origin", request.host_url.rstrip("/")) == request.host_url.rstrip("/")
        and request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    )


def open_here() -> None:
    """Remember that a page for local devices was opened in this browser."""
    session[_MARK] = True


def local_device(rights: Rights) -> Actor | None:
    """The device of this machine that has one of the rights; None for a request that is not local or has no mark."""
    role = next((role for role in _ROLES if role in rights), None)
    if role is None or not session.get(_MARK) or not is_local():
        return None
    return Actor(f"local-{role}", role)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return host is not None and ip_address(host).is_loopback
    except ValueError:
        return False
