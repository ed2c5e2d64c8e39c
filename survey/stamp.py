"""When a form was shown, sealed: the page carries it and sends it back, so that nobody can shorten or lengthen it.

A stamp belongs to one token. Nothing is stored of it: showing a form writes nothing, and of the seconds only a coarse
mark stays (`survey.marks`). Times are the machine's own: a simulated clock must not judge people.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_app.ids import keyring, normalise, same
from survey.tokens import VALID_DAYS

_LONGEST = 60


def stamp(token: str, at: datetime) -> str:
    """A sealed note that the form of this token was shown at `at`."""
    seconds = str(int(at.timestamp()))
    return f"{seconds}.{_seal(token, seconds)}"


def seconds_since(stamped: object, token: str, at: datetime) -> int | None:
    """Whole seconds between showing and now; None for what is no stamp of ours, not this token's, or too old."""
    if not isinstance(stamped, str) or len(stamped) > _LONGEST:
        return None
    seconds, _, seal = stamped.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and same(seal, _seal(token, seconds))):
        return None
    passed = int(at.timestamp()) - int(seconds)
    return passed if 0 <= passed <= timedelta(days=VALID_DAYS).total_seconds() else None


def _seal(token: str, seconds: str) -> str:
    return keyring().digest("survey-shown", f"{normalise(token)}:{seconds}")[:32]
