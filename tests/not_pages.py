"""GET routes that answer machines (files, feeds, sounds), who may ask each, and what a real house answers."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date
from typing import Any

import requests
from sqlalchemy import func, select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.forms import add_form
from queue_app.line.notices import end_notice
from survey import action, evidence, followup, forum_files
from survey.instrument import instrument
from tests.browser_server import RealServer

#: Route → the role that may ask, empty for everybody.
NOT_PAGES = {
    "/tiket/<id>/kalender.ics": "",
    "/healthz": "",
    "/readyz": "",
    "/metrics": "",
    "/sw.js": "",
    "/formulir/<int:form_id>": "",
    "/manifest.webmanifest": "",
    "/manajer/skm.csv": "manager",
    "/manajer/laporan/unduh/<kind>": "manager",
    "/publik/skm.csv": "",
    "/publik/skm.json": "",
    "/publik/datapackage.json": "",
    "/publik/forum/<int:forum_id>.pdf": "",
    "/publik/laporan/<code>.pdf": "",
    "/publik/poster/<code>-<paper>.pdf": "",
    "/manajer/tindak-lanjut.csv": "manager",
    "/manajer/tindak-lanjut/fkp/<int:forum_id>/berita-acara.pdf": "manager",
    "/manajer/tindak-lanjut/fkp/<int:forum_id>/undangan.pdf": "manager",
    "/manajer/tindak-lanjut/berkas/<int:evidence_id>": "manager",
    "/manajer/tindak-lanjut/fkp/berkas/<int:file_id>": "manager",
    "/publik/forum/berkas/<int:file_id>": "",
    "/manajer/skm.xlsx": "manager",
    "/admin/suara/loket/<code>.wav": "admin",
    "/display/<board>/kode": "display",
    "/admin/catatan.csv": "admin",
    "/admin/impor/katalog.xlsx": "admin",
    "/display/<board>/suara/<int:event>/<language>.wav": "display",
    "/display/<board>/suara/uji.wav": "display",
    "/display/<board>/suara/pengumuman/<int:notice>.wav": "display",
    "/admin/suara/<board>/<language>.wav": "admin",
    "/display/<board>/media.json": "display",
    "/display/<board>/media/<name>": "display",
    "/kiosk/denyut": "",
    "/kiosk/suara": "",
}


def answers(server: RealServer, names: dict[str, str]) -> Iterator[tuple[str, requests.Response]]:
    """Each of these routes with what it answers to who may ask; `names` are those of the server's morning."""
    emergency = server.api("POST", "/notices", {"text": "Evakuasi gedung", "kind": "darurat"}, role="supervisor")
    parts = _parts(server, names) | {"<int:notice>": str(emergency["id"])}
    for rule, role in NOT_PAGES.items():
        headers = {"Authorization": f"Bearer {server.bearers[role]}"} if role else {}
        cookies = {role: server.bearers[role] for role in ("display", "kiosk")}
        yield rule, requests.get(server.url + _filled(rule, parts), headers=headers, cookies=cookies, timeout=60)
    with server.behind() as session:
        end_notice(session, directory(session), emergency["id"], by="test")


def _parts(server: RealServer, names: dict[str, str]) -> dict[str, str]:
    """Placeholder of a rule → what stands there in this house."""
    forum = _forum_of(server)
    media = server.folder / "media" / "H2"
    media.mkdir(parents=True, exist_ok=True)
    (media / "slaid.txt").write_text("KTP di ponsel", encoding="utf-8")
    return {
        "loket/<code>": "loket/L4",
        "<board>": "H2",
        "<id>": names["home"],
        "<kind>": "xlsx",
        "<code>": names["report"],
        "<paper>": "a3",
        "<language>": "id",
        "<name>": "slaid.txt",
        "<int:event>": str(server.api("GET", "/boards/H2")["calls"][0]["event"]),
        "<int:forum_id>": forum,
        "<int:file_id>": _scan_kept(server, forum),
        "<int:evidence_id>": _proof_kept(server),
        "<int:form_id>": _form_kept(server),
    }


def _filled(rule: str, parts: dict[str, str]) -> str:
    return functools.reduce(lambda address, part: address.replace(*part), parts.items(), rule)


def _forum_of(server: RealServer) -> str:
    """A public consultation has been held and its minutes are final: its number."""
    said = {
        "held_on": "2026-11-20",
        "hours": "09.00",
        "place": "Aula",
        "mode": "luring",
        "chair": "Kepala",
        "agenda": "x",
    }
    headers = {"Authorization": f"Bearer {server.bearers['manager']}"}
    begun = requests.post(
        f"{server.url}/manajer/tindak-lanjut/fkp/baru", data=said, headers=headers, allow_redirects=False, timeout=60
    )
    where = begun.headers["Location"]
    for part, said in (("peserta", {"kind": "pengguna", "organisation": "x", "came": "1"}), ("kunci", {})):
        requests.post(f"{server.url}{where}/{part}", data=said, headers=headers, allow_redirects=False, timeout=60)
    return where.rpartition("/")[2]


def _proof_kept(server: RealServer) -> str:
    """A file shows that an act of the follow-up was done: its number."""
    by: dict[str, Any] = {"site_id": 1, "by": "staff:1", "at": clock.now()}
    said = {"unsur": "sarpras", "action": "Tambah kursi", "owner": "Bagian Umum", "deadline": "2026-12-31"}
    with server.behind() as session:
        used = instrument("permenpanrb-14-2017")
        plan = {"period": "2026-S1", "agency": None, "today": date(2026, 11, 23)}
        act = followup.add(session, action.read(used, said), **plan, **by)
        evidence.keep(session, act, "foto.pdf", b"%PDF-1.4\n%%EOF\n", by_name="Uji", **by)
        return str(session.scalars(select(func.max(evidence.EvidenceRecord.id))).one())


def _scan_kept(server: RealServer, forum: str) -> str:
    """The signed minutes of a consultation were scanned: the number of the file."""
    with server.behind() as session:
        forum_files.keep(session, int(forum), "berita-acara", "scan.pdf", b"%PDF-1.4", site_id=1, at=clock.now())
        return str(session.scalars(select(func.max(forum_files.ForumFileRecord.id))).one())


def _form_kept(server: RealServer) -> str:
    """A form to fill in at home: its number."""
    with server.behind() as session:
        house = directory(session)
        named = {"title": "Formulir", "name": "formulir.pdf", "body": b"%PDF-1.4"}
        return str(add_form(session, house.site.id, house.service("DKC-KIA").id, **named, by="test").id)
