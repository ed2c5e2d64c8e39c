"""Tool: QR codes as inline SVG, so that a ticket needs no further request and prints sharply.

Dark modules on white whatever the theme: scanners need it. Error correction M (15 %), as on the paper slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

_SVG = Markup(
    '<svg class="qr-code" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img" aria-label="{label}">'
    '<title>{label}</title><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{path}"/></svg>'
)


def qr_svg(text: str, label: str = "QR", *, quiet: int = 4) -> Markup:
    """A QR code of `text` as SVG markup; `label` is its accessible name, `quiet` the white margin in modules.

    Raises qrcode.exceptions.DataOverflowError beyond about 2 300 bytes.
    """
    modules = _matrix(text)
    return _SVG.format(size=len(modules) + 2 * quiet, label=label, path="".join(_rows(modules, quiet)))


def modules_of(text: str) -> int:
    """How many modules wide the QR code of `text` is, without its quiet zone."""
    return len(_matrix(text))


def _matrix(text: str) -> list[list[bool]]:
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return cast(list[list[bool]], code.get_matrix())


def _rows(modules: Sequence[Sequence[bool]], quiet: int) -> Iterator[str]:
    """One stroke per run of dark modules: `M` opens a row, `m` skips light modules."""
    for y, row in enumerate(modules):
        at = 0
        for start, length in _runs(row):
            yield f"M{quiet + start} {quiet + y}.5" if at == 0 else f"m{start - at} 0"
            yield f"h{length}"
            at = start + length


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(start, length) of each run of dark modules in a row."""
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
