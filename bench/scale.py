"""What a hall, a city, a province and the country need: unit costs that were measured, multiplied out.

`python3 run.py bench scale` prints the tables that stand in docs/SCALE.md. The unit costs and where they are from stand
in `measured.toml`, what is assumed of the country and of prices in `assumed.toml`; nothing here runs a server.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
#: Of each place: its name, its share of a mall or how many malls it is.
STEPS = (("one hall", 1 / 3), ("one city (a mall)", 1), ("one province", 8), ("the country", 300))
PLACED = "the country, phones placed by line"
DAYS_A_YEAR = 250


@dataclass(frozen=True, slots=True)
class Costs:
    """What one of each costs, as measured: µs of a processor, kB, bytes, and how many a second."""

    take_us: float
    step_us: float
    read_us: float
    connect_us: float
    frame_us: float
    build_us: float
    database_take_us: float
    database_step_us: float
    database_read_us: float
    socket_kb: float
    process_mb: float
    line_frame_bytes: float
    board_frame_bytes: float
    ticket_bytes: float
    many_processes: float


@dataclass(frozen=True, slots=True)
class Country:
    """What is assumed of people, and of how full a machine may be."""

    malls: int
    tickets: int
    phones: int
    screens: int
    early_share: float
    early_hours: float
    hours: float
    peak: float
    steps: int
    reads: int
    lines: int
    halls: int
    scopes: int
    busy: float
    sockets_a_process: int
    database_cores: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Rupiah a month."""

    core: float
    gb_memory: float
    gb_disk: float
    mbit: float


def _read(file: str, section: str) -> dict[str, float]:
    return {name: entry["value"] for name, entry in tomllib.loads((HERE / file).read_text())[section].items()}


def costs() -> Costs:
    """The measured unit costs."""
    return Costs(**_read("measured.toml", "costs"))


def country() -> Country:
    """What is assumed of the country."""
    return Country(**_read("assumed.toml", "country"))  # type: ignore[arg-type]


def prices() -> Prices:
    """What is assumed of prices."""
    return Prices(**_read("assumed.toml", "prices"))


@dataclass(frozen=True, slots=True)
class Load:
    """What happens in the worst minutes of a morning, a second; and what a day leaves behind."""

    takes: float
    steps: float
    reads: float
    frames: float
    mbit: float
    phones: float
    screens: float
    tickets: float
    per_line: float


def load(malls: float, land: Country, unit: Costs) -> Load:
    """The load of so many malls of the average kind.

    Every event of a line sends one frame to each phone that watches it, every call one to each screen of the hall:
    an upper bound, for under load the feed sends one snapshot for several events.
    """
    share = malls / land.malls
    halls = max(malls, 1 / land.halls) * land.halls
    tickets, phones, screens = land.tickets * share, land.phones * share, land.screens * share
    takes = tickets * land.early_share / (land.early_hours * 3600) * land.peak
    calls = tickets / (land.hours * 3600) * land.peak
    per_line, per_hall = phones / (halls / land.halls * land.lines), screens / halls
    to_phones, to_screens = (takes + calls * land.steps) * per_line, calls * per_hall
    bits = 8 * (to_phones * unit.line_frame_bytes + to_screens * unit.board_frame_bytes)
    return Load(
        takes=takes,
        steps=calls * land.steps,
        reads=takes * land.reads,
        frames=to_phones + to_screens,
        mbit=bits / 1e6,
        phones=phones,
        screens=screens,
        tickets=tickets,
        per_line=per_line,
    )


@dataclass(frozen=True, slots=True)
class Need:
    """What that takes. `shards` are PostgreSQL servers, 0: SQLite does."""

    web: int
    live: int
    shards: int
    cores: float
    memory_gb: float
    disk_gb_year: float
    builds: float
    rupiah: float
    back_s: float
    first: str


def builds(there: Load, live: int, land: Country) -> float:
    """Snapshots built a second. An event's line is built in each process where one of its watchers happens to be."""
    of_a_line = live * (1 - (1 - 1 / live) ** there.per_line) if live else 1.0
    return (there.takes + there.steps) * (of_a_line + land.scopes)


def need(there: Load, land: Country, unit: Costs, price: Prices, *, placed: bool = False) -> Need:
    """Processes, machines and money for a load; what would be full first if it grew. `placed`: whoever watches a line
    is connected to the same process, so that its snapshots are built once.
    """
    web_us = there.takes * unit.take_us + there.steps * unit.step_us + there.reads * unit.read_us
    web_cores, sockets = web_us * unit.many_processes / 1e6, there.phones + there.screens
    live, made = _live(there, land, unit, 1 if placed else None)
    live_cores = (there.frames * unit.frame_us + made * unit.build_us) / 1e6
    small = web_cores + live_cores < land.busy and sockets < land.sockets_a_process
    in_database = there.takes * unit.database_take_us + there.steps * unit.database_step_us
    database_cores = (in_database + there.reads * unit.database_read_us + made * unit.database_read_us) / 1e6
    shards = 0 if small else max(1, math.ceil(database_cores / land.busy / land.database_cores))
    web = 1 if small else max(2, math.ceil(web_cores / land.busy) + 1)
    live = 0 if small else max(2, live + 1)
    cores = (web_cores + live_cores) / land.busy + (2 * max(database_cores / land.busy, 2) if shards else 1)
    memory = ((web + live) * unit.process_mb + sockets * unit.socket_kb / 1024) / 1024 + 8 * shards
    disk = there.tickets * DAYS_A_YEAR * unit.ticket_bytes / 1e9
    used = {
        "`web`, processor": web_cores / (web * land.busy),
        "`live`, sockets": sockets / (max(live, 1) * land.sockets_a_process),
        "`live`, processor": live_cores / (max(live, 1) * land.busy),
        "PostgreSQL, processor": database_cores / (max(shards, 1) * land.busy * land.database_cores) if shards else 0,
    }
    money = cores * price.core + memory * price.gb_memory + disk * price.gb_disk * 2 + there.mbit * price.mbit
    back = sockets * unit.connect_us / 1e6 / max(live, 1)
    return Need(web, live, shards, cores, memory, disk, made, money, back, max(used, key=lambda name: used[name]))


def _live(there: Load, land: Country, unit: Costs, spread_over: int | None) -> tuple[int, float]:
    """How many live processes, and the snapshots that all of them build: more processes build more of them."""
    live = max(1, math.ceil((there.phones + there.screens) / land.sockets_a_process))
    for _ in range(50):
        made = builds(there, spread_over or live, land)
        busy = (there.frames * unit.frame_us + made * unit.build_us) / 1e6 / land.busy
        live = max(live, math.ceil(busy))
    return live, made


def tables() -> str:
    """Both tables of docs/SCALE.md: what happens, and what it takes."""
    land, unit, price = country(), costs(), prices()
    loads = [load(malls, land, unit) for _, malls in STEPS]
    needs = [need(there, land, unit, price) for there in loads]
    needs.append(need(loads[-1], land, unit, price, placed=True))
    names = [name for name, _ in STEPS]
    happens = {
        "tickets a day": [_round(one.tickets) for one in loads],
        "phones + screens connected": [f"{_round(one.phones)} + {_round(one.screens)}" for one in loads],
        "takes a second, worst minutes": [_round(one.takes) for one in loads],
        "call, start, finish a second": [_round(one.steps) for one in loads],
        "pages and reads a second": [_round(one.reads) for one in loads],
        "frames a second": [_round(one.frames) for one in loads],
        "Mbit/s to screens and phones": [_round(one.mbit) for one in loads],
    }
    takes = {
        "`web` processes": [str(one.web) for one in needs],
        "`live` processes": [str(one.live) if one.live else "in `web`" for one in needs],
        "`jobs` processes": ["2" if one.shards else "in `web`" for one in needs],
        "database": [_database(one.shards) for one in needs],
        "Redis": ["one" if one.shards else "none" for one in needs],
        "snapshots built a second": [_round(one.builds) for one in needs],
        "cores in all": [_round(math.ceil(one.cores)) for one in needs],
        "memory, GB": [_round(math.ceil(one.memory_gb)) for one in needs],
        "disk a year, GB": [_round(one.disk_gb_year) for one in needs],
        "everybody back after a restart, s": [_round(one.back_s) for one in needs],
        "full first": [one.first for one in needs],
        "rupiah a month": [_round(one.rupiah) for one in needs],
    }
    return f"{_table(names, happens)}\n\n{_table([*names, PLACED], takes)}"


def _database(shards: int) -> str:
    return {0: "SQLite", 1: "one PostgreSQL"}.get(shards, f"PostgreSQL on {shards}, by site")


def _round(value: float) -> str:
    """Two digits that mean something, thousands apart."""
    if not value:
        return "0"
    digits = 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    return f"{rounded:,.0f}".replace(",", " ") if rounded >= 10 else f"{rounded:.2g}"


def _table(names: Sequence[str], rows: dict[str, list[str]]) -> str:
    head = ["| |" + "|".join(f" {name} " for name in names) + "|", "|---|" + "---:|" * len(names)]
    return "\n".join([*head, *(f"| {what} | " + " | ".join(cells) + " |" for what, cells in rows.items())])
