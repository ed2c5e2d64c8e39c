"""The house as the code has it must be the house as README draws it: changing the picture means changing this file.

An import only points down. Doors never import each other; the two domains do not know each other; each third-party
package has its room; one place commits, one reads the environment, one asks the machine what time it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ("queue_app", "survey", "kiosk", "display", "config.py", "run.py")

#: Storeys from the ground up; a module belongs to the longest prefix that names it.
STOREYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "floor",
        (
            "queue_app.db",
            "queue_app.postgres",
            "queue_app.pool",
            "queue_app.compiled",
            "queue_app.ready",
            "queue_app.turns",
            "queue_app.clock",
            "queue_app.errors",
            "queue_app.ids",
            "queue_app.seal",
            "queue_app.violations",
            "queue_app.spreadsheets",
        ),
    ),
    ("domains", ("queue_app.catalogue", "queue_app.line", "queue_app.people", "queue_app.forecast", "survey")),
    (
        "tools",
        ("queue_app.notify", "queue_app.web", "queue_app.qr", "queue_app.apart", "queue_app.slow", "display.voice"),
    ),
    (
        "machinery",
        (
            "queue_app.consequences",
            "queue_app.transaction",
            "queue_app.commits",
            "queue_app.idempotency",
            "queue_app.product_time",
            "queue_app.live",
            "queue_app.jobs",
            "queue_app.check",
            "queue_app.retention",
            "queue_app.upkeep",
            "queue_app.schema",
            "queue_app.backup",
            "queue_app.check_schema",
            "queue_app.counting",
            "queue_app.pairing_pages",
        ),
    ),
    (
        "doors",
        (
            "queue_app.citizen",
            "queue_app.counter",
            "queue_app.floor",
            "queue_app.account",
            "queue_app.admin",
            "queue_app.api",
            "queue_app.health",
            "queue_app.messages",
            "queue_app.metrics",
            "display",
            "kiosk",
            "survey.respondent",
            "survey.results_desk",
            "survey.report_desk",
            "survey.public",
            "survey.follow_up_desk",
            "survey.data_desk",
        ),
    ),
    ("wiring", ("queue_app.app", "queue_app.logs", "queue_app.commands", "queue_app.simulation", "queue_app")),
)
HEIGHT = {name: height for height, (name, _) in enumerate(STOREYS)}

#: Rooms of one storey that may use another room of it; within machinery as drawn, nothing else sideways.
SIDEWAYS = {
    "queue_app.db": {"queue_app.pool", "queue_app.postgres", "queue_app.ready"},
    "queue_app.pool": {"queue_app.turns"},
    "queue_app.ready": {"queue_app.compiled", "queue_app.postgres"},
    "queue_app.seal": {"queue_app.ids"},
    "display.voice": {"queue_app.apart"},
    "queue_app.line": {"queue_app.catalogue", "queue_app.forecast"},
    "queue_app.people": {"queue_app.catalogue", "queue_app.line"},
    "queue_app.transaction": {"queue_app.consequences", "queue_app.commits"},
    "queue_app.idempotency": {"queue_app.transaction"},
    "queue_app.counting": {"queue_app.transaction"},
    "queue_app.pairing_pages": {"queue_app.transaction"},
    "queue_app.product_time": {"queue_app.transaction"},
    "queue_app.live": {"queue_app.transaction", "queue_app.consequences"},
    "queue_app.jobs": {
        "queue_app.transaction",
        "queue_app.consequences",
        "queue_app.live",
        "queue_app.retention",
        "queue_app.backup",
        "queue_app.upkeep",
    },
    "queue_app.check": {
        "queue_app.idempotency",
        "queue_app.consequences",
        "queue_app.transaction",
        "queue_app.check_schema",
    },
    "queue_app.check_schema": {"queue_app.schema"},
    "queue_app.retention": {"queue_app.idempotency"},
    "queue_app.schema": {"queue_app.transaction"},
    "queue_app.backup": {
        "queue_app.transaction",
        "queue_app.schema",
        "queue_app.check",
        "queue_app.upkeep",
        "queue_app.retention",
        "queue_app.product_time",
    },
    "queue_app.app": {"queue_app.commands", "queue_app.logs"},
    "queue_app": {"queue_app.app"},
    "queue_app.commands": {"queue_app.simulation"},
}

#: Third-party package → the only places that may touch it.
ROOMS = {
    "flask_sqlalchemy": {"queue_app.transaction"},
    "flask_migrate": {"queue_app.app", "queue_app.commands"},
    "alembic": {"queue_app.schema"},
    "flask_babel": {"queue_app.web.language"},
    "flask_compress": {"queue_app.web.compression"},
    "flask_wtf": {"queue_app.web.request_forgery"},
    "flask_limiter": {"queue_app.web.limits"},
    "flask_socketio": {"queue_app.live.rooms"},
    "socketio": {"queue_app.live.broadcast"},
    "engineio": {"queue_app.live.broadcast"},
    "simple_websocket": {"queue_app.live.wire"},
    "wsproto": {"queue_app.live.wire"},
    "apscheduler": {"queue_app.jobs.schedule"},
    "argon2": {"queue_app.people.passwords"},
    "cryptography": {"queue_app.seal"},
    "twilio": {"queue_app.notify.channels.twilio"},
    "pywebpush": {"queue_app.notify.channels.webpush"},
    "py_vapid": {"queue_app.notify.channels.webpush"},
    "phonenumbers": {"queue_app.notify.phones"},
    "qrcode": {"queue_app.qr"},
    "pyotp": {"queue_app.people.second_step"},
    "authlib": {"queue_app.account.oidc"},
    "joserfc": {"queue_app.account.oidc"},
    "requests": {"queue_app.account.oidc", "queue_app.notify.channels"},
    "escpos": {"kiosk.escpos_slip", "kiosk.network_printer"},
    "icalendar": {"queue_app.catalogue.ics", "queue_app.citizen.calendar_file"},
    "orjson": {"queue_app.web.encode"},
    "psycopg": {"queue_app.live.doorbell", "queue_app.postgres"},
    "redis": {"queue_app.live.doorbell", "queue_app.live.presence", "queue_app.health"},
    "gevent": {"queue_app.app", "queue_app.postgres", "queue_app.slow", "queue_app.simulation"},
    "pydantic": {"queue_app.api", "queue_app.web", "display.reports"},
    "espeakng_loader": {"display.voice.espeak"},
    "xlsxwriter": {"survey.report.workbook", "survey.export_files", "survey.results_desk"},
    "docx": {"survey.report.document"},
    "openpyxl": {"survey.answer_table", "queue_app.catalogue.workbook"},
    "typst": {"survey.report.pdf"},
}

#: Below the doors and tools nobody knows Flask.
FLASKLESS = ("floor", "domains")


@cache
def files() -> dict[str, Path]:
    found = {}
    for part in HOUSE:
        path = ROOT / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            found[".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")] = file
    return found


@cache
def modules() -> dict[str, ast.Module]:
    return {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in files().items()}


@cache
def imports(name: str) -> tuple[str, ...]:
    return tuple(_imports(name))


def _imports(name: str) -> Iterator[str]:
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in files() else node.module


def room_of(name: str) -> tuple[str, str]:
    """(storey, room) of a module of the house."""
    best = ("", "")
    for storey, rooms in STOREYS:
        for room in rooms:
            if (name == room or name.startswith(room + ".")) and len(room) > len(best[1]):
                best = (storey, room)
    return best


def ours(name: str) -> bool:
    return name.split(".")[0] in ("queue_app", "survey", "display", "kiosk")


HOUSE_MODULES = sorted(name for name in files() if ours(name))


@pytest.mark.parametrize("name", HOUSE_MODULES)
def test_an_import_only_points_down(name: str) -> None:
    storey, room = room_of(name)
    assert room, f"{name} has no room in the picture"
    for target in filter(ours, imports(name)):
        other_storey, other = room_of(target)
        if other == room:
            continue
        down = HEIGHT[other_storey] < HEIGHT[storey]
        assert down or other in SIDEWAYS.get(room, set()), f"{name} ({storey}) imports {target} ({other_storey})"


@pytest.mark.parametrize("name", [n for n in HOUSE_MODULES if room_of(n)[1] == "survey"])
def test_the_survey_knows_only_the_floor_of_the_queue(name: str) -> None:
    for target in filter(ours, imports(name)):
        assert room_of(target)[0] == "floor" or room_of(target)[1] == "survey", f"{name} imports {target}"


@pytest.mark.parametrize("name", [n for n in HOUSE_MODULES if room_of(n)[0] in ("floor", "domains")])
def test_rules_know_no_flask_and_no_survey_from_the_queue(name: str) -> None:
    for target in imports(name):
        assert not target.startswith(("flask", "werkzeug", "gunicorn")), f"{name} imports {target}"
        if room_of(name)[1] != "survey":
            assert not target.startswith("survey"), f"{name} imports {target}"


@pytest.mark.parametrize("package", sorted(ROOMS))
def test_each_package_has_its_room(package: str) -> None:
    users = {n for n in HOUSE_MODULES for t in imports(n) if t.split(".")[0] == package}
    allowed = ROOMS[package]
    assert all(any(u == room or u.startswith(room + ".") for room in allowed) for u in users), users
    assert users, f"nobody uses {package}: take it out of this table and out of pyproject"


def test_only_the_transaction_commits() -> None:
    committing = {name for name in HOUSE_MODULES if called(name, "commit")}
    assert committing == {"queue_app.transaction", "queue_app.commits"}
    users = {name for name in HOUSE_MODULES if "queue_app.commits" in imports(name)}
    assert users == {"queue_app.transaction"}


def test_only_config_reads_the_environment() -> None:
    readers = {n for n in HOUSE_MODULES for node in ast.walk(modules()[n]) if is_attribute(node, "os", "environ")}
    # Who starts a process hands it an environment: the simulation its servers, `apart` its commands.
    assert all(name.startswith("queue_app.simulation.") or name == "queue_app.apart" for name in readers)
    assert any(is_attribute(node, "os", "environ") for node in ast.walk(modules()["config"]))


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    asking = {n for n in HOUSE_MODULES for node in ast.walk(modules()[n]) if is_attribute(node, "datetime", "now")}
    assert asking == {"queue_app.clock"}


def test_nobody_hides_in_a_drawer_without_a_name() -> None:
    hidden = {"utils", "helpers", "common", "manager", "base", "misc"}
    assert not [name for name in HOUSE_MODULES if name.split(".")[-1] in hidden]


def called(name: str, method: str) -> bool:
    calls = (node for node in ast.walk(modules()[name]) if isinstance(node, ast.Call))
    return any(isinstance(c.func, ast.Attribute) and c.func.attr == method for c in calls)


def is_attribute(node: ast.AST, owner: str, name: str) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Name)
        and node.value.id == owner
    )
