"""The OpenAPI 3.1 document, made from the declared operations: what is not declared does not exist."""

from __future__ import annotations

import re
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from queue_app.api.links import links
from queue_app.api.operation import LONGEST_KEY, OPERATIONS, Operation
from queue_app.api.vocabulary import spell_out
from queue_app.web.audience import PUBLIC
from queue_app.web.challenges import HEADER
from queue_app.web.problems import TITLES

_PART = re.compile(r"<(\w+)>")
_REF = "#/components/schemas/{model}"


def document(public_url: str) -> dict[str, Any]:
    """The whole API as OpenAPI 3.1."""
    schemas: dict[str, Any] = {"Problem": _problem_schema()}
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        path = _PART.sub(r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, schemas)
    spell_out(schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "GMSC", "version": "1", "summary": "Antrean dan survei kepuasan mal pelayanan publik"},
        "servers": [{"url": f"{public_url}/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": _operation_id(operation),
        "summary": operation.summary,
        "description": f"Audience: {', '.join(operation.roles)}{operation.bearer and '; ' + operation.bearer}.",
        "parameters": _parameters(operation),
        "responses": _responses(operation, schemas),
    }
    if PUBLIC not in operation.roles or operation.bearer:
        described["security"] = ([{}] if PUBLIC in operation.roles else []) + [{"bearer": []}]
    if operation.body is not None:
        required = bool(operation.body.model_json_schema().get("required"))
        schema = {"$ref": _body_schema(operation, schemas)}
        described["requestBody"] = {"required": required, "content": {"application/json": {"schema": schema}}}
    return described


def _operation_id(operation: Operation) -> str:
    return f"{operation.method.lower()}{re.sub(r'[^a-z0-9]+', '_', operation.path.lower()).rstrip('_')}"


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    text = {"type": "string"}
    path = [{"name": name, "in": "path", "required": True, "schema": text} for name in _PART.findall(operation.path)]
    asks = operation.asks.model_json_schema()["properties"] if operation.asks else {}
    query = [
        {"name": name, "in": "query", "required": False, "description": words, "schema": asks.get(name, text)}
        for name, words in (operation.query | {"site": "site code; default: the token's or first site"}).items()
    ]
    key = {"name": "Idempotency-Key", "in": "header", "required": False, "schema": text | {"maxLength": LONGEST_KEY}}
    known = {"name": "If-None-Match", "in": "header", "required": False, "schema": text}
    return path + query + ([key] if operation.keyed else []) + ([known] if _has_etag(operation) else [])


def _has_etag(operation: Operation) -> bool:
    """As `operation._json` gives one: to a read whose answer carries a sequence."""
    return operation.method == "GET" and "seq" in getattr(operation.answer, "__annotations__", {})


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    responses: dict[str, Any] = {}
    if operation.answer is not None:
        content = {"application/json": {"schema": _answer_schema(operation.answer, schemas)}}
        responses[str(operation.status)] = {"description": operation.summary, "content": content}
        if leads := links(operation, OPERATIONS, _operation_id):
            responses[str(operation.status)]["links"] = leads
    if operation.answer is None or operation.path.endswith("/call-next"):
        responses["204"] = {"description": "Nothing to say."}
    if _has_etag(operation):
        responses["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        responses["304"] = {"description": "Not changed since the ETag."}
    for status, words in _PROBLEMS.items():
        responses[status] = {"description": words, "content": problem}
    return responses | {status: {"description": words} for status, words in _OF_THE_SERVER.items()}


_PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in, or the token is not valid.",
    "403": "The token may not do this.",
    "404": "It does not exist.",
    "405": "The method does not exist here.",
    "409": "The state does not allow it; `type` says why.",
    "410": "It existed, and is over.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "A field is wrong; `errors` names it.",
    "429": "Too often.",
    "503": "A part of the system is away.",
}


#: What the server says before the product hears of it: not as a problem.
_OF_THE_SERVER = {"414": "The address is too long.", "431": "The headers are too large."}


def _body_schema(operation: Operation, schemas: dict[str, Any]) -> str:
    assert operation.body is not None
    _, definitions = models_json_schema([(operation.body, "validation")], ref_template=_REF)
    schemas.update(definitions["$defs"])
    return _REF.format(model=operation.body.__name__)


def _answer_schema(answer: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(answer).json_schema(ref_template=_REF, mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    name = schema.get("title")
    if schema.get("type") == "object" and name and schema.get("properties"):
        schemas[name] = schema
        return {"$ref": _REF.format(model=name)}
    return schema


def _problem_schema() -> dict[str, Any]:
    field = {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}}
    return {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": sorted(TITLES)},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {"type": "array", "items": field},
            "challenge": _challenge_schema(),
        },
    }


def _challenge_schema() -> dict[str, Any]:
    """What a 429 of taking a number carries, and how it is answered."""
    text, whole = {"type": "string"}, {"type": "integer"}
    return {
        "type": "object",
        "description": (
            f"The way through while numbers are taken very fast. Ask again with the header `{HEADER}: TOKEN TEXT`,"
            " where SHA-256 of `TOKEN.TEXT` begins with `bits` zero bits, or after `wait` seconds with `TOKEN` alone."
            " It is good for one request, within ten minutes."
        ),
        "properties": {"token": text, "algorithm": {"const": "sha-256"}, "bits": whole, "wait": whole, "header": text},
    }
