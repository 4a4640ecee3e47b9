"""The OpenAPI 3.1 document, made from the declared calls."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from config import __version__
from queueing.errors import BadInput, Busy, Forbidden, KeyReused, Refusal, StorageFailed
from web.access import BadToken, NotSignedIn
from web.endpoint import Call
from web.problems import STATUS, Problem

_REF = "#/components/schemas/{model}"
_PATH_VALUE = re.compile(r"<(?:(\w+):)?(\w+)>")


def document(app: Flask) -> dict[str, Any]:
    """Every call that the rooms have declared on `app`."""
    calls = declared_calls(app)
    models = {(model, mode) for call in calls for model, mode in _models(call)} | {(Problem, "serialization")}
    ordered = sorted(models, key=lambda pair: (pair[0].__name__, pair[1]))
    references, definitions = models_json_schema(ordered, ref_template=_REF)  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for call in calls:
        paths[_PATH_VALUE.sub(r"{\2}", call.rule)][call.method.lower()] = _operation(call, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "hallqueue",
            "version": __version__,
            "description": "The queue of a public-service hall. Errors are RFC 9457 problems with a stable `code`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "hallqueue"},
            },
        },
    }


def declared_calls(app: Flask) -> list[Call]:
    """In the order of their paths."""
    calls = (getattr(view, "call", None) for view in app.view_functions.values())
    return sorted((call for call in calls if isinstance(call, Call)), key=lambda call: (call.rule, call.method))


def _models(call: Call) -> Iterable[tuple[type[BaseModel], JsonSchemaMode]]:
    if call.answer is not None:
        yield call.answer, "serialization"
    if call.body is not None:
        yield call.body, "validation"


def _operation(call: Call, references: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": call.summary,
        "operationId": f"{call.method.lower()}{re.sub('[^a-z]+', '_', call.rule.removeprefix('/api/v1').lower())}",
        "parameters": [*_path_values(call), *_query_values(call), *_key(call)],
        "responses": {
            str(call.status): _answer(call, references),
            **_refusals(call, references),
        },
    }
    if None not in call.rights:
        roles = ", ".join(sorted(str(role) for role in call.rights))
        operation["description"] = f"For: {roles}."
        operation["security"] = [{"token": []}, {"session": []}]
    if call.body is not None:
        schema = references[call.body, "validation"]
        operation["requestBody"] = {
            "required": any(field.is_required() for field in call.body.model_fields.values()),
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _answer(call: Call, references: dict[Any, Any]) -> dict[str, Any]:
    schema = {"type": "string"} if call.answer is None else references[call.answer, "serialization"]
    return {"description": HTTPStatus(call.status).phrase, "content": {call.media: {"schema": schema}}}


def _path_values(call: Call) -> list[dict[str, Any]]:
    kinds = {"int": {"type": "integer", "minimum": 0}}
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds.get(kind, {"type": "string"})}
        for kind, name in _PATH_VALUE.findall(call.rule)
    ]


def _query_values(call: Call) -> list[dict[str, Any]]:
    if call.query is None:
        return []
    schema = call.query.model_json_schema(ref_template=_REF)
    required = schema.get("required", [])
    local = schema.get("$defs", {})

    def inlined(value: dict[str, Any]) -> dict[str, Any]:
        reference = value.get("$ref")
        return local[reference.rsplit("/", 1)[1]] if reference else value

    return [
        {"name": name, "in": "query", "required": name in required, "schema": inlined(value)}
        for name, value in schema.get("properties", {}).items()
    ]


def _key(call: Call) -> list[dict[str, Any]]:
    if call.method != "POST":
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"}
    return [{"name": "Idempotency-Key", "in": "header", "required": False, "schema": schema}]


def _refusals(call: Call, references: dict[Any, Any]) -> dict[str, Any]:
    """What may be refused, by status, with the codes in the description."""
    possible: list[type[Refusal]] = [*call.refuses, Busy, StorageFailed]
    if None not in call.rights:
        possible += [NotSignedIn, BadToken, Forbidden]
    if call.method == "POST":
        possible += [BadInput, KeyReused]
    elif call.query is not None:
        possible.append(BadInput)
    codes: dict[int, list[str]] = defaultdict(list)
    for refusal in possible:
        codes[STATUS[refusal.kind]].append(refusal.code)
    schema = references[Problem, "serialization"]
    return {
        str(int(status)): {
            "description": ", ".join(sorted(set(names))),
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status, names in sorted(codes.items())
    }
