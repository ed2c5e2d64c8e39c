"""Corruptions that no program of ours would write, each with the invariant that must notice it, as plain SQL."""

from __future__ import annotations

#: Takes from a database what would refuse the corruption that follows.
WITHOUT_ONE_OPEN_TICKET = "DROP INDEX uq_tickets_open_at_counter"

PLANTED = {
    "a number skipped": ("I1", "UPDATE tickets SET ordinal = 900 WHERE ordinal = 2 AND prefix = 'A'"),
    "a number drawn and not given": ("I1", "UPDATE line_days SET last_ordinal = last_ordinal + 1"),
    "a ticket without its counter row": ("I1", "DELETE FROM line_days"),
    "an acknowledged ticket lost": ("I2", "UPDATE tickets SET ref = 'ZZZZZZZZZZ' WHERE ordinal = 1"),
    "a key without an answer": ("I3", "UPDATE idempotent_answers SET status = 0, body = ''"),
    "two keys for one ticket": (
        "I3",
        "INSERT INTO idempotent_answers SELECT site_id, 'other', request_digest, status, body, at"
        " FROM idempotent_answers WHERE status = 201",
    ),
    "a key that leads nowhere": ("I3", "UPDATE idempotent_answers SET status = 308 WHERE status = 201"),
    "two open tickets at a counter": (
        "I4",
        WITHOUT_ONE_OPEN_TICKET,
        "UPDATE tickets SET status = 'CALLED', counter_id = (SELECT counter_id FROM tickets"
        " WHERE status = 'CALLED' LIMIT 1) WHERE status = 'WAITING' AND ordinal = 7",
    ),
    "an event of a call to a busy counter": (
        "I4",
        "UPDATE ticket_events SET counter_id = (SELECT id FROM counters WHERE code = 'L5')"
        " WHERE seq > (SELECT max(seq) - 2 FROM ticket_events)",
    ),
    "somebody called before their turn": (
        "I5",
        "UPDATE tickets SET place = 1 WHERE ordinal = 7 AND prefix = 'A'",
    ),
    "a status without an event": ("I6", "UPDATE tickets SET status = 'EXPIRED' WHERE ordinal = 7"),
    "an illegal move": (
        "I6",
        "UPDATE ticket_events SET kind = 'rejoined' WHERE kind = 'recalled'",
    ),
    "a step that undo did not follow": (
        "I6",
        "DELETE FROM ticket_events WHERE kind = 'undone'",
    ),
    "served without the right": ("I7", "DELETE FROM survey_rights"),
    "a right without being served": (
        "I7",
        "UPDATE survey_rights SET subject = (SELECT ref FROM tickets WHERE status = 'WAITING' LIMIT 1)"
        " WHERE subject = (SELECT ref FROM tickets WHERE status = 'SERVED' LIMIT 1)",
    ),
    "a withdrawn right of the served": (
        "I7",
        "UPDATE survey_rights SET withdrawn_at = '2026-11-23 02:00:00+00:00'",
    ),
    "a right for another service": ("I7", "UPDATE survey_rights SET service_code = 'PLN-PASANG'"),
    "more redeemed than granted": (
        "I7",
        "UPDATE survey_rights SET withdrawn_at = '2026-11-23 02:00:00+00:00'"
        " WHERE digest IN (SELECT digest FROM survey_spent)",
    ),
    "served without having been called": (
        "I7",
        "DELETE FROM ticket_events WHERE kind IN ('called', 'unheld', 'walked-in')",
    ),
    "a token spent that nobody had": ("I7", "UPDATE survey_spent SET digest = 'x'"),
    "an answer without a token": ("I7", "DELETE FROM survey_spent"),
    "half an answer": ("I7", "DELETE FROM survey_answers WHERE unsur = 'biaya'"),
    "a change without an event": ("I8", "UPDATE tickets SET version = version + 1 WHERE ordinal = 7"),
    "an event lost": ("I8", "DELETE FROM ticket_events WHERE kind = 'recalled'"),
    "an event of another ticket": ("I8", "UPDATE ticket_events SET number = 'A099' WHERE kind = 'held'"),
    "a ticket moved to another service": (
        "I8",
        "UPDATE tickets SET service_id = service_id + 1 WHERE ordinal = 7",
    ),
    "a called ticket at another counter": (
        "I8",
        "UPDATE tickets SET counter_id = counter_id + 3 WHERE status = 'CALLED'",
    ),
    "a ticket that says another counter than its events": (
        "I8",
        "UPDATE tickets SET counter_id = counter_id + 1 WHERE status = 'SERVED'",
    ),
    "a recall that was not made": ("I8", "UPDATE tickets SET recalls = 7 WHERE status = 'CALLED'"),
    "somebody made present behind the events": (
        "I8",
        "UPDATE tickets SET arrived_at = NULL WHERE status = 'WAITING' AND ordinal = 7",
    ),
    "an outcome made better": (
        "I8",
        "UPDATE tickets SET outcome = 'done', missing = NULL WHERE outcome = 'berkas-kurang'",
    ),
    "a dispute wiped away": ("I8", "UPDATE tickets SET claimed_at = NULL WHERE claimed_at IS NOT NULL"),
    "an event changed": (
        "I8",
        "UPDATE ticket_events SET data = '{\"outcome\": \"done\"}' WHERE kind = 'finished' AND seq ="
        " (SELECT max(seq) FROM ticket_events WHERE kind = 'finished' AND CAST(data AS TEXT) LIKE '%missing%')",
    ),
    "a call that no board shows": (
        "I9",
        "UPDATE ticket_events SET kind = 'started' WHERE kind IN ('called', 'recalled') AND number = 'A003'",
    ),
    "a board that lists a counter which is not at work": (
        "I9",
        "DELETE FROM ticket_events WHERE kind = 'counter-opened'",
    ),
    "a line that shows somebody who does not wait": (
        "I9",
        "UPDATE tickets SET status = 'WAITING', outcome = NULL WHERE status = 'SERVED'",
    ),
    "a clock that went back a day": (
        "I10",
        "UPDATE ticket_events SET day = '2026-11-22', at = '2026-11-22 02:00:00+00:00'"
        " WHERE seq = (SELECT max(seq) FROM ticket_events WHERE kind = 'called')",
    ),
    "a number given for a day that is over": (
        "I10",
        "UPDATE ticket_events SET at = '2026-11-25 02:00:00+00:00' WHERE kind = 'issued' AND number = 'A007'",
    ),
    "a ticket moved to another day": (
        "I10",
        "UPDATE tickets SET day = '2026-11-24' WHERE status = 'WAITING' AND ordinal = 7",
    ),
    "a call on another day": (
        "I10",
        "UPDATE ticket_events SET at = '2026-11-24 02:00:00+00:00' WHERE kind = 'called'",
    ),
    "a phone kept too long": (
        "I12",
        "UPDATE tickets SET day = '2026-11-10' WHERE key IN (SELECT ticket_key FROM contacts)",
    ),
    "a phone forgotten by half": ("I12", "DELETE FROM contacts"),
    "a ticket that was never issued": (
        "I13",
        "DELETE FROM ticket_events WHERE kind = 'issued' AND number = 'A007'",
    ),
    "a quota that gives numbers away": ("quota", "UPDATE service_days SET taken = taken - 1"),
    "a quota oversold": (
        "quota",
        "DELETE FROM ticket_events WHERE kind = 'quota-set'",
        "UPDATE service_days SET quota = taken - 1",
    ),
    "an open counter that says closed": (
        "counter",
        "UPDATE counter_states SET status = 'CLOSED', reason = NULL",
    ),
    "a call at a counter that never opened": (
        "counter",
        "DELETE FROM ticket_events WHERE kind = 'counter-opened'",
    ),
    "a counter that may have two open tickets": ("schema", WITHOUT_ONE_OPEN_TICKET),
    "an instant kept with an answer": ("schema", "ALTER TABLE survey_responses ADD COLUMN noted TIMESTAMP"),
    "a table beside the design": ("schema", "CREATE TABLE notes_of_the_operator (phone TEXT)"),
    "a message that tells a secret": (
        "outbox",
        'UPDATE messages SET parameters = \'{"number": "A001", "id": "secret"}\'',
    ),
    "a message about another ticket": (
        "outbox",
        'UPDATE messages SET parameters = \'{"number": "A099"}\'',
    ),
    "a message sent without trying": ("outbox", "UPDATE messages SET state = 'sent', attempts = 0"),
}
