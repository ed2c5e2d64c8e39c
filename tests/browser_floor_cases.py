"""The pages of the floor in every state that looks different; see `browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser_cases import Case, sent
from tests.browser_server import RealServer
from tests.browser_stage import CALLED, EMPTY


def _notice_opened(page: Page, server: RealServer) -> None:
    sent(200, text="Sistem lambat")(page, server)
    page.get_by_role("link", name="Ubah Sistem lambat").first.click()
    page.get_by_role("heading", name="Ubah pengumuman").wait_for()


FLOOR = [
    Case("/manajer/lantai", "with people of every kind", who="supervisor"),
    Case("/manajer/lantai", "for a reader, every agency", "/manajer/lantai?semua=1", "manager"),
    Case("/manajer/lantai", "not allowed", who="clerk", status=403),
    Case("/manajer/lantai/instansi/<code>", "to act in", "/manajer/lantai/instansi/DKC", "supervisor"),
    Case("/manajer/lantai/instansi/<code>", "unknown", "/manajer/lantai/instansi/XXX", "supervisor", 404),
    Case("/manajer/lantai/layanan/<code>", "to plan", "/manajer/lantai/layanan/DKC-LAHIR", "admin"),
    Case("/manajer/lantai/loket", "all", who="supervisor"),
    Case("/manajer/lantai/loket/<code>", "free", f"/manajer/lantai/loket/{EMPTY}", "supervisor"),
    Case("/manajer/lantai/loket/<code>", "busy", f"/manajer/lantai/loket/{CALLED}", "supervisor"),
    Case("/manajer/lantai/loket/<code>", "for a reader", f"/manajer/lantai/loket/{CALLED}", "auditor"),
    Case("/manajer/lantai/menunggu", "all", who="supervisor"),
    Case("/manajer/lantai/menunggu", "one agency", "/manajer/lantai/menunggu?instansi=DKC", "manager"),
    Case("/manajer/lantai/lewat-waktu", "today", who="manager"),
    Case("/manajer/lantai/catatan", "with a claim", who="supervisor"),
    Case("/manajer/lantai/pengumuman", "nothing typed", who="supervisor", then=sent(422, text=" ")),
    Case("/manajer/lantai/pengumuman", "announced", who="admin", then=sent(200, text="Antrean tutup 13.00")),
    Case(
        "/manajer/lantai/pengumuman/<int:notice_id>",
        "to be changed",
        "/manajer/lantai/pengumuman",
        "supervisor",
        then=_notice_opened,
        reached=True,
    ),
]
