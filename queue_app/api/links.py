"""OpenAPI links: what an answer leads to, so that a program (and a fuzzer) finds its way between operations.

A link says in the document what the shapes say by their names: the `id` of a ticket opens every operation of its
holder, a `ref` is what the verbs of a counter ask for, a `code` of a list is a place in an address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from queue_app.api import bodies
from queue_app.api.operation import Operation

Link = dict[str, Any]

#: Where the value stands in the answer of that name.
_TICKET = {"HolderTicket": "$response.body#/id"}
_REF = {
    "StaffTicket": "$response.body#/ref",
    "Called": "$response.body#/ticket/ref",
    "FinishedAndCalled": "$response.body#/finished/ref",
}
#: The first of a list stands for any of it: operation → what its code opens.
_FIRST = {
    "/services": ("/services/<code>", "$response.body#/0/code"),
    "/boards": ("/boards/<code>", "$response.body#/0/code"),
    "/counters": ("/counters/<code>", "$response.body#/items/0/code"),
}
_BY_REF = (bodies.ByRef, bodies.ConfirmServed)


def links(one: Operation, every: Iterable[Operation], id_of: Callable[[Operation], str]) -> Mapping[str, Link]:
    """What a successful answer of `one` leads to, by the name of the operation it leads to."""
    name = getattr(one.answer, "__name__", "")
    found: dict[str, Link] = {}
    for other in every:
        link = _link(one, other, name)
        if link is not None and other is not one:
            found[id_of(other)] = {"operationId": id_of(other)} | link
    return found


def _link(one: Operation, other: Operation, name: str) -> Link | None:
    if name in _TICKET and "<ticket_id>" in other.path:
        return {"parameters": {"ticket_id": _TICKET[name]}}
    if name in _REF and other.body in _BY_REF and "<code>" in one.path:
        said = {"ref": _REF[name], "reason": "Permintaan petugas"}
        return {"parameters": {"code": "$request.path.code"}, "requestBody": said}
    opens, where = _FIRST.get(one.path, ("", ""))
    if opens and other.path.startswith(opens):
        return {"parameters": {"code": where}}
    if one.path == "/services" and other.body is bodies.TakeTicket:
        return {"requestBody": {"service": where, "channel": "remote"}}
    return None
