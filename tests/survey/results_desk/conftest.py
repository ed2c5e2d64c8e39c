"""The browser, for the tests of this door."""

from tests.survey.respondent.browsing import address, browse, one_browser

__all__ = ["address", "browse", "one_browser"]
