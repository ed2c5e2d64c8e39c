"""A clerk at a counter without scripts: looks at the page, presses what is there, reads what comes back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.make import COUNTER, headers


@dataclass
class Desk:
    """The console of one counter in one browser."""

    client: FlaskClient
    who: dict[str, str]
    code: str = COUNTER

    def look(self, panel: str = "", **query: str) -> str:
        """The page, with a panel open."""
        asked = {"buka": panel, **query} if panel else query
        answer = self.client.get(f"/loket/{self.code}", headers=self.who, query_string=asked)
        assert answer.status_code == 200, answer.text
        return answer.text

    def press(self, verb: str, **form: object) -> TestResponse:
        """Send the form of a verb, as the page would."""
        return self.client.post(f"/loket/{self.code}/{verb}", headers=self.who, data=form)

    def done(self, verb: str, **form: object) -> str:
        """Send a form that is not refused; the page it comes back to."""
        answer = self.press(verb, **form)
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.location, headers=self.who).text


def make_desk(client: FlaskClient, role: str = "counter", code: str = COUNTER) -> Desk:
    """A clerk of this counter, or somebody of another role."""
    return Desk(client, headers(role, counter=code) if role == "counter" else headers(role), code)


def words(page: str, part: str = "") -> str:
    """What a person reads: the page, or the part of it with this id up to the next region."""
    if part:
        inside = page[page.index(f'id="{part}"') :].partition(">")[2]
        page = inside.partition("data-region")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>?", " ", page)).split())


def next_step(page: str) -> tuple[str, str]:
    """(verb, label) of the one big button."""
    button = page.index('class="con-primary"')
    action = re.findall(r'action="/loket/[^/"]+/([a-z-]+)"', page[:button])[-1]
    label = re.search(r"<span>(.*?)</span>", page[button:])
    assert label
    return action, unescape(label[1])


def offered(page: str) -> set[str]:
    """The verbs that can be pressed."""
    return set(re.findall(r'action="/loket/[^/"]+/([a-z-]+)"', page))
