"""Refusals and errors as answers: RFC 9457 problem+json for programs, a page in words for people. One place."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, redirect, render_template, request, url_for
from flask_babel import gettext
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from config.problems import PlanInvalid
from queueing.errors import Kind, Refusal, sentence
from queueing.ticket import STATE_WORDS, State

log = logging.getLogger(__name__)

API = "/api/"

STATUS = {
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.UNKNOWN: HTTPStatus.NOT_FOUND,
    Kind.SIGN_IN: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

_HTTP_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 429: "too_many"}

_HTTP_TEXTS = {
    400: sentence("The request could not be understood. Reload the page and try again."),
    404: sentence("There is nothing at this address. Check it, or start at the front page."),
    405: sentence("This address does not take that method."),
    413: sentence("The request is too large."),
    429: sentence("Too many tries. Wait a minute, then try again."),
}
_OUR_FAULT = sentence("Something went wrong on the server; nothing was changed. Try again, and tell whoever keeps it.")


class Problem(BaseModel):
    """RFC 9457. `code` is stable and for programs; `detail` is for people, in their language."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    field: str | None = Field(default=None, description="the input that is wrong")
    state: str | None = Field(default=None, description="of an illegal_move: what the ticket is")


def in_words(refusal: Refusal) -> str:
    """The refusal's sentence in the language of whoever asks."""
    facts = {key: _fact_in_words(value) for key, value in refusal.facts.items()}
    return str(gettext(refusal.text)).format(**facts)


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """A problem+json answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **{key: value for key, value in more.items() if value is not None},
    }
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return Response(json.dumps(body, ensure_ascii=False), status, headers, mimetype="application/problem+json")


def answer_problems(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> AnyResponse:
        status = STATUS[refusal.kind]
        if not _for_programs():
            return _page_of(status, refusal)
        state = refusal.facts.get("state")
        return problem(
            status, refusal.code, in_words(refusal), field=refusal.field, state=None if state is None else str(state)
        )

    @app.errorhandler(PlanInvalid)
    def no_plan(invalid: PlanInvalid) -> AnyResponse:
        first = invalid.problems[0]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_plan", str(invalid), field=first.key)

    @app.errorhandler(HTTPException)
    def refused_by_the_web(error: HTTPException) -> AnyResponse:
        status = error.code or 500
        if status < HTTPStatus.BAD_REQUEST:
            return error.get_response()
        detail = gettext(_HTTP_TEXTS.get(status, _OUR_FAULT))
        if _for_programs():
            answer = problem(status, _HTTP_CODES.get(status, "http_error"), detail)
        else:
            answer = _page(status, detail)
        # Such as Allow of a 405.
        answer.headers.extend({key: value for key, value in error.get_headers() if key != "Content-Type"})
        return answer

    @app.errorhandler(Exception)
    def failed(error: Exception) -> AnyResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        if _for_programs():
            return problem(500, "internal_error", gettext(_OUR_FAULT))
        return _page(500, gettext(_OUR_FAULT))


def _fact_in_words(value: object) -> object:
    return gettext(STATE_WORDS[value]) if isinstance(value, State) else value


def _for_programs() -> bool:
    return request.path.startswith(API) or request.accept_mimetypes.best == "application/json"


def _page_of(status: int, refusal: Refusal) -> AnyResponse:
    """Somebody who is not signed in is led to the door; everybody else reads why not."""
    if refusal.kind is Kind.SIGN_IN and request.method == "GET":
        return redirect(url_for("web.sign_in", then=request.full_path.rstrip("?")))
    return _page(status, in_words(refusal))


def _page(status: int, detail: str) -> Response:
    return Response(render_template("problem.html", status=status, detail=detail), status)
