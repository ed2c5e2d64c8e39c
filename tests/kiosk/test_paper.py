"""The slip over the network, read back by a printer that is none of the sender's making; and what happens when no
paper comes out: the number stays, staff hear of it, and trying again never makes a second number.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from kiosk import network_printer
from kiosk.escpos_slip import plain
from queue_app.catalogue.directory import directory, forget
from queue_app.catalogue.models import ServiceRecord
from queue_app.line.events import Kind, read_after
from queue_app.people.device_state import device_states, set_device
from queue_app.qr import modules_of
from queue_app.transaction import reading, transaction
from tests import make
from tests.kiosk.hall import Kiosk, tickets_here
from tests.kiosk.sink import Printer, printer

JSON = {"Accept": "application/json"}
#: A capital of ESC/POS font A is 12 dots wide and 24 high; 8 dots are a millimetre.
DOTS_PER_MM = 8


@pytest.fixture
def sink() -> Iterator[Printer]:
    with printer() as listening:
        yield listening


def kiosk_with(app: Flask, sink: Printer, paper: int = 80) -> Kiosk:
    return Kiosk(app, way="escpos", paper=paper, host="127.0.0.1", port=sink.port)


def print_out(kiosk: Kiosk, address: str) -> dict[str, str | None]:
    return dict(kiosk.browser.post(f"{address}/cetak", headers=JSON).get_json())


def troubles() -> list[str]:
    with reading() as session:
        return [p.code for d in device_states(session, directory(session)) for p in d.problems]


def told() -> list[tuple[Kind, str]]:
    kinds = (Kind.DEVICE_TROUBLED, Kind.DEVICE_RECOVERED)
    with reading() as session:
        return [(e.kind, str(e.data["problem"])) for e in read_after(session, 0, 500) if e.kind in kinds]


@pytest.mark.parametrize("width", [58, 80])
def test_the_slip_says_everything_and_nothing_of_the_person(app: Flask, sink: Printer, width: int) -> None:
    make.make_open_counter()
    make.make_ticket()
    kiosk = kiosk_with(app, sink, width)
    address = kiosk.take(priority="lansia")
    assert print_out(kiosk, address) == {"state": "printed", "problem": None, "words": ""}
    (slip,) = sink.slips
    ticket = tickets_here()[-1]
    said = " ".join(slip.text.split())
    for words in ("MPP", ticket.number, "Cetak ulang KTP-el hilang atau rusak", "Lantai 2", "dekat Loket", "0 orang"):
        assert words in said, words
    assert re.search(r"Perkiraan dipanggil \d\d\.\d\d-\d\d\.\d\d", said)
    assert "Diambil 09.00 WIB" in said
    assert "Senin, 23 November 2026" in said
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", said)
    assert code
    assert "lansia" not in said.lower(), "why somebody goes first is nobody's business"
    assert slip.cuts == 1
    columns = {58: 32, 80: 48}[width]
    assert all(len(text) * wide <= columns for wide, _high, text in slip.lines)


@pytest.mark.parametrize("width", [58, 80])
def test_the_number_is_large_and_the_code_is_25_mm_wide(app: Flask, sink: Printer, width: int) -> None:
    kiosk = kiosk_with(app, sink, width)
    print_out(kiosk, kiosk.take())
    (slip,), ticket = sink.slips, tickets_here()[-1]
    ((wide, high),) = {(w, h) for w, h, text in slip.lines if text == ticket.number}
    assert 24 * high / DOTS_PER_MM >= 30 * 25.4 / 72, "30 pt"
    assert 12 * wide * len(ticket.number) <= {58: 384, 80: 576}[width]
    ((payload, module),) = slip.codes
    assert payload == f"{app.extensions['config'].public_url}/tiket/{ticket.id}"
    assert 25 <= module * modules_of(payload) / DOTS_PER_MM <= width - 10


def test_a_slip_is_printed_once_however_often_it_is_asked_for(app: Flask, sink: Printer) -> None:
    kiosk = kiosk_with(app, sink)
    address = kiosk.take()
    for _ in range(3):
        assert print_out(kiosk, address)["state"] == "printed"
    assert len(sink.slips) == 1


def test_the_same_touch_twice_is_one_number_and_one_slip(app: Flask, sink: Printer) -> None:
    kiosk = kiosk_with(app, sink)
    first, second = kiosk.take(key="k" * 22), kiosk.take(key="k" * 22)
    assert first == second
    assert len(tickets_here()) == 1
    another = kiosk.take()
    assert another != first
    assert len(tickets_here()) == 2


@pytest.mark.parametrize(
    ("trouble", "problem", "words"),
    [
        ({"paper": "out"}, "paper-out", "Kertas habis."),
        ({"cover_open": True}, "cover-open", "Penutup printer terbuka."),
        ({"silent": True}, "printer-offline", "Printer tidak siap."),
    ],
)
def test_no_paper_keeps_the_number_tells_staff_and_a_retry_prints_it(
    app: Flask, sink: Printer, trouble: dict[str, object], problem: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_printer, "PATIENCE", 0.3)
    kiosk = kiosk_with(app, sink)
    for name, value in trouble.items():
        setattr(sink, name, value)
    address = kiosk.take()
    assert print_out(kiosk, address) == {"state": "failed", "problem": problem, "words": words}
    assert sink.slips == [], "nothing may come out later for somebody else"
    shown = kiosk.html(address)
    assert "Foto nomor ini sebagai tiket Anda" in shown
    assert 'data-leave="30"' in shown
    assert troubles() == [problem]
    assert told() == [(Kind.DEVICE_TROUBLED, problem)]
    sink.paper, sink.cover_open, sink.silent = "enough", False, False
    assert print_out(kiosk, address)["state"] == "printed"
    assert (len(sink.slips), len(tickets_here())) == (1, 1)
    assert troubles() == []
    assert told()[1:] == [(Kind.DEVICE_RECOVERED, problem)]


def test_paper_that_ends_under_a_slip_is_noticed(app: Flask, sink: Printer) -> None:
    kiosk, sink.runs_out_after = kiosk_with(app, sink), 1
    assert print_out(kiosk, kiosk.take())["problem"] == "paper-out"


def test_little_paper_prints_and_is_told(app: Flask, sink: Printer) -> None:
    kiosk, sink.paper = kiosk_with(app, sink), "low"
    assert print_out(kiosk, kiosk.take())["state"] == "printed"
    assert troubles() == ["paper-low"]
    answer = kiosk.touch("/kiosk/kabar", screen="1080x1920")
    assert answer.get_json()["problems"] == ["paper-low"]
    assert troubles() == ["paper-low"]


def test_a_printer_that_is_not_there_costs_a_moment_and_no_number(app: Flask) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        kiosk = Kiosk(app, way="escpos", host="127.0.0.1", port=nobody.getsockname()[1])
        assert print_out(kiosk, kiosk.take())["problem"] == "printer-offline"
    assert len(tickets_here()) == 1


def test_a_printer_that_cannot_answer_may_be_trusted_to_print(app: Flask, sink: Printer) -> None:
    kiosk = Kiosk(app, way="escpos", host="127.0.0.1", port=sink.port, asks=False)
    sink.silent = True
    assert print_out(kiosk, kiosk.take())["state"] == "printed"
    assert any(sink.slips or time.sleep(0.05) for _ in range(600)), "nobody says when it was printed"
    assert len(sink.slips) == 1


def test_a_browser_prints_by_itself_and_the_person_may_say_that_nothing_came(app: Flask) -> None:
    kiosk = Kiosk(app)
    address = kiosk.take()
    assert 'class="paper paper-80"' in kiosk.html(address)
    assert print_out(kiosk, address)["state"] == "printed"
    kiosk.touch(f"{address}/tidak-keluar")
    assert "Foto nomor ini" in kiosk.shows(address)
    assert troubles() == ["no-paper-seen"]
    print_out(kiosk, kiosk.take())
    assert troubles() == []


def test_a_name_cannot_give_orders_to_the_printer(app: Flask, sink: Printer) -> None:
    """What an agency calls its service is printed, not obeyed; a slip stays one slip."""
    bad = "Layanan\x1b@\x1dV\x00\x10\x04\x01 “sah” – é 印"
    assert plain(bad) == 'Layanan@V "sah" - é 印'
    with transaction() as session:
        session.execute(update(ServiceRecord).where(ServiceRecord.code == make.SERVICE).values(name=bad))
    forget()
    try:
        kiosk = kiosk_with(app, sink)
        print_out(kiosk, kiosk.take())
    finally:
        with transaction() as session:
            name = "Cetak ulang KTP-el hilang atau rusak"
            session.execute(update(ServiceRecord).where(ServiceRecord.code == make.SERVICE).values(name=name))
        forget()
    (slip,) = sink.slips
    assert slip.cuts == 1
    assert 'Layanan@V "sah" - é' in slip.text.replace("\n", " ")


def test_the_printer_of_a_kiosk_is_its_own(app: Flask, sink: Printer) -> None:
    plain_one, with_printer = Kiosk(app), kiosk_with(app, sink)
    print_out(plain_one, plain_one.take())
    assert sink.slips == []
    print_out(with_printer, with_printer.take())
    assert len(sink.slips) == 1
    with transaction() as session:
        set_device(session, directory(session), with_printer.id, {"printer": None}, by="test")
    print_out(with_printer, with_printer.take())
    assert len(sink.slips) == 1
