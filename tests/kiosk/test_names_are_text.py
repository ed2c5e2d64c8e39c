"""What agencies call their services is text on every screen of the kiosk, whatever it would like to be."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select, update

from queue_app.catalogue.directory import forget
from queue_app.catalogue.models import ServiceRecord
from queue_app.transaction import reading, transaction
from tests.kiosk.hall import Kiosk

RUN = "window.broken=1"
VECTORS = (
    *(f"<script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"<svg onload={RUN}>", f"<body onload={RUN}>"),
    *(f"<iframe srcdoc='<script>{RUN}</script>'>", f"<input autofocus onfocus={RUN}>", f"<x onclick={RUN}>"),
    *(f"<details open ontoggle={RUN}>", f"<a href='javascript:{RUN}'>x</a>", f"<object data='javascript:{RUN}'>"),
    *("<style>*{display:none}</style>", "<base href=//evil.example/>", "<meta http-equiv=refresh content=0>"),
    *("{{ 7*7 }}", "{% raw %}", "%(n)s %(x)s {floor}", "&lt;b&gt;", "<!--", "\u202enretsbo", "<form action=//evil>"),
)
BREAKS = (
    "",
    '">',
    "'>",
    "-->",
    "</textarea>",
    "</title>",
    "</script>",
    "</strong></span>",
    "\\",
    "`",
    '";',
    "]]>",
    "\u2028",
    "{words}",
    "</a>",
    "</div>",
)
CORPUS = [before + vector for before, vector in product(BREAKS, VECTORS)]
#: What no page of the kiosk is made of.
FOREIGN = {"img", "iframe", "object", "style", "base", "details", "x", "math"}


class Read(HTMLParser):
    """The tags of a page with their attributes, and its text as a person reads it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def named(sqlite_app: Flask) -> Iterator[None]:
    """Give the names back that the services had."""
    yield
    with sqlite_app.app_context(), transaction() as session:
        for code, name in _before.items():
            session.execute(update(ServiceRecord).where(ServiceRecord.code == code).values(name=name))
    forget()


_before: dict[str, str] = {}


def call_services(names: list[str]) -> dict[str, str]:
    """Give services these names; answers with code → name."""
    with reading() as session:
        known = {code: name for code, name in session.execute(select(ServiceRecord.code, ServiceRecord.name))}
    _before.update({code: name for code, name in known.items() if code not in _before})
    given = dict(zip(sorted(known), names, strict=False))
    with transaction() as session:
        for code, name in given.items():
            session.execute(update(ServiceRecord).where(ServiceRecord.code == code).values(name=name))
    forget()
    return given


@pytest.mark.parametrize("half", [0, 1])
def test_names_that_want_to_be_more_are_shown_as_they_are(app: Flask, named: None, half: int) -> None:
    assert len(CORPUS) == 320
    given = call_services(CORPUS[half::2])
    assert len(given) == 160
    kiosk = Kiosk(app)
    for code, name in given.items():
        page = Read(kiosk.html(f"/kiosk/layanan/{code}"))
        assert " ".join(name.split()) in " ".join(page.text.split()), name
        assert harmless(page), name
    for path in ("/kiosk/layanan", "/kiosk/cari?q=script", "/kiosk/instansi/DKC", kiosk.take(next(iter(given)))):
        assert harmless(Read(kiosk.html(path))), path


def harmless(page: Read) -> bool:
    tags = [tag for tag, _ in page.tags]
    scripts = all("src" in attributes for tag, attributes in page.tags if tag == "script")
    handlers = any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    return not FOREIGN & set(tags) and scripts and not handlers and "javascript:" not in str(page.tags)
