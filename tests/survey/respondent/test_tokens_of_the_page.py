"""A token works once, in time, and in secret."""

from __future__ import annotations

import pytest

from tests.survey.respondent.make import (
    make_expired_token,
    make_form,
    make_token,
    make_used_token,
    make_withdrawn_token,
    rows,
    stored_scores,
    words,
)


def test_a_second_answer_is_told_kindly_that_the_first_counts(client):
    token = make_token()
    client.post(f"/s/{token}", data=make_form(4))
    again = client.post(f"/s/{token}", data=make_form(1))
    assert again.status_code == 409
    assert "Penilaian untuk kunjungan ini sudah kami terima. Terima kasih." in words(again.text)
    assert set(stored_scores().values()) == {4}


@pytest.mark.parametrize(
    ("make", "looking", "sending", "sentence"),
    [
        (make_used_token, 200, 409, "sudah kami terima"),
        (make_expired_token, 410, 410, "Masa penilaian sudah lewat"),
        (make_withdrawn_token, 404, 404, "Pelayanan belum selesai"),
        (lambda: "ZZZZZZZZZZZZ", 404, 404, "Kode tidak dikenal"),
        (lambda: "x" * 300, 404, 404, "Kode tidak dikenal"),
    ],
)
def test_a_token_that_is_not_open_says_so(client, make, looking, sending, sentence, app):
    address = f"/s/{make()}"
    before = rows()
    for answer, status in (
        (client.get(address), looking),
        (client.post(address, data=make_form()), sending),
        (client.post(address, data={}), sending),
    ):
        assert answer.status_code == status
        assert sentence in words(answer.text)
        assert 'name="answers.' not in answer.text
    assert rows() == before


def test_an_expired_token_says_until_when_it_was_good(client):
    assert "berlaku sampai Minggu, 22 November 2026" in words(client.get(f"/s/{make_expired_token()}").text)


def test_another_sites_page_cannot_answer(client):
    token = make_token()
    answer = client.post(f"/s/{token}", data=make_form(), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert rows() == [0, 0, 0, 0]


@pytest.mark.parametrize("make", [make_token, make_used_token, make_expired_token, str])
def test_no_page_of_a_token_is_kept_searched_or_told_to_others(client, make, app):
    answer = client.get(f"/s/{make()}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("body", [b"\x00", b"answers.waktu=\x00", b"\xff\xfe=%ff", b"a=1&" * 6000])
def test_a_body_that_makes_no_sense_is_refused_not_crashed_on(client, body):
    answer = client.post(f"/s/{make_token()}", data=body, content_type="application/x-www-form-urlencoded")
    assert 400 <= answer.status_code < 500
    assert rows() == [0, 0, 0, 0]
