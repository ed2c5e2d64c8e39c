"""The survey as people do it: with a thumb, with keys, without a script, without a signal."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.survey.respondent.browsing import OFFICE, browsing, faults
from tests.survey.respondent.make import (
    SKM,
    make_expired_token,
    make_scores,
    make_token,
    make_used_token,
    make_withdrawn_token,
    rows,
    stored_scores,
)

pytest_plugins = ["tests.browser_plugin"]
pytestmark = browsing


def tap(page, number, score):
    """Tap an option, and wait until the page has moved on and listens again."""
    page.locator(f"[data-question='{number}'] .choice").nth(score - 1).tap()
    expect(page.locator(f"[data-question='{number}'] .folded")).to_be_visible()
    expect(page.locator(".is-moving")).to_have_count(0)


def answer_all(page, score=3, but=()):
    for number in range(1, 10):
        if number not in but:
            tap(page, number, score)


def progress(page):
    return page.locator("[data-progress] strong").inner_text()


def kept(page):
    return page.evaluate("Object.keys(localStorage).length")


def test_with_a_thumb_each_answer_leads_to_the_next_question(browse):
    page = browse(f"/s/{make_token()}")
    assert progress(page) == "Pertanyaan 1 dari 9"
    assert faults(page) == []
    tap(page, 1, 3)
    tap(page, 2, 2)
    assert progress(page) == "Pertanyaan 3 dari 9"
    folded = page.locator("[data-question='2'] .folded")
    assert "2. Prosedur: Kurang mudah" in folded.inner_text()
    bar, line = page.locator("[data-progress]").bounding_box(), folded.bounding_box()
    assert line["y"] > bar["y"] + bar["height"] - 2
    assert page.locator("[data-question='3'] .choice").nth(3).bounding_box()["y"] < 740 - 56
    assert faults(page) == []


def test_the_options_of_one_question_lie_where_those_of_the_last_one_lay(browse):
    page = browse(f"/s/{make_token()}", viewport={"width": 360, "height": 640})
    places = []
    for number in range(1, 9):
        tap(page, number, 3)
        options = page.locator(f"[data-question='{number + 1}'] .choice")
        places.append(options.first.bounding_box()["y"])
        assert options.last.bounding_box()["y"] <= 640 - 56
    assert max(places) - min(places) < 48, "a thumb that stays is still on the same row"


def test_the_thumb_reaches_the_end_and_nothing_stays_on_the_phone(browse):
    page = browse(f"/s/{make_token()}")
    answer_all(page)
    assert progress(page) == "9 pertanyaan terjawab"
    assert kept(page) == 1
    page.get_by_label("Perempuan").check()
    page.get_by_label("Usia").fill("34")
    page.get_by_label("Saran Anda").fill("Kursi kurang.")
    assert page.locator("#suggestion-jumlah").inner_text() == "13 dari 500 huruf"
    assert faults(page) == []
    page.get_by_role("button", name="Kirim penilaian").tap()
    expect(page.get_by_role("heading", name="Terima kasih")).to_be_focused()
    assert stored_scores() == make_scores(3)
    assert kept(page) == 0
    assert faults(page) == []
    page.reload()
    assert "sudah kami terima" in page.locator("main").inner_text()


def test_an_answer_can_be_changed_before_it_is_sent(browse):
    page = browse(f"/s/{make_token()}")
    answer_all(page)
    page.locator("[data-question='4'] [data-edit]").tap()
    assert progress(page) == "Pertanyaan 4 dari 9"
    tap(page, 4, 1)
    page.get_by_role("button", name="Kirim penilaian").tap()
    page.wait_for_selector("[data-receipt]")
    assert stored_scores() == make_scores(3, biaya=1)


def test_a_second_tap_in_haste_does_not_answer_the_next_question(browse):
    page = browse(f"/s/{make_token()}")
    page.clock.install()
    page.reload()

    def tap_second_option_of(number):
        box = page.locator(f"[data-question='{number}'] .choice").nth(1).bounding_box()
        page.touchscreen.tap(box["x"] + 40, box["y"] + 28)
        return page.locator("input:checked").count()

    page.locator("[data-question='1'] .choice").nth(3).scroll_into_view_if_needed()
    page.clock.pause_at(page.evaluate("Date.now() + 60_000"))
    assert tap_second_option_of(1) == 1
    page.clock.run_for(200)
    assert progress(page) == "Pertanyaan 2 dari 9"
    assert tap_second_option_of(2) == 1
    page.clock.run_for(400)
    assert tap_second_option_of(2) == 2


def test_keys_alone_try_options_out_and_go_on_when_told(browse):
    page = browse(f"/s/{make_token()}", has_touch=False)
    page.locator("[data-question='1'] input").first.focus()
    for number in range(1, 10):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.locator(f"[data-question='{number}'] fieldset").is_visible()
        assert progress(page) == f"Pertanyaan {number} dari 9"
        if number % 2:
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    for _ in range(30):
        if page.evaluate("document.activeElement.matches('[data-send]')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-receipt]")
    assert stored_scores() == make_scores(3)


def test_a_missed_question_is_one_tap_away(browse):
    page = browse(f"/s/{make_token()}")
    answer_all(page, but=(4,))
    page.get_by_role("button", name="Kirim penilaian").tap()
    expect(page.locator("#kesalahan")).to_be_focused()
    assert faults(page) == []
    page.get_by_role("link", name="4. Biaya/tarif: Pertanyaan ini belum dijawab.").tap()
    assert page.evaluate("document.activeElement.id") == "answers.biaya"
    question = page.locator("[data-question='4'] .official-words").bounding_box()
    bar = page.locator("[data-progress]").bounding_box()
    assert question["y"] >= bar["y"] + bar["height"]
    tap(page, 4, 4)
    page.get_by_role("button", name="Kirim penilaian").tap()
    page.wait_for_selector("[data-receipt]")
    assert stored_scores() == make_scores(3, biaya=4)


def test_answers_survive_a_lost_signal_and_go_out_when_it_is_back(browse):
    page = browse(f"/s/{make_token()}")
    answer_all(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Kirim penilaian").tap()
    expect(page.get_by_text("Penilaian belum terkirim.").first).to_be_visible()
    assert page.get_by_role("button", name="Kirim ulang").is_visible()
    assert faults(page) == []
    assert rows() == [0, 0, 0, 0]
    page.context.set_offline(False)
    page.wait_for_selector("[data-receipt]")
    assert rows() == [1, 1, 9, 0]
    assert kept(page) == 0


def test_answers_survive_a_closed_page_but_only_for_their_own_token(browse):
    token, other = make_token(), make_token()
    page = browse(f"/s/{token}")
    answer_all(page, 2, but=(9,))
    page.get_by_label("Saran Anda").fill("Cepat.")
    page.goto(f"/s/{other}")
    assert page.locator("input:checked").count() == 0
    page.goto(f"/s/{token.lower()}")
    assert page.locator("input:checked").count() == 8
    assert page.get_by_label("Saran Anda").input_value() == "Cepat."
    assert progress(page) == "Pertanyaan 9 dari 9"
    assert page.get_by_text("masih tersimpan di ponsel ini").is_visible()
    assert token not in page.evaluate("JSON.stringify(localStorage)")


def test_without_a_script_everything_stays_open_and_works(browse):
    page = browse(f"/s/{make_token()}", java_script_enabled=False)
    for number in range(1, 9):
        page.locator(f"[data-question='{number}'] .choice").nth(2).tap()
    assert page.locator(".question fieldset:visible").count() == 9
    page.locator("[data-question='5'] .choice").first.scroll_into_view_if_needed()
    own = page.locator("[data-question='5'] .progress-own")
    assert own.inner_text().startswith("Pertanyaan 5 dari 9")
    page.get_by_role("button", name="Kirim penilaian").tap()
    expect(page.locator("#kesalahan a")).to_have_count(1)
    assert page.locator("input:checked").count() == 8
    page.locator("[data-question='9'] .choice").nth(3).tap()
    page.get_by_role("button", name="Kirim penilaian").tap()
    page.wait_for_selector("[data-receipt]")
    assert stored_scores() == make_scores(3, pengaduan=4)


@pytest.mark.parametrize(
    ("how", "size"),
    [
        ({}, "100%"),
        ({}, "200%"),
        ({"color_scheme": "dark"}, "100%"),
        ({"contrast": "more"}, "100%"),
        ({"viewport": OFFICE}, "100%"),
    ],
    ids=["light", "text-twice-as-large", "dark", "high-contrast", "office"],
)
def test_every_page_is_accessible_and_fits(browse, how, size):
    open_, used = f"/s/{make_token()}", f"/s/{make_used_token()}"
    closed = (make_expired_token(), make_withdrawn_token(), "ZZZZZZZZZZZZ")
    page = browse(open_, **how)
    for path in (open_, used, *(f"/s/{t}" for t in closed), "/s/", "/s/?kode=x", "/s/tanda-terima"):
        page.goto(path)
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert faults(page) == [], path


def test_every_row_is_tall_enough_for_a_thumb(browse):
    page = browse(f"/s/{make_token()}")
    heights = "e => e.map(one => one.getBoundingClientRect().height)"
    assert min(page.eval_on_selector_all(".question .choice", heights)) >= 56
    assert min(page.eval_on_selector_all(".chips .choice, .about-you .control", heights)) >= 48
    assert page.locator(".question .choice").count() == 4 * len(SKM.unsur)


def test_no_option_looks_better_than_another(browse):
    page = browse(f"/s/{make_token()}")
    looks = page.eval_on_selector_all(
        ".question .choice",
        """all => all.map(one => { const s = getComputedStyle(one), t = getComputedStyle(one.children[0]);
        return [s.color, s.backgroundColor, s.borderColor, s.fontWeight, s.fontSize, t.borderColor].join() })""",
    )
    assert len(set(looks)) == 1
    assert re.search(r"rgb\(", looks[0])
