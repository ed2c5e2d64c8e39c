"""The QR code of a ticket, read back from its own drawing."""

from __future__ import annotations

import re

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from queue_app.qr import qr_svg

ADDRESS = "https://antrean.example.go.id/tiket/0123456789abcdefghijkl"


def drawn(svg: str) -> set[tuple[int, int]]:
    """The dark modules (x, y) of the drawing."""
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert path
    dark, x, y = set(), 0, 0
    for step, first, second in re.findall(r"([Mmh])(\d+)(?: ([\d.]+))?", path[1]):
        if step == "M":
            x, y = int(first), int(float(second))
        elif step == "m":
            x += int(first)
        else:
            dark |= {(x + n, y) for n in range(int(first))}
            x += int(first)
    return dark


def test_every_dark_module_is_drawn_inside_a_quiet_zone() -> None:
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(ADDRESS)
    code.make(fit=True)
    expected = {(x, y) for y, row in enumerate(code.get_matrix()) for x, dark in enumerate(row) if dark}
    assert drawn(str(qr_svg(ADDRESS))) == expected


def test_it_is_one_small_picture_with_a_name() -> None:
    svg = str(qr_svg(ADDRESS, 'Kode "tiket" <A001>'))
    assert len(svg) < 4000
    assert 'role="img"' in svg
    assert "<A001>" not in svg
