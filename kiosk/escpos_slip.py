"""A slip as ESC/POS, for thermal printers of 58 and 80 mm: words, one large number, a QR of its own making, a cut."""

from __future__ import annotations

import textwrap
import unicodedata

from escpos.constants import QR_ECLEVEL_M
from escpos.escpos import Escpos

from kiosk.paper import Paper
from queue_app.qr import modules_of

#: Paper width in mm → what fits on a line: dots (8 a millimetre) and characters of font A (12 dots).
DOTS = {58: 384, 80: 576}
COLUMNS = {58: 32, 80: 48}
_CHARACTER = 12
#: A QR of at least 25 mm (200 dots), quiet zone not counted.
_QR_DOTS = 204
_PLAIN = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "·": "-", "\u00a0": " "})


def set_slip(printer: Escpos, paper: Paper, width: int) -> None:
    """Set the whole slip and cut it off."""
    printer.hw("INIT")
    printer.charcode("CP437")  # every thermal printer has it; what it lacks is printed as "?"
    printer.set(align="center")
    _lines(printer, paper.house, width, bold=True, scale=2 if width == 80 else 1)
    _lines(printer, paper.address, width)
    _rule(printer, width)
    _lines(printer, paper.title, width)
    _number(printer, paper.number, width)
    _lines(printer, paper.service, width, bold=True, scale=2)
    _rule(printer, width)
    printer.set(align="left")
    for fact in paper.facts:
        _fact(printer, fact.label, ", ".join(filter(None, fact[1:])), width)
    _rule(printer, width)
    _code(printer, paper, width)
    _rule(printer, width)
    _lines(printer, paper.missed, width)
    _lines(printer, paper.help, width)
    _lines(printer, paper.date, width)
    printer.cut()


def plain(text: str) -> str:
    """What may go to a printer: letters and signs, never a control character that it would obey."""
    return "".join(c for c in text.translate(_PLAIN) if unicodedata.category(c)[0] != "C")


def _lines(printer: Escpos, text: str, width: int, *, bold: bool = False, scale: int = 1) -> None:
    printer.set(bold=bold, custom_size=True, width=scale, height=scale)
    for line in _wrapped(text, COLUMNS[width] // scale):
        printer.textln(line)
    printer.set(bold=False, custom_size=True, width=1, height=1)


def _wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most so many characters; words such as KTP-el stay whole."""
    return textwrap.wrap(plain(text), columns, break_on_hyphens=False)


def _number(printer: Escpos, number: str, width: int) -> None:
    """As large as the paper allows: four characters are 24 mm high."""
    scale = min(8, DOTS[width] // (_CHARACTER * len(number)))
    printer.ln()
    printer.set(bold=True, custom_size=True, width=scale, height=scale)
    printer.textln(plain(number))
    printer.set(bold=False, custom_size=True, width=1, height=1)
    printer.ln()


def _fact(printer: Escpos, label: str, said: str, width: int) -> None:
    """Label on the left, words on the right; on two lines when both do not fit on one."""
    label, said = plain(label), plain(said)
    room = COLUMNS[width] - len(label) - 1
    if len(said) <= room:
        printer.text(label + " " * (COLUMNS[width] - len(label) - len(said)))
        _lines(printer, said, width, bold=True)
        return
    printer.textln(label)
    for line in _wrapped(said, COLUMNS[width] - 2):
        _lines(printer, f"  {line}".rstrip(), width, bold=True)


def _code(printer: Escpos, paper: Paper, width: int) -> None:
    printer.set(align="center")
    printer.qr(paper.url, ec=QR_ECLEVEL_M, size=-(-_QR_DOTS // modules_of(paper.url)), native=True)
    printer.ln()
    _lines(printer, paper.scan, width)
    _lines(printer, paper.code_label, width)
    _lines(printer, paper.code, width, bold=True, scale=2)


def _rule(printer: Escpos, width: int) -> None:
    printer.textln("-" * COLUMNS[width])
