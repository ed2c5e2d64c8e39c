"""The hall's screens and its supervisor: every call is shown and acknowledged, and the day begins with a notice."""

from __future__ import annotations

import asyncio

from queue_app.simulation.hall import Hall
from queue_app.simulation.plan import Plan

#: A screen asks anew this often (real seconds); a real one is told over its socket.
ASKS_EVERY = 1.0
GREETING = "Selamat datang. Silakan ambil nomor, lalu tunggu panggilan di layar."


async def watch_board(hall: Hall, board: str) -> None:
    """Show every new call of one hall and say so to the server, until cancelled."""
    screen, shown = hall.api(hall.bearers.display), 0
    while True:
        said = (await screen.get(f"/boards/{board}")).said
        for call in sorted(said.get("calls", []), key=lambda call: int(call["event"])):
            if call["event"] > shown:
                shown = call["event"]
                await screen.post(f"/boards/{board}/acks", {"event": shown})
                hall.account.acts["shown"] += 1
        await asyncio.sleep(ASKS_EVERY)


async def announce(hall: Hall, plan: Plan) -> None:
    """Greet everybody when the first counter opens."""
    opens = min((shift.opens for shift in plan.shifts), default=0.0)
    await hall.pace.until(opens)
    until = hall.pace.instant(opens + 3600).isoformat()
    supervisor = hall.api(hall.bearers.supervisor)
    await supervisor.post("/notices", {"text": GREETING, "kind": "info", "until": until})
