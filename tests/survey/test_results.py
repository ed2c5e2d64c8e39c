from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from survey import instrument as shelf
from survey import results as read
from survey.groups import WrongRange
from survey.ikm import UnknownWeights
from survey.results import MixedInstruments
from survey.tokens import RightRecord
from tests.survey.make import DAY, KEYS, SKM, make_answers, make_response, make_responses
from tests.survey.test_instrument import make_second


def results(session, **other):
    said = {"site_id": 1, "date_from": DAY, "date_to": DAY, "population": 10, **other}
    return read.results(session, **said)


def by_service(session, **other):
    said = {"site_id": 1, "date_from": DAY, "date_to": DAY, "populations": {}, **other}
    return read.by_service(session, **said)


def make_lines(breakdown) -> list[tuple[tuple[str, ...], bool, int, str]]:
    return [(c.services, c.merged, c.result.n, str(c.result.index)) for c in breakdown.cells]


def test_a_result_shows_n_population_adequacy_index_grade_and_every_unsur(session):
    make_responses(session, 9, 3)
    make_response(session, make_answers(4, waktu=1))
    made = results(session)
    assert (made.n, made.population, made.required, made.adequate) == (10, 10, 10, True)
    # 25 x (8 x 31/10 + 28/10) / 9
    assert (str(made.index), made.grade, made.instrument) == ("76.67", "B", SKM.code)
    assert list(made.unsur) == list(KEYS)
    waktu = made.unsur["waktu"]
    assert (waktu.n, waktu.sum, str(waktu.nrr), str(waktu.index), waktu.grade) == (
        10,
        28,
        "2.800",
        "70.00",
        "C",
    )
    assert (made.lowest, made.suppressed) == (("waktu", "persyaratan", "prosedur"), ())


def test_the_json_form_has_the_contracts_keys_and_decimals_as_text(session):
    make_responses(session, 5, 4)
    made = results(session, population=100).as_dict()
    contract = {"n", "population", "required", "adequate", "index", "grade", "unsur", "instrument"}
    assert contract | {"suppressed"} <= set(made)
    assert (made["index"], made["required"], made["adequate"]) == ("100.00", 80, False)
    assert made["unsur"]["biaya"] == {
        "n": 5,
        "sum": 20,
        "nrr": "4.000",
        "index": "100.00",
        "grade": "A",
    }


def test_a_unit_is_pooled_over_its_respondents_never_averaged_over_its_services(session):
    make_responses(session, 5, 4, service="ktp-el")
    make_responses(session, 15, 2, service="akta")
    assert str(results(session).index) == "62.50"
    assert str(results(session, service="ktp-el").index) == "100.00"
    assert str(results(session, service="akta").index) == "50.00"


def test_only_the_site_the_agency_and_the_period_asked_for_count(session):
    make_responses(session, 5, 4)
    make_responses(session, 5, 1, site_id=2)
    make_responses(session, 5, 1, agency="samsat", service="pajak")
    make_responses(session, 5, 1, day=DAY.replace(month=8))
    assert results(session, agency="dispendukcapil").n == 5
    assert str(results(session, agency="dispendukcapil").index) == "100.00"
    assert results(session).n == 10
    assert results(session, date_from=DAY.replace(month=8)).n == 15
    assert results(session, agency="samsat", service="ktp-el").n == 0


def test_a_range_of_days_is_widened_to_whole_months(session):
    make_responses(session, 5, 4)
    make_responses(session, 6, 1, day=DAY - timedelta(days=1))
    make_responses(session, 7, 1, day=DAY.replace(month=12))
    assert results(session).n == 11


def test_an_agency_and_its_services_are_shown_by_whole_quarters_not_by_single_months(session):
    make_responses(session, 5, 4)
    make_responses(session, 7, 1, day=DAY.replace(month=12), service="akta")
    assert results(session, agency="dispendukcapil").suppressed == ("dispendukcapil",)
    assert by_service(session).cells == ()
    quarter = {"date_from": DAY.replace(month=10, day=1), "date_to": DAY.replace(month=12, day=31)}
    assert results(session, agency="dispendukcapil", **quarter).n == 12
    assert len(by_service(session, **quarter).cells) == 2


def test_nothing_answered_is_a_zero_and_no_index(session):
    made = results(session, population=0)
    assert (made.n, made.index, made.grade, made.unsur, made.lowest) == (0, None, None, {}, ())
    assert (made.required, made.adequate, made.suppressed) == (0, False, ())
    assert made.instrument == SKM.code


def test_fewer_than_five_answers_show_neither_index_nor_number(session):
    make_responses(session, 4, 1)
    made = results(session)
    assert (made.n, made.index, made.grade, made.unsur, made.lowest) == (None, None, None, {}, ())
    assert made.suppressed == ("site",)
    assert results(session, agency="dispendukcapil").suppressed == ("dispendukcapil",)
    assert results(session, service="ktp-el").suppressed == ("ktp-el",)
    make_response(session)
    assert results(session).n == 5


def test_a_service_is_hidden_too_when_it_would_uncover_a_small_one_by_subtraction(session):
    make_responses(session, 3, 1, service="kia")
    make_responses(session, 6, 3, service="akta")
    make_responses(session, 9, 4, service="ktp-el")
    assert results(session, service="kia").suppressed == ("kia",)
    assert results(session, service="akta").suppressed == ("akta",)
    assert results(session, service="ktp-el").n == 9
    assert results(session, agency="dispendukcapil").n == 18


def test_small_services_of_an_agency_are_shown_merged_and_pooled(session):
    make_responses(session, 2, 1, service="kia")
    make_responses(session, 3, 3, service="akta")
    make_responses(session, 9, 4, service="ktp-el")
    made = by_service(session, populations={"kia": 7, "akta": 8, "ktp-el": 9})
    assert make_lines(made) == [
        (("ktp-el",), False, 9, "100.00"),
        (("akta", "kia"), True, 5, "55.00"),
    ]
    assert [cell.result.population for cell in made.cells] == [9, 15]
    assert made.suppressed == ("akta", "kia")


def test_services_of_small_agencies_are_shown_merged_across_those_agencies(session):
    make_responses(session, 8, 4, service="ktp-el")
    make_responses(session, 3, 2, agency="samsat", service="pajak")
    make_responses(session, 4, 2, agency="bpjs", service="kartu")
    made = by_service(session)
    assert make_lines(made) == [
        (("ktp-el",), False, 8, "100.00"),
        (("kartu", "pajak"), True, 7, "50.00"),
    ]
    assert made.cells[1].agencies == ("bpjs", "samsat")
    assert by_service(session, agency="samsat").cells == ()
    assert by_service(session, agency="samsat").suppressed == ("pajak",)
    assert results(session, agency="samsat").index is None
    assert results(session, service="pajak").index is None


def test_a_site_too_small_to_show_shows_no_line_at_all(session):
    make_responses(session, 2, service="kia")
    make_responses(session, 2, service="akta")
    made = by_service(session)
    assert (made.cells, made.suppressed) == ((), ("akta", "kia"))


def test_no_two_views_subtract_to_a_group_smaller_than_five(session):
    sizes = {
        ("a", "a1"): 3,
        ("a", "a2"): 6,
        ("a", "a3"): 7,
        ("b", "b1"): 2,
        ("c", "c1"): 5,
        ("c", "c2"): 8,
    }
    for (agency, service), n in sizes.items():
        make_responses(session, n, agency=agency, service=service)
    shown = [frozenset(sizes)]
    for agency in "abc":
        if results(session, agency=agency).index is not None:
            shown.append(frozenset(key for key in sizes if key[0] == agency))
        shown += [
            frozenset(k for k in sizes if k[1] in cell.services) for cell in by_service(session, agency=agency).cells
        ]
    shown += [frozenset(k for k in sizes if k[1] in c.services) for c in by_service(session).cells]
    for key in sizes:
        if results(session, service=key[1]).index is not None:
            shown.append(frozenset([key]))
    parts = set(shown) | {one - other for one in shown for other in shown if other < one}
    assert all(sum(sizes[key] for key in part) >= 5 for part in parts if part)


def test_the_print_mode_is_named_and_only_prints(session):
    make_responses(session, 5, 4)
    made = results(session, weights="0.111")
    assert (str(made.index), made.weights) == ("99.90", "0.111")
    assert made.unsur["waktu"].index == Decimal("100.00")
    with pytest.raises(UnknownWeights):
        results(session, weights="0.11")


def test_a_period_never_mixes_instruments(session, tmp_path, monkeypatch):
    instruments = shelf.shelf(make_second(tmp_path))
    monkeypatch.setattr(shelf, "shelf", lambda: instruments)
    begins = date(2027, 1, 1)
    last = begins - timedelta(days=1)
    make_responses(session, 5, 4, day=last)
    make_responses(session, 6, 2, day=begins, using=instruments["uji-2027"])
    with pytest.raises(MixedInstruments) as no:
        results(session, date_from=last, date_to=begins)
    assert (no.value.status, no.value.type) == (422, "invalid")
    assert "permenpanrb-14-2017, uji-2027" in str(no.value)
    with pytest.raises(MixedInstruments):
        by_service(session, date_from=last, date_to=begins)
    old = results(session, date_from=last, date_to=last)
    new = results(session, date_from=begins, date_to=begins)
    assert [(r.instrument, str(r.index)) for r in (old, new)] == [
        ("permenpanrb-14-2017", "100.00"),
        ("uji-2027", "50.00"),
    ]


def test_a_period_that_ends_before_it_begins_is_refused(session):
    with pytest.raises(WrongRange):
        results(session, date_from=DAY, date_to=DAY - timedelta(days=1))


def test_erasing_everything_known_of_the_visits_changes_no_result(session):
    make_responses(session, 6, 3)
    before = results(session)
    session.execute(delete(RightRecord))
    assert session.scalars(select(RightRecord)).all() == []
    assert results(session) == before
