from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from config.documents import default_plan, read_plan
from tests.browser import Pages
from tests.server.running import RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The model hall without a printer: with one, tests/server/test_tap_to_paper.py goes all the way to the paper."""
    plan = read_plan(default_plan().model_dump(mode="json") | {"printers": []})
    with RunningServer(tmp_path_factory.mktemp("kiosk") / "data", plan) as server:
        yield server


@pytest.fixture
def pages(browser: Browser, server: RunningServer) -> Iterator[Pages]:
    pages = Pages(browser, server.address)
    yield pages
    pages.close()
