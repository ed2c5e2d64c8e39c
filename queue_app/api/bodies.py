"""What the API accepts. Unknown members are ignored; a wrong type is a named field in the problem."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Priority = Literal["lansia", "disabilitas", "hamil", "balita", "bencana"]
#: An instant with its offset, within what every zone and both databases can keep.
Instant = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
Code = Field(min_length=1, max_length=64)


class Body(BaseModel):
    """Strict types: "5" is not 5, 1 is not true. Times and dates are read from their text form."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class TakeTicket(Body):
    """Take a number. `day` is today (default) or the next working day; `phone` needs `consent`, and is written to by
    `phone_channel` where the house offers it.
    """

    service: str = Code
    channel: Literal["remote", "kiosk"]
    priority: Priority | None = None
    phone: str | None = Field(default=None, max_length=24)
    consent: str | bool | None = None
    language: str = Field(default="id", max_length=8, pattern=r"^[a-z]{2,3}$")
    for_other: bool = False
    phone_channel: Literal["sms", "whatsapp"] | None = None
    day: Day | None = None


class CheckInCode(Body):
    """The 4-digit code on the hall's screens."""

    code: str = Field(min_length=1, max_length=12)


class CheckIn(Body):
    """A kiosk or a member of staff saw the person: by the ticket's handle (QR) or by its number."""

    id: str | None = Field(default=None, max_length=64)
    number: str | None = Field(default=None, max_length=8)


class Change(Body):
    """Exchange a waiting number: another service, another day, or both."""

    service: str | None = Field(default=None, min_length=1, max_length=64)
    day: Day | None = None


class PushKeys(Body):
    """The keys of a browser's subscription, base64url as the browser gives them."""

    p256dh: str = Field(min_length=80, max_length=120, pattern=r"^[A-Za-z0-9_-]+=*$")
    auth: str = Field(min_length=16, max_length=48, pattern=r"^[A-Za-z0-9_-]+=*$")


class Push(Body):
    """`PushSubscription.toJSON()` of a browser that subscribed with our key (`data-key` on the ticket's page)."""

    endpoint: str = Field(min_length=12, max_length=1000)
    keys: PushKeys


class Subscription(Body):
    """How to tell the holder about this ticket: a phone number (needs `consent`) or this browser (`push`)."""

    phone: str | None = Field(default=None, max_length=24)
    consent: str | bool | None = None
    channel: Literal["sms", "whatsapp"] | None = None
    push: Push | None = None


class Recover(Body):
    """The 8-character code on the slip."""

    code: str = Field(min_length=1, max_length=16)


class OpenCounter(Body):
    """Open for all of the counter's services, or only these."""

    services: list[str] | None = Field(default=None, max_length=200)


class Pause(Body):
    """Why, and until when."""

    reason: str = Field(min_length=1, max_length=80)
    until: Instant | None = None


class Outcome(Body):
    """How the service ended; `missing` names what was not complete."""

    kind: Literal["done", "berkas-kurang"]
    missing: list[str] = Field(default_factory=list, max_length=30)


class Finish(Body):
    """Finish with an outcome; none is "done"."""

    outcome: Outcome | None = None


class ByRef(Body):
    """A ticket by its public reference."""

    ref: str = Field(min_length=1, max_length=16)
    reason: str | None = Field(default=None, max_length=200)


class Transfer(Body):
    """To which service, with a note for the next counter."""

    service: str = Code
    note: str | None = Field(default=None, max_length=200)


class WalkIn(Body):
    """Somebody at the counter without a ticket."""

    service: str = Code
    priority: Priority | None = None


class ConfirmServed(Body):
    """A supervisor's answer to "Saya sudah dilayani"."""

    ref: str = Field(min_length=1, max_length=16)
    reason: str = Field(min_length=1, max_length=200)


class Acknowledge(Body):
    """A display showed a call, and said it."""

    event: int = Field(ge=1, le=2**62)
    shown_at: Instant | None = None
    heard_at: Instant | None = None


class PostNotice(Body):
    """A notice for every screen of the site."""

    text: str = Field(min_length=1, max_length=200)
    kind: Literal["info", "gangguan", "darurat"] = "info"
    until: Instant | None = None


class Quota(Body):
    """Numbers of one service for one day (default: today)."""

    quota: int = Field(ge=0, le=100_000)
    day: Day | None = None


class SurveyAnswers(Body):
    """The answers to the nine unsur (1–4), an optional profile and an optional suggestion."""

    answers: dict[str, object]
    profile: dict[str, object] | None = None
    suggestion: str | None = None
