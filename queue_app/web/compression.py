"""Pages and scripts travel compressed: on patchy 3G every kilobyte is waiting time (ux.md §2.1)."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

#: Below this a header costs more than it saves.
SMALLEST = 600


def install_compression(app: Flask) -> None:
    """Compress what is text, for clients that ask for it."""
    # Files are streamed; the library streams Brotli (https) and deflate (plain http), not gzip.
    app.config.update(COMPRESS_ALGORITHM=["gzip"], COMPRESS_ALGORITHM_STREAMING=["br", "deflate"])
    app.config.update(COMPRESS_MIN_SIZE=SMALLEST, COMPRESS_STREAMS=True)
    app.config["COMPRESS_MIMETYPES"] = [
        "text/html",
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    ]
    Compress(app)
