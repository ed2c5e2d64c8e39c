"""Schemathesis on the API's own document: every operation asked rightly and wrongly, alone and one after the other.

It makes what the document allows (`positive`) and what it forbids (`negative`), follows the document's links from an
answer to the next request (stateful), and holds every answer against the document: no 5xx, no status, content type,
header or member that is not in it, no forbidden thing taken, nobody let in without a bearer.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

#: What may be said to a request that the document allows. It cannot say everything: whether a phone number is one
#: (422), whether a day is open (409), and that no text may hold what no database keeps (NUL, half of a pair: 400).
MAY_BE_SAID = ["2xx", "3xx", "400", "401", "403", "404", "409", "410", "422", "429"]
#: Who asks, where several may.
FIRST_OF = ("supervisor", "kiosk", "display", "manager", "integrator", "counter", "admin", "auditor")


@dataclass(slots=True)
class Explored:
    """What was asked and answered: requests by phase, statuses, and every answer that was not as the document says."""

    phases: Tally[str] = field(default_factory=Tally)
    statuses: Tally[int] = field(default_factory=Tally)
    failures: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many in all."""
        return self.phases.total()

    @property
    def crashed(self) -> int:
        """Answers that say the product itself broke."""
        return sum(n for status, n in self.statuses.items() if status >= 500 and status != 503)


def explore(
    load: Callable[[SchemathesisConfig], BaseSchema],
    bearers: Mapping[str, str],
    *,
    seed: int,
    examples: int,
    walks: int,
    every_value: bool,
    places: Mapping[str, str],
    heard: Callable[[int], None] = lambda _requests: None,
) -> Explored:
    """Ask each operation so many times for either kind, then take so many walks along the links.

    `every_value` also tries each edge of each value that the document names, which is some thousand requests.
    `bearers` is role → token; `places` names one that exists of what stands in addresses (`counters` → its code), so
    that not all of them end there; `heard` is told how many requests there were so far.
    """
    schema = load(_configured(seed, examples, walks, every_value))
    _let_in(schema, bearers)
    _lead(schema, places)
    found = Explored()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(found, event)
            heard(found.requests)
        elif isinstance(event, events.NonFatalError):
            found.failures.append(f"{event.label}: {event.value!r}"[:500])
        elif isinstance(event, events.FatalError):
            raise event.exception
    return found


def bearer_for(roles: tuple[str, ...], bearers: Mapping[str, str]) -> str | None:
    """Whose token an operation is asked with; None for what is public."""
    return next((bearers[role] for role in FIRST_OF if role in roles), None)


def _configured(seed: int, examples: int, walks: int, every_value: bool) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "continue-on-failure": True,
            "generation": {"mode": "all", "max-examples": examples, "no-shrink": True, "database": "none"},
            "phases": {
                "examples": {"enabled": False},
                "coverage": {"enabled": every_value},
                "stateful": {"generation": {"max-examples": walks}},
            },
            "headers": {"Accept-Encoding": "identity"},
            "checks": {
                "ignored_auth": {"enabled": every_value},  # in process schemathesis cannot ask without a token
                "positive_data_acceptance": {"expected-statuses": MAY_BE_SAID},
            },
            # This address is also one of `/tickets/{ticket_id}`, whose methods the server then names as well.
            "operations": [
                {"include-path": "/tickets/recover", "checks": {"allow_header_conformance": {"enabled": False}}}
            ],
        }
    )


def _let_in(schema: BaseSchema, bearers: Mapping[str, str]) -> None:
    """Ask every operation as somebody who may; schemathesis leaves the token out where it tries without."""

    class Bearer:
        def get(self, case: Any, context: Any) -> str | None:
            audience = context.operation.definition.raw["description"].removeprefix("Audience: ")
            roles = tuple(audience.partition(";")[0].rstrip(".").split(", "))
            return bearer_for(roles, bearers)

        def set(self, case: Any, data: str | None, context: Any) -> None:
            if data is not None:
                case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

    schema.auth(refresh_interval=None)(Bearer)


def _lead(schema: BaseSchema, places: Mapping[str, str]) -> None:
    """Let two of three addresses name something that is there."""

    def map_path_parameters(context: Any, path_parameters: dict[str, Any]) -> dict[str, Any]:
        here = places.get(context.operation.path.split("/")[1])
        given = path_parameters or {}
        return {name: here if here and crc32(str(v).encode(errors="replace")) % 3 else v for name, v in given.items()}

    schema.hook(map_path_parameters)


def _note(found: Explored, event: events.ScenarioFinished) -> None:
    recorder = event.recorder
    for interaction in recorder.interactions.values():
        found.phases[event.phase.value] += 1
        if interaction.response is not None:
            found.statuses[interaction.response.status_code] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                found.failures.append(_told(recorder, case_id, check.name, check.failure_info))


def _told(recorder: Any, case_id: str, check: str, found: Any) -> str:
    """A failure in one line, with the request that showed it."""
    answered = recorder.interactions[case_id].response
    status = answered.status_code if answered is not None else "no answer"
    said = " ".join(f"{found.failure.title}: {found.failure.message}".split())
    return f"{check} {status} {said[:400]} | {found.code_sample[:400]}"
