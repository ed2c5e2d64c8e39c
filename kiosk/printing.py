"""From a slip that is wanted to paper, and what staff are told when none comes out.

The number was committed before. The printer is spoken to with no transaction open; a short one before takes the slip,
so that pressing twice prints once, and a short one after keeps how it ended and tells the house.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from kiosk import network_printer
from kiosk.paper import Paper, paper_of
from kiosk.settings import Printer, printer_of
from queue_app.catalogue.directory import directory
from queue_app.line.slips import Slip, begin_printing, end_printing, slip_of_device
from queue_app.line.ticket import find
from queue_app.people.actor import Actor
from queue_app.people.device_state import id_of, report_state, settings_of
from queue_app.transaction import reading, transaction

#: What only a person can see of a browser's printer.
NOT_SEEN = "no-paper-seen"


def printer_of_device(session: Session, device: Actor) -> Printer:
    """How this kiosk prints."""
    return printer_of(settings_of(session, id_of(device)))


def print_now(slip_id: int, device: Actor) -> Slip:
    """Print a slip of this kiosk, unless it is printed or being printed; answers with the slip as it is then.

    A slip that the kiosk's own browser prints is only noted here. Raises Unknown.
    """
    taken = _take(slip_id, device)
    if taken is not None:
        printer, paper = taken
        wrong = network_printer.print_slip(printer, paper) if printer.way == "escpos" else None
        finds = _found(wrong) if printer.way == "escpos" else {NOT_SEEN: False}
        _keep(slip_id, device, wrong if network_printer.stops(wrong) else None, finds)
    with reading() as session:
        return slip_of_device(session, slip_id, id_of(device))


def nothing_came_out(slip_id: int, device: Actor) -> None:
    """The person says that no paper came out: show the number to be photographed, tell staff."""
    _keep(slip_id, device, NOT_SEEN, {NOT_SEEN: True})


def look_after(device: Actor, about: dict[str, object]) -> list[str]:
    """Keep that the kiosk is there and how it prints; ask its printer how it is. Answers with what is wrong."""
    with reading() as session:
        printer = printer_of_device(session, device)
    found: dict[str, bool] = {}
    if printer.way == "escpos":
        found = _found(network_printer.ask(printer))
    told = about | {"paper": printer.paper, "way": printer.way}
    with transaction() as session:
        report_state(session, device, about=told, problems=found)
    return [code for code, present in found.items() if present]


def _take(slip_id: int, device: Actor) -> tuple[Printer, Paper] | None:
    """The printer and the words, when this slip is now ours to print."""
    with transaction() as session:
        slip = slip_of_device(session, slip_id, id_of(device))
        if not begin_printing(session, slip):
            return None
        ticket = find(session, key=slip.ticket_key)
        return printer_of_device(session, device), paper_of(session, directory(session, ticket.site_id), ticket)


def _keep(slip_id: int, device: Actor, problem: str | None, finds: dict[str, bool]) -> None:
    with transaction() as session:
        end_printing(session, slip_of_device(session, slip_id, id_of(device)), problem)
        report_state(session, device, problems=finds)


def _found(problem: str | None) -> dict[str, bool]:
    """Everything that the printer's room can find, and whether it has found it."""
    return {code: code == problem for code in network_printer.FINDS}
