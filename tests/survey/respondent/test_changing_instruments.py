"""A second questionnaire comes into force by one file, on its day; old answers and open pages stay safe."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from queue_app import clock
from queue_app.transaction import reading, transaction
from survey import instrument as shelf
from survey.results import MixedInstruments, results
from tests.queue_app.line.scene import stop_clock
from tests.survey.make import make_counted
from tests.survey.respondent.make import make_form, make_token, rows, stored, words

FILE = shelf.INSTRUMENTS / "permenpanrb-14-2017.toml"
NEW = "uji-2026"


@pytest.fixture
def another_in_december(tmp_path, monkeypatch):
    """On the first of December a second instrument begins: other words, the same nine unsur."""
    text = FILE.read_text(encoding="utf-8")
    (tmp_path / FILE.name).write_text(text, encoding="utf-8")
    later = text.replace('code = "permenpanrb-14-2017"', f'code = "{NEW}"')
    later = later.replace("effective_from = 2017-01-01", "effective_from = 2026-12-01")
    later = later.replace('"Sangat mahal", "Cukup mahal", "Murah", "Gratis"', '"Mahal", "Sedang", "Murah", "Gratis"')
    (tmp_path / f"{NEW}.toml").write_text(later, encoding="utf-8")
    made = shelf.shelf(tmp_path)
    monkeypatch.setattr(shelf, "shelf", lambda: made)


@pytest.fixture(autouse=True)
def last_day_of_november(app):
    stop_clock(datetime(2026, 11, 30, 2, tzinfo=UTC))


def pass_a_day():
    stop_clock(clock.now() + timedelta(days=1))


def hidden(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_one_file_changes_the_survey_on_its_day_and_nothing_before_it(client, another_in_december):
    first, second = make_token(), make_token()
    assert "Cukup mahal" in client.get(f"/s/{first}").text
    client.post(f"/s/{first}", data=make_form())
    assert stored().instrument == "permenpanrb-14-2017"
    pass_a_day()
    page = client.get(f"/s/{second}").text
    assert "Sedang" in page
    assert "Cukup mahal" not in page
    assert client.post(f"/s/{second}", data=make_form() | hidden(page)).status_code == 200
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    with transaction() as session:
        make_counted(session)
    with reading() as session:
        said = {"site_id": 1, "population": 5}
        assert results(session, date_from=monday, date_to=monday, **said).instrument == "permenpanrb-14-2017"
        assert results(session, date_from=tuesday, date_to=tuesday, **said).instrument == NEW
        with pytest.raises(MixedInstruments):
            results(session, date_from=monday, date_to=tuesday, **said)


def test_a_page_opened_under_the_old_questionnaire_is_shown_again_with_its_answers(client, another_in_december):
    token = make_token()
    form = make_form(2) | hidden(client.get(f"/s/{token}").text)
    pass_a_day()
    again = client.post(f"/s/{token}", data=form)
    assert again.status_code == 422
    assert "Kuesioner sudah berganti sejak halaman ini dibuka." in words(again.text)
    assert again.text.count(" checked") == 9
    assert rows() == [0, 0, 0, 0]
    assert client.post(f"/s/{token}", data=form | hidden(again.text)).status_code == 200
    assert stored().instrument == NEW
