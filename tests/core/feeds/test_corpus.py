"""Real feeds, and real feeds damaged, beside the number of items that people counted in them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline.core.feeds import parse
from pipeline.errors import ParseError
from tests.core.feeds.pages import page

CORPUS = Path(__file__).parents[4] / "shared" / "replay" / "dev" / "feeds"
LEAST_SHARE = 0.97

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real feeds is not beside the repository")


def counted(listed: dict[str, str | bool | int | None]) -> tuple[int, int | None]:
    """How many items were read from a document (-1: none can be), and how many there are."""
    body = (CORPUS / str(listed["file"])).read_bytes()
    if listed["gz_on_disk"]:
        body = gzip.decompress(body)
    there = listed["n_items"]
    try:
        return len(parse(page(body)).entries), there if isinstance(there, int) else None
    except ParseError:
        return -1, there if isinstance(there, int) else None


def test_nearly_all_items_of_real_feeds_are_read_and_no_feed_with_items_is_refused() -> None:
    lines = (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines()
    results = {str(listed["file"]): counted(listed) for listed in map(json.loads, lines)}
    assert [name for name, (read, there) in results.items() if read < 0 and there] == []
    known = [(max(read, 0), there) for read, there in results.values() if there is not None]
    assert sum(read == there for read, there in known) >= LEAST_SHARE * len(known)
