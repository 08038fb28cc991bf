"""Sifting pages of the past by their rough text changes no match."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.matching import MatchPolicy
from pipeline.model import ArchivedPage, Entry, Page, ReadTask, Sift, Tier
from pipeline.shell.judges import MatcherRecipe, ReadInWorker, SiftInWorker

CORPUS = Path(__file__).parents[3] / "shared" / "replay" / "dev" / "stories"
RECIPE = MatcherRecipe(watchlist="", policy=MatchPolicy())
CLOSE = frozenset({Tier.CALL, Tier.CONTEXT})
sift, read = SiftInWorker(RECIPE, CLOSE), ReadInWorker(RECIPE)


def page(body: bytes, name: str = "story") -> Page:
    url = f"https://news.example/{name}"
    return Page(
        requested_url=url,
        url=url,
        status=200,
        body=body,
        content_type="text/html",
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


def is_kept_as_read(of: Page) -> bool:
    """Whether sifting keeps the page exactly when reading it finds a close match; and whether it does."""
    match = read(ReadTask(entry=Entry(url=of.url), page=of)).match
    (sifted,) = sift((ArchivedPage(position=1, page=of),))
    is_close = match is not None and match.tier in CLOSE
    assert (sifted.outcome is Sift.MATCHED) is is_close, of.url
    if is_close:
        assert sifted.reading is not None
        assert sifted.reading.match == match
    return is_close


def test_no_story_of_the_corpus_is_lost() -> None:
    files = sorted(CORPUS.glob("*.html.gz"))
    if not files:
        pytest.skip("no replay corpus on this machine")
    kept = sum(is_kept_as_read(page(gzip.decompress(file.read_bytes()), file.name)) for file in files)
    assert kept > 30


PIECES = st.sampled_from(
    ("Paris Call", "<b>P</b>aris Call", "Paris&nbsp;Call", "cyber", "<i>cy</i>ber", "c&#121;berattack", "Microsoft",
     "Micro<wbr>soft", "France", "for Trust and Security in Cyberspace", "the ministers met in the capital", ". ", " ",
     "</p><p>", "<!-- cyber -->", "<SCRIPT>'cyber</SCRIPT>", "<p title='a > b'>", '<a title="<script>">', "<style-x>",
     "<!-->", "<aside>data</aside>", "data", "breach", "<div class='related'>Paris Call</div>", "<nav>cyber</nav>",
     "<a href='/'>trade</a>", "<script>cyber</script>", " < ", "ransom\u00adware"),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30).map(" ".join), st.sampled_from(("utf-8", "utf-16")))
def test_no_page_is_lost_however_it_is_marked_up(text: str, encoding: str) -> None:
    markup = f"<html><head><title>News</title></head><body><article><h1>News</h1><p>{text}</p></article></body></html>"
    is_kept_as_read(page(markup.encode(encoding)))
