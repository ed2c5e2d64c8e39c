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
SECONDS_A_DAY, DAYS_A_YEAR = 86_400, 250


@dataclass(frozen=True, slots=True)
class Costs:
    """What one of each costs, as measured: µs of a processor, kB, bytes, and how many a second."""

    take_us: float
    step_us: float
    read_us: float
    connect_us: float
    frame_us: float
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
    )


@dataclass(frozen=True, slots=True)
class Need:
    """What that takes. `shards` are PostgreSQL servers, 0: SQLite does."""

    web: int
    live: int
    jobs: int
    shards: int
    cores: float
    memory_gb: float
    disk_gb_year: float
    mbit: float
    rupiah: float
    back_s: float
    first: str


def need(there: Load, land: Country, unit: Costs, price: Prices) -> Need:
    """Processes, machines and money for a load; what would be full first if the load grew."""
    several = unit.many_processes
    web_cores = (there.takes * unit.take_us + there.steps * unit.step_us + there.reads * unit.read_us) * several / 1e6
    live_cores = there.frames * unit.frame_us * several / 1e6
    sockets = there.phones + there.screens
    in_database = there.takes * unit.database_take_us + there.steps * unit.database_step_us
    database_cores = (in_database + there.reads * unit.database_read_us) / 1e6
    small = web_cores + live_cores < land.busy and sockets < land.sockets_a_process
    web = 1 if small else max(2, math.ceil(web_cores / land.busy) + 1)
    live_by = {"live: processor": live_cores / land.busy, "live: sockets": sockets / land.sockets_a_process}
    live = 0 if small else max(2, math.ceil(max(live_by.values())) + 1)
    shards = 0 if small else max(1, math.ceil(database_cores / land.busy / land.database_cores))
    memory = ((web + live) * unit.process_mb + sockets * unit.socket_kb / 1024) / 1024 + 4 * shards
    cores = (web_cores + live_cores) / land.busy + (2 * max(database_cores / land.busy, 2) if shards else 1)
    disk = there.tickets * DAYS_A_YEAR * unit.ticket_bytes / 1e9
    used = {
        "web: processor": web_cores / (web * land.busy),
        "database: processor": database_cores / (max(shards, 1) * land.busy * land.database_cores),
    }
    used |= {name: value / max(live, 1) for name, value in live_by.items()}
    rupiah = cores * price.core + memory * price.gb_memory + disk * price.gb_disk * 2 + there.mbit * price.mbit
    return Need(
        web=web,
        live=live,
        jobs=0 if small else 2,
        shards=shards,
        cores=cores,
        memory_gb=memory,
        disk_gb_year=disk,
        mbit=there.mbit,
        rupiah=rupiah,
        back_s=sockets * unit.connect_us * several / 1e6 / max(live, 1),
        first=max(used, key=lambda name: used[name]),
    )


def tables() -> str:
    """Both tables of docs/SCALE.md: what happens, and what it takes."""
    land, unit, price = country(), costs(), prices()
    loads = [load(malls, land, unit) for _, malls in STEPS]
    needs = [need(there, land, unit, price) for there in loads]
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
        "`jobs` processes": [str(one.jobs) if one.jobs else "in `web`" for one in needs],
        "database": [_database(one.shards) for one in needs],
        "Redis": ["one" if one.shards else "none" for one in needs],
        "cores in all": [_round(math.ceil(one.cores)) for one in needs],
        "memory, GB": [_round(math.ceil(one.memory_gb)) for one in needs],
        "disk a year, GB": [_round(one.disk_gb_year) for one in needs],
        "everybody back after a restart, s": [_round(one.back_s) for one in needs],
        "full first": [one.first for one in needs],
        "rupiah a month": [_round(one.rupiah) for one in needs],
    }
    return f"{_table(names, happens)}\n\n{_table(names, takes)}"


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
