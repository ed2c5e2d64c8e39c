"""The catalogue of a site, loaded once and shared by every request of a process.

It is small (hundreds of rows) and rarely changes; the verbs of the line take these values and never join catalogue
tables. A change raises `sites.catalogue_version`; other processes see it within `FRESH_SECONDS`.
"""

from __future__ import annotations

import time as monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from queue_app.catalogue import models as m
from queue_app.catalogue.house import Agency as Agency
from queue_app.catalogue.house import Counter as Counter
from queue_app.catalogue.house import Directory as Directory
from queue_app.catalogue.house import Hall as Hall
from queue_app.catalogue.house import Hours as Hours
from queue_app.catalogue.house import Line as Line
from queue_app.catalogue.house import Service as Service
from queue_app.catalogue.house import Site as Site
from queue_app.catalogue.loading import load
from queue_app.errors import Unknown

FRESH_SECONDS = 1.0

#: Key in `session.info` by which a transaction says that it changes the catalogue. The one that is held is forgotten
#: after its commit, before anybody else writes (`transaction.py`).
CHANGED = "the catalogue changes"


def directory(session: Session, site: str | int | None = None) -> Directory:
    """The catalogue of a site, by code or id (default: the installation's first). Raises Unknown."""
    mine = _held.setdefault(session.get_bind().engine, {})
    held = mine.get(site)
    if held is not None and monotonic.monotonic() - held[0] < FRESH_SECONDS:
        return held[1]
    row = _site_row(session, site)
    fresh = next((one for _, one in list(mine.values()) if _is_of(one, row)), None) or load(session, row)
    mine[site] = (monotonic.monotonic(), fresh)
    return fresh


def _is_of(held: Directory, row: m.SiteRecord) -> bool:
    """Whether this is the site as it is now, by whatever name it was asked for."""
    return held.site.id == row.id and held.version == row.catalogue_version


def site_codes(session: Session) -> list[str]:
    """The sites of this installation, oldest first."""
    return list(session.scalars(select(m.SiteRecord.code).order_by(m.SiteRecord.id)))


def forget() -> None:
    """Drop what this process holds; a transaction that CHANGED it does so after its commit."""
    _held.clear()


#: engine → site as asked for → (when it was checked, what was found)
_held: WeakKeyDictionary[Engine, dict[str | int | None, tuple[float, Directory]]] = WeakKeyDictionary()


def _site_row(session: Session, site: str | int | None) -> m.SiteRecord:
    query = select(m.SiteRecord).order_by(m.SiteRecord.id).limit(1)
    if site is not None:
        query = query.where((m.SiteRecord.id if isinstance(site, int) else m.SiteRecord.code) == site)
    row = session.scalars(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise Unknown()
    return row
