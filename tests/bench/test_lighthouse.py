"""What Lighthouse said becomes one line a page; where it cannot run, a sentence says what would help."""

from __future__ import annotations

from typing import Any

import pytest

from bench import lighthouse as bench
from bench.asked import QUICK
from bench.place import places


def report(performance: float, *, contrast: float = 1.0) -> dict[str, Any]:
    """As much of a report as is read."""
    audits: dict[str, Any] = {name: {"score": 1, "numericValue": 900.0} for name in bench._SEEN}
    audits |= {"color-contrast": {"score": contrast}, "is-on-https": {"score": 1}, "diagnostic": {"score": 0}}
    refs = {"performance": [(name, 25) for name in bench._SEEN] + [("diagnostic", 0)]}
    refs |= {"accessibility": [("color-contrast", 7)], "best-practices": [("is-on-https", 5)]}
    scores = {"performance": performance, "accessibility": contrast, "best-practices": 1.0}
    categories = {
        name: {"score": scores[name], "auditRefs": [{"id": id, "weight": weight} for id, weight in all_of_it]}
        for name, all_of_it in refs.items()
    }
    return {"categories": categories, "audits": audits}


def test_the_median_of_the_rounds_stands_for_a_page() -> None:
    figures = bench._figures([report(0.9), report(0.97), report(1.0)])
    assert (figures["performance"], figures["accessibility"], figures["best-practices"]) == (97, 100, 100)
    assert (figures["below"], figures["mend"]) == (0, "")


def test_what_costs_points_is_named_and_what_has_no_weight_is_not() -> None:
    figures = bench._figures([report(0.5, contrast=0.0)])
    assert figures["below"] == 2
    assert figures["mend"] == "color-contrast"


def test_without_node_a_sentence_says_what_would_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.lighthouse.shutil.which", lambda _name: None)
    with places() as none:
        (line,) = bench.lighthouse(none, QUICK)
    assert "apt-get install nodejs npm" in line.figures["not here"]
