"""A past for a hall on PostgreSQL: one ticket that was really taken and given back is copied, with its events, into as
many days as wished. The database copies whole rows, whatever columns the schema of the version before has.
"""

from __future__ import annotations

import psycopg

from bench.drills.hall import SERVICES, Hall

#: Numbers that each day of the past gave: all that three digits can say.
A_DAY = 999

#: `OFFSET 0` keeps the database from making the row once for each of its columns.
_COPY = [
    "CREATE TEMP TABLE pattern AS SELECT * FROM tickets WHERE status = 'CANCELLED' LIMIT 1",
    "CREATE TEMP TABLE of_pattern AS SELECT e.* FROM ticket_events e JOIN pattern p ON e.ticket_key = p.key",
    """INSERT INTO tickets SELECT (made).* FROM (SELECT jsonb_populate_record(p, jsonb_build_object(
         'key', nextval(pg_get_serial_sequence('tickets', 'key')),
         'id', substr(md5('id' || n), 1, 22), 'ref', 'X' || lpad(n::text, 9, '0'), 'recovery_digest', md5('code' || n),
         'ordinal', n %% %(a_day)s + 1, 'day', p.day - ago, 'issued_at', p.issued_at - ago * interval '1 day',
         'arrived_at', p.arrived_at - ago * interval '1 day', 'ended_at', p.ended_at - ago * interval '1 day')) made
       FROM pattern p, generate_series(0, %(past)s - 1) n, LATERAL (SELECT 1 + n / %(a_day)s AS ago) days
       OFFSET 0) rows""",
    """INSERT INTO ticket_events SELECT (made).* FROM (SELECT jsonb_populate_record(e, jsonb_build_object(
         'seq', nextval(pg_get_serial_sequence('ticket_events', 'seq')), 'ticket_key', key, 'ref', ref, 'day', day,
         'at', (e).at - ago * interval '1 day', 'number', prefix || lpad(ordinal::text, 3, '0'))) made
       FROM (SELECT e, t.*, p.day - t.day AS ago FROM tickets t, of_pattern e, pattern p
             WHERE t.ref LIKE 'X%%' ORDER BY t.key, e.seq) lives OFFSET 0) rows""",
    "CREATE TEMP TABLE gone AS SELECT DISTINCT day FROM tickets WHERE ref LIKE 'X%%'",
    """INSERT INTO line_days
       SELECT (jsonb_populate_record(d, jsonb_build_object('day', gone.day, 'last_ordinal', %(a_day)s))).*
       FROM line_days d, pattern p, gone
       WHERE d.day = p.day AND d.line_id = (SELECT line_id FROM services WHERE id = p.issued_service_id)""",
    """INSERT INTO service_days
       SELECT (jsonb_populate_record(d, jsonb_build_object('day', gone.day, 'taken', %(a_day)s))).*
       FROM service_days d, pattern p, gone WHERE d.day = p.day AND d.service_id = p.service_id""",
]


def give_a_past(hall: Hall, past: int) -> None:
    """So many tickets (whole days of `A_DAY`) before today; the hall's server runs before and afterwards."""
    holder = hall.wire("kiosk")
    taken = holder.post("/tickets", {"service": SERVICES[0], "channel": "kiosk"})
    assert holder.post(f"/tickets/{taken.body['id']}/cancel").status == 200
    holder.close()
    hall.stop()
    url = hall.env["DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _COPY:
            connection.execute(statement, {"a_day": A_DAY, "past": past})
        connection.execute("VACUUM ANALYZE")
    hall.start()
