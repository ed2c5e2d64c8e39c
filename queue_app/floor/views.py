"""The door as a whole: importing it declares every page and every act."""

from __future__ import annotations

from queue_app.floor import acting, pages
from queue_app.floor.door import floor

__all__ = ["acting", "floor", "pages"]
