"""Servers with a bug on purpose: a drill that passes on them proves nothing."""

from __future__ import annotations

from typing import Any

from flask import Flask

from queue_app.app import serving


def forgets_keys() -> Flask:
    """The product without idempotency: a request that is repeated is done again."""
    app = serving()
    product = app.wsgi_app

    def deaf(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_IDEMPOTENCY_KEY", None)
        return product(environ, start_response)

    app.wsgi_app = deaf  # type: ignore[method-assign]
    return app
