"""The 4-digit lobby code: shown on the hall's screens, changes every 60 s, the previous one is still accepted."""

from __future__ import annotations

from datetime import UTC, datetime

from queue_app import clock, ids
from queue_app.catalogue.directory import Directory, Hall
from queue_app.line.refusals import WrongCode

PERIOD = 60


def current(directory: Directory, hall: Hall) -> tuple[str, datetime]:
    """The code of a hall now and the instant at which the next one appears."""
    window = int(clock.now().timestamp()) // PERIOD
    return _code(directory, hall, window), datetime.fromtimestamp((window + 1) * PERIOD, tz=UTC)


def require(directory: Directory, code: str) -> None:
    """Raises WrongCode unless this is the present or the previous code of one of the site's halls."""
    window = int(clock.now().timestamp()) // PERIOD
    typed = "".join(c for c in code if c.isdigit())
    valid = [_code(directory, hall, w) for hall in directory.halls.values() for w in (window, window - 1)]
    if not any([ids.same(typed, one) for one in valid]):
        raise WrongCode()


def _code(directory: Directory, hall: Hall, window: int) -> str:
    digest = ids.keyring().digest("lobby-code", f"{directory.site.code}/{hall.code}/{window}")
    return f"{int(digest[:12], 16) % 10_000:04d}"
