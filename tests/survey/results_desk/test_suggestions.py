"""What people wrote: read where answers may be shown, by week and agency; sorted by a manager, changed by nobody."""

from __future__ import annotations

import re

from sqlalchemy import select

from queue_app.people.models import AuditEntryRecord
from queue_app.transaction import reading
from survey.responses import SuggestionRecord
from tests.make import headers
from tests.survey.results_desk.make import make_suggestion, make_visits, said

LIST = "/manajer/saran"


def key_of(body):
    with reading() as session:
        return session.scalar(select(SuggestionRecord.id).where(SuggestionRecord.body == body))


def sort(client, key, role="manager", **form):
    return client.post(f"{LIST}/{key}", data=form, headers=headers(role))


def test_they_are_read_by_week_and_agency_and_only_where_answers_may_be_shown(read):
    make_suggestion("Kursi ruang tunggu kurang")
    make_visits(4)
    assert "Kursi ruang tunggu" not in read(LIST).text
    make_visits(1)
    page = said(read(LIST))
    assert re.search(r"Kursi ruang tunggu kurang Belum dibaca · \S.* · pekan Senin, 14 September 2026", page)


def test_one_about_an_agency_too_small_to_be_shown_does_not_name_it(read):
    make_visits(9)
    make_visits(6, service="BPN-CEK")
    make_visits(1, service="PLN-BARU")
    make_suggestion("Listrik kapan menyala?", service="PLN-BARU")
    make_suggestion("Kursi ruang tunggu kurang")
    page = read(LIST).text
    small, large = (re.search(rf'{words}.*?class="hint">(.*?)</p>', page, re.S)[1] for words in ("Listrik", "Kursi"))
    assert "PLN" not in small
    assert "Dispendukcapil" in large


def test_a_manager_reads_and_tags_one_and_the_list_can_be_filtered(client, read):
    make_visits(5)
    make_suggestion("Kursi kurang")
    make_suggestion("Parkir penuh")
    answer = sort(client, key_of("Kursi kurang"), read="1", tags=" Kursi,  ruang   tunggu, kursi")
    assert answer.status_code == 303
    page = said(read(LIST))
    assert "2 saran, 1 belum dibaca" in page
    assert page.index("Parkir penuh") < page.index("Kursi kurang")
    assert "kursi (1)" in page
    assert "ruang tunggu (1)" in page
    assert "Kursi kurang" not in said(read(LIST, belum="1"))
    assert "Parkir penuh" not in said(read(LIST, tanda="kursi"))
    with reading() as session:
        (entry,) = session.scalars(select(AuditEntryRecord).where(AuditEntryRecord.action == "suggestion.sort"))
    assert entry.data == {"read": True, "tags": ["kursi", "ruang tunggu"]}
    sort(client, key_of("Kursi kurang"), read="", tags="")
    assert "2 saran, 2 belum dibaca" in said(read(LIST))


def test_too_many_tags_are_refused_and_what_was_typed_is_kept(client):
    make_visits(5)
    make_suggestion("Kursi kurang")
    answer = sort(client, key_of("Kursi kurang"), read="1", tags="a,b,c,d,e,f")
    assert answer.status_code == 422
    assert 'value="a,b,c,d,e,f"' in answer.text
    assert "1 belum dibaca" in answer.text


def test_only_a_manager_sorts_and_only_what_is_there(client):
    make_visits(5)
    make_suggestion("Kursi kurang")
    key = key_of("Kursi kurang")
    for role in ("auditor", "admin", "survey", "supervisor", "counter"):
        assert sort(client, key, role, read="1").status_code == 403
    assert sort(client, "tidak-ada", read="1").status_code == 404
    assert '<form class="sort' not in client.get(LIST, headers=headers("auditor")).text
