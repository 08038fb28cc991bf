"""When an article was published, and whom we believe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.core.articles.dates import published
from pipeline.model import DateSource
from tests.builders import NOW

FEED = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
PLAIN = "https://news.example/story"
DATED = "https://news.example/2026/11/22/story"


@pytest.mark.parametrize(
    ("said", "feed", "url", "expected"),
    [
        (("2026-11-23T18:04:00+01:00",), FEED, PLAIN, (datetime(2026, 11, 23, 17, 4, tzinfo=UTC), DateSource.PAGE)),
        (("soon", "2026-11-20T10:00:00Z"), FEED, PLAIN, (datetime(2026, 11, 20, 10, tzinfo=UTC), DateSource.PAGE)),
        (("2099-01-01T10:00:00Z",), FEED, PLAIN, (FEED, DateSource.FEED)),
        (("1970-01-01T01:00:00Z",), FEED, PLAIN, (FEED, DateSource.FEED)),
        (("2026-11-23",), FEED, PLAIN, (FEED, DateSource.FEED)),
        (("2026-11-10",), FEED, PLAIN, (datetime(2026, 11, 10, tzinfo=UTC), DateSource.PAGE)),
        (("2026-11-23",), None, PLAIN, (datetime(2026, 11, 23, tzinfo=UTC), DateSource.PAGE)),
        ((), FEED, DATED, (FEED, DateSource.FEED)),
        ((), NOW + timedelta(days=2), DATED, (datetime(2026, 11, 22, tzinfo=UTC), DateSource.URL)),
        ((), None, "https://news.example/2031/01/01/story", (None, DateSource.NONE)),
        ((), None, PLAIN, (None, DateSource.NONE)),
    ],
)
def test_the_first_believable_source_is_taken(
    said: tuple[str, ...], feed: datetime | None, url: str, expected: tuple[datetime | None, DateSource]
) -> None:
    assert published(said, feed, url, NOW) == expected


def test_without_a_page_nothing_is_the_future() -> None:
    late = NOW + timedelta(days=400)
    assert published((), late, PLAIN, None) == (late, DateSource.FEED)
