"""Every door has a lock: a route or live room that does not say who may use it fails here."""

from __future__ import annotations

import re

import pytest

from queueing.people import Role
from tests.web_support import TestHall
from web.rights import EVERYONE, may, rights_of

FOR_EVERYONE = {
    "/", "/sign-in", "/sign-out", "/language", "/t/<token>",
    "/api/v1/health", "/api/v1/openapi.json", "/api/v1/tickets/<token>", "/api/v1/tickets/<token>/cancel",
}  # fmt: skip


ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def test_every_route_names_who_may_use_it(web: TestHall) -> None:
    silent = [
        rule.rule
        for rule in web.app.url_map.iter_rules()
        if not rule.endpoint.endswith("static") and rights_of(web.app.view_functions[rule.endpoint]) is None
    ]
    assert silent == []


def test_only_these_routes_are_open_to_everyone(web: TestHall) -> None:
    open_ones = {
        rule.rule
        for rule in web.app.url_map.iter_rules()
        if None in (rights_of(web.app.view_functions[rule.endpoint]) or ())
    }
    assert open_ones == FOR_EVERYONE


def test_every_live_room_names_who_may_watch_it(web: TestHall) -> None:
    assert web.house.live.rooms
    for room in web.house.live.rooms.values():
        assert room.rights <= EVERYONE
        assert room.rights
        assert (None in room.rights) == (room.name == "ticket:")


def test_a_route_that_names_nobody_is_shut(web: TestHall) -> None:
    web.app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = web.admin.client.get("/forgotten", headers=web.admin.headers())
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_every_route_refuses_whoever_is_not_named(web: TestHall) -> None:
    programs = {None: None, **{role: web.program(role, f"trying-{role}") for role in Role}}
    for rule in web.app.url_map.iter_rules():
        rights = rights_of(web.app.view_functions[rule.endpoint]) or EVERYONE
        path = re.sub("<int:[a-z]+>", "1", re.sub("<[a-z]+>", "x", rule.rule.replace("path:", "")))
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        for role, program in programs.items():
            if role in rights:
                continue
            headers = {**(program.headers() if program else {}), "Accept": "application/json"}
            body = {} if method == "POST" else None
            # From another machine: on the server's own, a kiosk opens without pairing.
            answer = web.stranger().open(path, method=method, headers=headers, json=body, environ_base=ELSEWHERE)
            assert answer.status_code == (401 if role is None else 403), f"{role} at {method} {path}"
            assert answer.get_json()["code"] == ("not_signed_in" if role is None else "forbidden")


def test_the_mark_is_what_the_guard_reads() -> None:
    assert rights_of(may(frozenset({Role.ADMIN}))(lambda: None)) == {Role.ADMIN}


@pytest.mark.parametrize("room", ["board", "kiosk", "manager", "counter:1"])
def test_a_live_room_refuses_whoever_is_not_named(web: TestHall, room: str) -> None:
    screen = web.live()
    screen.emit("watch", {"room": room})
    assert [(event["name"], event["args"][0]["code"]) for event in screen.get_received()] == [
        ("error", "not_signed_in")
    ]
