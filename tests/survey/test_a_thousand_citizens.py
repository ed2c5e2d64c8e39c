"""A thousand people, from the number to the published index: who was served has a token and nobody else, no token
counts twice however often it is sent, and every place that shows the result shows the same digits.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from math import ceil, floor
from typing import Any

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from queue_app import check, clock, retention
from queue_app.consequences import survey_token
from queue_app.db import Record
from queue_app.line import calling, desk, serving
from queue_app.line.contacts import contacts
from queue_app.line.ticket import Status, Ticket, find, find_all, tickets
from queue_app.transaction import reading, transaction
from survey.responses import ResponseRecord
from survey.tokens import RightRecord, SpentRecord
from tests import make
from tests.conftest import still
from tests.survey.respondent.make import SKM

#: Services of three agencies with lines of their own; four counters of one agency, two of each other.
DESKS = {"L4": "DKC-KTP-HILANG", "L5": "DKC-LAHIR", "L33": "KOM-TTE", "L16": "PTP-NIB"}
PEOPLE, DAYS = 1000, 10
#: Monday 6 April 2026, 09.00 WIB; published in July.
BEGINS, AFTERWARDS = datetime(2026, 4, 6, 2, tzinfo=UTC), datetime(2026, 7, 6, 2, tzinfo=UTC)


@pytest.fixture
def crowd() -> random.Random:
    """Always the same thousand people."""
    return random.Random(14_2017)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_thousand_people_are_counted_to_the_last_digit(app: Flask, crowd: random.Random) -> None:
    opinions: list[dict[str, int]] = []
    for when in _working_days():
        clock.install(still(when))
        answers = {survey_token(one): _opinion(crowd) for one in _live_a_day(crowd) if crowd.random() < 0.7}
        told = _all_answer(app, answers)
        assert told[201] == len(answers)
        assert told[409] == ceil(len(answers) / 10)  # every tenth sent it twice
        opinions += answers.values()

    with reading() as session:
        served = len(find_all(session, tickets.c.status == Status.SERVED))
        kept = [_count(session, table) for table in (RightRecord, SpentRecord, ResponseRecord)]
        assert check.report(session, phone_days=30).violations == []
    assert kept == [served, len(opinions), len(opinions)]
    assert 0.8 * PEOPLE < served < PEOPLE
    _every_place_says(app, _by_hand(opinions), n=len(opinions), population=served)
    _forgetting_who_they_were_changes_nothing(app)


def _forgetting_who_they_were_changes_nothing(app: Flask) -> None:
    """Every phone number goes, by the house's own job; what is computed anew says the same to the last letter."""
    manager, client = make.headers("manager"), app.test_client()
    pages = ("/manajer/skm.csv?period=2026-TW2", "/manajer/skm.csv?period=2026-S1", "/api/v1/skm?agency=DKC")
    pages += ("/manajer/data-jawaban/2026-S1.xlsx", "/publik/skm.json")

    def said() -> list[Any]:
        files = [client.get(page, headers=manager) for page in pages]
        assert [file.status_code for file in files] == [200] * len(pages)
        return [
            Counter(row[1:] for row in load_workbook(BytesIO(file.data)).active.values) if "xlsx" in page else file.text
            for page, file in zip(pages, files, strict=True)
        ]

    before = said()
    assert _numbers_kept() == DAYS * len(DESKS)
    with transaction() as session:
        retention.forget(session, phone_days=7)
    assert _numbers_kept() == 0
    assert said() == before


def _numbers_kept() -> int:
    with reading() as session:
        return session.scalar(select(func.count(contacts.c.ticket_key))) or 0


def _working_days() -> list[datetime]:
    days = (BEGINS + timedelta(days=n) for n in range(30))
    return [day for day in days if day.weekday() < 4][:DAYS]


def _count(session: Session, table: type[Record]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _live_a_day(crowd: random.Random) -> list[Ticket]:
    """Numbers are taken, people are called; some are not there, some give up. Answers with who was served."""
    for counter, service in DESKS.items():
        make.make_open_counter(counter, [service])
        known = {"phone": f"+62812{crowd.randrange(10**8):08}", "consent": "2026-11"}
        waiting = [make.make_ticket(service, **(known if n == 0 else {})) for n in range(PEOPLE // DAYS // len(DESKS))]
        for _ in waiting:
            _serve_the_next(counter, crowd)
    with reading() as session:
        today = clock.business_day("Asia/Jakarta")
        return find_all(session, tickets.c.status == Status.SERVED, tickets.c.day == today)


def _serve_the_next(counter: str, crowd: random.Random) -> None:
    with transaction() as session:
        house = make.directory(session)
        ticket = calling.call_next(session, house, house.counter(counter), by="test")
    if ticket is None:
        return
    fate = crowd.random()
    for verb in (calling.miss,) if fate < 0.1 else (serving.start, serving.finish):
        with transaction() as session:
            house = make.directory(session)
            verb(session, house, house.counter(counter), by="test")
    if fate < 0.05:
        _gives_up(ticket)


def _gives_up(ticket: Ticket) -> None:
    with transaction() as session:
        desk.cancel(session, make.directory(session), find(session, key=ticket.key), by="test")


def _opinion(crowd: random.Random) -> dict[str, int]:
    return {key: crowd.choice((1, 2, 3, 3, 3, 4, 4)) for key in SKM.keys}


def _all_answer(app: Flask, answers: dict[str, dict[str, int]]) -> Counter[int]:
    """Eight at a time; every tenth sends the form twice at once."""
    posts = [post for n, post in enumerate(answers.items()) for _ in range(2 if n % 10 == 0 else 1)]

    def send(post: tuple[str, dict[str, int]]) -> int:
        token, given = post
        return app.test_client().post(f"/api/v1/survey/{token}", json={"answers": given}).status_code

    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(send, posts))


def _by_hand(answers: list[dict[str, int]]) -> dict[str, str]:
    """Mean score of each unsur, weight 1/9, times 25, rounded once: as the regulation's worked example does it."""
    means = {key: Fraction(sum(given[key] for given in answers), len(answers)) for key in SKM.keys}
    return {key: _rounded(mean * 25) for key, mean in means.items()} | {
        "": _rounded(sum(means.values(), Fraction(0)) / len(means) * 25)
    }


def _rounded(value: Fraction) -> str:
    """Half up to two places, without the product's own arithmetic."""
    hundredths = floor(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _every_place_says(app: Flask, by_hand: dict[str, str], *, n: int, population: int) -> None:
    clock.install(still(AFTERWARDS))
    manager, client = make.headers("manager"), app.test_client()
    form = {"period": "2026-S1", "agency": "", "number": "", "reason": "", "replacing": ""}
    assert client.post("/manajer/laporan/terbitkan", data=form, headers=manager).status_code == 303

    api = client.get("/api/v1/skm?from=2026-01-01&to=2026-06-30", headers=manager).json
    assert (api["n"], api["population"], api["index"]) == (n, population, by_hand[""])
    assert {key: one["index"] for key, one in api["unsur"].items()} | {"": api["index"]} == by_hand

    public = client.get("/api/v1/skm").json
    assert public == api
    (frozen,) = client.get("/publik/skm.json").json
    assert {one["key"]: one["index"] for one in frozen["unsur"]} | {"": frozen["result"]["index"]} == by_hand

    in_words = {key: value.replace(".", ",") for key, value in by_hand.items()}
    for page in ("/manajer/skm?period=2026-S1", "/publik/"):
        shown = client.get(page, headers=manager).text
        assert [value for value in in_words.values() if value not in shown] == [], page
    book = client.get("/manajer/laporan/unduh/xlsx?period=2026-S1", headers=manager)
    cells = {cell for sheet in load_workbook(BytesIO(book.data)) for row in sheet.values for cell in row}
    assert {float(value) for value in by_hand.values()} <= {c for c in cells if isinstance(c, float | int)}
    paper = client.get("/manajer/laporan/unduh/pdf?period=2026-S1", headers=manager).data
    printed = Counter(" ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split())
    letter = Document(BytesIO(client.get("/manajer/laporan/unduh/docx?period=2026-S1", headers=manager).data))
    typed = Counter(cell.text for table in letter.tables for row in table.rows for cell in row.cells)
    for value, times in Counter(in_words.values()).items():
        assert (printed[value] >= times, typed[value] >= times) == (True, True), value
    rows: list[dict[str, Any]] = list(csv.DictReader(StringIO(client.get("/publik/skm.csv").text.lstrip("\ufeff"))))
    assert {row["unsur"]: row["indeks"] for row in rows} == by_hand
    described = client.get("/publik/datapackage.json").json["resources"][0]
    assert [field["name"] for field in described["schema"]["fields"]] == list(rows[0])
    assert described["path"].endswith("/publik/skm.csv")
    types = {field["name"]: field["type"] for field in described["schema"]["fields"]}
    for name, read in {"integer": int, "number": Decimal, "date": date.fromisoformat}.items():
        assert all(
            read(row[key]) is not None for key, kind in types.items() if kind == name for row in rows if row[key]
        )
    assert {row[key] for key, kind in types.items() if kind == "boolean" for row in rows} <= {"true", "false"}
    keys = [tuple(row[key] for key in described["schema"]["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(rows) == 1 + len(SKM.keys)
