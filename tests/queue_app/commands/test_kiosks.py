"""`kiosk list` and `kiosk printer`: how each kiosk prints, chosen and tried in one line."""

from __future__ import annotations

import json

from queue_app.people.device_state import id_of, settings_of
from queue_app.transaction import reading
from tests import make
from tests.kiosk.sink import printer
from tests.queue_app.commands.conftest import Operate


def test_a_printer_on_the_network_is_chosen_and_tried_at_once(operate: Operate) -> None:
    kiosk = id_of(make.make_device("kiosk", board="H2"))
    with printer() as sink:
        where = f"127.0.0.1:{sink.port}"
        assert operate("kiosk", "printer", "kiosk", "--escpos", where, "--paper", 58) == (
            0,
            f"kiosk: escpos {where}, kertas 58 mm, siap\n",
            "",
        )
        sink.paper = "out"
        assert operate("kiosk", "printer", kiosk)[:2] == (
            1,
            f"kiosk: escpos {where}, kertas 58 mm, Kertas habis\n",
        )
    with reading() as session:
        kept = settings_of(session, kiosk)["printer"]
    assert (kept["way"], kept["host"], kept["paper"], kept["asks"]) == ("escpos", "127.0.0.1", 58, True)


def test_the_list_says_how_each_kiosk_prints(operate: Operate) -> None:
    make.make_device("kiosk", board="H2")
    make.make_device("display", board="H2")
    (row,) = json.loads(operate("kiosk", "list", "--json")[1])
    assert (row["name"], row["board"], row["way"], row["paper"], row["problems"]) == ("kiosk", "H2", "browser", 80, [])
    assert operate("kiosk", "printer", "kiosk", "--none")[0] == 0
    assert "none 80 mm  baik" in operate("kiosk", "list")[1]


def test_what_cannot_be_a_printer_is_said_plainly(operate: Operate) -> None:
    make.make_device("kiosk")
    assert operate("kiosk", "printer", "tidak-ada", "--browser")[0] == 1
    for bad in ("", "a b", "-x", "http://x", "x:99999"):
        code, _, err = operate("kiosk", "printer", "kiosk", "--escpos", bad or " ")
        assert code == 2, bad
        assert "printer" in err
