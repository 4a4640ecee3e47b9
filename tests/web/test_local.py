"""The server's own machine opens a kiosk and a display without pairing; nothing else does."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from queueing.people import Role
from tests.web_support import API, TestHall
from web.rights import ALL_STAFF, may

HERE = "http://127.0.0.1:8080"


@pytest.fixture
def with_page(web: TestHall) -> TestHall:
    """A server with a page that opens locally, as the kiosk's does."""
    page = may(ALL_STAFF | {Role.KIOSK, Role.DISPLAY}, opens_locally=True)(lambda: "a page")
    web.app.add_url_rule("/local-page", "local_page", page)
    return web


def opened(web: TestHall, address: str = HERE, peer: str = "127.0.0.1", **headers: str) -> FlaskClient:
    """A browser that has tried to open the page."""
    browser = web.stranger()
    browser.environ_base["REMOTE_ADDR"] = peer
    browser.get("/local-page", base_url=address, headers={**headers, "Accept": "application/json"})
    return browser


def board(browser: FlaskClient, address: str = HERE, **headers: str) -> int:
    return browser.get(f"{API}/board", base_url=address, headers=headers).status_code


@pytest.mark.parametrize("address", [HERE, "http://localhost:8080", "http://[::1]:8080"])
def test_a_browser_of_this_machine_needs_no_pairing(with_page: TestHall, address: str) -> None:
    assert board(opened(with_page, address), address) == 200


def test_a_program_of_this_machine_stays_a_stranger(with_page: TestHall) -> None:
    browser = with_page.stranger()
    assert board(browser) == 401


@pytest.mark.parametrize(
    ("address", "peer", "headers"),
    [
        (HERE, "192.168.1.7", {}),
        ("http://192.168.1.2:8080", "127.0.0.1", {}),
        ("http://hall.example", "127.0.0.1", {}),
        (HERE, "127.0.0.1", {"X-Forwarded-For": "192.168.1.7"}),
        (HERE, "127.0.0.1", {"Forwarded": "for=192.168.1.7"}),
        (HERE, "127.0.0.1", {"Via": "1.1 proxy"}),
        (HERE, "127.0.0.1", {"Origin": "http://elsewhere.example"}),
        (HERE, "127.0.0.1", {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_nothing_else_opens_without_pairing(
    with_page: TestHall, address: str, peer: str, headers: dict[str, str]
) -> None:
    browser = opened(with_page, address, peer, **headers)
    assert board(browser, address, **headers) == 401


def test_the_mark_alone_does_not_help_from_elsewhere(with_page: TestHall) -> None:
    browser = opened(with_page)
    browser.environ_base["REMOTE_ADDR"] = "192.168.1.7"
    assert board(browser) == 401


def test_a_local_kiosk_may_issue_with_the_csrf_token_and_nothing_that_staff_do(with_page: TestHall) -> None:
    browser = opened(with_page)
    page = browser.get("/sign-in", base_url=HERE).text
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]

    def post(path: str, **headers: str) -> int:
        return browser.post(f"{API}{path}", json={"service": "FARM"}, base_url=HERE, headers=headers).status_code

    assert post("/tickets") == 403
    assert post("/tickets", **{"X-CSRFToken": token}) == 201
    assert post("/counters/1/open", **{"X-CSRFToken": token}) == 401
    events = with_page.manager.get("/events").get_json()["events"]
    assert (events[-1]["actor"], events[-1]["device"]) == ("local-kiosk", "local-kiosk")
