"""docs/SCALE.md says what the simulation computes, and the simulation answers as sense would have it."""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import fields, replace

import pytest

from bench import scale
from bench.scale import HERE, STEPS, Costs, Country, costs, country, load, need, prices


def test_the_document_holds_the_tables_that_the_simulation_prints() -> None:
    told = (HERE.parent / "docs" / "SCALE.md").read_text()
    for table in scale.tables().split("\n\n"):
        assert table in told, f"run `python3 run.py bench scale` and paste:\n{table}"


def test_every_figure_says_where_it_is_from() -> None:
    measured = tomllib.loads((HERE / "measured.toml").read_text())["costs"]
    assumed = tomllib.loads((HERE / "assumed.toml").read_text())
    assert measured.keys() == {field.name for field in fields(Costs)}
    assert assumed["country"].keys() == {field.name for field in fields(Country)}
    assert all(entry["from"] and entry["unit"] and entry["value"] > 0 for entry in measured.values())
    assert all(entry["why"] and entry["value"] > 0 for section in assumed.values() for entry in section.values())


def test_a_larger_place_never_needs_less() -> None:
    needs = [need(load(malls, country(), costs()), country(), costs(), prices()) for _, malls in STEPS]
    for less, more in itertools.pairwise(needs):
        assert all(getattr(more, what) >= getattr(less, what) for what in ("web", "live", "shards", "disk_gb_year"))
        assert more.rupiah > less.rupiah


def test_the_whole_country_is_all_its_tickets_phones_and_screens() -> None:
    land = country()
    all_of_it = load(land.malls, land, costs())
    assert (all_of_it.tickets, all_of_it.phones, all_of_it.screens) == (land.tickets, land.phones, land.screens)
    assert all_of_it.takes == pytest.approx(land.tickets * land.early_share / land.early_hours / 3600 * land.peak)


def test_watchers_of_a_line_in_one_process_have_its_snapshots_built_once() -> None:
    land, unit, price = country(), costs(), prices()
    there = load(land.malls, land, unit)
    spread, placed = need(there, land, unit, price), need(there, land, unit, price, placed=True)
    assert placed.builds == pytest.approx((there.takes + there.steps) * (1 + land.scopes))
    assert placed.builds < spread.builds
    assert placed.live >= land.phones / land.sockets_a_process


def test_what_costs_more_needs_more() -> None:
    land, unit, price = country(), costs(), prices()
    there = load(land.malls, land, unit)
    dearer = replace(unit, read_us=unit.read_us * 2)
    assert need(there, land, dearer, price).web > need(there, land, unit, price).web
