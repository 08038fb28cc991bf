"""Real pages that people have marked, and stories set into real pages: figures that may not fall.

`python -m scripts.measure_extraction` gives them for all pages, beside those of plain trafilatura.
"""

from __future__ import annotations

import pytest

from scripts.measure_extraction import CORPUS, mean, ours, score, score_stories

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real pages is not beside the repository")

EVERY = 7  # pages; all of them take half a minute
SECOND = 2  # stories

# In three stories the frame kept a list of its own article, which names three companies.
STRAY = 9


def quiet(_line: str) -> None:
    """Nobody looks at single pages here."""


def test_bodies_of_real_pages_are_found_whole_and_without_what_is_around_them() -> None:
    total = score(ours, CORPUS, quiet, every=EVERY)
    assert mean(total.precision) > 0.97
    assert mean(total.recall) > 0.94
    assert total.wanted[True] > 0.96 * total.wanted.total()
    assert total.unwanted[True] < 0.07 * total.unwanted.total()


def test_names_in_stories_are_in_the_text_and_names_around_them_are_not() -> None:
    stories, missing, around = score_stories(ours, CORPUS, quiet, every=SECOND)
    assert stories > 50
    assert missing == 0
    assert around <= STRAY
