"""A day through every verb, and what a day does not touch, so that no table is empty.

Whoever adds a table adds a row to it here: `tests/test_migrations.py` asks that none stays empty.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from display.voice.keeping import keep_choices, keep_pack
from queue_app import clock, upkeep
from queue_app.catalogue import importing, planned, set_up, texts
from queue_app.catalogue.directory import directory
from queue_app.catalogue.editing import Edit, current, edited
from queue_app.catalogue.forms import add_form
from queue_app.consequences import survey_token
from queue_app.db import ClockAnchor
from queue_app.line import acks, auto_start, hall_voice, notices, slips, subscriptions, usual_hours
from queue_app.line.events import Kind, ticket_events
from queue_app.line.ticket import Status, find_all, tickets
from queue_app.notify import limits
from queue_app.people import device_state, pairing, sign_in, staff
from queue_app.transaction import transaction
from survey import evidence, followup, forum_files, periods, publication, responses, suggestions
from survey import tokens as survey_tokens
from survey.instrument import effective
from survey.publication_record import new_code
from survey.report import letterhead
from survey.responses import SuggestionRecord
from tests import make
from tests.conftest import MONDAY
from tests.display.packs import make_pack
from tests.queue_app.played_day import play_a_day
from tests.second_steps import give_second_step
from tests.survey.follow_up_desk.make import make_import, make_plan


def play_into_every_table() -> None:
    """A day through every verb, and what a day does not touch: staff, a notice, a screen's report, a lesson's clock."""
    play_a_day()
    suggest("Kursi kurang.")
    make_plan()
    make_import()
    a_kiosk_ran_out_of_paper()
    with transaction() as session:
        house, at = directory(session), clock.real_now()
        person, _link = staff.add_staff(
            session, site_id=house.site.id, name="Siti", login="siti", role="supervisor", at=at, by="test"
        )
        sign_in.start_sign_in(session, person, at=at)
        give_second_step(session, "siti")
        auto_start.set_auto_start(session, house, [house.counter(make.COUNTER)], 20)
        waits = find_all(session, tickets.c.status == Status.WAITING)[0]
        browser = {"endpoint": "https://fcm.googleapis.com/x", "p256dh": "B" * 87, "auth": "A" * 22}
        subscriptions.keep(session, waits, browser, at=clock.now())
        limits.note_network(session, house.site.id, MONDAY.date(), "network", at=clock.now())
        notices.post_notice(session, house, text="Listrik padam", until=MONDAY + timedelta(hours=1), by="test")
        called = session.execute(select(func.max(ticket_events.c.seq)).where(ticket_events.c.kind == Kind.CALLED))
        shown = {"shown_at": clock.now(), "heard_at": None, "by": "token:1"}
        acks.acknowledge(session, house, house.hall("H2"), called.scalar_one(), **shown)
        pairing.ask_code(session, site_id=house.site.id, hall_id=house.hall("H2").id, kind="display", at=at)
        hall_voice.take_voice(session, house.hall("H2"), site_id=house.site.id, holder="token:1/0", at=at)
        upkeep.note(session, upkeep.CHECK, at, {"violations": 0})
        set_up_from_pages(session, house.site.id)
        session.add(ClockAnchor(id=1, start=MONDAY, anchor=at, speed=60.0))
        wrote = session.scalars(select(SuggestionRecord.id)).first()
        suggestions.sort(session, house.site.id, str(wrote), read=True, tags="kursi")
        act = followup.plan(session, site_id=house.site.id, period="2026-S1")[0].id
        evidence.keep(session, act, "surat.pdf", b"%PDF-", site_id=house.site.id, by="test", by_name="", at=at)
        forum = session.scalars(select(forum_files.ForumRecord.id)).first() or 0
        forum_files.keep(session, forum, "foto", "rapat.pdf", b"%PDF-", site_id=house.site.id, at=at)
        add_form(
            session,
            house.site.id,
            house.service(make.SERVICE).id,
            title="Formulir",
            name="f.pdf",
            body=b"%PDF-",
            by="test",
        )
        usual_hours.keep(session, house.site.id, usual_hours.count(session, house, MONDAY.date() + timedelta(days=1)))
        letterhead.keep(session, house.site.id, letterhead.Letterhead(place="Mojokerto"))
        publication.publish(
            session,
            site_id=house.site.id,
            period=periods.parse("2026-S1"),
            agency=None,
            code=new_code(),
            number="",
            snapshot={"result": {"n": 5, "index": "75.00", "instrument": "x"}, "letter": ""},
            files=publication.Files(b"%PDF-", b"", b""),
            at=at,
            today=MONDAY.date(),
            by="test",
        )


def a_kiosk_ran_out_of_paper() -> None:
    kiosk = make.make_device("kiosk", board="H2")
    ticket = make.make_ticket()
    with transaction() as session:
        device_state.report_state(session, kiosk, about={"paper": 80}, problems={"paper-out": True})
        slips.prepare_slip(session, ticket, device_id=device_state.id_of(kiosk), way="escpos")


def set_up_from_pages(session: Session, site_id: int) -> None:
    """A step of the set-up, a text, a standard, and a change that waits for its day."""
    set_up.finish_step(session, site_id, "place", by="test")
    keep_choices(session, site_id, "H2", {"id": ""})
    with TemporaryDirectory() as place:
        keep_pack(session, site_id, make_pack(Path(place) / "ibu", ["satu"]))
    texts.write_text(session, site_id, "pledge", "id", "Kami melayani.", effective_on=MONDAY.date(), by="test")
    cells = {"code": "DKC", "short_name": "Dukcapil"}
    tomorrow = MONDAY.date() + timedelta(days=1)
    edit = Edit("agencies", cells)
    planned.plan(session, site_id, [edit], effective_on=tomorrow, today=MONDAY.date(), by="test")
    standard = {"service_code": "DKC-KTP-HILANG", "biaya": "Gratis, tanpa dipungut apa pun"}
    importing.apply(session, edited(current(session, site_id), [Edit("standards", standard)]), by="test")


def suggest(words: str) -> None:
    """Somebody who was served and has not answered yet answers, with a suggestion."""
    with transaction() as session:
        served = find_all(session, tickets.c.status == Status.SERVED)
        given = [survey_token(ticket) for ticket in served]
        token = next(t for t in given if survey_tokens.look(session, t, clock.now()).state == "open")
        today = effective(MONDAY.date())
        answers = dict.fromkeys(today.keys, 3)
        said = {"answers": answers, "suggestion": words, "at": clock.now(), "day": MONDAY.date()}
        responses.submit(session, token, instrument=today, **said)
