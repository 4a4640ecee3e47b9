"""Who may open the kiosk's page, and in which language it begins."""

from __future__ import annotations

from tests.web_support import TestHall


def test_the_servers_own_machine_opens_the_kiosk_and_others_are_led_to_sign_in(web: TestHall) -> None:
    assert web.stranger().get("/kiosk").status_code == 200
    elsewhere = web.stranger().get("/kiosk", environ_base={"REMOTE_ADDR": "192.168.1.9"})
    assert (elsewhere.status_code, elsewhere.location) == (302, "/sign-in?then=/kiosk")


def test_the_front_page_has_a_door_to_it(web: TestHall) -> None:
    assert 'href="/kiosk"' in web.stranger().get("/").text


def test_it_begins_in_the_halls_own_language_whatever_the_browsers(web: TestHall) -> None:
    stranger = web.stranger()
    assert '<html lang="zh-Hans"' in stranger.get("/kiosk", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="en"' in stranger.get("/kiosk?lang=en").text
