"""What tests of several rooms of the queue share."""

from __future__ import annotations

from tests.queue_app.writers import writers as writers
