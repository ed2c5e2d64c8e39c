"""The camera really reads a code: a browser without a detector of its own sees a film of a survey's QR code."""

from __future__ import annotations

from io import BytesIO

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import sync_playwright

from queue_app.live.snapshots import grouped
from tests import browser, make
from tests.survey.respondent.browsing import address, browsing
from tests.survey.respondent.make import make_token, rows

__all__ = ["address"]
pytestmark = browsing

FILMED = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]


def make_film(path, text):
    """Two pictures of a code held in front of a camera, as Motion JPEG."""
    code = qrcode.make(text, box_size=5, border=4).get_image().convert("RGB")
    for turned in (4, -3):
        scene = Image.new("RGB", (640, 480), (150, 140, 130))
        held = code.rotate(turned, expand=True, fillcolor=(255, 255, 255))
        scene.paste(held, ((640 - held.width) // 2, (480 - held.height) // 2))
        picture = BytesIO()
        scene.save(picture, "JPEG", quality=85)
        with path.open("ab") as film:
            film.write(picture.getvalue())
    return path


@pytest.fixture
def at_the_exit(address, tmp_path, chromium_path):
    """The tablet's browser with a camera that sees the code of a token."""
    token = make_token()
    film = make_film(tmp_path / "kode.mjpeg", f"https://antrean.example/s/{grouped(token)}")
    arguments = [*browser.ARGUMENTS, *FILMED, f"--use-file-for-fake-video-capture={film}"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        context = launched.new_context(base_url=address, viewport={"width": 820, "height": 1180}, locale="id-ID")
        context.add_cookies([{"name": "tablet", "value": make.make_bearer("kiosk"), "url": address}])
        yield context.new_page(), token
        launched.close()


def test_a_code_before_the_camera_opens_the_survey_and_the_camera_goes_out(at_the_exit):
    page, token = at_the_exit
    page.goto("/survei/")
    assert page.evaluate("'BarcodeDetector' in window") is False
    page.get_by_role("button", name="Pindai dengan kamera").click()
    page.wait_for_selector("[data-survey]")
    assert page.locator("[name=kode]").first.input_value() == token
    assert token not in page.url
    assert rows() == [0, 0, 0, 0]
