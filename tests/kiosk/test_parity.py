"""Paper parity: whatever the page of a ticket says stands on its slip, or the slip says how it is had."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask import Flask

from kiosk.paper import paper_of
from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.line.ticket import Ticket, find
from queue_app.transaction import reading
from tests import make
from tests.queue_app.line.scene import later, visitor

#: By the QR with a phone; without one, at the kiosk or from staff, by the code.
SCAN, CODE, STAFF = "giliran dan syarat", "Kode tiket", "tanya petugas untuk"
#: What the page says in its headings, labels, folds, links and buttons → the words of the slip that say it, too.
ON_PAPER = {
    r"Nomor antrean [A-Z]+ ?\d+": "Nomor antrean",
    r"\d+ orang|Anda berikutnya|di depan Anda": "Di depan Anda",
    r"Perkiraan dipanggil.*": "Perkiraan dipanggil",
    r"Diperbarui pukul .*": r"Diambil",
    r"\w+, \d+ \w+ 20\d\d · Lantai \d": "Tunggu di Lantai 2",
    r"Anda tercatat tiba pukul .*": "Diambil",
    r"Beri tahu saya|Jangan beri tahu saya lagi": "Di depan Anda",  # on paper one looks: at the screens, and how many
    r"Yang perlu dibawa.*": SCAN,
    r"Untuk membuka tiket ini di ponsel lain\.": CODE,
    r"Bagikan|Perbesar kode QR tiket": "Pindai",
    r"Buka di Chrome": "Di depan Anda",  # leads to "Beri tahu saya"
    r"Ubah hari": f"{STAFF} .*ganti hari",
    r"Batalkan antrean": f"{STAFF} .*batal",
    r"Tidak perlu menunggu sinyal|Coba sambungkan lagi": CODE,  # paper needs no signal
    r"Tutup": "",  # closes what only a screen opens
}


class _Labels(HTMLParser):
    """The words of everything that has a name: headings, hints, folds, links, buttons, labels."""

    _NAMED, _VOID = (
        {"h1", "h2", "h3", "summary", "a", "button", "label", "legend", "dt"},
        {"input", "br", "img", "meta", "link"},
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._VOID:
            return
        given = dict(attrs)
        named = tag in self._NAMED or "hint" in (given.get("class") or "").split()
        inside = any(name for _, name in self._open)
        self._open.append((tag, named and not inside))
        if named and not inside:
            self._words = [given.get("aria-label") or ""] if tag == "a" else []

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            last, named = self._open.pop()
            if named:
                words = " ".join(" ".join(self._words).split())
                self.found += [words] if words else []
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if any(named for _, named in self._open):
            self._words.append(data)


def said_on_the_page(app: Flask, ticket: Ticket) -> list[str]:
    page = visitor(app).get(f"/tiket/{ticket.id}").text
    labels = _Labels()
    main = page[page.index("<main") : page.index("</main>")]
    labels.feed(re.sub(r"<svg\b.*?</svg>|<ul[^>]* data-checklist.*?</ul>", "", main, flags=re.DOTALL))
    return labels.found


def said_on_the_slip(app: Flask, ticket: Ticket) -> str:
    with app.test_request_context(), reading() as session:
        paper = paper_of(session, directory(session), find(session, key=ticket.key))
    facts = " ".join(" ".join(fact) for fact in paper.facts)
    parts = (paper.house, paper.title, paper.number, paper.service, facts, paper.scan, paper.code_label, paper.code)
    return " ".join([*parts, paper.missed, paper.help, paper.date])


def test_what_the_page_says_is_on_the_slip_or_reached_from_it(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket()
    ticket = make.make_ticket()
    slip = said_on_the_slip(app, ticket)
    page = said_on_the_page(app, ticket)
    assert len(page) > 8, page
    for label in page:
        known = [said for words, said in ON_PAPER.items() if re.fullmatch(words, label)]
        assert known, f"“{label}” is new on the page: where is it on the slip?"
        assert re.search(known[0], slip), (label, slip)


def test_a_slip_printed_later_says_as_of_when_and_which_day_it_is_for(app: Flask) -> None:
    make.make_open_counter()
    ticket = make.make_ticket()
    assert "dihitung" not in said_on_the_slip(app, ticket)
    later(minutes=12)
    assert re.search(r"Perkiraan dipanggil [\d.–]+ dihitung 09\.12 WIB", said_on_the_slip(app, ticket))
    later(hours=6)
    tomorrow = make.make_ticket("DKC-KIA", day=clock.business_day("Asia/Jakarta").replace(day=24))
    assert "Selasa, 24 November 2026" in said_on_the_slip(app, tomorrow)
