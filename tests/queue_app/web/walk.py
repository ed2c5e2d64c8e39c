"""The matrix of roles and routes, generated from an app's own URL map.

Point `walk` at any app: it visits every route with every method as every role and as nobody, and says whether the
guard let each visitor in exactly where the route's audience says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask, g
from werkzeug.routing import IntegerConverter, Rule

from queue_app.web.audience import PUBLIC, audience_of


@dataclass(frozen=True)
class Visit:
    """One visitor at one route: admitted or not, as it should be, and what was answered."""

    role: str
    method: str
    path: str
    expected: bool
    admitted: bool
    status: int

    @property
    def as_declared(self) -> bool:
        refusal = self.status in (401, 403, 303)
        return self.admitted == self.expected and self.status < 500 and (self.admitted or refusal)


def walk(app: Flask, headers_of: Mapping[str, Mapping[str, str]], *, skip: tuple[str, ...] = ()) -> list[Visit]:
    """Visit everything: `headers_of` gives the headers of each role; nobody comes as "citizen". `skip`: endpoints."""
    visitors = {"citizen": {}, **headers_of}
    return [
        _visit(app, role, dict(headers), method, rule)
        for rule, method in doors_of(app)
        if rule.endpoint not in skip
        for role, headers in visitors.items()
    ]


def doors_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with each of its methods; static files excepted."""
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            yield from ((rule, method) for method in sorted(rule.methods - {"HEAD", "OPTIONS"}))


def _visit(app: Flask, role: str, headers: dict[str, str], method: str, rule: Rule) -> Visit:
    audience = audience_of(app, rule.endpoint) or frozenset()
    path = address_of(rule)
    with app.test_client() as client:
        answer = client.open(path, method=method, headers=headers, json={} if method != "GET" else None)
        admitted = bool(g.get("admitted"))
    return Visit(role, method, path, PUBLIC in audience or role in audience, admitted, answer.status_code)


def address_of(rule: Rule) -> str:
    """An address that the rule matches, with something that does not exist in each of its parts."""
    parts = {name: "1" if isinstance(kind, IntegerConverter) else "X0" for name, kind in rule._converters.items()}
    built = rule.build(parts)
    assert built is not None, rule
    return built[1]
