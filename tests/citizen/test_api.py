from __future__ import annotations

from tests.web_support import API, TestHall


def test_whoever_holds_the_token_sees_the_ticket(web: TestHall) -> None:
    ticket = web.take()
    assert web.stranger().get(f"{API}/tickets/{ticket['token']}").get_json() == ticket


def test_whoever_holds_the_token_may_give_the_ticket_up_once(web: TestHall) -> None:
    ticket = web.take()
    given_up = web.stranger().post(f"{API}/tickets/{ticket['token']}/cancel")
    assert given_up.get_json()["state"] == "cancelled"
    again = web.stranger().post(f"{API}/tickets/{ticket['token']}/cancel")
    assert (again.status_code, again.get_json()["code"]) == (409, "illegal_move")


def test_the_log_does_not_betray_the_token_of_whoever_gave_up(web: TestHall) -> None:
    token = web.take()["token"]
    web.stranger().post(f"{API}/tickets/{token}/cancel")
    events = web.manager.get("/events").get_json()["events"]
    assert events[-1]["actor"] == f"ticket:{token[:6]}"
    assert token not in str(events)


def test_a_token_that_is_none_is_unknown(web: TestHall) -> None:
    for token in ("x", "%00", "ü" * 50):
        assert web.stranger().get(f"{API}/tickets/{token}").status_code == 404
