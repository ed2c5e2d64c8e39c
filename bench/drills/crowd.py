"""`python -m bench.drills.crowd SPEC`: citizens and clerks outside the server, who write down what they were promised.

SPEC is a JSON file (`Crowd` in hall.py): `port`, `log`, `seed`, `kiosk`, `counters` (code → bearer), `services`,
`takers` (how many at once), `answers` (the sheet of the survey; null: nobody answers), `keep` (connections stay open),
and, where they are not on the server's machine, `host` and `timeout` (seconds until an answer is given up).
They go on until the standard input closes, then finish what they are at and print a tally: how many requests were
answered by status, were never connected, or had no answer. Everybody repeats an unanswered request with its key.

A promise is one line of `log`, written after the answer came: take {key, id, ref, number, day}, call {ref},
finish {ref}, answer {}. This process is never killed, so the file holds exactly what the world was told.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter as Tally
from pathlib import Path
from random import Random
from typing import Any

from bench.drills.wire import Answer, NotConnected, Unanswered, Wire

#: Seconds before somebody without an answer asks again, and after the end, how long they still try.
AGAIN, PATIENCE = 0.05, 20.0


class Outside:
    """What all people outside share: the file of promises, the tally, and when to stop."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.over = threading.Event()
        self.handles: dict[str, str] = {}
        self._tally: Tally[str] = Tally()
        self._slowest = 0.0
        self._lock = threading.Lock()
        self._log = Path(spec["log"]).open("a", encoding="ascii", buffering=1)  # noqa: SIM115 - open as long as we are
        self._ends = float("inf")

    def wire(self, bearer: str | None) -> Wire:
        """A connection of somebody outside."""
        spec = self.spec
        where = {"host": spec.get("host", "127.0.0.1"), "timeout": spec.get("timeout", 15)}
        return Wire(spec["port"], bearer=bearer, keep=spec["keep"], **where)

    def stop(self) -> None:
        """Begin nothing new."""
        self._ends = time.monotonic() + PATIENCE
        self.over.set()

    def promised(self, act: str, **what: str) -> None:
        """Write a promise down."""
        with self._lock:
            self._log.write(json.dumps({"act": act, **what}) + "\n")

    def count(self, what: str) -> None:
        """One more of these."""
        with self._lock:
            self._tally[what] += 1

    def settled(self, wire: Wire, path: str, body: object, key: str | None) -> Answer | None:
        """Ask until there is an answer that asking again would not change; None when patience ended."""
        began = time.monotonic()
        while time.monotonic() < self._ends:
            try:
                answer = wire.post(path, body, key=key)
            except (NotConnected, Unanswered) as lost:
                self.count(type(lost).__name__)
                time.sleep(AGAIN)
                continue
            self.count(str(answer.status))
            if answer.settled:
                with self._lock:
                    self._slowest = max(self._slowest, time.monotonic() - began)
                return answer
            time.sleep(AGAIN)
        self.count("given up")
        return None

    def told(self) -> dict[str, Any]:
        """The tally, and the longest anybody waited for an answer."""
        return {**self._tally, "slowest_s": round(self._slowest, 3)}


def take(outside: Outside, n: int) -> None:
    """Take numbers one after the other, half at the kiosk and half from home."""
    spec, dice = outside.spec, Random(f"{outside.spec['seed']} taker {n}")
    kiosk, home = outside.wire(spec["kiosk"]), outside.wire(None)
    while not outside.over.is_set():
        at_kiosk = dice.random() < 0.5
        key = f"{spec['seed']}-{n}-{dice.getrandbits(64):x}"
        body = {"service": dice.choice(spec["services"]), "channel": "kiosk" if at_kiosk else "remote"}
        answer = outside.settled(kiosk if at_kiosk else home, "/tickets", body, key)
        if answer and answer.status == 201:
            given = answer.body
            outside.handles[given["ref"]] = given["id"]
            outside.promised("take", key=key, **{name: given[name] for name in ("id", "ref", "number", "day")})
        time.sleep(spec.get("pause", 0))


def serve(outside: Outside, code: str, bearer: str) -> None:
    """Call, start and finish at one counter; whoever was served may answer the survey."""
    spec, dice = outside.spec, Random(f"{outside.spec['seed']} clerk {code}")
    wire, home = outside.wire(bearer), outside.wire(None)

    def press(act: str) -> Answer | None:
        return outside.settled(wire, f"/counters/{code}/{act}", {}, f"{code}-{dice.getrandbits(64):x}")

    while not outside.over.is_set():
        called = press("call-next")
        if called is None or called.status != 200:
            time.sleep(AGAIN)
            continue
        ref = called.body["ticket"]["ref"]
        outside.promised("call", ref=ref)
        for act in ("start", "finish"):
            done = press(act)
        if done and done.status == 200:
            outside.promised("finish", ref=ref)
            if spec["answers"]:
                respond(outside, home, ref)
        time.sleep(spec.get("pause", 0))


def respond(outside: Outside, home: Wire, ref: str) -> None:
    """Answer the survey of a visit; a second try after a lost answer hears that the first one counted."""
    handle = outside.handles.get(ref)
    if handle is None:
        return
    try:
        token = home.get(f"/tickets/{handle}").body["survey_url"].removeprefix("/s/")
    except (NotConnected, Unanswered, TypeError, KeyError, AttributeError):
        return
    said = outside.settled(home, f"/survey/{token}", {"answers": outside.spec["answers"]}, None)
    if said and (said.status == 201 or (said.body or {}).get("type") == "token-used"):
        outside.promised("answer")


def main(path: str) -> None:
    """Let everybody in, until the standard input closes."""
    outside = Outside(json.loads(Path(path).read_text()))
    people = [threading.Thread(target=take, args=(outside, n)) for n in range(outside.spec["takers"])]
    people += [threading.Thread(target=serve, args=(outside, *one)) for one in outside.spec["counters"].items()]
    for one in people:
        one.start()
    print("in", flush=True)
    sys.stdin.read()
    outside.stop()
    for one in people:
        one.join()
    print(json.dumps(outside.told()))


if __name__ == "__main__":
    main(sys.argv[1])
