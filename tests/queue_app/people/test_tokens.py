"""Bearer tokens: shown once, kept as digest, gone with revocation."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from queue_app import ids
from queue_app.errors import Invalid
from queue_app.people.actor import ROLES
from queue_app.people.models import AccessTokenRecord
from queue_app.people.tokens import TokenNotValid, create_token, revoke_token, token_actor


def make(session: Session, **more: object) -> str:
    return create_token(session, **{"site_id": 1, "name": "Loket 1", "role": "counter", "by": "staff:1", **more})


def only_row(session: Session) -> AccessTokenRecord:
    return session.scalars(select(AccessTokenRecord)).one()


def test_a_bearer_is_the_actor_it_was_made_for(session: Session) -> None:
    bearer = make(session, counter_id=2, hall_id=1, agency_id=1)
    actor = token_actor(session, bearer)
    assert (actor.kind, actor.role, actor.counter_id, actor.hall_id, actor.agency_id) == ("token", "counter", 2, 1, 1)
    assert actor.label == f"token:{only_row(session).id}"
    assert actor.staff_id is None


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_have_a_token(session: Session, role: str) -> None:
    assert token_actor(session, make(session, role=role)).role == role


def test_the_bearer_itself_is_not_kept(session: Session) -> None:
    bearer = make(session)
    assert len(bearer) >= 43
    assert only_row(session).digest not in (bearer, "")


def test_unknown_and_revoked_are_refused_alike(session: Session) -> None:
    bearer = make(session)
    revoke_token(session, only_row(session).id, by="staff:1")
    revoke_token(session, only_row(session).id, by="staff:1")
    said = set()
    for shown in (bearer, "unknown", "", bearer + "x", only_row(session).digest):
        with pytest.raises(TokenNotValid) as refused:
            token_actor(session, shown)
        said.add(str(refused.value))
    assert len(said) == 1


def test_a_bearer_of_another_installation_is_unknown(session: Session) -> None:
    bearer = make(session)
    ids.install(ids.Keyring("another key for another installation, as long"))
    with pytest.raises(TokenNotValid):
        token_actor(session, bearer)


@pytest.mark.parametrize(
    ("field", "more"), [("role", {"role": "root"}), ("name", {"name": "  "}), ("name", {"name": "a\x00"})]
)
def test_a_token_needs_a_name_and_a_known_role(session: Session, field: str, more: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        make(session, **more)
    assert refused.value.errors[0]["field"] == field
