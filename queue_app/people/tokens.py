"""Bearer tokens: how devices, scripts and other systems prove who they are. Shown once, kept as
keyed digest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from queue_app import clock, ids
from queue_app.errors import N_, Invalid, Unauthorised
from queue_app.people.actor import ROLES, Actor
from queue_app.people.audit import audit
from queue_app.people.models import AccessTokenRecord
from queue_app.ready import Ready

_t = AccessTokenRecord
#: What of a token its actor has.
_SEEN = ("role", "name", "site_id", "counter_id", "hall_id", "agency_id")
#: Asked by every machine for every request.
_OF_DIGEST = Ready(
    select(_t.digest, _t.revoked_at, _t.id, *(getattr(_t, name) for name in _SEEN)).where(
        _t.digest == bindparam("digest")
    )
)


class TokenNotValid(Unauthorised):
    """No such bearer, or it was revoked."""

    sentence = N_("Token tidak berlaku.")


def create_token(
    session: Session,
    *,
    site_id: int,
    name: str,
    role: str,
    by: str,
    counter_id: int | None = None,
    hall_id: int | None = None,
    agency_id: int | None = None,
) -> str:
    """Make a token and return its bearer, which is shown this once. Raises Invalid naming `name` or
    `role`.
    """
    refuse_bad(name, role)
    bearer = ids.bearer()
    row = AccessTokenRecord(
        site_id=site_id,
        name=name.strip(),
        role=role,
        counter_id=counter_id,
        hall_id=hall_id,
        agency_id=agency_id,
        digest=_digest(bearer),
        created_at=clock.real_now(),
        created_by=by,
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    data = {"role": role, "counter_id": counter_id, "hall_id": hall_id, "agency_id": agency_id}
    audit(
        session,
        by=by,
        action="token-created",
        subject=f"token:{row.id}",
        data=data,
        site_id=site_id,
    )
    return bearer


def token_actor(session: Session, bearer: str) -> Actor:
    """Who this bearer is. Raises TokenNotValid (unauthorised) alike for an unknown and a revoked
    one.
    """
    digest = _digest(bearer)
    row = _OF_DIGEST.first(session, {"digest": digest})
    if row is None or not ids.same(row[0], digest) or row[1] is not None:
        raise TokenNotValid()
    _, _, token_id, *seen = row
    return _actor(token_id, seen)


def holders(session: Session, token_ids: Collection[int]) -> dict[int, Actor]:
    """Token → who it is now; a token that no longer works is left out."""
    if not token_ids:
        return {}
    seen = (getattr(_t, name) for name in _SEEN)
    rows = session.execute(select(_t.id, *seen).where(_t.id.in_(token_ids), _t.revoked_at.is_(None)))
    return {token_id: _actor(token_id, values) for token_id, *values in rows}


def working(session: Session) -> list[AccessTokenRecord]:
    """Every token that is not revoked, oldest first."""
    row = AccessTokenRecord
    return list(session.scalars(select(row).where(row.revoked_at.is_(None)).order_by(row.id)))


def names_of(session: Session, labels: Collection[str]) -> dict[str, str]:
    """Actor label ("token:7") → the name its token was given, also of revoked ones; labels of others are left out."""
    wanted = {int(number) for kind, _, number in (label.partition(":") for label in labels) if kind == "token"}
    row = AccessTokenRecord
    found = session.execute(select(row.id, row.name).where(row.id.in_(wanted))) if wanted else ()
    return {f"token:{token_id}": name for token_id, name in found}


def revoke_token(session: Session, token_id: int, *, by: str) -> None:
    """End a token with the next request that shows it. Revoking twice is fine."""
    row = AccessTokenRecord
    ended = session.execute(
        update(row)
        .where(row.id == token_id, row.revoked_at.is_(None))
        .values(revoked_at=clock.real_now())
        .returning(row.site_id)
    ).first()
    if ended is not None:
        audit(
            session,
            by=by,
            action="token-revoked",
            subject=f"token:{token_id}",
            site_id=ended.site_id,
        )


def refuse_bad(name: str, role: str) -> None:
    """Raise Invalid naming `name` or `role` for what no token may have."""
    if not 1 <= len(name.strip()) <= 80 or not name.isprintable():
        raise Invalid([{"field": "name", "message": N_("Nama wajib diisi, paling banyak 80 karakter.")}])
    if role not in ROLES:
        raise Invalid([{"field": "role", "message": N_("Peran ini tidak dikenal.")}])


def _actor(token_id: int, seen: Sequence[Any]) -> Actor:
    return Actor("token", label=f"token:{token_id}", **dict(zip(_SEEN, seen, strict=True)))


def _digest(bearer: str) -> str:
    return ids.keyring().digest("bearer", bearer)
