"""Every page of the house in every state that looks different: the table that `test_accessibility` walks.

A line is the route's rule, what is special, and where it is differs from the rule itself: the address ("{names}" are
those of `browser_stage`), who is signed in, the status, what is done on the page before it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser_server import ANSWERS, RealServer
from tests.browser_stage import PHONE

#: What is done on the page; the server is there for what others do meanwhile.
Act = Callable[[Page, RealServer], None]


def nothing(_page: Page, _server: RealServer) -> None:
    """Look at the page as it comes."""


@dataclass(frozen=True)
class Case:
    """One page in one state. `rule` is empty for an error page that belongs to no route; `alone`: in a new window;
    `reached`: it is come to from the page at `path`.
    """

    rule: str
    says: str
    path: str = ""
    who: str = ""
    status: int = 200
    then: Act = nothing
    at: str = "morning"
    alone: bool = False
    reached: bool = False

    @property
    def address(self) -> str:
        return self.path or self.rule

    def __str__(self) -> str:
        return f"{self.rule or self.address} {self.says}"


def unfolded(page: Page, _server: RealServer) -> None:
    """Open everything that can be folded."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def sent(status: int, form: str = "main form[method=post]", **fields: str) -> Act:
    """Fill a form in and send it, whatever the browser thinks of it; the answer has this status."""

    def act(page: Page, server: RealServer) -> None:
        unfolded(page, server)
        target = page.locator(form).last
        for name, value in fields.items():
            target.locator(f"[name='{name}']").last.fill(value)
        with page.expect_navigation() as went:
            target.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
        assert went.value.status == status, f"{went.value.url} answered {went.value.status}"

    return act


def _a_second_number(page: Page, server: RealServer) -> None:
    sent(200)(page, server)
    page.goto("/layanan/DKC-KIA/ambil")
    sent(409)(page, server)


def _a_fourth_number(page: Page, server: RealServer) -> None:
    for code in ("DKC-KIA", "DKC-IKD", "DKC-LAHIR"):
        page.goto(f"/layanan/{code}/ambil")
        sent(200)(page, server)
    page.goto("/layanan/DKC-KTP-HILANG/ambil")
    sent(409)(page, server)


def _holding_one(path: str) -> Act:
    """Take a number on this phone, then look at another page."""

    def act(page: Page, server: RealServer) -> None:
        page.goto("/layanan/DKC-IKD/ambil")
        sent(200)(page, server)
        page.goto(path)

    return act


def _half_answered(page: Page, _server: RealServer) -> None:
    for key in list(ANSWERS)[:3]:
        page.locator(f"[name='answers.{key}']").first.click()
        page.locator(".is-moving").wait_for(state="detached")


def _a_question_missed(page: Page, server: RealServer) -> None:
    _half_answered(page, server)
    page.locator("[data-send]").click()
    page.locator("#kesalahan").wait_for()


def _answered(page: Page, _server: RealServer) -> None:
    for key in ANSWERS:
        page.locator(f"[name='answers.{key}']").last.check()
    page.locator("[data-send]").click()
    page.locator("[data-receipt]").wait_for()


def _counted(page: Page, server: RealServer) -> None:
    sent(200, kode=page.url.rpartition("#")[2])(page, server)


def _out_of_date(page: Page, _server: RealServer) -> None:
    """A phone that has heard nothing for two minutes."""
    page.clock.install()
    page.reload()
    page.context.set_offline(True)
    page.clock.fast_forward(120_000)
    page.locator("[data-stale-note]").wait_for()


def _on_the_tablet(page: Page, server: RealServer) -> None:
    """The hall's own device, with a code that is none."""
    page.context.add_cookies([{"name": "tablet", "value": server.bearers["kiosk"], "url": server.url}])
    page.goto("/survei/")
    sent(422, kode="abc")(page, server)


def _tablet_code(page: Page, _server: RealServer) -> None:
    page.get_by_role("button", name="Tampilkan kode pemasangan").click()
    page.locator(".pair-code").wait_for()


FINDING = [
    Case("/tampilan", "language, letters, colours"),
    Case("/", "in the morning"),
    Case("/", "with a ticket of this phone", then=_holding_one("/")),
    Case("/", "after closing", at="afternoon"),
    Case("/peristiwa/<code>", "open", "/peristiwa/ANAK-LAHIR"),
    Case("/cari", "nothing asked"),
    Case("/cari", "one clear answer", "/cari?q=ktp+hilang"),
    Case("/cari", "several answers", "/cari?q=akta"),
    Case("/cari", "misspelt", "/cari?q=ijin+usaha"),
    Case("/cari", "no answer", "/cari?q=zzzzqqqq"),
    Case("/cari", "after closing", "/cari?q=paspor", at="afternoon"),
    Case("/instansi", "open"),
    Case("/instansi", "after closing", at="afternoon"),
    Case("/instansi/<code>", "open", "/instansi/DKC", then=unfolded),
    Case("/instansi/<code>", "unknown", "/instansi/XXX", status=404),
    Case("/layanan/<code>", "with its standard and cases", "/layanan/DKC-KTP-HILANG", then=unfolded),
    Case("/layanan/<code>", "when people come", "/layanan/DKC-KTP-HILANG?hari=0"),
    Case("/poster", "of the house"),
    Case("/poster/<kind>/<code>", "of a service, A4", "/poster/layanan/DKC-KTP-HILANG"),
    Case("/poster/<kind>/<code>", "of an agency, A5", "/poster/instansi/DKC?ukuran=a5"),
    Case("/ke/<code>", "leads to the agency", "/ke/dkc"),
    Case("/layanan/<code>", "with a case chosen", "/layanan/DKC-KTP-HILANG?keadaan=0&q=ktp"),
    Case("/layanan/<code>", "no counter open", "/layanan/ULD-INFO"),
    Case("/layanan/<code>", "only in the hall", "/layanan/IMI-BARU", then=unfolded),
    Case("/layanan/<code>", "full", "/layanan/BPN-ROYA"),
    Case("/layanan/<code>", "closed, open for tomorrow", "/layanan/DKC-KTP-HILANG", at="afternoon"),
    Case("/layanan/<code>", "unknown", "/layanan/XXX", status=404),
    Case("/bantuan", "whole", then=unfolded),
    Case("/privasi", "whole"),
    Case("/maklumat", "not written yet"),
    Case("/tata-tertib", "not written yet"),
    Case("/luring", "no ticket on this phone"),
]

TAKING = [
    Case("/layanan/<code>/ambil", "folded", "/layanan/DKC-KTP-HILANG/ambil?keadaan=0"),
    Case("/layanan/<code>/ambil", "everything open", "/layanan/DKC-LAHIR/ambil", then=unfolded),
    Case("/layanan/<code>/ambil", "for tomorrow", "/layanan/DKC-LAHIR/ambil", at="afternoon", then=unfolded),
    Case("/layanan/<code>/ambil", "two mistakes", "/layanan/DKC-KIA/ambil", then=sent(422, phone="12")),
    Case("/layanan/<code>/ambil", "a phone without consent", "/layanan/DKC-KIA/ambil", then=sent(422, phone=PHONE)),
    Case("/layanan/<code>/ambil", "a second number", "/layanan/DKC-KIA/ambil", then=_a_second_number),
    Case("/layanan/<code>/ambil", "a fourth number", "/layanan/DKC-KIA/ambil", then=_a_fourth_number),
    Case("/layanan/<code>/ambil", "only in the hall", "/layanan/IMI-BARU/ambil", status=409),
    Case("/layanan/<code>/ambil", "full", "/layanan/BPN-ROYA/ambil", status=409),
    Case("/layanan/<code>/ambil", "closed", "/layanan/IMI-INFO/ambil?day=2026-11-23", at="afternoon"),
    Case("/layanan/<code>/ambil", "unknown", "/layanan/XXX/ambil", status=404),
]

#: name of the ticket in `browser_stage.morning` → its status and what is special.
TICKETS = {
    "no_counter": ("WAITING", "not arrived, no counter open"),
    "absent": ("WAITING", "not arrived, some ahead"),
    "far": ("WAITING", "not arrived, more ahead than there are bricks"),
    "present": ("WAITING", "arrived, some ahead"),
    "next": ("WAITING", "arrived, the next one"),
    "with_phone": ("WAITING", "priority, with a phone number"),
    "transferred": ("WAITING", "moved to another service"),
    "called": ("CALLED", "called"),
    "recalled": ("CALLED", "called again"),
    "called_long": ("CALLED", "called, with two letters"),
    "noted": ("CALLED", "called after a transfer"),
    "serving": ("SERVING", "being served"),
    "held": ("HELD", "on hold"),
    "served": ("SERVED", "with a survey"),
    "served_missing": ("SERVED", "papers missing"),
    "rated": ("SERVED", "survey answered"),
    "missed": ("NO_SHOW", "may come back"),
    "missed_late": ("NO_SHOW", "too late to come back"),
    "claimed": ("NO_SHOW", "says it was served"),
    "cancelled": ("CANCELLED", "given up"),
    "expired": ("EXPIRED", "never called"),
    "expired_called": ("EXPIRED", "called before"),
    "unfinished": ("UNFINISHED", "left at closing"),
}

HOLDING = [
    *(Case("/tiket/<id>", f"{status}, {special}", f"/tiket/{{{name}}}") for name, (status, special) in TICKETS.items()),
    Case("/tiket/<id>", "for tomorrow", "/tiket/{tomorrow}", at="afternoon"),
    Case("/tiket/<id>", "everything open", "/tiket/{with_phone}", then=unfolded),
    Case("/tiket/<id>", "wrong lobby code", "/tiket/{absent}", then=sent(409, "form[action$='/tiba']", code="12")),
    Case("/tiket/<id>", "its code large", "/tiket/{present}#qr"),
    Case("/tiket/<id>", "out of date", "/tiket/{present}", then=_out_of_date, alone=True),
    Case("/tiket/<id>", "unknown", "/tiket/xxxxxxxxxxxxxxxxxxxxxx", status=404),
    Case("/tiket/<id>/batal", "asked once more", "/tiket/{present}/batal"),
    Case("/tiket/<id>/ubah", "in the morning", "/tiket/{absent}/ubah"),
    Case("/tiket/<id>/ubah", "days to choose", "/tiket/{tomorrow}/ubah", at="afternoon"),
    Case("/tiba", "no ticket on this phone"),
    Case("/tiba", "one, the code is typed", then=_holding_one("/tiba")),
    Case("/tiba", "one, the code is scanned", then=_holding_one("/tiba?kode=0000")),
    Case("/tiket-saya", "none"),
    Case("/tiket-saya", "one", then=_holding_one("/tiket-saya")),
    Case("/pulihkan", "empty"),
    Case("/pulihkan", "unknown code", then=sent(404, code="K7Q2-M9XD")),
]

SURVEY = [
    Case("/s/", "empty"),
    Case("/s/", "not a code", "/s/?kode=abc", status=422),
    Case("/s/tanda-terima", "empty"),
    Case("/s/tanda-terima", "unknown", then=sent(404, kode="7K2Q-M9XD-4F7K")),
    Case("/s/tanda-terima", "counted", "/s/tanda-terima#{receipt}", then=_counted),
    Case("/s/<token>", "open", "/s/{survey}"),
    Case("/s/<token>", "half answered", "/s/{survey}", then=_half_answered),
    Case("/s/<token>", "a question missed", "/s/{survey}", then=_a_question_missed),
    Case("/s/<token>", "used", "/s/{survey_used}"),
    Case("/s/<token>", "expired", "/s/{survey_expired}", status=410),
    Case("/s/<token>", "withdrawn", "/s/{survey_withdrawn}", status=404),
    Case("/s/<token>", "unknown", "/s/7K2Q-M9XD-4F7K", status=404),
    Case("/s/<token>", "explained in another language", "/s/{survey}?bantuan=jv"),
    Case("/s/<token>", "answered", "/s/{survey_last}", then=_answered),
    Case("/s/<token>/cetak", "a slip", "/s/{survey}/cetak"),
    Case("/survei/", "a wrong code on the tablet", then=_on_the_tablet),
    Case("/survei/pasang", "ways in"),
    Case("/survei/pasang/kode", "none yet, then a code", status=404, then=_tablet_code),
]
