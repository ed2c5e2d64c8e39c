"""`python -m bench.drills.mutating COUNT SEED < BEARERS`: so many requests that are a little or very wrong, in process.

Prints one JSON object: the statuses, `faults` (a 5xx, with what was sent), the memory in kB after a tenth of them and
at the end, and the violations found afterwards.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter as Tally
from pathlib import Path
from random import Random
from typing import Any

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app import create_app, product_time
from queue_app.api.operation import OPERATIONS, Operation
from queue_app.check import check
from queue_app.transaction import reading

HOSTILE: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**53, 2**63, 1e308, "", " ", "\x00", "\ud800", "💥" * 50, "x" * 5000, "' OR 1=1 --",
    "<script>", "../../etc/passwd", "0000", "2026-02-30", "9999-12-31T23:59:59Z", [], {}, [[]], [None] * 50, {"": {}},
)  # fmt: skip
RAW = (b"", b"null", b"[", b"[" * 3000, b'{"a":' * 3000, b"\xff\xfe", b'{"a":NaN}', b'{"a":1e999}', b"\x00" * 10, b"-")
TYPES = ("application/json", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "", "a/b/c")
PARTS = ("C1", "A", "H1", "S1", "x", "%00", "..", "%ff", "💥", "a" * 300, "' OR 1=1 --")


def spoiled(value: Any, dice: Random) -> Any:
    """The value with one thing wrong somewhere in it."""
    if isinstance(value, dict) and value and dice.random() < 0.8:
        name = dice.choice(list(value))
        changed = dict(value)
        if dice.random() < 0.15:
            del changed[name]
        else:
            changed[name] = spoiled(value[name], dice)
        if dice.random() < 0.1:
            changed[dice.choice(("", "x" * 99, "__proto__", "site"))] = dice.choice(HOSTILE)
        return changed
    return dice.choice(HOSTILE)


#: What a field of this name would hold.
LIKELY = {"service": "S1", "services": ["S1"], "day": None, "phone": "081234567890", "number": "A001", "until": None}


def likely(schema: dict[str, Any], dice: Random) -> dict[str, Any]:
    """An object that the operation would mostly take: every field of its model, filled by name or type."""
    fields = schema.get("properties", {})
    return {name: LIKELY.get(name, _of_type(shape, dice)) for name, shape in fields.items()}


def _of_type(shape: dict[str, Any], dice: Random) -> Any:
    one = dice.choice(shape["anyOf"]) if "anyOf" in shape else shape
    if "enum" in one:
        return dice.choice(one["enum"])
    by_type = {"string": "id", "integer": 5, "boolean": True, "array": [], "object": {}}
    return by_type.get(one.get("type", ""))


def body(operation: Operation, dice: Random) -> bytes:
    """A body for the operation, mostly wrong."""
    known = likely(operation.body.model_json_schema(), dice) if operation.body else {}
    kind = dice.random()
    if kind < 0.15:
        return dice.choice(RAW)
    text = json.dumps(known if kind < 0.25 else spoiled(known, dice)).encode()
    if kind > 0.7 and text:
        at = dice.randrange(len(text))
        if kind > 0.85:
            return text[:at]
        return text[:at] + bytes([dice.randrange(256)]) + text[at + 1 :]
    return text


def path(operation: Operation, dice: Random, handles: list[str]) -> str:
    """The operation's address with something in its places, and sometimes a query."""
    parts = operation.path.split("/")
    filled = [_part(part, dice, handles) if part.startswith("<") else part for part in parts]
    query = dice.choice(("", "", "", "?site=x", "?site=%00", "?q=%ff", "?day=2026-02-30&day=1", "?unsur=" + "9" * 300))
    return "/api/v1" + "/".join(filled) + query


def _part(part: str, dice: Random, handles: list[str]) -> str:
    if dice.random() < 0.3:
        return dice.choice(PARTS)
    return dice.choice(handles) if "ticket" in part and handles else {"<code>": "C1", "<prefix>": "A"}.get(part, "x")


def headers(operation: Operation, dice: Random, bearers: dict[str, str]) -> dict[str, str]:
    """Who asks: mostly somebody who may."""
    role = dice.choice(operation.roles)
    bearer = bearers.get("C1" if role == "counter" else role, "x" if dice.random() < 0.1 else "")
    said = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    if dice.random() < 0.2:
        said["Idempotency-Key"] = dice.choice(("k", " ", "x" * 300, "é", str(dice.random())))
    if dice.random() < 0.05:
        said["Accept-Language"] = dice.choice(("x" * 500, "id;q=9", "*", ";;;"))
    return said


def main(count: int, seed: int, bearers: dict[str, str]) -> dict[str, Any]:
    """Send them all."""
    app, dice, handles = create_app(), Random(seed), list[str]()
    statuses, faults, early = Tally[int](), list[str](), 0
    with app.app_context():
        product_time.agree(app.extensions["config"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client(use_cookies=False)
    for n in range(count):
        one = dice.choice(OPERATIONS)
        sent = body(one, dice) if one.method != "GET" else b""
        where, who = path(one, dice, handles), headers(one, dice, bearers)
        kind = dice.choice(TYPES) if dice.random() < 0.05 else "application/json"
        answer = client.open(where, method=one.method, data=sent, headers=who, content_type=kind)
        statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            faults.append(f"{answer.status_code} {one.method} {where[:200]} {sent[:200]!r} {who}")
        if answer.status_code == 201 and "number" in (answer.get_json(silent=True) or {}):
            handles = [*handles[-50:], str(answer.get_json()["id"])]
        answer.close()
        if n == count // 10:
            early = memory_kb()
    with app.app_context(), reading() as session:
        found = [f"{v.invariant} {v.where} {v.detail}" for v in check(session)]
    return {"statuses": statuses, "faults": faults, "kb": [early, memory_kb()], "violations": found}


def memory_kb() -> int:
    """What this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), json.load(sys.stdin))))
