"""When an article was published: the page's word, else the feed's, else the URL's."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.core.feeds.dates import moment
from pipeline.core.urls import date_in
from pipeline.model import DateSource

if TYPE_CHECKING:
    from collections.abc import Iterable

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)  # the web is not older
_AHEAD: Final = timedelta(days=1)  # clocks and time zones go wrong by that much, not by more


def published(
    said: Iterable[str], feed: datetime | None, url: str, fetched_at: datetime | None
) -> tuple[datetime | None, DateSource]:
    """The moment of publication, and who said so.

    A source that names a moment before 1990, or more than a day after the page was fetched, is not asked further. A
    page that names but the day gives way to a feed that names an hour of that day.

    Args:
        said: what the page says, the more dependable first, as written.
        feed: what the entry says.
        url: of the article.
        fetched_at: when the page was fetched; None when there is no page, and nothing can be called the future.
    """
    latest = None if fetched_at is None else fetched_at + _AHEAD

    def believable(when: datetime | None) -> bool:
        return when is not None and when >= _EARLIEST and (latest is None or when <= latest)

    feed = feed if believable(feed) else None
    for text in said:
        when = moment(text)
        if when is None or not believable(when):
            continue
        if feed is not None and when.time() == time() and abs(feed - when) <= _AHEAD:
            return feed, DateSource.FEED
        return when, DateSource.PAGE
    if feed is not None:
        return feed, DateSource.FEED
    day = date_in(url)
    when = datetime.combine(day, time(), UTC) if day is not None else None
    return (when, DateSource.URL) if believable(when) else (None, DateSource.NONE)
