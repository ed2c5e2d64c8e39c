"""The shared look: tokens, vendored files, and what a strict content policy forbids."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "queue_app" / "static"
TEMPLATES = sorted(p for p in ROOT.rglob("templates/**/*.html") if ".venv" not in p.parts)
#: bytes, gzip (ux.md §2.1); landing, service, confirm and search stay far below
FIRST_LOAD, AMBITION = 60_000, 30_000


@pytest.mark.parametrize("entry", json.loads((STATIC / "vendor" / "vendor.json").read_text()), ids=lambda e: e["file"])
def test_a_vendored_file_is_the_one_that_was_published(entry: dict[str, str]) -> None:
    content = (STATIC / "vendor" / entry["file"]).read_bytes()
    assert "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode() == entry["sha384"]
    assert (STATIC / "vendor" / entry["licence_file"]).read_text().strip()
    assert (ROOT / "queue_app" / entry["used_by"]).is_file()


def test_every_vendored_file_is_listed() -> None:
    listed = {
        e[key] for e in json.loads((STATIC / "vendor" / "vendor.json").read_text()) for key in ("file", "licence_file")
    }
    assert {p.name for p in (STATIC / "vendor").iterdir()} == listed | {"vendor.json"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_page_needs_inline_code_or_another_origin(template: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", source)
    assert not re.search(r'(?:src|href)="https?://', source)


@pytest.mark.parametrize("theme", ["dark", "kontras"])
def test_a_theme_is_the_same_by_choice_and_by_device(theme: str) -> None:
    css = (STATIC / "css" / "tokens.css").read_text()
    chosen = re.search(rf"\[data-theme={theme}\]\{{(.*?)\n\}}", css, re.S)
    device = {"dark": "prefers-color-scheme:dark", "kontras": "prefers-contrast:more"}[theme]
    asked = re.search(rf"{device}\)\{{ \[data-theme=auto\]\{{(.*?)\n\}} \}}", css, re.S)
    assert chosen
    assert asked
    values = [dict(re.findall(r"(--[\w-]+|color-scheme):([^;]+)", block)) for block in (chosen[1], asked[1])]
    assert values[0].items() <= values[1].items()


def test_pages_use_only_icons_that_exist() -> None:
    held = set(re.findall(r"^  '([\w-]+)':", (ROOT / "queue_app/templates/_icons.html").read_text(), re.M))
    used = {n for p in TEMPLATES for n in re.findall(r"\bicon\('([\w-]+)'", p.read_text())}
    assert used <= held
    assert held


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", AMBITION),
        ("/cari?q=ktp", AMBITION),
        ("/layanan/DKC-LAHIR", AMBITION),
        ("/layanan/DKC-LAHIR/ambil", AMBITION),
        ("/cari", FIRST_LOAD),
    ],
)
def test_a_first_visit_is_light_and_loads_no_font(client: FlaskClient, address: str, most: int) -> None:
    page = client.get(address).get_data()
    files = re.findall(rb'(?:src|href)="(/static/[^"]+)"', page)
    loaded = [page, *(client.get(f.decode()).get_data() for f in files)]
    assert sum(len(gzip.compress(part)) for part in loaded) < most
    assert not any(b"@font-face" in part for part in loaded)
