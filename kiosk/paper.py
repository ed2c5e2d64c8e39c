"""What stands on the slip of a number, whichever way it comes to paper. No name, no phone number, nothing of a person.

Whatever the ticket's page says stands here, or the slip says how it is had: with a phone by its code, without one from
staff. `tests/kiosk/test_parity.py` holds the two side by side.

`Paper` holds finished words in the holder's language; `paper.html` and `escpos_slip.py` only set them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app
from sqlalchemy.orm import Session

from queue_app.catalogue.directory import Directory
from queue_app.line.shapes import HolderTicket
from queue_app.line.ticket import Status, Ticket
from queue_app.live.snapshots import grouped, holders_view
from queue_app.web.language import clockrange, clockzone, longdate
from queue_app.web.language import gettext as _


class Fact(NamedTuple):
    """One thing a slip says: its label, the words, and what stands smaller below them."""

    label: str
    said: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The slip, from top to bottom. `url` is what its QR holds."""

    house: str
    address: str
    title: str
    number: str
    service: str
    facts: tuple[Fact, ...]
    url: str
    scan: str
    code_label: str
    code: str
    missed: str
    help: str
    date: str


def paper_of(session: Session, house: Directory, ticket: Ticket) -> Paper:
    """The slip of a ticket as it is now: place and window are of this moment."""
    seen = holders_view(session, house, ticket)
    title = _("Nomor antrean prioritas") if ticket.priority else _("Nomor antrean")
    return Paper(
        house=house.site.short_name,
        address=house.site.address,
        title=title,
        number=ticket.number,
        service=house.service_by_id[ticket.service_id].name,
        facts=tuple(_facts(house, ticket, seen)),
        url=f"{current_app.extensions['config'].public_url}{seen['url']}",
        scan=_("Pindai untuk melihat giliran dan syarat, dan untuk menilai pelayanan setelah selesai."),
        code_label=_("Kode tiket"),
        code=grouped(seen["recovery_code"]),
        missed=_(
            "Terlewat? Temui petugas dalam %(minutes)s menit. Nomor Anda masih berlaku.",
            minutes=house.site.grace_minutes,
        ),
        help=_("Tanpa ponsel: tanya petugas untuk syarat, ganti hari, batal, atau pengaduan."),
        date=longdate(ticket.day),
    )


def wait_of(seen: HolderTicket) -> str:
    """When the call is expected, as people read it."""
    window = seen["estimate"]
    return clockrange(window["low"], window["high"]) if window else _("Loket belum dibuka")


def _facts(house: Directory, ticket: Ticket, seen: HolderTicket) -> list[Fact]:
    facts = [Fact(_("Tunggu di"), _("Lantai %(floor)s", floor=seen["floor"]), desks(house, ticket.service_id))]
    if ticket.status is Status.WAITING:
        facts.append(Fact(_("Perkiraan dipanggil"), wait_of(seen), _as_of(ticket, seen)))
        facts.append(Fact(_("Di depan Anda"), _("%(n)s orang", n=seen["ahead"])))
    facts.append(Fact(_("Diambil"), clockzone(ticket.issued_at)))
    return facts


def _as_of(ticket: Ticket, seen: HolderTicket) -> str:
    """When the window was computed, where that is not when the number was taken."""
    window = seen["estimate"]
    at = clockzone(window["as_of"]) if window else ""
    return _("dihitung %(time)s", time=at) if at and at != clockzone(ticket.issued_at) else ""


def desks(house: Directory, service_id: int) -> str:
    """The counters that may call: "dekat Loket 4–7", by their numbers."""
    numbers = sorted(c.number for c in house.counters_of.get(service_id, ()) if c.active)
    if not numbers:
        return ""
    if len(numbers) == 1:
        return _("dekat Loket %(n)s", n=numbers[0])
    together = numbers == list(range(numbers[0], numbers[-1] + 1))
    listed = f"{numbers[0]}–{numbers[-1]}" if together else ", ".join(map(str, numbers))
    return _("dekat Loket %(n)s", n=listed)
