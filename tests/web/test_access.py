from __future__ import annotations

from queueing.people import Role
from tests.web_support import API, PASSWORD, TestHall, csrf_token, sign_in


def test_nobody_is_let_in_without_a_token_or_a_session(web: TestHall) -> None:
    answer = web.stranger().get(f"{API}/counters")
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "not_signed_in"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_an_unknown_token_is_refused_even_where_everyone_may_look(web: TestHall) -> None:
    ticket = web.take()
    answer = web.stranger().get(f"{API}/tickets/{ticket['token']}", headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, "bad_token")


def test_a_token_with_the_wrong_right_is_refused_with_who_may(web: TestHall) -> None:
    answer = web.kiosk.get("/counters")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
    assert "clerk" in answer.get_json()["detail"]


def test_higher_staff_may_do_what_a_clerk_may(web: TestHall) -> None:
    for who in (web.clerk, web.manager, web.admin):
        assert who.get("/counters").status_code == 200


def test_a_person_signs_in_by_the_page_and_then_uses_the_contract(web: TestHall) -> None:
    browser = web.person("li")
    assert browser.get(f"{API}/counters").status_code == 200


def test_a_session_may_not_change_anything_without_its_csrf_token(web: TestHall) -> None:
    browser = web.person("li")
    refused = browser.post(f"{API}/counters/1/open", json={})
    assert (refused.status_code, refused.get_json()["code"]) == (403, "csrf")
    allowed = browser.post(f"{API}/counters/1/open", json={}, headers={"X-CSRFToken": csrf_token(browser, "/")})
    assert allowed.get_json()["counter"]["staff"] == "li"


def test_a_form_from_elsewhere_signs_nobody_out(web: TestHall) -> None:
    browser = web.person("li")
    assert browser.post("/sign-out", data={}).status_code == 403
    assert browser.get(f"{API}/counters").status_code == 200


def test_signing_out_ends_the_session(web: TestHall) -> None:
    browser = web.person("li")
    browser.post("/sign-out", data={"csrf_token": csrf_token(browser, "/")})
    assert browser.get(f"{API}/counters").status_code == 401


def test_a_new_password_ends_every_session_of_the_account(web: TestHall) -> None:
    browser = web.person("li")
    web.house.people.set_password("li", "another password")
    assert browser.get(f"{API}/counters").status_code == 401


def test_the_session_cookie_is_shut_to_scripts_and_secure_under_https(web: TestHall) -> None:
    plain = web.stranger().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    assert "Secure" in web.stranger().get("/sign-in", base_url="https://hall.example").headers["Set-Cookie"]


def test_a_signed_in_page_shows_who_it_is(web: TestHall) -> None:
    assert "li" in web.person("li").get("/").text


def test_the_role_of_the_account_counts_not_the_page_it_came_from(web: TestHall) -> None:
    browser = web.person("li", Role.CLERK)
    assert browser.get(f"{API}/turns").status_code == 403
    sign_in(browser, "li", PASSWORD, then="/manager")
    assert browser.get(f"{API}/turns").status_code == 403
