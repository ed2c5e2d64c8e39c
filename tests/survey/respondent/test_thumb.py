"""A minute is enough: the whole survey walked with a model of one thumb and one reader, on a phone of 360 x 640.

The bar is a median, so the reader is a median one: 238 words a minute (silent reading of adults, Brysbaert 2019), each
question read whole with all its options; a slow one (200 words a minute) may need one second more than the minute.
Fitts' law with a = 0.20 s and b = 0.15 s for each bit stands for the thumb (one-handed on a phone:
0.1-0.2 s a bit); 0.25 s to settle before each tap, as the page shows the choice for 0.16 s and then moves. Help lines
and the introduction are not read; the age is typed; the page is walked from its top to its bottom.
"""

from __future__ import annotations

import math

from playwright.sync_api import expect

from tests.survey.respondent.browsing import browsing
from tests.survey.respondent.make import make_token, rows

pytest_plugins = ["tests.browser_plugin"]
pytestmark = browsing

PHONE = {"width": 360, "height": 640}
SLOW, MEDIAN = 200, 238  # words a minute
FITTS_A, FITTS_B = 0.20, 0.15  # seconds, seconds for each bit
SETTLE = 0.25
#: Where a thumb rests: the lower middle, right of it.
REST = (240.0, 480.0)


class Thumb:
    """One thumb: where it is, what it has tapped, and how long that took."""

    def __init__(self, page):
        self.page, self.at = page, REST
        self.taps, self.seconds, self.flicks, self.words = 0, 0.0, 0, 0

    def tap(self, target):
        """Move to a target and tap it; a flick first when it is not in sight."""
        box = target.bounding_box()
        if not 0 <= box["y"] <= PHONE["height"] - box["height"]:
            target.scroll_into_view_if_needed()
            self.flicks, self.seconds = self.flicks + 1, self.seconds + 0.5
            box = target.bounding_box()
        x = min(max(self.at[0], box["x"] + 8), box["x"] + box["width"] - 8)  # the nearest place of a wide row
        y = box["y"] + box["height"] / 2
        far = math.dist(self.at, (x, y))
        self.seconds += FITTS_A + FITTS_B * math.log2(far / min(box["height"], box["width"]) + 1) + SETTLE
        self.taps, self.at = self.taps + 1, (x, y)
        self.page.touchscreen.tap(x, y)

    def read(self, text):
        self.words += len(text.split())

    def minute(self, reads):
        """Seconds for all of it, by one who reads so many words a minute."""
        return self.seconds + 60 / reads * self.words


def test_the_whole_survey_takes_a_thumb_less_than_a_minute(browse):
    page = browse(f"/s/{make_token()}", viewport=PHONE)
    thumb = Thumb(page)
    for number in range(1, 10):
        question = page.locator(f"[data-question='{number}']")
        words = question.locator(".official-words").inner_text()
        thumb.read(words)
        thumb.read(" ".join(question.locator(".choice").all_inner_texts()))
        thumb.tap(question.locator(".choice").nth(2))
        expect(question.locator(".folded")).to_be_visible()
        expect(page.locator(".is-moving")).to_have_count(0)
    for name in ("Perempuan", "34", "SMA", "Wirausaha"):
        if name.isdigit():
            thumb.tap(page.get_by_label("Usia"))
            page.keyboard.type(name)
            thumb.taps, thumb.seconds = thumb.taps + 2, thumb.seconds + 2 * 0.5
        else:
            thumb.read(name)
            thumb.tap(page.locator(".choice", has=page.get_by_role("radio", name=name, exact=True)))
            page.wait_for_timeout(200)  # the next field comes into sight
    thumb.tap(page.get_by_role("button", name="Kirim penilaian"))
    page.wait_for_selector("[data-receipt]")
    assert rows() == [1, 1, 9, 0]
    assert thumb.taps == 16
    assert thumb.flicks <= 6
    assert thumb.minute(MEDIAN) <= 60, thumb.minute(MEDIAN)
    assert thumb.minute(SLOW) <= 61, (thumb.minute(SLOW), thumb.words, thumb.flicks)
