"""Every state that a page can be in, brought about once in a real server: tickets, counters, surveys, results, links.

`morning` and `afternoon` answer with names for addresses: a ticket's name stands for its handle, "survey_…" for a
survey token, "…_link" for the token of a one-time link, "number_…" for a printed number.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.models import HallRecord
from queue_app.line import closing
from queue_app.line.ticket import find, tickets
from queue_app.people import links, passwords, staff
from survey.tokens import RightRecord
from tests.browser_reports import published
from tests.browser_server import ANSWERS, PASSWORD, Json, RealServer, survey_token
from tests.second_steps import give_second_step

Names = dict[str, str]

PHONE = "081234567890"
#: Who has a second step.
GUARDED = "rini.wulandari"
#: Counters in use here, each in one state; other tests keep away from them.
OPEN = ("L4", "L5", "L6", "L7", "L8", "L10", "L16", "L17", "L19", "L20", "L21", "L22", "L23", "L24", "L25", "L33")
READY, CALLED, RECALLED, SERVING, TRANSFERRING, LONG = "L4", "L5", "L6", "L7", "L8", "L23"
CLOSED, EMPTY, PAUSED, PAUSED_FOR_LONG, ENDING, UNDOING, RATED = "L9", "L10", "L24", "L25", "L16", "L17", "L33"


def morning(server: RealServer) -> Names:
    """The house in full swing."""
    for counter in OPEN:
        server.at(counter, "open")
    held = [*_waiting(server), *_called(server), *_ended(server)]
    names = {name: ticket["id"] for name, ticket in held}
    names |= {f"number_{name}": ticket["number"] for name, ticket in held}
    names |= {"ref_claimed": dict(held)["claimed"]["ref"]} | _surveys(server)
    _pause(server)
    server.api("POST", "/services/BPN-ROYA/quota", {"quota": 1}, role="supervisor")
    with server.behind() as session:
        _let_time_pass(session, dict(held), names["old_visit"])
        names |= _newcomers(session)
        _guarded(session)
    return names | published(server)


def afternoon(server: RealServer) -> Names:
    """The house after closing, with numbers for the next day; nobody has set it up yet."""
    tomorrow = server.take("DKC-KTP-HILANG", day="2026-11-24")
    until = (clock.real_now() + timedelta(days=900)).isoformat()
    emergency = "Evakuasi gedung. Ikuti petunjuk petugas menuju titik kumpul di halaman depan."
    server.api("POST", "/notices", {"text": emergency, "kind": "darurat", "until": until}, role="supervisor")
    with server.behind() as session:
        link = links.first_admin_link(session, at=clock.real_now())
    return {"tomorrow": tomorrow["id"], "first_admin_link": str(link)}


def second_hall(session: Session) -> None:
    """One more hall, so that there are boards to choose from."""
    site = directory(session).site
    session.add(HallRecord(site_id=site.id, code="H3", name="Ruang Layanan Lantai 3", floor="3"))


def _waiting(server: RealServer) -> list[tuple[str, Json]]:
    for _ in range(13):
        server.arrive("BTK-JHT")
    for _ in range(3):
        server.arrive("KEU-NPWP")
    present = server.take("KEU-NPWP")
    server.check_in(present)
    phone = {"phone": PHONE, "consent": True}
    return [
        ("no_counter", server.take("ULD-INFO")),
        ("far", server.take("BTK-JHT")),
        ("present", present),
        ("absent", server.take("KEU-NPWP")),
        ("next", server.arrive("KMG-HAJI")),
        ("with_phone", server.take("KMG-UMRAH", priority="hamil", for_other=True, **phone)),
        ("here", server.arrive("DKC-KTP-HILANG", priority="lansia")),
        ("home", server.take("DKC-LAHIR")),
    ]


def _called(server: RealServer) -> list[tuple[str, Json]]:
    """Tickets with a counter; each occupies it."""

    def at(counter: str, *verbs: str, **body: Any) -> Json:
        ticket = server.arrive("DKC-KTP-HILANG")
        server.serve(counter, ticket, *verbs)
        return ticket

    held, missed = at(READY, "hold"), at(READY, "miss")
    moved = at(TRANSFERRING, "start")
    server.at(TRANSFERRING, "transfer", service="PNG-INFO", note="Minta surat pengantar")
    back = at(TRANSFERRING, "start")
    server.at(TRANSFERRING, "transfer", service="DKC-KK-UBAH", note="Berkas lengkap, tinggal KK")
    server.call(TRANSFERRING, back)
    long = server.arrive("PAG-INFO")
    server.call(LONG, long)
    return [
        ("held", held),
        ("missed", missed),
        ("transferred", moved),
        ("called", at(CALLED)),
        ("recalled", at(RECALLED, "recall")),
        ("called_long", long),
        ("serving", at(SERVING, "start")),
        ("noted", back),
    ]


def _ended(server: RealServer) -> list[tuple[str, Json]]:
    def end(*verbs: str, **outcome: Any) -> Json:
        return server.serve(ENDING, server.arrive("PTP-NIB"), *verbs, **outcome)

    papers = ["KTP-el asli", "Nomor pokok wajib pajak penanggung jawab usaha"]
    cancelled, claimed = server.take("PTP-NIB"), end("miss")
    server.api("POST", f"/tickets/{cancelled['id']}/cancel")
    server.api("POST", f"/tickets/{claimed['id']}/claim-served")
    rated = end("start", "finish")
    server.answer(rated)
    return [
        ("served", end("start", "finish")),
        ("served_missing", end("start", "finish", outcome={"kind": "berkas-kurang", "missing": papers})),
        ("rated", rated),
        ("missed_late", end("miss")),
        ("claimed", claimed),
        ("cancelled", cancelled),
        ("expired", server.arrive("PTP-NIB")),
        ("expired_called", end("miss")),
        ("unfinished", end("start")),
    ]


def _surveys(server: RealServer) -> Names:
    """Tokens in every state, and enough answers for results."""
    receipts = [
        server.answer(server.finish(RATED, server.arrive("KOM-TTE")), {**ANSWERS, "waktu": mark, "biaya": 5 - mark})
        for mark in (1, 2, 2, 3, 3, 4) * 2  # of a running quarter five wait
    ]
    few = server.finish(RATED, server.arrive("KOM-PPID"))
    server.answer(few)
    fresh, last, old, undone = (server.finish(UNDOING, server.arrive("PTP-LKPM")) for _ in range(4))
    server.at(UNDOING, "undo")
    return {
        "receipt": receipts[0],
        "survey": survey_token(fresh),
        "survey_last": survey_token(last),
        "survey_used": survey_token(few),
        "survey_expired": survey_token(old),
        "survey_withdrawn": survey_token(undone),
        "old_visit": old["ref"],
    }


def _pause(server: RealServer) -> None:
    with server.behind():
        until = clock.now() + timedelta(minutes=20)
    server.at(PAUSED, "pause", reason="Istirahat", until=until.isoformat())
    server.at(PAUSED_FOR_LONG, "pause", reason="Gangguan jaringan")


def _let_time_pass(session: Session, held: dict[str, Json], old_visit: str) -> None:
    """What hours and days do, done at once."""
    for name in ("expired", "expired_called", "unfinished"):
        closing.close_one(session, find(session, id=held[name]["id"]), by="test")
    earlier = clock.now() - timedelta(hours=2)
    missed = tickets.c.id == held["missed_late"]["id"]
    session.execute(update(tickets).where(missed).values(missed_at=earlier, called_at=earlier))
    session.execute(update(RightRecord).where(RightRecord.subject == old_visit).values(expires_at=earlier))


def _guarded(session: Session) -> None:
    """Somebody who has a second step."""
    site, now = directory(session).site, clock.real_now()
    who = {"name": "Rini Wulandari", "login": GUARDED, "role": "manager"}
    _person, link = staff.add_staff(session, site_id=site.id, at=now, by="test", **who)
    staff.set_password(session, link, passwords.rehashed(PASSWORD), at=now)
    give_second_step(session, GUARDED)


def _newcomers(session: Session) -> Names:
    """People who have not signed in yet: with a link that works, one that was used and one that is too old."""
    site, now = directory(session).site, clock.real_now()
    names = {}
    for login, at in (("fresh", now), ("spent", now), ("old", now - timedelta(days=30))):
        who = {"name": f"Baru {login}", "login": login, "role": "manager"}
        _person, names[f"{login}_link"] = staff.add_staff(session, site_id=site.id, at=at, by="test", **who)
    links.spend_link(session, names["spent_link"], at=now)
    return names
