"""What managers see of the survey and do about it, in every state that looks different; see `browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser_cases import Act, Case, sent, unfolded
from tests.browser_server import RealServer


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
