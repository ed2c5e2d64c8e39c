"""The browser, for the tests of this door."""

from tests.survey.respondent.browsing import address, browse

__all__ = ["address", "browse"]
