"""Every request has an id, which is answered, stands on every log line of it, and may come from a proxy in front.

With LOG_FORMAT=json each request leaves one line. It names the route and never the address, for addresses of tickets
and surveys are secrets; a network and never a machine; and answering a survey leaves no line at all (trust.md §5).
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from ipaddress import ip_network

from flask import Flask, Response, g, has_request_context, request

from config import Config
from queue_app.web.identity import actor

HEADER = "X-Request-Id"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
#: Routes of the answer itself, on a phone, a tablet or typed in by staff; nothing may tie it to a moment (the proxy's
#: log leaves out the same: deploy/nginx/gmsc.conf).
_UNSEEN = ("/s/", "/survei/", "/isian/", "/api/v1/survey/")

log = logging.getLogger("gmsc.access")


def install_request_log(app: Flask, config: Config) -> None:
    """Give each request its id; called before all others, so that it begins first and ends last."""
    app.before_request(_begin)
    app.after_request(_answer_id)
    if config.log_format == "json":
        app.after_request(_write_line)


def request_id() -> str | None:
    """The id of the request at hand; None outside of one."""
    return g.get("request_id") if has_request_context() else None


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
    g.began = time.monotonic()


def _answer_id(response: Response) -> Response:
    if (known := request_id()) is not None:  # None when nobody began: a request refused before any of ours ran
        response.headers[HEADER] = known
    return response


def _write_line(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule else "(no route)"
    if "began" in g and not rule.startswith(_UNSEEN):
        fields = {
            "method": request.method,
            "route": rule,
            "status": response.status_code,
            "bytes": response.content_length,
            "ms": round((time.monotonic() - g.began) * 1000, 1),
            "by": actor().label,
            "from": _network(request.remote_addr),
        }
        log.info("%s %s %s", request.method, rule, response.status_code, extra={"fields": fields})
    return response


def _network(address: str | None) -> str | None:
    """The network of a caller: 24 bits of IPv4, 48 of IPv6."""
    try:
        return str(ip_network(f"{address}/{48 if ':' in str(address) else 24}", strict=False).network_address)
    except ValueError:
        return None
