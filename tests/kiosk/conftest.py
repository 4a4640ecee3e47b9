from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Pages
from tests.server.running import RunningServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The model hall, for the tests of a module that do not stop it."""
    with RunningServer(tmp_path_factory.mktemp("kiosk") / "data") as server:
        yield server


@pytest.fixture
def pages(browser: Browser, server: RunningServer) -> Iterator[Pages]:
    pages = Pages(browser, server.address)
    yield pages
    pages.close()
