from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from config.plan import Plan
from queueing.hall import Hall
from tests.browser import SKIPPED, browser
from tests.support import Clock, make_hall
from tests.web_support import TestHall

__all__ = ["browser"]

# The machine may be busy with something else: what a test finds must not depend on how fast it was.
settings.register_profile("house", deadline=None, max_examples=50)
settings.load_profile("house")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall_with(tmp_path: Path, clock: Clock) -> Iterator[Callable[[Plan], Hall]]:
    """Makes halls of any plan, all by the one clock, and closes them at the end."""
    halls: list[Hall] = []

    def make(plan: Plan) -> Hall:
        halls.append(make_hall(tmp_path / f"hall-{len(halls)}", plan, clock))
        return halls[-1]

    yield make
    for hall in halls:
        hall.store.close()


@pytest.fixture
def hall(tmp_path: Path, clock: Clock) -> Iterator[Hall]:
    hall = make_hall(tmp_path / "hall", clock=clock)
    yield hall
    hall.store.close()


@pytest.fixture
def web(tmp_path: Path, clock: Clock) -> Iterator[TestHall]:
    """The whole server in this process, with the small test plan."""
    web = TestHall(tmp_path / "web", clock=clock)
    yield web
    web.close()


@pytest.fixture
def web_with(tmp_path: Path, clock: Clock) -> Iterator[Callable[[Plan], TestHall]]:
    """Makes servers of any plan, and closes them at the end."""
    halls: list[TestHall] = []

    def make(plan: Plan) -> TestHall:
        halls.append(TestHall(tmp_path / f"web-{len(halls)}", plan, clock))
        return halls[-1]

    yield make
    for hall in halls:
        hall.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Skipped browser tests must not be overlooked: `.ci/run` looks for this line."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(SKIPPED in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"!!! {SKIPPED} !!!", red=True, bold=True)
