"""A minute is enough: the whole survey walked with a model of one thumb and one reader, on a phone of 360 x 640.

The bar is a median, and the median reader (238 words a minute: silent reading of adults, Brysbaert 2019) is well inside
it; a slow one (200) is, too, though not by a whole second: the 163 official words alone take 49 s, and nobody may
shorten them.

What is assumed. Each question is read whole with all its options; help lines and the introduction are not read. Fitts'
law with a = 0.20 s and b = 0.15 s for each bit stands for the thumb (one-handed on a phone: 0.1-0.2 s a bit), which
takes the nearest place of a row and rests right of the lower middle. It settles for 0.09 s before each tap, after the
page has shown the last choice (`SETTLE` of respondent.js, before it moves). A flick takes 0.5 s, as does each digit of
the age. Four of the five questions about oneself are answered, no suggestion is written. A model, not a measurement of
people: nobody hesitates, nobody is interrupted, and the network answers at once.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from playwright.sync_api import expect

from survey import respondent
from tests.survey.respondent.browsing import browsing
from tests.survey.respondent.make import make_token, rows

pytest_plugins = ["tests.browser_plugin"]
pytestmark = browsing

PHONE = {"width": 360, "height": 640}
SLOW, MEDIAN = 200, 238  # words a minute
FITTS_A, FITTS_B = 0.20, 0.15  # seconds, seconds for each bit
SCRIPT = Path(respondent.__file__).parent / "static" / "respondent.js"
SETTLE = 0.09 + int(re.search(r"const SETTLE = (\d+)", SCRIPT.read_text(encoding="utf-8"))[1]) / 1000
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
    assert thumb.flicks <= 2
    assert thumb.minute(MEDIAN) <= 55, thumb.minute(MEDIAN)
    assert thumb.minute(SLOW) <= 60, (thumb.minute(SLOW), thumb.words, thumb.flicks)
