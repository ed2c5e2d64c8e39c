"""D24: the races that one process withstands, run across two `web` processes at their own ports.

Behind each are its own pool, its own locks and its own memory, so whatever one process keeps in order by itself is of
no use here: what remains is the database. The parts are those of `deploy/`, over PostgreSQL and Redis.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

from bench.drills.big_hall import a_big_hall
from bench.drills.outcome import Outcome
from bench.drills.wire import Answer, Wire
from survey.instrument import effective

WEB = ("web@1", "web@2")
HANDS, PLACES = 8, 3

Act = Callable[[], Answer]


@dataclass(frozen=True, slots=True)
class Doors:
    """Two processes of one house: their ports, the bearers of `kiosk`, `supervisor` and two counters, a service that
    both counters serve, and another whose quota may be used up.
    """

    ports: tuple[int, ...]
    bearers: Mapping[str, str]
    counters: tuple[str, str]
    service: str
    scarce: str

    def wire(self, n: int, who: str | None = None) -> Wire:
        """A connection to the n-th process, in turns."""
        return Wire(self.ports[n % len(self.ports)], bearer=self.bearers[who] if who else None, timeout=60)

    def everywhere(self, how_many: int, path: str, body: object, who: str | None = None, key: str = "") -> list[Act]:
        """One POST by so many hands, in turns at each process, all connected before the race begins."""
        wires = [self.wire(n, who) for n in range(how_many)]
        for wire in wires:
            wire.get("/boards")
        return [partial(wire.post, path, body, key=key or None) for wire in wires]

    def at(self, n: int, counter: str, verb: str, body: object = None) -> Answer:
        """One verb of a counter."""
        return self.wire(n, counter).post(f"/counters/{counter}/{verb}", body)

    def arrive(self, n: int = 0) -> dict[str, Any]:
        """Somebody takes a number in the hall."""
        given = self.wire(n, "kiosk").post("/tickets", {"service": self.service, "channel": "kiosk"})
        assert given.status == 201, given
        return dict(given.body)


def at_once(acts: list[Act]) -> list[Answer]:
    """All at the same moment."""
    start = Barrier(len(acts))

    def run(act: Act) -> Answer:
        start.wait(60)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


# --- races: each answers with what it found wrong ----------------------------------------------------------------


def one_key(doors: Doors, n: int) -> Iterator[str]:
    """A take with one key by all hands is one ticket, and the same answer for all."""
    body = {"service": doors.service, "channel": "kiosk"}
    answers = at_once(doors.everywhere(HANDS, "/tickets", body, "kiosk", key=f"satu-{n}"))
    yield from _all(answers, 201, "one key")
    yield from _same(answers, "one key")
    _leave(doors, [answers[0].body])


def last_of_the_quota(doors: Doors, n: int) -> Iterator[str]:
    """Of all hands after the last numbers exactly so many get one; a refusal under one key is one for all."""
    office = doors.wire(n, "supervisor")
    given = 100_000 - office.post(f"/services/{doors.scarce}/quota", {"quota": 100_000}).body["left"]
    office.post(f"/services/{doors.scarce}/quota", {"quota": given + PLACES})
    body = {"service": doors.scarce, "channel": "kiosk"}
    answers = at_once(doors.everywhere(HANDS, "/tickets", body, "kiosk"))
    if (got := sorted(answer.status for answer in answers)) != [201] * PLACES + [409] * (HANDS - PLACES):
        yield f"the last {PLACES} numbers: {got}"
    refused = at_once(doors.everywhere(HANDS, "/tickets", body, "kiosk", key=f"penuh-{n}"))
    yield from _all(refused, 409, "a refusal under one key")
    yield from _same(refused, "a refusal under one key")
    _leave(doors, [answer.body for answer in answers if answer.status == 201])


def two_counters(doors: Doors, n: int) -> Iterator[str]:
    """Of two counters that call the next one, when one waits, exactly one gets them."""
    ticket = doors.arrive(n)
    acts = [_pressed(doors, n + i, code, "call-next") for i, code in enumerate(doors.counters)]
    answers = at_once(acts)
    got = [answer.body["ticket"]["ref"] for answer in answers if answer.status == 200]
    if got != [ticket["ref"]] or any(answer.status not in (200, 204) for answer in answers):
        yield f"two counters, one person: {[answer.status for answer in answers]}"
    _put_away(doors)


def same_person(doors: Doors, n: int) -> Iterator[str]:
    """Of two counters that call the same person by hand exactly one does."""
    said = {"ref": doors.arrive(n)["ref"], "reason": "Bayi menangis"}
    answers = at_once([_pressed(doors, n + i, code, "call", said) for i, code in enumerate(doors.counters)])
    if sorted(answer.status for answer in answers) != [200, 409]:
        yield f"the same person at two counters: {[answer.status for answer in answers]}"
    _put_away(doors)


def two_hands(doors: Doors, n: int) -> Iterator[str]:
    """One counter at which all hands press "next" calls one person."""
    code, people = doors.counters[0], [doors.arrive(n) for _ in range(2)]
    answers = at_once([_pressed(doors, i, code, "call-next") for i in range(HANDS)])
    called = [answer.status for answer in answers]
    if sorted(called) != [200] + [409] * (HANDS - 1):
        yield f"one counter, {HANDS} hands: {sorted(called)}"
    _put_away(doors)
    _leave(doors, people)


def call_or_cancel(doors: Doors, n: int) -> Iterator[str]:
    """Of calling somebody and their leaving exactly one happens."""
    ticket, code = doors.arrive(n), doors.counters[0]
    leave = doors.everywhere(1, f"/tickets/{ticket['id']}/cancel", {})
    left, called = at_once([*leave, _pressed(doors, n + 1, code, "call-next")])
    if (left.status, called.status) not in ((200, 204), (409, 200)):
        yield f"call or cancel: {left.status} and {called.status}"
    _put_away(doors)


def one_token(doors: Doors, n: int) -> Iterator[str]:
    """A survey token posted by all hands is spent once."""
    ticket, code = doors.arrive(n), doors.counters[0]
    for verb in ("call-next", "start", "finish"):
        doors.at(n, code, verb)
    token = doors.wire(n).get(f"/tickets/{ticket['id']}").body["survey_url"].rpartition("/")[2]
    sheet = {"answers": dict.fromkeys(effective(date.today()).keys, 4)}
    answers = at_once(doors.everywhere(HANDS, f"/survey/{token}", sheet))
    if (got := sorted(answer.status for answer in answers)) != [201] + [409] * (HANDS - 1):
        yield f"one token: {got}"


RACES = (one_key, last_of_the_quota, two_counters, same_person, two_hands, call_or_cancel, one_token)


def _pressed(doors: Doors, n: int, counter: str, verb: str, body: object = None) -> Act:
    wire = doors.wire(n, counter)
    wire.get("/boards")
    return lambda: wire.post(f"/counters/{counter}/{verb}", body)


def _put_away(doors: Doors) -> None:
    """Whoever was called has not come, so that both counters are free again."""
    for code in doors.counters:
        doors.at(0, code, "miss")


def _leave(doors: Doors, people: list[dict[str, Any]]) -> None:
    """They go home: nobody waits."""
    for person in people:
        doors.wire(0).post(f"/tickets/{person['id']}/cancel")


def _all(answers: list[Answer], status: int, what: str) -> Iterator[str]:
    if any(answer.status != status for answer in answers):
        yield f"{what}: {sorted(answer.status for answer in answers)}"


def _same(answers: list[Answer], what: str) -> Iterator[str]:
    if len({str(answer.body) for answer in answers}) != 1:
        yield f"{what}: not the same answer for all"


def drill(seed: int, rounds: int = 40) -> Outcome:
    """Every race so often, then everybody at two counters until nobody waits. Raises servers.NotHere."""
    found = list[str]()
    with ExitStack() as stack:
        hall, made = a_big_hall(stack)
        first, second = hall.open_counters(2)
        ports = tuple(urlsplit(made.address[part]).port or 80 for part in WEB)
        doors = Doors(ports, hall.bearers, (first, second), "S1", "S2")
        for n, race in itertools.product(range(rounds), RACES):
            found += [f"round {n}: {said}" for said in race(doors, seed + n)]
        seen = hall.audit()
    figures = {"processes": len(ports), "races": len(RACES) * rounds, "tickets": seen.tickets}
    bad = {"not_clean": len(found), "violations": len(seen.violations), "lost": len(seen.lost)}
    return Outcome("D24", seed, figures, bad, found=tuple(found + seen.violations + seen.lost))
