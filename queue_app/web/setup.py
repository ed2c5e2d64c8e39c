"""The one call with which `create_app` takes the tools into use."""

from __future__ import annotations

from flask import Flask

from config import Config
from queue_app.web.addresses import install_addresses
from queue_app.web.appearance import install_appearance
from queue_app.web.assets import install_assets
from queue_app.web.audience import install_guard
from queue_app.web.compression import install_compression
from queue_app.web.cookies import install_cookies
from queue_app.web.language import install_language
from queue_app.web.limits import install_limits
from queue_app.web.page import install_page
from queue_app.web.problems import install_problems
from queue_app.web.request_log import install_request_log
from queue_app.web.security import install_security


def install_web(app: Flask, config: Config) -> None:
    """Wire guard, problems, limits, headers, language and assets into the app.

    `app.extensions["reading"]` must be set before the first request: a callable that returns a
    context manager of a Session for reading. Order matters: a request has its id before anything is
    said of it, and the guard knows the actor before the
    limits count by actor.
    """
    install_addresses(app)
    install_request_log(app, config)
    install_compression(app)
    install_cookies(app, config)
    install_security(app, config)
    install_language(app, config)
    install_appearance(app)
    install_assets(app)
    install_guard(app)
    install_limits(app, config)
    install_page(app)
    install_problems(app)
