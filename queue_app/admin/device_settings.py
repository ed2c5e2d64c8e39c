"""What the form of a device sets, in the words in which screens and kiosks read it (`device_states.settings`)."""

from __future__ import annotations

from collections.abc import Mapping

from queue_app.catalogue import cells
from queue_app.catalogue.cells import CellProblem
from queue_app.errors import N_, Invalid

#: Size of a screen in inches, how far people sit in metres, how loud in percent: bounds as `display` reads them.
_SCREEN = {"inches": (19, 150), "metres": (1, 30), "volume": (0, 100)}
_WAYS, _PAPERS = ("browser", "escpos", "none"), ("58", "80")


def settings_from(role: str, form: Mapping[str, str]) -> dict[str, object]:
    """The settings of a device's form; a field that is not there says nothing. Raises Invalid naming fields."""
    return _printer(form) if role == "kiosk" else _screen(form)


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


def _printer(form: Mapping[str, str]) -> dict[str, object]:
    if "way" not in form:
        return {}
    way, paper, host = form["way"], form.get("paper", "80"), form.get("host", "").strip()
    errors = []
    if way not in _WAYS or paper not in _PAPERS:
        errors.append({"field": "way", "message": N_("Pilih cara mencetak dan lebar kertas.")})
    if way == "escpos" and not host:
        errors.append({"field": "host", "message": N_("Tulis alamat IP atau nama printer di jaringan.")})
    port = form.get("port", "").strip() or "9100"
    if not port.isdigit() or not 1 <= int(port[:6]) <= 65535:
        errors.append({"field": "port", "message": N_("Port printer antara 1 dan 65535.")})
    if errors:
        raise Invalid(errors)
    asks = form.get("asks") == "ya"
    return {"printer": {"way": way, "paper": int(paper), "host": host[:253], "port": int(port), "asks": asks}}
