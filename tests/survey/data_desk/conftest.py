"""A manager and an auditor at this desk."""

from __future__ import annotations

from tests.survey.asking import auditor, manager

__all__ = ["auditor", "manager"]
