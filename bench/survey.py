"""The results desk and the official report of a semester of 10 000 answers, as a manager asks for them.

The product's own pages, answered one after the other in this process: `seconds` is what the manager waits for, without
a network, `cpu_seconds` what this process spent on it (a database server's own work is not in it). A report may take
ten seconds, and an error is anything but a page.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, text

from bench import fill
from bench.asked import Asked
from bench.place import Places
from bench.report import Result
from queue_app import clock, create_app, ids
from queue_app.catalogue.directory import directory
from queue_app.transaction import database, transaction
from survey.instrument import effective
from survey.responses import AnswerRecord, ResponseRecord
from tests import make, servers
from tests.conftest import config_of, filled, still

#: The Monday after the semester that is reported; its visits are those of the last `fill.PAST_DAYS` days.
AFTERWARDS, SEMESTER = datetime(2026, 7, 6, 2, tzinfo=UTC), date(2026, 1, 1)
#: Earlier semesters, for the trends, with a part of the answers each; and visits for each answer.
EARLIER, PART, VISITS = 4, 4, 2
#: Seconds that a report may take.
PROMISED = 10.0
PAGES = {
    "desk": "/manajer/skm?period=2026-S1",
    "desk of an agency": "/manajer/skm?period=2026-S1&agency=DKC",
    "perception and fact": "/manajer/fakta?period=2026-S1",
    "desk as a workbook": "/manajer/skm.xlsx?period=2026-S1",
    "report on screen": "/manajer/laporan?period=2026-S1",
    "report, PDF": "/manajer/laporan/unduh/pdf?period=2026-S1",
    "report, XLSX": "/manajer/laporan/unduh/xlsx?period=2026-S1",
    "report, DOCX": "/manajer/laporan/unduh/docx?period=2026-S1",
    "answers for SPSS and R": "/manajer/data-jawaban/2026-S1.zip",
}


def survey(_places: Places, asked: Asked) -> Iterator[Result]:
    """Every page in turn, round by round."""
    for name in asked.databases:
        try:
            with _house(name, asked.answers) as (client, bearer):
                for page in PAGES:
                    yield _measured(client, bearer, name, page, asked)
                yield _published(client, bearer, name, asked)
        except servers.NotHere as reason:
            yield Result("survey", {"database": name, "not here": str(reason)})


def _measured(client: FlaskClient, bearer: dict[str, str], name: str, page: str, asked: Asked) -> Result:
    seconds, cpu, wrong, size = [], [], 0, 0
    for _ in range(asked.rounds):
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.get(PAGES[page], headers=bearer)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - began_cpu)
        wrong, size = wrong + (answer.status_code != 200), len(answer.data)
    figures = {"database": name, "page": page, "answers": asked.answers, "seconds": median(seconds)}
    figures |= {"worst_seconds": max(seconds), "cpu_seconds": median(cpu), "kb": size / 1000}
    figures |= {"of_promised": max(seconds) / PROMISED} if page.startswith("report, ") else {}
    return Result("survey", {**figures, "errors": wrong})


def _published(client: FlaskClient, bearer: dict[str, str], name: str, asked: Asked) -> Result:
    """Publishing: the numbers and all files, frozen; from the second round on in the first one's place."""
    seconds, cpu, wrong, code = [], [], 0, ""
    for _ in range(asked.rounds):
        form = {"period": "2026-S1", "agency": "", "number": "1", "replacing": code, "reason": "ukur" if code else ""}
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = client.post("/manajer/laporan/terbitkan", data=form, headers=bearer)
        seconds.append(time.perf_counter() - began)
        cpu.append(time.process_time() - began_cpu)
        (one,) = client.get("/publik/skm.json").json or [{"code": ""}]
        wrong, code = wrong + (answer.status_code != 303 or one["code"] == code), one["code"]
    figures = {"database": name, "page": "publish, all three files", "answers": asked.answers}
    figures |= {"seconds": median(seconds), "worst_seconds": max(seconds), "cpu_seconds": median(cpu)}
    return Result("survey", {**figures, "of_promised": max(seconds) / PROMISED, "errors": wrong})


@contextmanager
def _house(name: str, answers: int) -> Iterator[tuple[FlaskClient, dict[str, str]]]:
    """The mall's catalogue with the visits and answers; a client and a manager's bearer."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gmsc-bench-")))
        url = None
        if name != "sqlite":
            server = servers.postgres(durable=True)
            stack.callback(server.stop)
            url = servers.new_database(server.url)
        config = config_of(folder, url)
        filled(config)
        app = create_app(config)
        clock.install(still(AFTERWARDS))
        stack.callback(clock.install, None)
        with app.app_context():
            fill.remember(VISITS * answers)
            _answer(answers)
            yield app.test_client(), make.headers("manager")
            database.session.remove()
            database.engine.dispose()


def _answer(answers: int) -> None:
    """The answers of the semester and of those before it, over every service of the mall."""
    dice = random.Random(14)
    start = SEMESTER
    for back in range(EARLIER + 1):
        _of_a_semester(dice, start, answers // PART if back else answers)
        start = date(start.year - (start.month == 1), 7 if start.month == 1 else 1, 1)
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("ANALYZE"))


def _of_a_semester(dice: random.Random, start: date, how_many: int) -> None:
    used = effective(start)
    with transaction() as session:
        services = sorted((one.code, one.agency.code) for one in directory(session).services.values())
        rows = [_row(dice, used.code, *dice.choice(services), start + timedelta(n % 180)) for n in range(how_many)]
        for row in rows:
            row |= {field.key: dice.choice((None, *(c.value for c in field.choices))) for field in used.profile}
        scores = [
            {"response_id": row["id"], "unsur": key, "score": dice.choice((2, 3, 3, 3, 4, 4)), "site_id": 1}
            for row in rows
            for key in used.keys
        ]
        if rows:
            session.execute(insert(ResponseRecord), rows)
            session.execute(insert(AnswerRecord), scores)


def _row(dice: random.Random, instrument: str, service: str, agency: str, day: date) -> dict[str, Any]:
    said = {"id": ids.handle(), "site_id": 1, "instrument": instrument, "service_code": service, "agency_code": agency}
    return said | {"day": day, "channel": dice.choice(("web", "web", "kiosk", "paper")), "flags": []}
