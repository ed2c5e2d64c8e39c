"""A letter: one message as it is sent, whatever the channel. Every channel takes from it what it can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is the whole message for an SMS. `title` and `body` are the same in two parts, `url` is what opens, `tag`
    names the ticket so that a newer letter replaces an older one, `lives` is how long it is worth anything, `urgent`
    that a sleeping phone should wake. `template` and `values` are for providers that hold the words themselves.
    """

    template: str
    text: str
    title: str = ""
    body: str = ""
    url: str = ""
    tag: str = ""
    lives: timedelta = timedelta(minutes=10)
    urgent: bool = False
    values: dict[str, str] = field(default_factory=dict)
    reference: str = ""
