"""`flask --app queue_app …`: each operator command is a few lines over a verb."""

from __future__ import annotations

from flask import Flask

from queue_app.commands import importing, signing_in  # noqa: F401 - their commands are in the groups `skm` and `staff`
from queue_app.commands.checking import check, openapi, skm
from queue_app.commands.devices import device
from queue_app.commands.house import import_file, prepare, seed
from queue_app.commands.keeping import backup, restore
from queue_app.commands.kiosks import kiosk
from queue_app.commands.people import staff, token
from queue_app.commands.playing import demo, simulate
from queue_app.commands.voice import voice_commands

COMMANDS = (
    prepare,
    seed,
    import_file,
    staff,
    token,
    device,
    voice_commands,
    kiosk,
    check,
    backup,
    restore,
    skm,
    openapi,
    simulate,
    demo,
)


def install(app: Flask) -> None:
    """Add the commands to the app."""
    for command in COMMANDS:
        app.cli.add_command(command)
