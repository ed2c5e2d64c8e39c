"""A mall with nothing in it yet: only a place, so that somebody can belong to it and set the rest up from pages."""

from __future__ import annotations

from sqlalchemy.orm import Session

from queue_app.catalogue.diff import changes_between
from queue_app.catalogue.importing import apply
from queue_app.catalogue.rows import Catalogue, SiteRow

_PLACE = SiteRow(
    code="mpp",
    name="Mal Pelayanan Publik",
    short_name="MPP",
    owner="Pemerintah daerah",
    address="Alamat belum diisi",
    tz_name="Asia/Jakarta",
)


def begin_empty(session: Session, *, by: str) -> None:
    """Write the place."""
    apply(session, changes_between(None, Catalogue(site=_PLACE), frozenset(), ending=False), by=by)
