"""The shapes in which the line is shown (CONTRACT §3): typed dictionaries, ready for JSON and for templates.

Instants are aware datetimes in the site's zone. Holder shapes carry `id` and links; staff and board shapes never do.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NotRequired

from typing_extensions import TypedDict


class Window(TypedDict):
    """When a call is expected, and when that was computed."""

    low: datetime
    high: datetime
    as_of: datetime


class TicketFacts(TypedDict):
    """What everybody who may see a ticket sees of it."""

    ref: str
    number: str
    prefix: str
    ordinal: int
    day: date
    status: str
    service: str
    service_name: str
    issued_service: str
    channel: str
    priority: str | None
    issued_at: datetime
    arrived_at: datetime | None
    called_at: datetime | None
    started_at: datetime | None
    missed_at: datetime | None
    ended_at: datetime | None
    claimed_at: datetime | None
    counter: str | None
    recalls: int
    outcome: str | None
    missing: list[str]


class HolderTicket(TicketFacts):
    """A ticket as its holder sees it."""

    id: str
    ahead: int | None
    present_ahead: int | None
    counter_name: str | None
    counter_number: int | None
    floor: str
    hall: str
    board: str
    line: str
    estimate: Window | None
    estimate_reason: str | None
    phone_kept: bool
    recovery_code: str
    seq: int
    url: str
    survey_url: str | None


class StaffTicket(TicketFacts):
    """A ticket as staff see it: no handle, no link, no phone."""

    present: bool
    note: str | None


class CounterShape(TypedDict):
    """One counter with everybody it may call."""

    code: str
    number: int
    name: str
    floor: str
    board: str
    agency: str
    open: bool
    paused: bool
    reason: str | None
    until: datetime | None
    services: list[str]
    current: StaffTicket | None
    next: StaffTicket | None
    waiting: list[StaffTicket]
    waiting_total: int
    held: list[StaffTicket]
    missed: list[StaffTicket]
    undo_until: datetime | None
    seq: int
    as_of: datetime


class CounterBrief(TypedDict):
    """One counter in a list."""

    code: str
    number: int
    name: str
    floor: str
    board: str
    agency: str
    open: bool
    paused: bool
    reason: str | None
    until: datetime | None


class BoardCall(TypedDict):
    """One call on a board; `event` identifies it for the display's acknowledgement."""

    event: int
    number: str
    counter: str
    counter_name: str
    counter_number: int
    floor: str
    called_at: datetime
    recall: int
    spoken: str


class BoardCounter(TypedDict):
    """A counter that is open or paused; `reason` and `until` come with a pause only, because a board is small."""

    code: str
    name: str
    open: bool
    paused: bool
    reason: NotRequired[str]
    until: NotRequired[datetime]


class Notice(TypedDict):
    """A sentence for everybody in the house."""

    id: int
    kind: str
    text: str
    until: datetime | None


class BoardShape(TypedDict):
    """What everybody in a hall sees: calls newest first."""

    code: str
    name: str
    floor: str
    seq: int
    as_of: datetime
    calls: list[BoardCall]
    counters: list[BoardCounter]
    notices: list[Notice]


class LineService(TypedDict):
    """The window of somebody who takes a number of this service now."""

    code: str
    estimate: Window | None
    estimate_reason: str | None


class LineShape(TypedDict):
    """One prefix in public: who is being served, the order of waiting numbers, the window behind all of them per
    service. `said` changes with what is announced or paused: the words are on the ticket's page.
    """

    prefix: str
    seq: int
    as_of: datetime
    serving: list[str]
    order: list[str]
    services: list[LineService]
    said: str


class ServiceShape(TypedDict):
    """A service in the public list."""

    code: str
    name: str
    agency: str
    agency_name: str
    floor: str
    prefix: str
    open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    next_opens_at: datetime | None
    reason: str | None
    online_allowed: bool
    waiting: int
    remote_left: int | None
    estimate: Window | None
    estimate_reason: str | None


class FloorService(TypedDict):
    """One service now; minutes are whole."""

    code: str
    name: str
    agency: str
    waiting: int
    present: int
    longest_wait_minutes: int
    served: int
    missed: int
    open_counters: int


class FloorCounter(CounterBrief):
    """One counter now, and how many it served today."""

    current: StaffTicket | None
    served: int


class DeviceTrouble(TypedDict):
    """One thing that is wrong with a kiosk or a screen now (`problem` is a code of people.device_models.PROBLEMS)."""

    device: int
    name: str
    kind: str
    board: str | None
    problem: str
    since: datetime


class FloorShape(TypedDict):
    """Every service, counter and troubled machine of a site now."""

    seq: int
    as_of: datetime
    waiting: int
    present: int
    longest_wait_minutes: int
    open_counters: int
    counters_total: int
    services: list[FloorService]
    counters: list[FloorCounter]
    claims: list[StaffTicket]
    out_of_order: list[dict[str, object]]
    notices: list[Notice]
    devices: list[DeviceTrouble]
