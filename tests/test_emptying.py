"""What tests leave behind in the database that they share is forgotten before the next."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.catalogue.models import CatalogueChangeRecord
from queue_app.transaction import reading, transaction
from tests.conftest import MONDAY
from tests.emptying import empty


def test_an_edit_of_the_catalogue_that_was_put_back_is_forgotten(app: Flask) -> None:
    with transaction() as session:
        by_hand = CatalogueChangeRecord(site_id=directory(session).site.id, at=clock.now(), by="test", summary={})
        session.add(by_hand)
    empty()
    with reading() as session:
        (loaded,) = session.scalars(select(CatalogueChangeRecord.at))
    assert loaded < MONDAY - timedelta(days=6)
