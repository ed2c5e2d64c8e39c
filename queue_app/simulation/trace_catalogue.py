"""The office of a trace as a catalogue folder, so that a server of one's own can be that office."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from queue_app.catalogue.rows import WEEKDAYS
from queue_app.simulation.trace import Office

#: Letters easy to tell apart by eye and ear; one line for each service.
PREFIXES = ("A", "R", "M", "L", "U", "K", "S", "P", "TK", "NP", "HA", "EL", "BJ", "FK", "TS", "DA")
AGENCY, HALL = "KTR", "H1"
#: Minutes after closing until the day is over: nobody in a trace is served that late.
OVERRUN = 15

_SITE = """\
[site]
code = "simulasi"
name = "Kantor Simulasi {name}"
short_name = "Kantor Simulasi"
owner = "GMSC"
address = "Tidak di dunia nyata"
tz_name = "Asia/Jakarta"

[queue]
last_ticket_minutes = {last}
overrun_minutes = {overrun}
remote_share = 100

[[halls]]
code = "{hall}"
name = "Ruang Layanan"
floor = "1"
"""


def write_catalogue(office: Office, folder: Path) -> Path:
    """Write the folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    last = round((office.closes - office.last_ticket) / 60)
    site = _SITE.format(name=office.name, last=last, overrun=OVERRUN, hall=HALL)
    (folder / "site.toml").write_text(site, encoding="utf-8")
    hours = f"{_time(office.opens)}-{_time(office.closes)}"
    agency = dict.fromkeys(WEEKDAYS, hours) | {
        "code": AGENCY,
        "name": f"Kantor Simulasi {office.name}",
        "short_name": "Simulasi",
        "category": "lainnya",
        "hours_certainty": "assumed",
        "certainty": "typical",
    }
    prefixes = dict(zip((s.key for s in office.services), PREFIXES, strict=False))
    names = {service.key: service.name for service in office.services}
    lines = [{"prefix": prefix, "name": names[key]} for key, prefix in prefixes.items()]
    _write(folder / "agencies.csv", [agency])
    _write(folder / "lines.csv", lines)
    _write(folder / "services.csv", _services(office, prefixes))
    _write(folder / "counters.csv", _counters(office))
    return folder


def _services(office: Office, prefixes: dict[str, str]) -> Iterable[dict[str, object]]:
    for service in office.services:
        yield {
            "code": service.key,
            "agency_code": AGENCY,
            "line": prefixes[service.key],
            "hall": HALL,
            "name": service.name,
            "nominal_minutes": max(round(service.nominal_s / 60), 1),
            "quota": "" if service.quota is None else service.quota,
            "online_allowed": "ya",
            "certainty": "typical",
        }


def _counters(office: Office) -> Iterable[dict[str, object]]:
    for number, (code, services) in enumerate(office.counters.items(), 1):
        yield {
            "code": code,
            "number": number,
            "name": f"Loket {number}",
            "hall": HALL,
            "agency_code": AGENCY,
            "services": ";".join(sorted(services)),
        }


def _write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)


def _time(second: float) -> str:
    return f"{int(second) // 3600:02d}.{int(second) // 60 % 60:02d}"
