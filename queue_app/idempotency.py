"""Machinery: the same request posted twice happens once (CONTRACT §3, trust.md 0.3).

The key is claimed in the transaction of the act itself, so that of twenty equal posts at once one acts and the others
wait and get its answer. A refusal is an answer too, and kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from queue_app import clock, ids
from queue_app.db import Record, UtcDateTime
from queue_app.errors import N_, Refused
from queue_app.line.numbers import upsert
from queue_app.seal import seal, unseal
from queue_app.transaction import reading, transaction


class Sealed(TypeDecorator[str]):
    """Text that only this installation can read: a kept answer may show its holder what is stored nowhere else."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return seal("kept-answer", value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return unseal("kept-answer", value) if value else value


idempotent_answers = Table(
    "idempotent_answers",
    Record.metadata,
    Column("site_id", Integer, ForeignKey("sites.id"), nullable=False),
    Column("key_digest", String(64), nullable=False),
    Column("request_digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    PrimaryKeyConstraint("site_id", "key_digest"),
)


#: Status of a row that holds no answer: its body is the key digest under which the answer is kept.
KEPT_ELSEWHERE = 308


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client: an HTTP status and the exact body text (for a page: where to go)."""

    status: int
    body: str


class KeyReused(Refused):
    """The same key came with another request."""

    type = "key-reused"
    sentence = N_("Kunci permintaan ini sudah dipakai untuk permintaan lain.")


@dataclass(frozen=True, slots=True)
class Request:
    """What identifies a request: site, who asks ("" for the public), which route, the client's key, and the body."""

    site_id: int
    who: str
    route: str
    key: str
    body: bytes

    @property
    def key_digest(self) -> str:
        return ids.keyring().digest("idempotency", f"{self.who}\n{self.route}\n{self.key}")

    @property
    def request_digest(self) -> str:
        return ids.keyring().digest("idempotent-request", hashlib.sha256(self.body).hexdigest())


def once(request: Request, act: Callable[[Session], Answer], refused: Callable[[Refused], Answer]) -> Answer:
    """Act in one transaction and keep the answer, or answer as the first time. Raises KeyReused.

    `refused` turns a refusal into the answer that is kept.
    """
    with reading() as session:
        held = _held(session, request)
    if held is not None:
        return held
    try:
        with transaction() as session:
            if not _claim(session, request):
                return _held(session, request) or _lost()
            answer = act(session)
            _keep(session, request, answer)
            return answer
    except KeyReused:
        raise
    except Refused as no:
        return _keep_refusal(request, refused(no))


def keep_also(request: Request, who: str) -> None:
    """Let one more owner of the key find its answer: a client that was nobody and has just been given a device.

    The answer stays where it is, once; the new owner's row only leads there, and is forgotten with it.
    """
    i, owner = idempotent_answers.c, replace(request, who=who)
    with transaction() as session:
        mine = (i.site_id == request.site_id) & (i.key_digest == request.key_digest)
        kept_at = session.execute(select(i.at).where(mine)).scalar_one_or_none()
        if kept_at is not None:
            leads = _row(owner, Answer(KEPT_ELSEWHERE, request.key_digest)) | {"at": kept_at}
            session.execute(upsert(session, idempotent_answers, **leads).on_conflict_do_nothing())


def forget_before(session: Session, at: datetime) -> None:
    """Drop answers older than `at`; a client that retries does so within hours."""
    session.execute(delete(idempotent_answers).where(idempotent_answers.c.at < at))


def _held(session: Session, request: Request) -> Answer | None:
    i = idempotent_answers.c
    query = select(i.request_digest, i.status, i.body).where(i.site_id == request.site_id)
    row = session.execute(query.where(i.key_digest == request.key_digest)).first()
    if row is not None and row.status == KEPT_ELSEWHERE:
        row = session.execute(query.where(i.key_digest == row.body)).first()
    if row is None:
        return None
    if not ids.same(row.request_digest, request.request_digest):
        raise KeyReused()
    return Answer(row.status, row.body)


def _claim(session: Session, request: Request) -> bool:
    statement = upsert(session, idempotent_answers, **_row(request, Answer(0, ""))).on_conflict_do_nothing()
    return session.execute(statement.returning(idempotent_answers.c.status)).first() is not None


def _keep(session: Session, request: Request, answer: Answer) -> None:
    i = idempotent_answers.c
    mine = (i.site_id == request.site_id) & (i.key_digest == request.key_digest)
    session.execute(update(idempotent_answers).where(mine).values(status=answer.status, body=answer.body))


def _keep_refusal(request: Request, answer: Answer) -> Answer:
    if answer.status >= 429:
        return answer
    with transaction() as session:
        session.execute(upsert(session, idempotent_answers, **_row(request, answer)).on_conflict_do_nothing())
        return _held(session, request) or answer


def _row(request: Request, answer: Answer) -> dict[str, Any]:
    return {
        "site_id": request.site_id,
        "key_digest": request.key_digest,
        "request_digest": request.request_digest,
        "status": answer.status,
        "body": answer.body,
        "at": clock.now(),
    }


def _lost() -> Answer:
    raise RuntimeError("a claimed key has no answer")
