"""Pictures for the README, and the files of a report to look at: a semester is played, published and followed up.

`python -m tests.survey.pictures FOLDER` leaves report.png, public.png and follow-up.png there, and the report as PDF,
XLSX and DOCX.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from queue_app import clock, create_app
from queue_app.transaction import reading
from survey import publication
from tests import browser
from tests.conftest import config_of, filled, still
from tests.make import make_bearer
from tests.survey.follow_up_desk.make import make_plan
from tests.survey.respondent.make import make_scores
from tests.survey.results_desk.make import make_served, make_visits

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PERIOD = "2026-S1"
SERVICES = ("DKC-KTP-HILANG", "BPN-CEK", "BPN-ROYA", "PLN-BARU")
#: Unsur, and how often out of ten somebody gives it one point less.
WORSE = {"waktu": 6, "pengaduan": 5, "sarpras": 4, "prosedur": 3, "persyaratan": 2}
LARGEST = 120_000


def main(folder: str) -> None:
    """Play, publish, look."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        config = config_of(Path(place))
        filled(config)
        app = create_app(config)
        clock.install(still(MORNING))
        with app.app_context():
            play()
            bearer = {"Authorization": f"Bearer {make_bearer('manager')}"}
            publish(app, bearer, out)
            with reading() as session:
                (one,) = publication.every_in_force(session, 1)
        look(app, bearer, out, one.code)


def play() -> None:
    """People of two semesters, and what is planned."""
    dice = random.Random(14)
    for day, base in ((date(2025, 10, 7), 2), (date(2026, 2, 10), 3), (date(2026, 5, 20), 3)):
        for service in SERVICES:
            for _ in range(12):
                given = {key: 3 + (dice.randrange(10) < 4) for key in make_scores(4)} | {"biaya": 4}
                for unsur, often in WORSE.items():
                    given[unsur] = base + (dice.randrange(10) >= often)
                make_visits(4, given, service=service, day=day)
            make_served(150, service=service, day=day)
    make_plan(PERIOD)


def publish(app: Flask, bearer: dict[str, str], out: Path) -> None:
    """The report, and its three files."""
    client = app.test_client()
    form = {"period": PERIOD, "agency": "", "number": "000.8.6/112/2026", "reason": "", "replacing": ""}
    assert client.post("/manajer/laporan/terbitkan", data=form, headers=bearer).status_code == 303
    for kind in ("pdf", "xlsx", "docx"):
        file = client.get(f"/manajer/laporan/unduh/{kind}?period={PERIOD}", headers=bearer)
        (out / f"report.{kind}").write_bytes(file.data)


def look(app: Flask, bearer: dict[str, str], out: Path, code: str) -> None:
    """Every page once, as the office and the phone see it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.chromium(), args=browser.ARGUMENTS)
        office = {"width": 1366, "height": 768}
        for name, path, size, who in (
            ("report", f"/manajer/laporan?period={PERIOD}", office, bearer),
            ("follow-up", f"/manajer/tindak-lanjut?period={PERIOD}", office, bearer),
            ("desk", f"/manajer/skm?period={PERIOD}", office, bearer),
            ("desk-print", f"/manajer/laporan?period={PERIOD}&cetak=0.111", office, bearer),
            ("facts", f"/manajer/fakta?period={PERIOD}", office, bearer),
            ("public", "/publik/", {"width": 1366, "height": 900}, {}),
            ("public-phone", "/publik/", {"width": 360, "height": 640}, {}),
            ("verify", f"/verifikasi/{code}", {"width": 360, "height": 640}, {}),
        ):
            small(shot(chromium, address + path, size, who), out / f"{name}.png")
        chromium.close()
    server.shutdown()


def shot(chromium: Browser, address: str, size: dict[str, int], headers: dict[str, str]) -> bytes:
    """What a window of this size shows first."""
    page = chromium.new_context(viewport=size, locale="id-ID", extra_http_headers=headers).new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page.screenshot()


def small(picture: bytes, file: Path) -> None:
    """A PNG with as many colours as fit into the README's limit."""
    seen = Image.open(BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        seen.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST:
            return


if __name__ == "__main__":
    main(sys.argv[1])
