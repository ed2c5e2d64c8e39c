"""Small makers: a catalogue folder to change, a loaded site, an agency with hours."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from queue_app.catalogue.diff import Changes, diff
from queue_app.catalogue.directory import Agency, Directory, Hours, Site, directory, forget
from queue_app.catalogue.importing import apply
from queue_app.catalogue.reading import default_catalogue, read_catalogue
from queue_app.db import Record, engine_options, prepare_engine

SMALL = {
    "site.toml": """
[site]
code = "makassar"
name = "MPP Makassar"
short_name = "MPP Makassar"
owner = "Pemerintah Kota Makassar"
address = "Jalan Ahmad Yani 2"
tz_name = "Asia/Makassar"

[[halls]]
code = "H1"
name = "Ruang Tunggu"
floor = "1"

[hours]
senin = "08.00-15.00"
jumat = "08.00-14.30 jeda 11.30-13.00"
""",
    "agencies.csv": """code,name,short_name,category,hours_certainty,senin,selasa,certainty
DKC,Dinas Dukcapil,Dukcapil,adminduk,confirmed,08.00-14.00,09.00-12.00,confirmed
SAM,Samsat,Samsat,pajak,assumed,,,typical
""",
    "lines.csv": "prefix,name\nA,Dukcapil\nS,Samsat\n",
    "services.csv": """code,agency_code,line,hall,name,aliases,nominal_minutes,online_allowed,certainty
DKC-KTP,DKC,A,H1,KTP hilang,ktp ilang;ktp rusak,10,ya,seen
DKC-KK,DKC,A,H1,Kartu Keluarga,kk,15,ya,typical
SAM-PAJAK,SAM,S,H1,Pajak tahunan,pajak motor,8,tidak,typical
""",
    "counters.csv": """code,number,name,hall,agency_code,services
L1,1,Loket 1,H1,DKC,
L2,2,Loket 2,H1,DKC,DKC-KTP
L3,3,Loket 3,H1,SAM,
""",
    "closures.csv": "day,agency_code,reason\n2026-12-25,,Natal\n2026-12-01,SAM,Pindahan\n",
    "standards.toml": """
[DKC-KTP]
persyaratan = ["Kartu Keluarga"]
prosedur = ["Serahkan berkas"]
jangka_waktu = "1 hari"
biaya = "Gratis"
produk = "KTP-el"
pengaduan = "Meja informasi"
certainty = "nasional"
perlu_konfirmasi = ["jangka_waktu"]

[[DKC-KTP.cases]]
if = "hilang"
adds = ["Surat kehilangan", "Kartu Keluarga"]
""",
}


def make_folder(folder: Path, **files: str) -> Path:
    """A small catalogue in a folder; `services_csv="…"` replaces a file."""
    folder.mkdir(exist_ok=True)
    replaced = {name.replace("_", "."): text for name, text in files.items()}
    for name, text in (SMALL | replaced).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def edit(path: Path, old: str, new: str) -> Path:
    """Replace a piece of a file that is there exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def preview(session: Session, path: Path) -> Changes:
    return diff(session, read_catalogue(path))


def load(session: Session, path: Path) -> Changes:
    """Import a folder or sheet and commit."""
    changes = preview(session, path)
    apply(session, changes, by="test")
    session.commit()
    forget()
    return changes


@cache
def gmsc() -> Directory:
    """The shipped catalogue as the product sees it, loaded once for tests that only read."""
    engine = create_engine("sqlite://", **{"module": engine_options("sqlite://")["module"]})
    prepare_engine(engine)
    Record.metadata.create_all(engine)
    with Session(engine) as session:
        load(session, default_catalogue())
        return directory(session)


def make_site(tz_name: str = "Asia/Jakarta", last_ticket_minutes: int = 30) -> Site:
    return Site(
        id=1,
        code="uji",
        name="MPP Uji",
        short_name="MPP Uji",
        owner="Kota Uji",
        address="Jalan Uji 1",
        tz_name=tz_name,
        late_after=2,
        priority_every=3,
        grace_minutes=30,
        remote_share=60,
        last_ticket_minutes=last_ticket_minutes,
        overrun_minutes=60,
        numbers_from=time(6),
        next_day_from=time(15),
    )


FRIDAY = Hours(time(8), time(14, 30), time(11, 30), time(13))
WORKDAY = Hours(time(8), time(15))
WEEK = {0: WORKDAY, 1: WORKDAY, 2: WORKDAY, 3: WORKDAY, 4: FRIDAY}


def make_agency(hours: dict[int, Hours] | None = None, closures: dict[date, str] | None = None) -> Agency:
    return Agency(
        id=1,
        code="UJI",
        name="Dinas Uji",
        short_name="Uji",
        category="uji",
        certainty="seen",
        hours_certainty="seen",
        active=True,
        hours=WEEK if hours is None else hours,
        closures=closures or {},
    )


def at(text: str, zone: str = "Asia/Jakarta") -> datetime:
    """An instant by the clock on the wall: `at("2026-11-23 10.00")`."""
    return datetime.strptime(text, "%Y-%m-%d %H.%M").replace(tzinfo=ZoneInfo(zone))
