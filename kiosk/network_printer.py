"""The printer over the network: asked how it is, given a slip, asked again. The one room of python-escpos' sockets.

Every step has its time; a printer that says nothing costs a visitor at most a few seconds of waiting, never the number.
Answers to DLE EOT are read as Epson documents them (real-time status: 1 printer, 2 cause of being offline, 4 paper).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from escpos.exceptions import Error
from escpos.printer import Network

from kiosk.escpos_slip import set_slip
from kiosk.paper import Paper
from kiosk.settings import Printer

#: Seconds for each step: to be connected, to take the slip, to answer a question.
PATIENCE = 1.5

_CAUSE, _PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
_COVER_OPEN, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40
_PAPER_OUT, _PAPER_LOW = 0x60, 0x0C

OFFLINE, OUT, LOW, COVER, FAULT = "printer-offline", "paper-out", "paper-low", "cover-open", "printer-error"
_turns: defaultdict[tuple[str, int], Lock] = defaultdict(Lock)
#: What this room can find wrong, worst first; all but the last keep a slip from coming out.
FINDS = (OFFLINE, COVER, OUT, FAULT, LOW)


def ask(printer: Printer) -> str | None:
    """What is wrong with the printer now, None when nothing is."""
    try:
        with _connected(printer) as line:
            return _wrong(line) if printer.asks else None
    except (OSError, Error):
        return OFFLINE


def print_slip(printer: Printer, paper: Paper) -> str | None:
    """Print one slip; answers with what is wrong afterwards. `stops` says whether that kept the slip from coming out.

    A printer that says before that it cannot print is not given the slip: else it would come out for somebody else,
    when the paper is changed.
    """
    try:
        with _connected(printer) as line:
            wrong = _wrong(line) if printer.asks else None
            if stops(wrong):
                return wrong
            set_slip(line, paper, printer.paper)
            return _wrong(line) if printer.asks else None
    except (OSError, Error):
        return OFFLINE


def stops(wrong: str | None) -> bool:
    """Whether no paper comes out."""
    return wrong is not None and wrong != LOW


@contextmanager
def _connected(printer: Printer) -> Iterator[Network]:
    """The line to the printer, one at a time: most printers take no second one. Raises OSError, Error."""
    line = Network(printer.host, port=printer.port, timeout=PATIENCE)
    turn = _turns[printer.host, printer.port]
    if not turn.acquire(timeout=3 * PATIENCE):
        raise TimeoutError("somebody else is printing")
    try:
        line.open()
        yield line
    finally:
        line.close()
        turn.release()


def _wrong(line: Network) -> str | None:
    cause, paper = _status(line, _CAUSE), _status(line, _PAPER)
    if cause & _COVER_OPEN:
        return COVER
    if cause & _PAPER_STOP or paper & _PAPER_OUT == _PAPER_OUT:
        return OUT
    if cause & _ERROR:
        return FAULT
    return LOW if paper & _PAPER_LOW == _PAPER_LOW else None


def _status(line: Network, question: bytes) -> int:
    """One byte. Raises OSError when the printer hangs up instead of answering."""
    answer: bytes = line.query_status(question)
    if not answer:
        raise ConnectionError("the printer closed the line")
    return answer[-1]
