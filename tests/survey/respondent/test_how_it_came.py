"""How a form came in is judged by the server alone; a code can be had on paper; help comes in the reader's language."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from queue_app import clock
from queue_app.catalogue.directory import directory
from queue_app.live.snapshots import grouped
from queue_app.transaction import transaction
from queue_app.web import cookies
from survey import publication
from survey.last_published import LastPublished
from survey.periods import parse
from survey.publication_record import new_code
from survey.respondent import phone_views
from survey.stamp import stamp
from tests.survey.respondent.make import (
    SKM,
    make_expired_token,
    make_form,
    make_scores,
    make_token,
    rows,
    stored,
    submit,
    words,
)

VARIED = make_form(3, waktu=1)


def started(token, seconds):
    """A form that was shown so many seconds ago."""
    return {"started": stamp(token, clock.real_now() - timedelta(seconds=seconds))}


@pytest.mark.parametrize(("seconds", "flags"), [(1, ["too-fast"]), (45, [])])
def test_the_server_measures_how_long_a_form_was_open(client, seconds, flags):
    token = make_token()
    client.post(f"/s/{token}", data=VARIED | started(token, seconds))
    assert stored().flags == flags


def test_the_page_carries_the_stamp_and_a_form_shown_again_keeps_the_first(client):
    token = make_token()
    carried = r'name="started" value="([^"]+)"'
    assert re.search(carried, client.get(f"/s/{token}").text)
    first = started(token, 100)
    again = client.post(f"/s/{token}", data=make_form(3, waktu=None) | first)
    assert re.search(carried, again.text)[1] == first["started"]


@pytest.mark.parametrize("told", [{}, {"started": "1.x"}, {"started": "9" * 200}])
def test_without_a_stamp_of_ours_the_answer_counts_and_is_marked(client, told):
    other = make_token()
    token = make_token()
    assert client.post(f"/s/{token}", data=VARIED | told).status_code == 200
    assert stored().flags == ["untimed"]
    client.post(f"/s/{other}", data=VARIED | started(token, 60))
    assert rows()[1] == 2


def test_an_answer_from_a_browser_of_the_staff_is_marked_and_counts(client, monkeypatch):
    token = make_token()
    monkeypatch.setattr(cookies, "known_staff", lambda: [7])
    assert client.post(f"/s/{token}", data=VARIED | started(token, 60)).status_code == 200
    assert stored().flags == ["counter-machine"]


def test_answers_of_a_program_count_too(client):
    submit(make_token(), make_scores(3, waktu=1))
    assert stored().flags == ["untimed"]


@pytest.mark.parametrize("language", ["en", "jv"])
def test_help_comes_in_the_readers_language_and_official_words_stay(client, language):
    token = make_token()
    page = client.get(f"/s/{token}", query_string={"bantuan": language})
    said = words(page.text)
    for unsur in SKM.unsur:
        assert unsur.question in said
        assert unsur.help[language] in said
        assert all(
            f"{own} {theirs}" in said for own, theirs in zip(unsur.options, unsur.options_help[language], strict=True)
        )
    assert f'lang="{language}"' in page.text
    assert client.get(f"/s/{token}?bantuan=xx").status_code == 200


def test_the_numbering_of_the_form_is_the_houses_own(app, client, monkeypatch):
    body = dataclasses.replace(app.extensions["config"], survey_form_order="body")
    monkeypatch.setitem(app.extensions, "config", body)
    page = words(client.get(f"/s/{make_token()}").text)
    assert page.index("8. Penanganan pengaduan") < page.index("9. Sarana dan prasarana")


def test_the_slip_carries_the_code_for_its_holder_and_spends_nothing(client):
    token = make_token()
    page = client.get(f"/s/{token}/cetak")
    assert page.status_code == 200
    assert grouped(token) in page.text
    assert "<svg" in page.text
    assert "sampai Senin, 30 November 2026" in words(page.text)
    assert rows() == [0, 0, 0, 0]
    assert client.get(f"/s/{make_expired_token()}/cetak").status_code == 410
    assert client.get("/s/ZZZZZZZZZZZZ/cetak").status_code == 404


def publish(period, *, index="83.42", letter="B", n=1284):
    """A report in force whose numbers are these."""
    result = {"n": n, "index": index, "instrument": SKM.code}
    with transaction() as session:
        publication.publish(
            session,
            site_id=directory(session).site.id,
            period=parse(period),
            agency=None,
            code=new_code(),
            number="",
            snapshot={"result": result, "letter": letter},
            files=publication.Files(b"", b"", b""),
            at=clock.now(),
            today=clock.business_day("Asia/Jakarta"),
            by="test",
        )


def test_thanks_show_what_was_published_last(client):
    assert "Hasil penilaian warga" not in client.post(f"/s/{make_token()}", data=VARIED).text
    publish("2025-S2", index="70.00", letter="C", n=900)
    publish("2026-S1")
    page = client.post(f"/s/{make_token()}", data=VARIED).text
    assert "Hasil penilaian warga, Semester I 2026 83,42 Mutu B Baik 1.284 responden" in words(page)
    assert 'href="/publik/"' in page


def test_a_published_index_without_a_letter_is_shown_without_one(client):
    publish("2026-S1", letter="", n=12)
    said = words(client.post(f"/s/{make_token()}", data=VARIED).text)
    assert "Semester I 2026 83,42 Responden belum mencukupi 12 responden" in said


def test_thanks_say_what_came_of_it(client, monkeypatch):
    last = LastPublished(parse("2026-S1"), Decimal("83.42"), "B", "Baik", 1284, "dua loket KTP buka saat istirahat.")
    monkeypatch.setattr(phone_views, "last_published", lambda _session, _site: last)
    said = words(client.post(f"/s/{make_token()}", data=VARIED).text)
    assert "Diperbaiki karena penilaian warga: dua loket KTP buka saat istirahat." in said


def test_ten_megabytes_are_refused_and_the_token_is_still_good(client):
    token = make_token()
    big = client.post(f"/s/{token}", data=VARIED | {"suggestion": "a" * 10_000_000})
    assert big.status_code == 413
    assert rows() == [0, 0, 0, 0]
    assert client.post(f"/s/{token}", data=VARIED).status_code == 200
