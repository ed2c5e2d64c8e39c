"""The page of a token, without a script: what it asks, keeps, refuses and never does."""

from __future__ import annotations

import gzip
import re
from html import unescape

import pytest
from sqlalchemy import select

from queue_app.catalogue.directory import directory
from queue_app.line.ticket import Status
from queue_app.live.snapshots import grouped, holders_view
from queue_app.transaction import reading
from survey import responses
from survey.responses import SuggestionRecord
from tests.make import make_ticket_in
from tests.survey.respondent.make import (
    SKM,
    make_form,
    make_scores,
    make_token,
    rows,
    stored,
    stored_scores,
    words,
)

FIRST_LOAD = 60 * 1024


def chosen(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(answers\.\w+)" value="(\d)" checked', page))


def linked(page: str) -> list[str]:
    return re.findall(r'<a href="#([^"]+)">', page)


def test_a_served_ticket_leads_to_its_survey(app, client):
    ticket = make_ticket_in(Status.SERVED)
    with reading() as session:
        address = holders_view(session, directory(session), ticket)["survey_url"]
    page = client.get(address)
    assert page.status_code == 200
    assert "Cetak ulang KTP-el hilang atau rusak" in words(page.text)


def test_the_page_asks_the_official_questions_in_official_words_and_order(client):
    page = words(client.get(f"/s/{make_token()}").text)
    asked = [text for unsur in SKM.form for text in (unsur.question, *unsur.options)]
    at = 0
    for text in asked:
        at = page.find(text, at) + len(text)
        assert at >= len(text), text


def test_every_option_stands_from_1_to_4_and_none_is_chosen(client):
    page = client.get(f"/s/{make_token()}").text
    for unsur in SKM.form:
        given = re.findall(rf'name="answers\.{unsur.key}" value="(\d)"', page)
        assert given == ["1", "2", "3", "4"]
    assert " checked" not in page


def test_every_question_is_explained_apart_from_its_official_words(client):
    page = client.get(f"/s/{make_token()}").text
    for unsur in SKM.form:
        field = rf"answers\.{unsur.key}"
        explained = re.search(rf'id="{field}-penjelasan">([^<]+)<', page)
        assert explained
        assert unescape(explained[1]) not in unsur.question
        assert re.search(rf'<fieldset[^>]*aria-describedby="{field}-penjelasan"', page)


def test_looking_spends_nothing_writes_nothing_and_sets_no_cookie(client):
    token = make_token()
    for ask in (client.get, client.head, client.get):
        answer = ask(f"/s/{token}")
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert rows() == [0, 0, 0, 0]


def test_answers_profile_and_suggestion_are_stored_and_thanked_with_a_receipt(client):
    form = make_form(3, waktu=1) | {
        "profile.jenis_kelamin": "perempuan",
        "profile.usia": " 34 ",
        "profile.disabilitas": "sensorik",
        "suggestion": "Kursi <kurang>.",
    }
    answer = client.post(f"/s/{make_token()}", data=form)
    assert answer.status_code == 200
    assert stored_scores() == make_scores(3, waktu=1)
    one = stored()
    assert (one.jenis_kelamin, one.usia, one.disabilitas) == ("perempuan", "30-39", "sensorik")
    assert (one.channel, one.pendidikan) == ("web", None)
    with reading() as session:
        assert session.scalars(select(SuggestionRecord.body)).one() == "Kursi <kurang>."
        receipt = re.search(r"data-receipt>([0-9A-Z-]+)<", answer.text)
        assert receipt
        assert responses.counted(session, receipt[1]).service_code == "DKC-KTP-HILANG"


def test_the_receipt_is_in_no_address(client):
    token = make_token()
    answer = client.post(f"/s/{token}", data=make_form())
    receipt = re.search(r"data-receipt>([0-9A-Z-]+)<", answer.text)[1]
    addresses = " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', answer.text))
    assert "Location" not in answer.headers
    assert receipt not in addresses
    assert token not in answer.text
    assert grouped(token) not in answer.text


@pytest.mark.parametrize("shape", ["lower", "grouped", "spaced", "look-alikes"])
def test_a_token_is_forgiven_its_spelling(client, shape):
    token = make_token()
    spelled = {
        "lower": token.lower(),
        "grouped": grouped(token),
        "spaced": " ".join(token[i : i + 4] for i in range(0, 12, 4)),
        "look-alikes": token.replace("0", "O").replace("1", "l").replace("V", "u"),
    }[shape]
    assert client.get(f"/s/{spelled}").status_code == 200
    assert client.post(f"/s/{spelled}", data=make_form()).status_code == 200
    assert client.post(f"/s/{token}", data=make_form()).status_code == 409


def test_missed_questions_are_named_and_linked_and_everything_else_is_kept(client):
    token = make_token()
    form = make_form(2, waktu=None, pengaduan=None) | {
        "profile.pekerjaan": "petani-nelayan",
        "profile.usia": "empat",
        "suggestion": 'A"<b>\nB',
    }
    answer = client.post(f"/s/{token}", data=form)
    assert answer.status_code == 422
    assert linked(answer.text)[:3] == ["answers.waktu", "answers.pengaduan", "profile.usia"]
    for field in ("answers.waktu", "answers.pengaduan", "profile.usia"):
        assert f'id="{field}"' in answer.text
        assert f'id="{field}-salah"' in answer.text
    assert "3. Waktu penyelesaian: Pertanyaan ini belum dijawab." in words(answer.text)
    assert chosen(answer.text) == {k: v for k, v in form.items() if k.startswith("answers.")}
    assert 'value="petani-nelayan" checked' in answer.text
    assert 'value="empat"' in answer.text
    assert "A&#34;&lt;b&gt;\nB</textarea>" in answer.text
    assert rows() == [0, 0, 0, 0]


def test_an_empty_form_names_all_nine_in_the_order_of_the_page(client):
    answer = client.post(f"/s/{make_token()}", data={})
    assert linked(answer.text)[:9] == [f"answers.{unsur.key}" for unsur in SKM.form]


@pytest.mark.parametrize("value", ["0", "5", "2.5", "-1", "³", "x", "1" * 30, ["1", "4"]])
def test_only_a_whole_number_from_1_to_4_is_an_answer(client, value):
    answer = client.post(f"/s/{make_token()}", data=make_form() | {"answers.waktu": value})
    assert answer.status_code == 422
    assert linked(answer.text)[0] == "answers.waktu"
    assert rows() == [0, 0, 0, 0]


def test_a_question_that_is_not_asked_is_refused_without_a_dead_link(client):
    answer = client.post(f"/s/{make_token()}", data=make_form() | {"answers.rahasia": "4"})
    assert answer.status_code == 422
    assert "answers.rahasia" not in linked(answer.text)


def test_every_profile_field_may_be_left_open_or_declined(client):
    declined = {f"profile.{field.key}": "" for field in SKM.profile}
    assert client.post(f"/s/{make_token()}", data=make_form() | declined).status_code == 200
    one = stored()
    assert {getattr(one, field.key) for field in SKM.profile} == {None}


def test_a_declined_answer_is_offered_where_something_is_chosen(client):
    page = client.get(f"/s/{make_token()}").text
    for field in (field for field in SKM.profile if field.kind == "choice"):
        offered = re.findall(rf'name="profile\.{field.key}" value="([^"]*)"', page)
        assert offered == [*(choice.value for choice in field.choices), ""]


def test_a_long_suggestion_is_refused_with_its_words_kept(client):
    answer = client.post(f"/s/{make_token()}", data=make_form() | {"suggestion": "a" * 501})
    assert answer.status_code == 422
    assert "a" * 501 + "</textarea>" in answer.text


def test_the_complaint_channel_is_another_site_and_kept_apart(client):
    answer = client.post(f"/s/{make_token()}", data=make_form())
    link = re.search(r'<a[^>]+href="https://www\.lapor\.go\.id"[^>]*>', answer.text)
    assert link
    assert "noreferrer" in link[0]


def test_the_first_load_fits_an_old_phone(client):
    page = client.get(f"/s/{make_token()}")
    files = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', page.text)
    assert len(files) >= 4
    bodies = [page.data, *(client.get(unescape(file)).data for file in files)]
    assert sum(len(gzip.compress(body)) for body in bodies) <= FIRST_LOAD
    assert "woff" not in page.text
    assert "hall.css" not in page.text
