"""The tables of the machines of the house: how each one is, how it is set, and what is wrong with it now.

A device is its bearer token (`access_tokens`); what was ever wrong is in the events.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from queue_app.db import Record, in_check
from queue_app.errors import N_

#: What can be wrong with a machine, and how staff read it. `silent` is never kept: it follows from `seen_at`.
PROBLEMS = {
    "paper-out": N_("Kertas habis"),
    "paper-low": N_("Kertas hampir habis"),
    "cover-open": N_("Penutup printer terbuka"),
    "printer-offline": N_("Printer tidak menjawab"),
    "printer-error": N_("Printer bermasalah"),
    "no-paper-seen": N_("Pengunjung melaporkan kertas tidak keluar"),
    "help": N_("Pengunjung memanggil petugas"),
    "muted": N_("Suara mati"),
    "no-voice": N_("Suara tidak dapat diputar"),
    "screen": N_("Layar bermasalah"),
    "silent": N_("Perangkat tidak tersambung"),
}
KEPT = tuple(code for code in PROBLEMS if code != "silent")


class DeviceStateRecord(Record):
    """One row per device: `about` is what it last said of itself, `settings` what people chose for it.

    `seen_at` is an instant of the machine's own clock; empty while it was only set, never heard.
    """

    __tablename__ = "device_states"
    device_id: Mapped[int] = mapped_column(ForeignKey("access_tokens.id"), primary_key=True, autoincrement=False)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    seen_at: Mapped[datetime | None]
    about: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]]


class DeviceProblemRecord(Record):
    """What is wrong with a device now, since when (the machine's clock); the row goes when it is over."""

    __tablename__ = "device_problems"
    __table_args__ = (CheckConstraint(in_check("code", KEPT), name="code"),)
    device_id: Mapped[int] = mapped_column(ForeignKey("access_tokens.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    since: Mapped[datetime]
