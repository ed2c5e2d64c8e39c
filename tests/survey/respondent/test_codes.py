"""Codes that are typed: the one of the survey, and the receipt afterwards."""

from __future__ import annotations

import pytest

from queue_app.live.snapshots import grouped
from tests.survey.respondent.make import make_token, rows, submit, words


def test_without_a_code_the_page_asks_for_it(client):
    answer = client.get("/s/")
    assert answer.status_code == 200
    assert 'name="kode"' in answer.text
    assert "Ada yang perlu diperbaiki" not in answer.text


def test_a_typed_code_leads_to_its_survey(client):
    token = make_token()
    answer = client.get("/s/", query_string={"kode": f" {token[:5].lower()} {token[5:]} "})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/s/{grouped(token)}"
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("code", ["abc", "7K2Q-M9XD-4F7", "7K2Q-M9XD-4F7K-X", "7K2Q!M9XD4F7", "é" * 12])
def test_what_cannot_be_a_code_is_said_and_kept(client, code):
    answer = client.get("/s/", query_string={"kode": code})
    assert answer.status_code == 422
    assert "Kode terdiri dari 12 huruf dan angka" in words(answer.text)
    assert 'href="#kode"' in answer.text
    assert f'value="{code}"' in answer.text


def test_a_receipt_tells_that_the_answer_counts_and_nothing_of_it(client):
    receipt = submit(make_token())
    answer = client.post("/s/tanda-terima", data={"kode": grouped(receipt).lower()})
    said = words(answer.text)
    assert answer.status_code == 200
    assert "Jawaban ini terhitung." in said
    assert "Cetak ulang KTP-el hilang atau rusak, Senin, 23 November 2026" in said
    assert receipt not in answer.text
    assert grouped(receipt) not in answer.text


@pytest.mark.parametrize(("code", "status"), [("ZZZZZZZZZZZZ", 404), ("abc", 422), ("", 422)])
def test_a_receipt_of_nobody_is_refused(client, code, status):
    submit(make_token())
    answer = client.post("/s/tanda-terima", data={"kode": code})
    assert answer.status_code == status
    assert "terhitung." not in words(answer.text)
    assert rows()[0] == 1


def test_a_token_is_no_receipt(client):
    token = make_token()
    submit(token)
    assert client.post("/s/tanda-terima", data={"kode": token}).status_code == 404
