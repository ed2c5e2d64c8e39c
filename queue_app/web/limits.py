"""How often one caller may ask. Limits slow down; they never shut a neighbourhood out (trust.md
#1).

A caller is the signed-in person or token, else the network: a whole district may stand behind one
address, so the limits per network are generous. Sign-in, recovery of a ticket and taking a number
have their own, declared on the view:

    @at_most(TAKING)
    def issue(): …

A citizen who takes a number beyond the limit of the network, or while the whole house is asked very fast, gets a
challenge along (challenges.py) and passes with its answer, whatever the others behind that address do.

Turned off by RATE_LIMITS=off; quotas and "one active ticket" are rules of the line and stay.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from flask_limiter import Limit, Limiter

from config import Config
from queue_app.catalogue.directory import site_codes
from queue_app.web import challenges
from queue_app.web.assets import is_static
from queue_app.web.identity import actor, reading

#: What a request may wait for a Redis that hangs, in seconds; the next ones no longer ask it.
REDIS_SECONDS = 0.3
#: Per caller and endpoint.
DEFAULT = "1200/minute"
TAKING = "120/minute"
#: Numbers that citizens take without proof, from wherever, of one house: more than any mall of a city is asked for.
TAKING_OF_ALL = "240/minute"
#: The lobby code has four digits: per ticket, so that nobody can try them all from home.
ARRIVING = "10/minute;30/hour"
RECOVERING = "10/minute;60/hour"
SIGNING_IN = "30/minute"
#: One-time links cannot be guessed; this only keeps the log short.
OPENING_LINKS = "30/minute"

#: Codes for new screens; a hall gets a handful of them, once.
ASKING_CODES = "10/minute;60/hour"
#: Screens of one hall that ask every three seconds whether their code was accepted.
WAITING = "300/minute"

log = logging.getLogger("gmsc")

_View = TypeVar("_View", bound=Callable[..., Any])


def at_most(rate: str, each: str | None = None, *, or_prove: bool = False) -> Callable[[_View], _View]:
    """Give a view its own limit, such as "30/minute"; it counts every method of the view.

    `each` names a part of the address that is counted by itself, whoever asks: a secret may be guessed only so often.
    `or_prove`: a citizen beyond it may answer a challenge instead.
    """

    def mark(view: _View) -> _View:
        view.rate, view.each, view.or_prove = rate, each, or_prove  # type: ignore[attr-defined]
        return view

    return mark


def install_limits(app: Flask, config: Config) -> None:
    """Count in Redis where there is one, for all processes together; in each process's own memory while it is away
    (tried again after 1, 2, 4 … 32 s), and where there is none.
    """
    if not config.rate_limits:
        return
    waits: dict[str, Any] = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS}
    limiter = Limiter(
        key_func=_caller,
        default_limits=[_rate_of_view, _of_all()],
        strategy="sliding-window-counter",
        storage_uri=_storage(config.redis_url),
        storage_options=waits if config.redis_url else {},
        in_memory_fallback_enabled=config.redis_url is not None,
        swallow_errors=True,
        key_prefix="gmsc",
    )
    limiter.request_filter(_uncounted)
    limiter.init_app(app)
    limiter.logger.addFilter(_one_line)
    app.extensions["limits"] = limiter


def may_prove() -> bool:
    """Whether this request, were it one too many, may answer a challenge instead."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "or_prove", False)) and request.method == "POST" and actor().kind == "citizen"


def network_of(address: str) -> str:
    """What is counted together: an IPv4 address, or the /64 that one customer has of IPv6."""
    try:
        return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
    except ValueError:
        return address


def _of_all() -> Limit:
    """The limit of the whole house for numbers that citizens take."""
    return Limit(TAKING_OF_ALL, key_function=_site, scope="taking", shared=True, exempt_when=lambda: not may_prove())


def _site() -> str:
    """The house that is counted. A name in the address counts apart only where there is such a house: pages do not read
    it, and a program that made up another one each time would never be counted.
    """
    asked = request.args.get("site", "")
    if asked:
        with reading() as session:
            asked = asked if asked in site_codes(session) else ""
    return f"site:{asked}"


def _proven() -> bool:
    """Whether this request has answered a challenge, which counts once."""
    if "proven" not in g:
        nonce = challenges.answered() if may_prove() else None
        g.proven = nonce is not None and _first_time(nonce)
    return bool(g.proven)


def _first_time(nonce: str) -> bool:
    """Whether nobody brought this before; where the count is away it is believed, as everybody then is."""
    limiter: Limiter = current_app.extensions["limits"]
    try:
        return bool(limiter.limiter.storage.incr(f"gmsc/proof/{nonce}", 2 * challenges.LASTS) == 1)
    except Exception:
        log.warning("proofs cannot be counted now: they are believed")
        return True


def _storage(redis_url: str | None) -> str:
    return "memory://" if redis_url is None else re.sub("^unix:", "redis+unix:", redis_url)


def _one_line(record: logging.LogRecord) -> bool:
    """Redis being away is said in one line; requests under way at that moment pass uncounted."""
    record.exc_info = None
    return True


def _caller() -> str:
    each = getattr(current_app.view_functions.get(request.endpoint or ""), "each", None)
    if each is not None:
        return f"{each}:{(request.view_args or {})[each]}"
    who = actor()
    return who.label if who.kind in ("staff", "token") else network_of(request.remote_addr or "unknown")


def _rate_of_view() -> str:
    rate: str = getattr(current_app.view_functions.get(request.endpoint or ""), "rate", DEFAULT)
    return rate


def _uncounted() -> bool:
    return is_static(request.endpoint or "") or _proven()
