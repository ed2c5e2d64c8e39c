"""`flask simulate`: play a day through the public API, check the database, and hold both accounts side by side."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path
from subprocess import CalledProcessError
from zoneinfo import ZoneInfo

from flask import current_app

from queue_app import check, product_time
from queue_app.catalogue.directory import directory
from queue_app.catalogue.reading import default_catalogue
from queue_app.simulation import own_server
from queue_app.simulation.api import ServerFault
from queue_app.simulation.book import booked, surveys
from queue_app.simulation.calendar import open_days
from queue_app.simulation.credentials import bearers
from queue_app.simulation.day import Played, simulate
from queue_app.simulation.free_port import free_port
from queue_app.simulation.house import House, HouseUnfit, cast
from queue_app.simulation.invent import invent
from queue_app.simulation.plan import Plan
from queue_app.simulation.tally import DaySummary
from queue_app.simulation.trace import TraceUnreadable, read_office, read_trace
from queue_app.simulation.trace_catalogue import write_catalogue
from queue_app.transaction import reading

#: When a day of a server of one's own begins, local time: before anything opens.
BEGINS = 7, 40
ZONE = ZoneInfo("Asia/Jakarta")
#: Product seconds in a real one; a day of 600 tickets then takes about a hundred seconds.
SPEED = 330.0

#: Why a day cannot be played: one line for the operator each.
FAILURES = (HouseUnfit, ServerFault, TraceUnreadable, own_server.ServerDidNotStart, CalledProcessError)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be played: a day of a trace, or an invented one of `tickets` people."""

    trace: Path | None = None
    day: int = 1
    seed: int = 1
    tickets: int = 600

    def planned(self, house: House) -> Plan:
        """The plan for a house. Raises TraceUnreadable, HouseUnfit."""
        if self.trace is None:
            return invent(house, tickets=self.tickets, seed=self.seed)
        return cast(read_trace(self.trace, self.day, self.seed), house)

    def catalogue(self, folder: Path) -> Path:
        """The catalogue of the place this is played in, written into `folder` when it is a trace's."""
        if self.trace is None:
            return default_catalogue()
        return write_catalogue(read_office(self.trace), folder / "catalogue")

    def arguments(self) -> list[str]:
        """This wish on a command line."""
        said = ["--day", str(self.day), "--seed", str(self.seed), "--tickets", str(self.tickets)]
        return said + (["--trace", str(self.trace.absolute())] if self.trace else [])


def run_simulation(
    wish: Wish,
    *,
    url: str | None = None,
    speed: float = SPEED,
    site: str | None = None,
    as_json: bool = False,
    say: Callable[[str], None] = print,
) -> int:
    """Play, check and compare; the exit code: 0 when both accounts agree and no invariant is broken,
    1 when not, 2 when the day could not be played.

    With `url` the server there is used, which must have this process's database and secret key; without,
    a server of one's own is started on an empty database and removed afterwards.
    """
    try:
        if url is None and not own_server.inside():
            return _in_own_place(wish, speed, as_json)
        return _play_and_compare(wish, url, speed, site, as_json, say)
    except FAILURES as failure:
        sys.stderr.write(f"simulate: {failure}\n")
        return 2


def _play_and_compare(
    wish: Wish,
    url: str | None,
    speed: float,
    site: str | None,
    as_json: bool,
    say: Callable[[str], None],
) -> int:
    started = time.monotonic()
    with reading() as session:
        code = directory(session, site).site.code
        before = surveys(session, code)
    with bearers(code) as held, _server(url, wish, speed) as there:
        played = asyncio.run(simulate(there, held, wish.planned, seed=wish.seed, site=code))
    product_time.agree(current_app.extensions["config"])  # what is too old depends on the server's clock
    with reading() as session:
        written = booked(session, code, played.day, played.refs, before)
    with reading() as session:
        checked = check.report(session)
    differences = played.seen.differences(written)
    seconds = time.monotonic() - started
    told = (played, written, checked, differences, seconds)
    say(json.dumps(_as_dict(*told), ensure_ascii=False) if as_json else _as_text(*told))
    return 1 if differences or checked.violations else 0


@contextmanager
def _server(url: str | None, wish: Wish, speed: float) -> Iterator[str]:
    """The server at `url`, or one's own, whose clock starts only now that everybody is ready."""
    if url is not None:
        own_server.wait_for(url)
        yield url
        return
    folder = Path(os.environ["DATA_DIR"])
    begins = own_server.clock(first_open_monday(wish.catalogue(folder)), speed)
    with own_server.serving({**os.environ, **begins}, folder / "server.log"):
        yield os.environ["PUBLIC_URL"]
    _tell_faults(folder / "server.log")


def _in_own_place(wish: Wish, speed: float, as_json: bool) -> int:
    """Make an empty database in a folder of its own, and play in a process that lives there."""
    with tempfile.TemporaryDirectory(prefix="gmsc-simulasi-") as place:
        env = own_server.settings(Path(place), free_port(), RATE_LIMITS="off")
        own_server.prepare(env, wish.catalogue(Path(place)))
        command = [sys.executable, "-m", "flask", "--app", "queue_app", "simulate"]
        command += [*wish.arguments(), "--speed", f"{speed:g}", *(["--json"] if as_json else [])]
        return subprocess.run(command, env=env, cwd=own_server.ROOT, check=False).returncode


def first_open_monday(catalogue: Path) -> datetime:
    """The first Monday after today on which the site is open, at the time when days begin."""
    day = next(day for day in open_days(catalogue, date.today(), 200) if day.weekday() == 0)
    return datetime(day.year, day.month, day.day, *BEGINS, tzinfo=ZONE)


def _tell_faults(log: Path) -> None:
    """A traceback in the server's log is worth seeing, whatever the figures say."""
    text = log.read_text(errors="replace")
    if "Traceback" in text:
        sys.stderr.write(text[max(text.index("Traceback") - 300, 0) :][:4000] + "\n")


def _as_dict(
    played: Played, written: DaySummary, checked: check.Report, differences: list[str], seconds: float
) -> dict[str, object]:
    return {
        "day": played.day,
        "plan": played.title,
        "seconds": round(seconds, 1),
        "seen": asdict(played.seen),
        "database": asdict(written),
        "differences": differences,
        "acts": played.acts,
        "refused": played.refused,
        "requests": len(played.took),
        "p50_ms": _quantile(played.took, 50),
        "p99_ms": _quantile(played.took, 99),
        **checked.as_dict(),
    }


def _quantile(took: tuple[float, ...], percent: int) -> float:
    """Of seconds in order, in milliseconds; 0 of nothing."""
    return round(took[min(len(took) * percent // 100, len(took) - 1)] * 1000, 2) if took else 0.0


def _as_text(played: Played, written: DaySummary, checked: check.Report, differences: list[str], seconds: float) -> str:
    lines = [f"{played.day}  {played.title}  ({seconds:.0f} s)", ""]
    lines.append(f"{'':<14}{'seen':>24}  {'database':>24}")
    for name in DaySummary.__slots__:
        mine, theirs = (_cell(name, getattr(one, name)) for one in (played.seen, written))
        pairs = enumerate(zip_longest(mine, theirs, fillvalue="-"))
        lines += [f"{'' if i else name:<14}{m:>24}  {t:>24}" for i, (m, t) in pairs]
    for title, counted in (("acts", played.acts), ("refused", played.refused)):
        lines += ["", f"{title}: " + ", ".join(f"{name} {n}" for name, n in counted.items())]
    lines += ["", *(differences or ["Both accounts of the day agree."]), check.summary(checked)]
    return "\n".join(lines)


def _cell(name: str, value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{key} {n}" for key, n in value.items()] or ["-"]
    if name.startswith("wait") and isinstance(value, int):
        return [f"{value // 60}.{value % 60:02d} min"]
    return ["-" if value is None else str(value)]
