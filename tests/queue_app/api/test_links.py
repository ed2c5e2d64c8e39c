"""The document says what an answer leads to, and nothing of it leads nowhere."""

from __future__ import annotations

from typing import Any

import queue_app.api.views  # noqa: F401 - its import declares the operations
from queue_app.api.document import document as made


def test_an_answer_leads_only_to_operations_there_are_by_parts_they_have() -> None:
    document = made("https://antrean.example")
    known = {told["operationId"]: told for methods in document["paths"].values() for told in methods.values()}
    led = 0
    for told in known.values():
        for name, link in told["responses"].get(str(success(told)), {}).get("links", {}).items():
            there = known[link["operationId"]]
            assert name == link["operationId"]
            assert set(link.get("parameters", {})) <= {p["name"] for p in there["parameters"] if p["in"] == "path"}
            assert "requestBody" not in link or "requestBody" in there
            led += 1
    taken = known["post_tickets"]["responses"]["201"]["links"]
    assert taken["post_tickets_ticket_id_cancel"]["parameters"] == {"ticket_id": "$response.body#/id"}
    assert led > 80


def success(told: dict[str, Any]) -> int:
    """The status with which an operation succeeds."""
    return min(int(status) for status in told["responses"])
