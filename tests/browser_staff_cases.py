"""The pages of staff, screens and errors in every state that looks different; see `browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page
from sqlalchemy import update

from queue_app import clock
from queue_app.people import pairing
from queue_app.people.models import DevicePairingRecord
from tests.browser_cases import Act, Case, nothing, sent, unfolded
from tests.browser_server import PASSWORD, RealServer
from tests.browser_stage import (
    CALLED,
    CLOSED,
    EMPTY,
    ENDING,
    GUARDED,
    PAUSED,
    PAUSED_FOR_LONG,
    READY,
    RECALLED,
    SERVING,
    TRANSFERRING,
    UNDOING,
)
from tests.second_steps import next_code


def _press(selector: str) -> Act:
    """Press a button of the console and wait for what it brings."""

    def act(page: Page, _server: RealServer) -> None:
        page.locator("[data-link]:not([hidden])").wait_for()
        with page.expect_response(lambda answer: "bagian=utama" in answer.url):
            page.locator(selector).click()

    return act


def _refused(page: Page, _server: RealServer) -> None:
    """Call out of order without a reason."""
    page.locator("#kerja form").last.evaluate("form => form.requestSubmit()")
    page.locator("#kesalahan").wait_for()


def _offline(sign: str) -> Act:
    """Cut the network and wait until the page says so."""

    def act(page: Page, _server: RealServer) -> None:
        page.wait_for_timeout(300)
        page.context.set_offline(True)
        page.locator(sign).wait_for()

    return act


def _being_called(page: Page, server: RealServer) -> None:
    server.at(RECALLED, "recall")
    page.locator("[data-state=calling]").wait_for()


def _paired(page: Page, server: RealServer) -> None:
    page.context.add_cookies([{"name": "display", "value": server.bearers["display"], "url": server.url}])
    page.reload()


def _installed(page: Page, server: RealServer) -> None:
    """A screen of the house: it also shows the lobby code."""
    _paired(page, server)
    page.locator("[data-code-digits]").wait_for()


def _watching(page: Page, server: RealServer) -> None:
    """A screen on which nobody was called for a while; the hall's own slide stands."""
    slide = server.folder / "media" / "H2" / "slaid.txt"
    slide.parent.mkdir(parents=True, exist_ok=True)
    slide.write_text("KTP di ponsel\nPasang aplikasi IKD\nAmbil nomor IKD\n", encoding="utf-8")
    _paired(page, server)
    page.locator("[data-state=media] .tv-slide").wait_for(timeout=60_000)
    slide.unlink()


def _screen_refused(page: Page, _server: RealServer) -> None:
    page.locator("[name=inches]").first.fill("5")
    page.get_by_role("button", name="Simpan").first.click()
    page.locator("#kesalahan").wait_for()


def _showing_a_code(page: Page, _server: RealServer) -> None:
    page.get_by_role("button", name="Tampilkan kode pemasangan").click()
    page.locator("[data-by-itself]:not([hidden])").wait_for()


def _code_accepted(page: Page, server: RealServer) -> None:
    """A screen that cannot ask, so that its page stays."""
    page.route("**/periksa", lambda route: route.abort())
    _showing_a_code(page, server)
    code = page.locator(".pairing-code").inner_text()
    with server.behind() as session:
        pairing.accept(session, code, name=None, at=clock.real_now(), by="test")
    page.reload()
    page.get_by_role("button", name="Buka layar").wait_for()


def _code_too_old(page: Page, server: RealServer) -> None:
    _showing_a_code(page, server)
    with server.behind() as session:
        session.execute(update(DevicePairingRecord).values(expires_at=clock.real_now()))
    page.locator("#kesalahan").wait_for()


def _without_csrf(page: Page, server: RealServer) -> None:
    page.locator("main [name=csrf_token]").evaluate("field => field.remove()")
    sent(403)(page, server)


def _too_large(page: Page, server: RealServer) -> None:
    page.locator("[name=code]").evaluate("field => field.removeAttribute('maxlength')")
    sent(413, code="A" * 20_000)(page, server)


def _too_often(page: Page, server: RealServer) -> None:
    for _ in range(10):
        sent(404, code="K7Q2-M9XD")(page, server)
    sent(429, code="K7Q2-M9XD")(page, server)


def _half_way(page: Page, server: RealServer) -> None:
    """Type the password of somebody who has a second step."""
    sent(200, login=GUARDED, password=PASSWORD)(page, server)
    page.locator(".control-step").wait_for()


def _wrong_code(page: Page, server: RealServer) -> None:
    _half_way(page, server)
    sent(422, code="abc")(page, server)


def _with_code(page: Page, server: RealServer) -> None:
    _half_way(page, server)
    with server.behind() as session:
        code = next_code(session, GUARDED)
    sent(200, code=code)(page, server)
    page.goto("/akun/kode-masuk")


def _nobody_there(page: Page, _server: RealServer) -> None:
    """Fifty-nine minutes and a half in which nobody touches the PC."""
    page.clock.install()
    page.reload()
    page.clock.run_for(59.5 * 60_000)
    page.locator("[data-idle-note]:not([hidden])").wait_for()


def _signed_out_by_key(page: Page, server: RealServer) -> None:
    server.sign_in(page, "newcomer")
    page.goto("/akun/")
    with page.expect_navigation(url="**/masuk"):
        page.keyboard.press("F8")
    assert page.goto("/akun/perangkat").url.endswith("/masuk?next=%2Fakun%2Fperangkat")


def _console(says: str, counter: str, panel: str = "", then: Act = nothing) -> Case:
    path = f"/loket/{counter}" + (f"?buka={panel}" if panel else "")
    return Case("/loket/<code>", says, path, "supervisor", then=then)


CONSOLE = [
    Case("/loket/", "the own counter", who="clerk"),
    Case("/loket/", "nowhere yet", who="newcomer", status=403),
    Case("/loket/pilih", "every state", who="supervisor"),
    Case("/loket/<code>", "after closing", "/loket/L4", "supervisor", at="afternoon"),
    Case("/loket/<code>", "somebody else's", f"/loket/{CALLED}", "clerk", 403),
    Case("/loket/<code>", "unknown", "/loket/L99", "supervisor", 404),
    Case("/loket/latihan", "the first hint", who="supervisor"),
    Case("/loket/latihan", "for who works nowhere yet", who="newcomer", status=403),
    _console("closed", CLOSED),
    _console("choosing services", CLOSED, "layanan"),
    _console("nobody waits", EMPTY),
    _console("nobody to call", EMPTY, then=_press("#utama")),
    _console("closing for the day", EMPTY, "tutup"),
    _console("ready, with people of every kind", READY),
    _console("without connection", READY, then=_offline("[data-offline]:not([hidden])")),
    _console("pausing", READY, "jeda"),
    _console("somebody without a ticket", READY, "tanpa-tiket"),
    _console("help", READY, "bantuan"),
    _console("settings", READY, "setelan"),
    Case("/loket/<code>", "as a small window", f"/loket/{CALLED}?dok=1", "supervisor"),
    _console("a number at home", READY, "nomor&nomor={number_home}"),
    _console("a number in the hall", READY, "nomor&nomor={number_here}"),
    _console("called out of order without a reason", READY, "nomor&nomor={number_here}", _refused),
    _console("a number on hold", READY, "nomor&nomor={number_held}"),
    _console("a number of another agency", READY, "nomor&nomor={number_next}"),
    _console("an unknown number", READY, "nomor&nomor=A999"),
    _console("called", CALLED),
    _console("called again", RECALLED),
    _console("called, with a note", TRANSFERRING),
    _console("a number while busy", CALLED, "nomor&nomor={number_here}"),
    _console("serving", SERVING),
    _console("papers missing", SERVING, "berkas"),
    _console("transferring", SERVING, "alihkan"),
    _console("transferring, searched", SERVING, "alihkan&q=paspor"),
    _console("transferring, nothing found", SERVING, "alihkan&q=zzzzqqqq"),
    _console("just finished, may be undone", UNDOING, then=_press("#tombol-finish")),
    _console("paused with a time", PAUSED),
    _console("paused without a time", PAUSED_FOR_LONG),
    _console("with a claim", ENDING),
    _console("answering a claim", ENDING, "klaim&ref={ref_claimed}"),
]

SCREENS = [
    Case("/display/", "one hall"),
    Case("/display/", "two halls", at="afternoon"),
    Case("/display/<board>", "calls", "/display/H2"),
    Case("/display/<board>", "something to watch", "/display/H2", then=_watching),
    Case("/display/<board>", "somebody is being called", "/display/H2", then=_being_called),
    Case("/display/<board>", "installed", "/display/H2", then=_installed),
    Case("/display/<board>", "out of date", "/display/H2", then=_offline("[data-state=stale]")),
    Case("/display/<board>", "nothing called, an emergency", "/display/H3", at="afternoon"),
    Case("/display/<board>", "unknown", "/display/XX", status=404),
    Case("/display/<board>/atur", "by a supervisor", "/display/H2/atur", "supervisor"),
    Case("/display/<board>/atur", "refused", "/display/H2/atur", "admin", then=_screen_refused),
    Case("/display/<board>/pasang", "with a token", "/display/H2/pasang"),
    Case("/display/<board>/pasang", "a wrong token", "/display/H2/pasang", then=sent(401, token="salah")),
    Case("/display/<board>/pasang", "by an admin", "/display/H2/pasang", "admin"),
    Case("/display/<board>/pasang/kode", "none yet", "/display/H2/pasang/kode", status=404),
    Case("/display/<board>/pasang/kode", "a code", "/display/H2/pasang/kode", status=404, then=_showing_a_code),
    Case("/display/<board>/pasang/kode", "accepted", "/display/H2/pasang/kode", "", 404, _code_accepted, alone=True),
    Case("/display/<board>/pasang/kode", "too old", "/display/H2/pasang/kode", status=404, then=_code_too_old),
]

ACCOUNT = [
    Case("/masuk", "empty"),
    Case("/masuk", "sent away from a page", "/loket/L4"),
    Case("/masuk", "refused", then=sent(401, login="clerk", password="bukan ini kata sandinya")),
    Case("/akun/", "a clerk", who="clerk"),
    Case("/akun/", "an admin", who="admin"),
    Case("/akun/kata-sandi", "empty", who="auditor"),
    Case("/akun/kata-sandi", "mistakes", who="auditor", then=sent(422, present="x", password="pendek", again="beda")),
    Case("/akun/mulai/<token>", "a new person", "/akun/mulai/{fresh_link}"),
    Case(
        "/akun/mulai/<token>", "mistakes", "/akun/mulai/{fresh_link}", then=sent(422, password="pendek", again="beda")
    ),
    Case("/akun/mulai/<token>", "the first admin", "/akun/mulai/{first_admin_link}", at="afternoon"),
    Case("/akun/mulai/<token>", "used", "/akun/mulai/{spent_link}", status=409),
    Case("/akun/mulai/<token>", "too old", "/akun/mulai/{old_link}", status=410),
    Case("/akun/mulai/<token>", "unknown", "/akun/mulai/xxxx", status=404),
    Case("/akun/", "about to be signed out", who="clerk", then=_nobody_there, alone=True),
    Case("/masuk", "after the one key that signs out", then=_signed_out_by_key, alone=True),
    Case("/masuk/kode", "before the password, the sign-in"),
    Case("/masuk/kode", "after the password", "/masuk", then=_half_way, reached=True),
    Case("/masuk/kode", "a wrong code", "/masuk", then=_wrong_code, reached=True),
    Case("/masuk/kode/pasang", "before the password, the sign-in"),
    Case("/masuk/sso", "not set up", status=404),
    Case("/masuk/sso/kembali", "not set up", status=404),
    Case("/akun/kode-masuk", "none yet", who="clerk"),
    Case("/akun/kode-masuk", "set up", "/masuk", then=_with_code, reached=True, alone=True),
    Case("/akun/kode-masuk/pasang", "three steps", who="admin", then=unfolded),
    Case("/akun/kode-masuk/pasang", "a typing mistake", who="admin", then=sent(422, code="1")),
    Case("/akun/perangkat", "this browser and another", who="clerk"),
    Case("/manajer/pesan", "some sent", who="manager"),
    Case("/manajer/pesan", "none sent", who="supervisor", at="afternoon"),
    Case("/akun/petugas", "everybody", who="admin"),
    Case("/akun/petugas", "not allowed", who="manager", status=403),
]


def _act_written(page: Page, server: RealServer) -> None:
    """Write an act into the plan; the page is then the plan."""
    page.goto("/manajer/tindak-lanjut/tambah?period=2026-S2")
    sent(200, action="Tambah kursi tunggu", owner="Bagian Umum", deadline="2026-11-01")(page, server)


def _act_opened(page: Page, server: RealServer) -> None:
    _act_written(page, server)
    page.locator(".plan-act a").first.click()
    page.locator(".past").wait_for()


def _act_proved(page: Page, server: RealServer) -> None:
    """One file that shows what was done, and one that is none."""
    _act_opened(page, server)
    for status, name, body in ((200, "surat tugas.pdf", b"%PDF-1.7 surat"), (422, "catatan.pdf", b"hanya catatan")):
        page.locator("#file").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": body})
        sent(status, "#berkas form")(page, server)


def _forum_begun(page: Page, server: RealServer) -> None:
    page.goto("/manajer/tindak-lanjut/fkp/baru?period=2026-S2")
    sent(200, held_on="2026-11-20", hours="09.00", place="Aula", chair="Kepala DPMPTSP")(page, server)


def _forum_filled(page: Page, server: RealServer) -> None:
    _forum_begun(page, server)
    page.locator("[name=kind]").select_option("media")
    sent(200, "#peserta form:has([name=came])", organisation="Radar Mojokerto", came="2")(page, server)
    page.locator("[name=unsur]").select_option("waktu")
    wish = {"promise": "Loket ketiga", "owner": "Samsat", "deadline": "2026-12-01"}
    sent(200, "#komitmen form:has([name=promise])", **wish)(page, server)
    unfolded(page, server)


def _forum_closed(page: Page, server: RealServer) -> None:
    _forum_filled(page, server)
    sent(200, "form[action$='/kunci']")(page, server)


def _forum_changed(page: Page, server: RealServer) -> None:
    _forum_begun(page, server)
    page.goto(f"{page.url}/ubah")


def _file_tried(status: int, *rows: str) -> Act:
    """Choose a file of answers and let it be checked."""

    def act(page: Page, server: RealServer) -> None:
        text = "\n".join(["Nama,U1,U2,U3,U4,U5,U6,U7,U8,U9", *rows]).encode()
        page.locator("[name=file]").set_input_files({"name": "skm.csv", "mimeType": "text/csv", "buffer": text})
        page.locator("[name=period]").select_option("2025-S1")
        page.locator("[name=order]").first.check()
        sent(status, "main form[enctype]", population="20", printed_index="99")(page, server)

    return act


def _file_brought_in(page: Page, server: RealServer) -> None:
    _file_tried(200, *["x,4,4,3,4,4,4,4,3,4"] * 6)(page, server)
    sent(200)(page, server)
    unfolded(page, server)


RESULTS = [
    Case("/manajer/", "leads to the results", who="manager"),
    Case("/manajer/skm", "whole site", who="auditor"),
    Case("/manajer/skm", "one agency", "/manajer/skm?agency=KOM", "manager"),
    Case("/manajer/skm", "too few answers", "/manajer/skm?service=KOM-PPID", "manager"),
    Case("/manajer/skm", "no answers", "/manajer/skm?agency=IMI", "manager"),
    Case("/manajer/skm", "own days", "/manajer/skm?period=tanggal&from=2026-11-01&to=2026-11-23", "manager"),
    Case("/manajer/skm", "wrong days", "/manajer/skm?period=tanggal&from=2026-11-31&to=x", "manager", 422),
    Case("/manajer/skm", "unknown service", "/manajer/skm?service=XXX", "manager", 404),
    Case("/manajer/skm", "not allowed", who="clerk", status=403),
    Case("/isian/", "empty", who="team"),
    Case("/isian/", "mistakes", who="team", then=sent(422, kode="abc")),
    Case("/isian/", "not for those who served", who="clerk", status=403),
    Case("/manajer/skm", "one channel", "/manajer/skm?channel=web", "manager"),
    Case("/manajer/fakta", "whole site", who="manager"),
    Case("/manajer/fakta", "one agency", "/manajer/fakta?agency=DKC", "auditor"),
    Case("/manajer/fakta", "wrong days", "/manajer/fakta?period=x", "manager", 422),
    Case("/manajer/saran", "whole site", who="manager"),
    Case("/manajer/saran", "wrong period", "/manajer/saran?period=x", "manager", 422),
]

FOLLOW_UP = [
    Case("/manajer/tindak-lanjut", "nothing written", "/manajer/tindak-lanjut?period=2026-S2", "auditor"),
    Case("/manajer/tindak-lanjut", "with a late act", "/manajer/tindak-lanjut", "manager", then=_act_written),
    Case("/manajer/tindak-lanjut/tambah", "two mistakes", who="manager", then=sent(422, owner="0812 3456 7890")),
    Case(
        "/manajer/tindak-lanjut/<int:action_id>",
        "with proof, and a file that is none",
        "/manajer/tindak-lanjut",
        "manager",
        then=_act_proved,
        reached=True,
    ),
    Case("/manajer/tindak-lanjut/fkp/baru", "agenda filled in", who="manager"),
    Case(
        "/manajer/tindak-lanjut/fkp/<int:forum_id>",
        "half",
        "/manajer/tindak-lanjut",
        "manager",
        then=_forum_filled,
        reached=True,
    ),
    Case(
        "/manajer/tindak-lanjut/fkp/<int:forum_id>",
        "minutes closed",
        "/manajer/tindak-lanjut",
        "manager",
        then=_forum_closed,
        reached=True,
    ),
    Case(
        "/manajer/tindak-lanjut/fkp/<int:forum_id>/ubah",
        "open",
        "/manajer/skm",
        "manager",
        then=_forum_changed,
        reached=True,
    ),
]

ANSWERS_IN_AND_OUT = [
    Case("/manajer/data-jawaban", "for a reader", who="auditor"),
    Case("/manajer/data-jawaban", "nothing stated", who="manager", then=sent(422, "main form[enctype]")),
    Case("/manajer/data-jawaban", "wrong rows", who="manager", then=_file_tried(422, "x,4,4,5,4,4,4,4,3,", "y,1")),
    Case("/manajer/data-jawaban", "warned of", who="manager", then=_file_tried(200, *["x,4,4,3,4,4,4,4,3,4"] * 5)),
    Case("/manajer/data-jawaban", "brought in", who="manager", then=_file_brought_in),
    Case("/manajer/data-jawaban/<period>.zip", "running", "/manajer/data-jawaban/2026-S2.zip", "manager", 409),
    Case("/manajer/data-jawaban/<period>.xlsx", "running", "/manajer/data-jawaban/2026-S2.xlsx", "manager", 409),
]

#: Every step of the first set-up looks different.
WIZARD = ("place", "agencies", "services", "counters", "staff", "screen", "call")

NO_NUMBER = sent(422, ".editor", number="x")

ADMIN = [
    Case("/admin/", "how the house is", who="admin"),
    Case("/admin/kepastian", "everything", who="admin"),
    Case("/admin/kepastian", "nothing found", "/admin/kepastian?saring=services.confirmed", "admin"),
    Case("/admin/kepastian", "no such filter", "/admin/kepastian?saring=x", "admin", 422),
    Case("/admin/katalog/<kind>", "letters, with what to look at", "/admin/katalog/huruf", "admin"),
    Case("/admin/katalog/<kind>", "nothing found", "/admin/katalog/layanan?q=zzz", "admin"),
    Case(
        "/admin/katalog/<kind>/baru",
        "a mistake",
        "/admin/katalog/loket/baru",
        "admin",
        then=sent(422, ".editor", number="x"),
    ),
    Case("/admin/formulir/<code>", "nothing sent", "/admin/formulir/DKC-KIA", "admin", then=sent(422)),
    Case("/admin/katalog/<kind>/<key>", "a week", "/admin/katalog/jam/DKC", "admin"),
    Case("/admin/katalog/<kind>/<key>", "a standard", "/admin/katalog/standar/DKC-KTP-HILANG", "admin", then=unfolded),
    Case("/admin/katalog/<kind>/<key>", "a counter", "/admin/katalog/loket/L4", "admin"),
    Case("/admin/standar/<code>", "for paper", "/admin/standar/DKC-KTP-HILANG", "admin"),
    Case("/admin/kalender", "holidays", who="admin"),
    Case("/admin/petugas", "everybody", who="admin"),
    Case("/admin/petugas/baru", "a mistake", who="admin", then=sent(422, ".editor", name="")),
    Case("/admin/petugas/<int:staff_id>", "one", "/admin/petugas/1", "admin"),
    Case("/admin/perangkat", "a wrong code", who="admin", then=sent(404, ".pair form", code="11112222")),
    Case("/admin/impor", "nothing sent", who="admin", then=sent(422, "[action$=periksa]")),
    Case("/admin/aturan", "explained", who="admin", then=unfolded),
    Case("/admin/pesan", "every language", who="admin", then=unfolded),
    Case("/admin/teks", "none yet", who="admin"),
    Case("/admin/teks/<name>", "privacy", "/admin/teks/privacy", "admin"),
    Case("/admin/suara", "every hall and pack", who="admin", then=unfolded),
    Case("/admin/catatan", "everything", who="admin"),
    Case("/admin/persiapan", "goes on where it was left", who="admin"),
    *(Case("/admin/persiapan/<step>", step, f"/admin/persiapan/{step}", "admin") for step in WIZARD),
    Case("/admin/", "not allowed", who="manager", status=403),
]

ERRORS = [
    Case("", "nothing there", "/tidak-ada", status=404),
    Case("", "text that cannot be kept", "/cari?q=%00", status=422),
    Case("", "a page that was open for too long", "/pulihkan", then=_without_csrf),
    Case("", "too large", "/pulihkan", then=_too_large),
    Case("", "too often", "/pulihkan", at="afternoon", then=_too_often),
]
