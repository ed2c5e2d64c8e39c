"""The door of admins, whole: importing its parts gives the blueprint their routes."""

from __future__ import annotations

from queue_app.admin import (  # noqa: F401 - their routes
    calendar_page,
    catalogue_pages,
    certainty_page,
    devices_page,
    forms_page,
    home,
    import_page,
    log_page,
    messages_page,
    people_pages,
    rules_page,
    standards_page,
    texts_page,
    voices_page,
)
from queue_app.admin.door import admin
from queue_app.admin.wizard import pages  # noqa: F401 - its routes

__all__ = ["admin"]
