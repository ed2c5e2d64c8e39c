"""The desks of the office share one header: it lists what a role may open here, and marks where somebody is."""

from __future__ import annotations

import re

from flask import Flask, g, render_template_string

from queue_app.people.actor import Actor
from tests.make import headers

NAV = """{% from "_office_nav.html" import office_nav with context %}{{ office_nav([
  ('results_desk.skm', 'SKM'), ('admin.home', 'Pengaturan'), ('nobody.has_this', 'Belum ada')], 'Halaman') }}"""


def _links(app: Flask, role: str, at: str) -> list[str]:
    with app.test_request_context(at):
        g.actor = Actor("token", role, "token:1")
        return re.findall(r'<a href="([^"]*)"', render_template_string(NAV))


def test_a_desk_lists_only_pages_that_are_here_and_that_its_reader_may_open(app: Flask) -> None:
    assert _links(app, "manager", "/manajer/skm") == ["/manajer/skm"]
    assert _links(app, "admin", "/admin/") == ["/admin/"]
    assert _links(app, "counter", "/manajer/skm") == []


def test_a_page_below_a_page_of_the_desk_marks_the_upper_one(app: Flask) -> None:
    for at, mark in (("/manajer/skm", "page"), ("/manajer/skm/rinci", "true"), ("/manajer/skmx", None)):
        with app.test_request_context(at):
            g.actor = Actor("token", "manager", "token:1")
            found = re.findall(r'aria-current="(\w+)"', render_template_string(NAV))
        assert found == ([mark] if mark else []), at


def test_managers_and_admins_see_the_same_header_with_their_own_pages(app: Flask) -> None:
    client = app.test_client()
    for role, path, page in (("manager", "/manajer/skm", "SKM"), ("admin", "/admin/", "Pengaturan")):
        shown = client.get(path, headers=headers(role)).text
        assert "css/office.css" in shown
        assert re.search(rf'aria-current="page">{page}</a>', shown)
