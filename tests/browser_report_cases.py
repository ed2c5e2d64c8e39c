"""The pages of the report, and those of everybody that show what was published; see `browser_cases`."""

from __future__ import annotations

from tests.browser_cases import Case, sent, unfolded

REPORTS = [
    Case("/manajer/laporan", "a period that runs", who="manager"),
    Case("/manajer/laporan", "published", "/manajer/laporan?period=2026-S1", "manager", then=unfolded),
    Case("/manajer/laporan", "to be published", "/manajer/laporan?period=2026-TW2", "manager"),
    Case("/manajer/laporan", "nothing answered", "/manajer/laporan?period=2025", "auditor"),
    Case("/manajer/laporan", "no such period", "/manajer/laporan?period=2026-S9", "manager", 422),
    Case(
        "/manajer/laporan",
        "replaced without a reason",
        "/manajer/laporan?period=2026-S1",
        "manager",
        then=sent(422, "form[action$='/terbitkan']", reason=""),
    ),
    Case("/manajer/laporan/kop", "empty", who="manager"),
    Case("/manajer/laporan/kop", "an admin", who="admin"),
    Case("/manajer/laporan/kop", "a mistake", who="manager", then=sent(422, "main form", signer_id="12")),
]

PUBLISHED = [
    Case("/publik/", "the newest", then=unfolded),
    Case("/publik/", "in printed order", "/publik/?hasil=2026-S1&urut=unsur"),
    Case("/publik/", "not published", "/publik/?hasil=2020-S1", status=404),
    Case("/publik/", "nothing published", at="afternoon"),
    Case("/publik/standar/", "whole", then=unfolded),
    Case("/publik/standar/<code>", "with cases", "/publik/standar/DKC-KTP-HILANG"),
    Case("/publik/standar/<code>", "none given", "/publik/standar/ULD-INFO"),
    Case("/publik/standar/<code>", "unknown", "/publik/standar/XXX", status=404),
    Case("/verifikasi/", "empty"),
    Case("/verifikasi/", "not a code", "/verifikasi/?kode=abc", status=422),
    Case("/verifikasi/<code>", "in force", "/verifikasi/{report}", then=unfolded),
    Case("/verifikasi/<code>", "replaced", "/verifikasi/{report_replaced}"),
    Case("/verifikasi/<code>", "withdrawn", "/verifikasi/{report_withdrawn}"),
    Case("/verifikasi/<code>", "another file", "/verifikasi/{report}?sidik=" + "0" * 64, then=unfolded),
    Case("/verifikasi/<code>", "not a fingerprint", "/verifikasi/{report}?sidik=xyz", status=422),
    Case("/verifikasi/<code>", "unknown", "/verifikasi/0000-0000", status=404),
]
