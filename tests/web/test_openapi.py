"""The document and the server are compared by schemathesis: every call, good and bad input, answers as declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web_support import API, TestHall


@pytest.fixture(scope="module")
def busy_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestHall]:
    """A hall in the middle of its day, so that calls find something to do."""
    web = TestHall(tmp_path_factory.mktemp("openapi"))
    for _ in range(5):
        web.take()
    web.open(1)
    web.clerk.post("/counters/1/next")
    yield web
    web.close()


@pytest.fixture(scope="module")
def document(busy_hall: TestHall) -> Any:
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", busy_hall.app)


def test_the_document_names_every_call_of_the_contract(web: TestHall) -> None:
    paths = web.stranger().get(f"{API}/openapi.json").get_json()["paths"]
    at_counter = ("open", "close", "pause", "resume", "next", "call", "recall", "start", "finish", "miss", "put-back")
    assert {f"{API}/counters/{{number}}/{action}" for action in at_counter} <= set(paths)
    assert {
        f"{API}{path}"
        for path in (
            "/health", "/services", "/tickets", "/tickets/{token}", "/tickets/{token}/cancel", "/counters",
            "/counters/{number}", "/board", "/turns", "/turns.csv", "/reports/waits", "/events",
        )
    } <= set(paths)  # fmt: skip


def test_every_declared_call_says_what_it_does_and_how_it_refuses(web: TestHall) -> None:
    for path, calls in web.stranger().get(f"{API}/openapi.json").get_json()["paths"].items():
        for call in calls.values():
            assert call["summary"].endswith((".", "?")) or len(call["summary"]) > 5, path
            assert "503" in call["responses"], path


@pytest.mark.parametrize("role", ["admin", "kiosk"])
def test_the_server_answers_as_the_document_says(document: Any, busy_hall: TestHall, role: str) -> None:
    token = getattr(busy_hall, role).token
    for operation in document.get_all_operations():
        _try(operation.ok(), token)


def _try(operation: Any, token: str) -> None:
    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def examples(case: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        answer = case.call()
        checks = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
        case.validate_response(answer, checks=checks)

    for mode in schemathesis.GenerationMode:
        try:
            given(case=operation.as_strategy(generation_mode=mode))(examples)()
        except Unsatisfiable:
            # A call without any input cannot be called wrongly.
            assert mode is schemathesis.GenerationMode.NEGATIVE
