"""What the form of a device sets, in the words in which screens read it (`device_states.settings`).

A kiosk's printer has a page of its own, `/kiosk/atur`.
"""

from __future__ import annotations

from collections.abc import Mapping

from queue_app.catalogue import cells
from queue_app.catalogue.cells import CellProblem
from queue_app.errors import Invalid

#: Size of a screen in inches, how far people sit in metres, how loud in percent: bounds as `display` reads them.
_SCREEN = {"inches": (19, 150), "metres": (1, 30), "volume": (0, 100)}


def settings_from(role: str, form: Mapping[str, str]) -> dict[str, object]:
    """The settings of a device's form; a field that is not there says nothing. Raises Invalid naming fields."""
    return {} if role == "kiosk" else _screen(form)


def _screen(form: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    errors = []
    for name, (low, high) in _SCREEN.items():
        if form.get(name, "").strip():
            try:
                found[name] = cells.whole(low, high)(form[name].strip())
            except CellProblem as problem:
                errors.append({"field": name, "message": problem.sentence.format(**problem.values)})
    if errors:
        raise Invalid(errors)
    return found
