"""Who is absent keeps the place until it is passed; who comes late re-enters behind two; counters share a line."""

from __future__ import annotations

from flask import Flask

from queue_app.catalogue.directory import directory
from queue_app.line import attendance, calling, desk, serving
from queue_app.line.queue_view import around
from queue_app.transaction import reading
from tests import make
from tests.queue_app.line.scene import at_counter, code_now, holder, later, now, refused, seen, service, shown


def test_an_absent_ticket_is_not_called_and_keeps_its_place_until_it_is_passed(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    assert at_counter(calling.call_next) is None
    make.make_ticket()
    arrived = holder(desk.check_in, home, code=code_now())
    assert arrived.place == home.place
    assert at_counter(calling.call_next).key == home.key


def test_a_late_arrival_reenters_behind_two_callable_tickets(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    for _ in range(5):
        make.make_ticket()
    at_counter(calling.call_next)
    told = seen(home)
    assert told["ahead"] == 2
    assert "A001" not in shown("line", "A")["order"]
    holder(desk.check_in, home, code=code_now())
    assert shown("line", "A")["order"] == ["A003", "A004", "A001", "A005", "A006"]
    assert seen(home)["ahead"] == told["ahead"]


def test_a_late_arrival_never_passes_a_priority_ticket(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    for _ in range(4):
        make.make_ticket()
    at_counter(calling.call_next)  # A002; two regular calls are due before the priority ticket is
    at_counter(calling.miss)
    make.make_ticket(priority="lansia")
    at_counter(calling.call_next)  # A006
    at_counter(calling.miss)
    make.make_ticket(priority="hamil")
    holder(desk.check_in, home, code=code_now())
    order = called_until_empty()
    assert order == ["A003", "A004", "A007", "A001", "A005"]


def test_late_is_who_a_counter_of_theirs_has_passed_and_not_who_another_line_has(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L26")
    home = make.make_ticket("DKC-KIA", present=False)
    make.make_ticket("PLN-BARU")
    at_counter(calling.call_next, code="L26")
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_a_counter_that_serves_something_else_today_makes_nobody_late(app: Flask) -> None:
    make.make_open_counter(services=["DKC-LAHIR"])
    home = make.make_ticket("DKC-KIA", present=False)
    make.make_ticket("DKC-LAHIR")
    at_counter(calling.call_next)
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_a_call_out_of_order_makes_nobody_late(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False)
    make.make_ticket()
    chosen = make.make_ticket()
    at_counter(calling.call, now(chosen), reason="Ibu dengan bayi")
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_a_priority_ticket_from_home_is_never_late(app: Flask) -> None:
    make.make_open_counter()
    home = make.make_ticket(present=False, priority="disabilitas")
    make.make_ticket(priority="lansia")
    make.make_ticket()
    at_counter(calling.call_next)
    assert holder(desk.check_in, home, code=code_now()).place == home.place


def test_twelve_late_arrivals_with_a_call_between_each_all_stand_behind_two_who_can_be_called(app: Flask) -> None:
    make.make_open_counter()
    homes = [make.make_ticket(present=False) for _ in range(12)]
    for _ in range(4):
        make.make_ticket()
    at_counter(calling.call_next)
    for home in homes:
        before = [t["number"] for t in shown("counter", "L4")["waiting"] if t["present"]]
        holder(desk.check_in, home, code=code_now())
        order = [t["number"] for t in shown("counter", "L4")["waiting"] if t["present"]]
        assert order.index(home.number) >= 2
        assert [n for n in order if n != home.number] == before
        at_counter(calling.miss)
        at_counter(calling.call_next)


def test_a_kiosk_number_for_another_day_waits_for_the_person_to_come(app: Flask) -> None:
    later(hours=6.5)
    with reading() as session:
        tomorrow = attendance.today(directory(session)).replace(day=24)
    early = make.make_ticket(day=tomorrow)
    assert early.arrived_at is None
    later(hours=17.5)
    make.make_open_counter()
    assert at_counter(calling.call_next) is None
    holder(desk.check_in, early, code=code_now())
    assert at_counter(calling.call_next).key == early.key


def test_counters_that_share_services_take_turns_at_one_line(app: Flask) -> None:
    for code in ("L4", "L5", "L6"):
        make.make_open_counter(code, None if code != "L6" else ["DKC-LAHIR"])
    numbers = [make.make_ticket(c).number for c in ("DKC-KIA", "DKC-LAHIR", "DKC-KIA", "DKC-LAHIR")]
    called = [at_counter(calling.call_next, code=code).number for code in ("L5", "L6", "L4")]
    assert called == numbers[:3]
    with refused("counter-busy"):
        at_counter(calling.call_next, code="L5")


def test_each_counter_has_its_own_turn_for_priority(app: Flask) -> None:
    make.make_open_counter("L4")
    make.make_open_counter("L5")
    for priority in ("lansia", "hamil", None, None):
        make.make_ticket(priority=priority)
    assert at_counter(calling.call_next, code="L4").priority == "lansia"
    assert at_counter(calling.call_next, code="L5").priority == "hamil"


def test_a_transferred_ticket_keeps_its_place_in_time(app: Flask) -> None:
    make.make_open_counter()
    make.make_open_counter("L26")
    first = make.make_ticket()
    make.make_ticket("PLN-BARU")
    at_counter(calling.call_next)
    at_counter(serving.transfer, service=service("PLN-BARU"))
    assert at_counter(calling.call_next, code="L26").key == first.key


def test_the_view_of_another_day_knows_nothing_of_todays_counters(app: Flask) -> None:
    make.make_open_counter()
    make.make_ticket(priority="lansia")
    at_counter(calling.call_next)
    later(hours=6.5)
    with reading() as session:
        house = directory(session)
        tomorrow = attendance.today(house).replace(day=24)
    regular = make.make_ticket("DKC-KIA", present=False, day=tomorrow)
    urgent = make.make_ticket("DKC-KIA", present=False, day=tomorrow, priority="lansia")
    with reading() as session:
        view = around(session, house, regular.service_id, tomorrow)
        assert view.ahead_of(regular).people == 1
        assert view.ahead_of(urgent).people == 0


def called_until_empty(code: str = make.COUNTER) -> list[str]:
    numbers = []
    while called := at_counter(calling.call_next, code=code):
        numbers.append(called.number)
        at_counter(calling.miss, code=code)
    return numbers
