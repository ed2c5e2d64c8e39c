"""What was seen is told in the same figures as what is written, and every difference is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_app.simulation.tally import Account, DaySummary, percentile, summarise


def staff_ticket(ref: str, status: str, **more: object) -> dict[str, object]:
    said = {"ref": ref, "number": "A001", "channel": "kiosk", "status": status}
    times = {"arrived_at": "2026-11-23T08:00:00+07:00", "called_at": "2026-11-23T08:10:00+07:00"}
    return {**said, **times, **more}


def make_account() -> Account:
    account = Account()
    account.held(staff_ticket("R1", "WAITING", id="secret"))
    account.called(staff_ticket("R1", "CALLED"))
    account.called(staff_ticket("R1", "CALLED", called_at="2026-11-23T09:00:00+07:00"))
    account.seen(staff_ticket("R1", "SERVED"))
    account.seen(staff_ticket("R2", "EXPIRED", channel="remote"))
    account.acts["recalled"] += 1
    account.acts["answered"] += 1
    return account


def test_a_day_is_summed_up_from_the_last_sight_of_each_ticket() -> None:
    assert summarise(make_account()) == DaySummary(
        tickets=2,
        by_status={"EXPIRED": 1, "SERVED": 1},
        by_channel={"kiosk": 1, "remote": 1},
        calls=2,
        recalls=1,
        served=1,
        surveys=1,
        wait_p50=600,
        wait_p90=600,
    )


@pytest.mark.parametrize("name", ["tickets", "calls", "recalls", "served", "surveys", "wait_p50", "wait_p90"])
def test_a_figure_that_differs_is_named(name: str) -> None:
    seen = summarise(make_account())
    written = replace(seen, **{name: (getattr(seen, name) or 0) + 100})
    assert [said.partition(":")[0] for said in seen.differences(written)] == [name]
    assert seen.differences(seen) == []


def test_a_lost_state_is_named() -> None:
    seen = summarise(make_account())
    assert seen.differences(replace(seen, by_status={"SERVED": 2})) == [
        "by_status: {'EXPIRED': 1, 'SERVED': 1} seen, {'SERVED': 2} in the database"
    ]


def test_waits_may_differ_by_the_time_between_two_looks_at_a_fast_clock() -> None:
    seen = summarise(make_account())
    assert seen.differences(replace(seen, wait_p50=630)) == []
    assert seen.differences(replace(seen, wait_p50=631)) != []
    assert seen.differences(replace(seen, wait_p50=None)) != []


def test_percentiles_of_nothing_are_none() -> None:
    assert percentile([], 50) is None
    assert percentile([1.0, 2.0, 3.0], 50) == 2
    assert percentile([1.0, 2.0, 3.0], 99) == 3
