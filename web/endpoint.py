"""How a room declares a call of the REST contract: its rights, its body, its answer, in one place.

From the same declaration come the check of the input, the JSON of the answer and the OpenAPI document, so that they
cannot differ. Why not a library: `docs/decisions.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar

from flask import Blueprint, Response, g, request
from flask_babel import gettext
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from config.problems import from_pydantic
from queueing.errors import BadInput, Refusal
from queueing.serving import NOT_SAID, Seen
from queueing.work import Request
from web.rights import Rights

PREFIX = "/api/v1"
LONGEST_KEY = 200

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
"""A text of one line."""

RowId = Annotated[int, Field(ge=1, le=2**62)]
Function = TypeVar("Function", bound=Callable[..., Any])


class Body(BaseModel):
    """The JSON of a POST: nothing unknown, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CounterBody(Body):
    """What every POST at a counter may carry."""

    turn: RowId | None = Field(default=None, description="the id of the turn that the clerk saw; null: none")

    @property
    def seen(self) -> Seen:
        """A clerk who saw an empty counter sends null; a program that does not look sends nothing."""
        return self.turn if "turn" in self.model_fields_set else NOT_SAID


class Nothing(Body):
    """For a POST that needs no words."""


class Query(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Call:
    """A declared call, as the OpenAPI document needs it."""

    method: str
    rule: str
    summary: str
    rights: Rights
    answer: type[BaseModel] | None
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    status: int
    refuses: tuple[type[Refusal], ...]
    media: str


class Api(Blueprint):
    """The REST calls of one room."""

    def __init__(self, room: str) -> None:
        super().__init__(f"{room}_api", room, url_prefix=PREFIX)

    def call(
        self,
        method: str,
        rule: str,
        *,
        rights: Rights,
        answer: type[BaseModel] | None = None,
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        status: int = 200,
        refuses: tuple[type[Refusal], ...] = (),
        media: str = "application/json",
    ) -> Callable[[Function], Function]:
        """Register a view. It gets the path's values, `body` and `query` by name, and returns the answer's model."""

        def declare(view: Function) -> Function:
            @wraps(view)
            def run(**path: Any) -> Response:
                if body is not None:
                    path["body"] = _read_body(body)
                if query is not None:
                    path["query"] = _read_query(query)
                result = view(**path)
                return result if isinstance(result, Response) else reply(result, status)

            summary = (view.__doc__ or "").strip().splitlines()[0] if view.__doc__ else view.__name__
            run.rights = rights  # type: ignore[attr-defined]
            run.call = Call(  # type: ignore[attr-defined]
                method, PREFIX + rule, summary, rights, answer, body, query, status, refuses, media
            )
            self.add_url_rule(rule, view.__name__, run, methods=[method])
            return view

        return declare


def reply(answer: BaseModel, status: int = 200) -> Response:
    """JSON, with whatever is in words in the language of whoever asks."""
    text = answer.model_dump_json(by_alias=True, context={"translate": gettext})
    return Response(text, status, mimetype="application/json")


def repeatable() -> Request | None:
    """The present POST as the hall remembers it; None without an Idempotency-Key. Raises BadInput for a bad key."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise BadInput("Idempotency-Key", problem=f"A key has 1 to {LONGEST_KEY} printable characters.")
    return Request(key, f"{request.method} {request.path}"[:LONGEST_KEY], g.get("body"))


def _read_body(model: type[BaseModel]) -> BaseModel:
    raw = request.get_data() or b"{}"
    if raw != b"{}" and not request.is_json:
        # curl and many libraries call a body a form unless told otherwise; read as one, it would be empty.
        raise BadInput("Content-Type", problem="Send the body as Content-Type: application/json.")
    try:
        body = model.model_validate_json(raw)
    except ValidationError as error:
        raise _bad_input(error, model) from error
    g.body = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return body


def _read_query(model: type[BaseModel]) -> BaseModel:
    values: Mapping[str, str] = request.args.to_dict()
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _bad_input(error, model) from error


def _bad_input(error: ValidationError, model: type[BaseModel]) -> BadInput:
    first = from_pydantic(error, model)[0]
    return BadInput(first.key or None, problem=str(first) if first.key else f"The body: {first.allowed}")
