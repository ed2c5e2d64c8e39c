"""Static files: their addresses carry a hash of the content, so that browsers keep them for a year
and never stale.

`url_for('static', filename=…)` and `url_for('<door>.static', filename=…)` get it by themselves;
`asset_url` is short for both. A module that imports another one by a plain path is asked for again
each time (ETag), which is right too.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "public, no-cache"


def install_assets(app: Flask) -> None:
    """Add the hash to every static address and the caching rule to every static answer."""
    app.url_defaults(_add_hash)
    app.after_request(_say_how_long)
    app.add_template_global(asset_url)


def asset_url(filename: str, door: str | None = None) -> str:
    """Address of a static file of the product, or of one door: `asset_url('console.js', 'counter')`."""
    return url_for(f"{door}.static" if door else "static", filename=filename)


def is_static(endpoint: str) -> bool:
    """Whether an endpoint serves files of the product itself."""
    return endpoint == "static" or endpoint.endswith(".static")


def _add_hash(endpoint: str, values: dict[str, Any]) -> None:
    folder = _folder_of(endpoint)
    filename = values.get("filename")
    if folder is None or not filename or "v" in values:
        return
    file = Path(folder, filename)
    if file.is_file():
        state = file.stat()
        values["v"] = _hash(file, state.st_mtime_ns, state.st_size)


def _say_how_long(response: Response) -> Response:
    if response.status_code in (200, 206, 304) and _folder_of(request.endpoint or "") is not None:
        response.headers["Cache-Control"] = _FOR_EVER if "v" in request.args else _ASK_FIRST
    return response


def _folder_of(endpoint: str) -> str | None:
    if endpoint == "static":
        return current_app.static_folder
    return current_app.blueprints[endpoint[: -len(".static")]].static_folder if is_static(endpoint) else None


@lru_cache(maxsize=512)
def _hash(file: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
