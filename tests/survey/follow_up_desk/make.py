"""A plan with its consultation, and an import of an earlier period, in one line each."""

from __future__ import annotations

from datetime import date

from queue_app import clock
from queue_app.transaction import transaction
from survey import action, consultation, followup, imports
from survey.answer_rows import Row
from tests.survey.make import SKM, make_answers

TODAY = date(2026, 11, 23)
FORUM = {
    "held_on": "2026-08-12",
    "hours": "09.00–12.00 WIB",
    "place": "Aula",
    "mode": "luring",
    "chair": "Kepala DPMPTSP",
    "agenda": "Waktu penyelesaian",
}
PROMISE = {"unsur": "waktu", "promise": "Buka loket ketiga", "owner": "Samsat Corner", "deadline": "2026-12-01"}
ACT = {"unsur": "sarpras", "action": "Tambah 50 kursi", "owner": "Bagian Umum", "deadline": "2026-10-31"}


def make_plan(period: str = "2026-S1") -> int:
    """An act of its own and one promised in a consultation with a guest and an input; returns the forum's id."""
    by = {"by": "staff:1", "at": clock.now()}
    with transaction() as session:
        followup.add(session, action.read(SKM, ACT), site_id=1, period=period, agency=None, today=TODAY, **by)
        forum = consultation.begin(session, FORUM, site_id=1, period=period, agency=None, **by)
        for part, said in (
            ("guest", {"kind": "pengguna", "organisation": "Pengguna layanan", "came": "3"}),
            ("input", {"said_by": "pengguna", "body": "Antre terlalu lama."}),
            ("commitment", PROMISE),
        ):
            consultation.put(session, forum, part, said, site_id=1, used=SKM)
        consultation.adopt(session, forum, site_id=1, today=TODAY, **by)
    return forum


def make_import(period: str = "2025-S1", how_many: int = 6, score: int = 3) -> int:
    """Answers of an earlier period; returns the import's id."""
    stated = imports.Stated(1, period, SKM.code, None, None, 100, "skm.csv")
    rows = [Row(make_answers(score), {"jenis_kelamin": "perempuan"})] * how_many
    with transaction() as session:
        return imports.store(session, stated, rows, by="staff:1", at=clock.now())
