"""The whole server in the test's own process, with a real client, a real file and a clock moved by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from flask_socketio import SocketIOTestClient
from werkzeug.test import TestResponse

from config.plan import Plan
from config.settings import Settings
from queueing.people import Role
from server.app import Server, build
from tests.support import Clock, a_plan

API = "/api/v1"
PASSWORD = "correct horse"


@dataclass
class Program:
    """A program with a token: `clerk.post("/counters/1/next")`."""

    client: FlaskClient
    token: str

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(API + path, query_string=query, headers=self.headers())

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.client.post(API + path, json={} if body is None else body, headers=self.headers(**headers))

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **more}


class TestHall:
    """A server and those who talk to it. `clerk`, `kiosk` and the others are programs with a token of that role."""

    __test__ = False

    def __init__(self, folder: Path, plan: Plan | None = None, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        settings = Settings(data=folder, secret_key="for tests only", database_url=None, admin_password=None)
        self.server: Server = build(settings, plan or a_plan(), self.clock.now, async_mode="threading")
        self.app = self.server.app
        self.house = self.server.house
        self.kiosk = self.program(Role.KIOSK)
        self.display = self.program(Role.DISPLAY)
        self.clerk = self.program(Role.CLERK)
        self.manager = self.program(Role.MANAGER)
        self.admin = self.program(Role.ADMIN)

    def program(self, role: Role, name: str | None = None) -> Program:
        return Program(self.app.test_client(), self.house.people.create_token(role, name or f"{role}-1"))

    def stranger(self) -> FlaskClient:
        """Somebody who is not signed in."""
        return self.app.test_client()

    def person(self, name: str, role: Role = Role.CLERK) -> FlaskClient:
        """A browser in which a new member of staff has signed in by the page."""
        self.house.people.add(name, PASSWORD, role)
        browser = self.app.test_client()
        assert sign_in(browser, name, PASSWORD).status_code == 303
        return browser

    def live(self, token: str | None = None, browser: FlaskClient | None = None) -> SocketIOTestClient:
        """A screen that has connected."""
        auth = {"token": token} if token else None
        return self.server.socketio.test_client(self.app, auth=auth, flask_test_client=browser)

    def take(self, service: str = "FARM", **wish: Any) -> dict[str, Any]:
        answer = self.kiosk.post("/tickets", {"service": service, **wish})
        assert answer.status_code == 201, answer.text
        return dict(answer.get_json())

    def open(self, number: int = 1, who: Program | None = None) -> None:
        assert (who or self.clerk).post(f"/counters/{number}/open").status_code == 200

    def close(self) -> None:
        self.house.live.stop()
        self.server.store.close()


def csrf_token(browser: FlaskClient, page: str = "/sign-in") -> str:
    """The token that a page's forms carry."""
    text = browser.get(page).text
    return text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def sign_in(browser: FlaskClient, name: str, password: str, then: str | None = None) -> TestResponse:
    form = {"name": name, "password": password, "csrf_token": csrf_token(browser)}
    query = {"then": then} if then else None
    return browser.post("/sign-in", data=form, query_string=query, headers={"Accept-Language": "en"})
