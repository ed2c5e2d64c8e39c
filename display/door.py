"""The door of the screens: its routes are in the modules named `…views`."""

from __future__ import annotations

from flask import Blueprint

from queue_app.web.device_door import DeviceDoor

display = Blueprint(
    "display",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/display",
)
#: The TVs of a hall.
SCREEN = DeviceDoor(role="display", cookie="display", secret_cookie="pairing")
