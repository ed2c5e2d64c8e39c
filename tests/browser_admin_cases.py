"""The pages of admins in every state that looks different; see `browser_cases`."""

from __future__ import annotations

from playwright.sync_api import Page

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.people import pairing
from tests.browser_cases import Case, sent, unfolded
from tests.browser_server import RealServer

#: Every step of the first set-up looks different.
WIZARD = ("place", "agencies", "services", "counters", "staff", "screen", "call")


def _a_device_that_asks(page: Page, server: RealServer) -> None:
    with server.behind() as session:
        house, at = directory(session), clock.real_now()
        hall = house.hall("H2").id
        secret = pairing.ask_code(session, site_id=house.site.id, hall_id=hall, kind="kiosk", at=at)
    sent(200, ".pair form", code=pairing.code_of(secret))(page, server)
    page.locator(".compared").wait_for()


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
    Case("/admin/perangkat", "a wrong code", who="admin", then=sent(404, ".pair form", code="111 222")),
    Case("/admin/perangkat", "a device to compare", who="admin", then=_a_device_that_asks),
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
