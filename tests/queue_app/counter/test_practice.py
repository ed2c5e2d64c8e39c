"""Practice is the same console with people who do not exist: it teaches every key, and leaves no trace in the hall."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from queue_app.counter.lessons import LESSONS
from queue_app.line.events import ticket_events
from queue_app.line.ticket import tickets
from queue_app.transaction import reading
from tests.make import make_open_counter, make_ticket
from tests.queue_app.counter.desk import Desk, make_desk, next_step, words

#: What a clerk presses who does what each hint says: (verb, fields of its form).
LEARNT = (
    ("open", {}),
    ("call-next", {}),
    ("recall", {}),
    ("start", {}),
    ("finish-and-call-next", {}),
    ("miss", {}),
    ("undo", {}),
    ("start", {}),
    ("finish", {"outcome": "berkas-kurang", "missing": ["KTP-el asli"]}),
    ("call-next", {}),
    ("hold", {}),
    ("unhold", {"ref": "latihan-2"}),
    ("transfer", {"service": "IMI-BARU"}),
    ("walk-in", {"service": "DKC-LAHIR"}),
    ("finish", {}),
    ("pause", {"reason": "Salat", "minutes": "15"}),
    ("resume", {}),
    ("close", {}),
)


@pytest.fixture
def lesson(client: FlaskClient) -> Desk:
    return Desk(client, make_desk(client).who, "latihan")


def test_every_hint_can_be_followed_to_the_end(lesson: Desk) -> None:
    assert len(LEARNT) == len(LESSONS)
    for number, (verb, form) in enumerate(LEARNT, 1):
        page = lesson.look()
        assert f"Langkah {number} dari {len(LESSONS)}" in words(page, "petunjuk"), verb
        lesson.done(verb, **(form | ({"ref": held(page)} if verb == "unhold" else {})))
    assert "Latihan selesai" in words(lesson.look(), "petunjuk")


def held(page: str) -> str:
    """The one ticket on hold."""
    return page.partition('id="panggil-')[0].rpartition('name="ref" value="')[2].partition('"')[0]


def test_the_real_hall_is_not_touched_and_not_seen(lesson: Desk) -> None:
    make_open_counter()
    real = make_ticket()
    before = trace()
    for verb, form in LEARNT[:6]:
        lesson.done(verb, **form)
    page = lesson.look("nomor", nomor=real.number)
    assert real.ref not in page
    assert trace() == before
    assert next_step(make_desk(lesson.client).look())[1] == f"Panggil {real.number}"


def test_practice_refuses_what_the_real_counter_refuses(lesson: Desk) -> None:
    assert lesson.press("call-next").status_code == 409
    lesson.done("open")
    lesson.done("call-next")
    assert lesson.press("finish").status_code == 409
    assert lesson.press("call-next").status_code == 409
    assert lesson.press("requeue", ref="nobody").status_code == 404
    assert lesson.press("nonsense").status_code == 404
    assert next_step(lesson.look())[0] == "start"


def test_the_priority_goes_first_as_in_the_real_line(lesson: Desk) -> None:
    assert "Panggil A004" in lesson.done("open")


def test_a_pretended_number_is_called_out_of_order_with_a_reason(lesson: Desk) -> None:
    lesson.done("open")
    assert "Panggil A005 sekarang" in words(lesson.look("nomor", nomor="5"))
    assert lesson.press("call", ref="latihan-5").status_code == 422
    assert next_step(lesson.done("call", ref="latihan-5", reason="Keadaan mendesak"))[1] == "Mulai melayani A005"


def test_a_lesson_can_begin_anew(lesson: Desk) -> None:
    lesson.done("open")
    lesson.done("call-next")
    assert "Langkah 1 dari" in words(lesson.done("ulang"), "petunjuk")


def test_it_is_reached_from_where_counters_are_chosen(client: FlaskClient) -> None:
    assert 'href="/loket/latihan"' in client.get("/loket/pilih", headers=make_desk(client).who).text


def trace() -> tuple[int, int]:
    with reading() as session:
        rows = [session.scalar(select(func.count()).select_from(table)) for table in (tickets, ticket_events)]
    return rows[0] or 0, rows[1] or 0
