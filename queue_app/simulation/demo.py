"""`run.py demo`: a hall that lives, at any hour of the day, on a database and a clock of its own.

It begins on a working morning; when its day is over, the next working morning follows at once. Everybody
in it acts through the public API; whoever opens a page may take part.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter as Tally
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from flask import current_app

from config import Config
from queue_app.catalogue.directory import Counter, Directory, directory
from queue_app.catalogue.reading import default_catalogue
from queue_app.simulation import own_server
from queue_app.simulation.calendar import open_days
from queue_app.simulation.command import FAILURES, ZONE
from queue_app.simulation.credentials import bearers
from queue_app.simulation.day import simulate
from queue_app.simulation.invent import invent
from queue_app.simulation.logins import Login, make_logins
from queue_app.transaction import database, reading

#: When a demo day begins: the hall is filling, the first numbers are being called.
BEGINS = time(8, 20)
TICKETS = 600
#: From this speed on the crowd would trip over the limits that are meant for machines.
CROWDED = 20


def run_demo(speed: float = 10.0, port: int | None = None) -> int:
    """Play days for ever, until Ctrl-C; the exit code: 0, or 1 when it could not go on."""
    if not own_server.inside():
        _move_in(speed, port)
    # As Ctrl-C: asyncio then ends its tasks in order, instead of being torn out of the middle of one.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        _live(speed)
    except KeyboardInterrupt:
        print("\nDemo selesai. / The demo has ended.")
        return 0
    except FAILURES as failure:
        sys.stderr.write(f"demo: {failure}\n")
        return 1
    return 0


def _move_in(speed: float, port: int | None) -> None:
    """Make an empty demo database under DATA_DIR, and become the process that lives there."""
    print("Menyiapkan aula tiruan … / preparing the demo hall …", flush=True)
    config: Config = current_app.extensions["config"]
    folder = config.data_dir / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("simulasi.db*"):
        old.unlink()
    limits = {"RATE_LIMITS": "off"} if speed > CROWDED else {}
    env = own_server.settings(folder, port or config.port, host=config.host, **limits)
    own_server.prepare(env, default_catalogue())
    database.engine.dispose()
    again = ["-m", "flask", "--app", "queue_app", "demo", "--speed", f"{speed:g}"]
    os.chdir(own_server.ROOT)
    os.execve(sys.executable, [sys.executable, *again], env)


def _live(speed: float) -> None:
    with reading() as session:
        house = directory(session)
    free = _free_counter(house)
    _print_welcome(house, make_logins(free), free, speed)
    with bearers() as held:
        for seed, day in zip(count(1), _days(), strict=False):
            planned = partial(invent, tickets=TICKETS, seed=seed, without=frozenset({free.code}))
            begins = datetime.combine(day, BEGINS, tzinfo=ZONE)
            env = {**os.environ, **own_server.clock(begins, speed)}
            with own_server.serving(env, Path(os.environ["DATA_DIR"]) / "server.log"):
                print(f"Hari simulasi / simulated day: {day}", flush=True)
                url = os.environ["PUBLIC_URL"]
                asyncio.run(simulate(url, held, planned, seed=seed, to_the_end=False))


def _days() -> Iterator[date]:
    """Working days from today on, for ever: when the known calendar ends, it begins anew."""
    while True:
        yield from open_days(default_catalogue(), date.today() - timedelta(days=1), 200)


def _free_counter(house: Directory) -> Counter:
    """The last counter of the largest group: nobody simulated works there, so that a visitor can."""
    groups = Tally(counter.service_ids for counter in house.counters.values())
    largest = groups.most_common(1)[0][0]
    return [c for c in house.counters.values() if c.service_ids == largest][-1]


def _print_welcome(house: Directory, logins: list[Login], free: Counter, speed: float) -> None:
    url = os.environ["PUBLIC_URL"]
    boards = [(f"Layar / board {code}", f"{url}/display/{code}") for code in house.halls]
    pages = [("Warga / citizen", f"{url}/"), *boards]
    pages += [("Loket / console", f"{url}/loket/"), ("Hasil / results", f"{url}/manajer/")]
    print(f"\nAula tiruan yang hidup, {speed:g}x / a living demo hall. Ctrl-C ends it.\n")
    for what, where in pages:
        print(f"  {what:<22}{where}")
    print(f"\nMasuk / sign in: {url}/masuk  (kata sandi baru setiap kali / new at each start)\n")
    for one in logins:
        place = f"  {free.name}" if one.role == "counter" else ""
        print(f"  {one.role:<12}{one.login:<8}{one.password}{place}")
    print(flush=True)
