"""What people felt beside what was measured, from the first call to the answer."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

from queue_app.catalogue.directory import directory
from queue_app.line.events import ticket_events
from queue_app.line.measured import measured, quantile
from queue_app.line.ticket import tickets
from queue_app.transaction import reading, transaction
from tests.make import SERVICE
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import DAY, make_answered, make_served, make_visits, said, table


def make_times(waits: list[int], services: list[int], missing: int = 0) -> None:
    """The visits there are waited and took so many minutes; the first `missing` lacked a file."""
    with transaction() as session:
        rows = list(session.execute(select(tickets).order_by(tickets.c.key)).mappings())
        for at, (row, wait, took) in enumerate(zip(rows, waits, services, strict=True)):
            called = row["issued_at"] + timedelta(minutes=wait)
            own = {"arrived_at": row["issued_at"], "called_at": called, "started_at": called}
            lack = {"outcome": "berkas-kurang", "missing": ["Fotokopi KK"]} if at < missing else {}
            ended = called + timedelta(minutes=took)
            session.execute(update(tickets).where(tickets.c.key == row["key"]).values(**own, **lack, ended_at=ended))
            for again in (0, 30):
                event = {name: row[name] for name in ("site_id", "day", "ref", "service_id")}
                said_at = called + timedelta(minutes=again)
                event |= {"at": said_at, "kind": "called", "ticket_key": row["key"], "by": "test", "data": {}}
                session.execute(insert(ticket_events).values(**event))


@pytest.mark.parametrize(("part", "minutes"), [(0.5, 5), (0.9, 9), (1.0, 10), (0.01, 1)])
def test_a_quantile_is_the_nearest_rank(part, minutes):
    assert quantile(Counter(range(1, 11)), part) == minutes
    assert quantile(Counter(), part) is None


def test_a_wait_ends_with_the_first_call_and_hours_are_those_of_the_hall(app):
    make_served(5)
    make_times([10, 20, 30, 40, 50], [1, 2, 3, 4, 5], missing=2)
    with reading() as session:
        found = measured(session, directory(session), DAY, DAY)[SERVICE]
    assert found.waits == Counter([10, 20, 30, 40, 50])
    assert found.services == Counter([1, 2, 3, 4, 5])
    assert list(found.hours) == [10]  # 03.00 UTC
    assert (found.served, found.incomplete, found.missing) == (5, 2, Counter({"Fotokopi KK": 2}))


def test_waktu_stands_beside_the_wait_and_persyaratan_beside_missing_files(read):
    make_visits(10, make_scores(4, waktu=2, persyaratan=3))
    make_times(list(range(1, 11)), [7] * 10, missing=1)
    page = said(read("/manajer/fakta"))
    assert re.search(r"Dispendukcapil 10 50,00 5 · 9 7 · 7 75,00 10,0 % Fotokopi KK \(1\)", page)
    assert "10.00–11.00 10 5 9" in page
    low = said(read())
    assert "10 dari 10 orang menjawab tidak cepat atau kurang cepat" in low
    assert "Median tunggu 5 menit; 9 dari 10 paling lama 9 menit. Terlama bagi yang tiba 10.00–11.00." in low
    assert "Berkas kurang pada 10,0 % dari 10 layanan. Paling sering: Fotokopi KK." in low


def test_from_the_call_to_the_answer(read):
    make_served(8)
    make_times([5] * 8, [5] * 8)
    make_answered(6)
    page = said(read("/manajer/fakta"))
    assert re.search(r"Semua 8 8 6 6 0 0 100,0 %", page)


def test_who_said_to_have_been_served_without_a_note_of_it_is_counted(read):
    make_visits(6)
    assert "Tidak ada yang menyatakan" in said(read("/manajer/fakta"))
    with transaction() as session:
        session.execute(update(tickets).where(tickets.c.ordinal % 2 == 0).values(claimed_at=tickets.c.ended_at))
    assert '3 orang menyatakan "Saya sudah dilayani" tanpa catatan loket, 3 di antaranya' in said(
        read("/manajer/fakta")
    )


def test_few_visits_show_no_times(read):
    make_answered(6)
    make_served(4)
    make_times([5] * 4, [5] * 4)
    page = said(read("/manajer/fakta"))
    assert re.search(r"Dispendukcapil 6 75,00 – – 75,00 – –", page)


def test_the_interval_the_trend_and_who_answered_are_told(read):
    make_visits(6, make_scores(3))
    make_visits(4, make_scores(4))
    make_visits(9, make_scores(3), day=DAY.replace(month=5))
    page = said(read())
    assert "Antara 85,00 dan 85,00 dengan keyakinan 95%" in page  # everybody served has answered
    assert "+10,00 dari Semester I 2026 (9 responden). Lebih dari kebetulan (0,00)" in page
    assert re.search(r"Semester I 2026 9 75,00 ± 0,00 Semester II 2026 10 85,00 ± 8,00", page)
    assert "Semua jawaban sama" in page
    assert "Ditandai, tidak dihapus" in page


def test_some_respondents_of_the_whole_site_are_shown_without_a_letter(read):
    make_visits(9, make_scores(3))
    page = said(read(channel="web"))
    assert "Cara mengisi: Gawai sendiri" in page
    assert "75,00" in page
    assert "Baik" not in page
    assert "Karena itu tidak ditampilkan" in said(read(profile="usia:20-29"))
    assert read(profile="usia:kemarin").status_code == 422
    assert read(profile="channel:web").headers["Location"].endswith("channel=web")


def test_the_workbook_is_the_same_table_with_numbers_as_numbers(read):
    make_visits(9, make_scores(3))
    answer = read("/manajer/skm.xlsx")
    head, *rows = load_workbook(BytesIO(answer.data)).active.values
    for line, row in zip(table(read), rows, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert float(line["indeks"]) == cells["indeks"]
        assert int(line["responden"]) == cells["responden"]
        assert cells["kuesioner"] == line["kuesioner"]
