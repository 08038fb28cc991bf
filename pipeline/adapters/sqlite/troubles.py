"""What a digest must own up to: when we were offline, and feeds that fail, are silent, or bring odd amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.habits import habit_of
from pipeline.adapters.sqlite.rows import to_text, to_time, to_time_or_none
from pipeline.core.rhythm import Habit, is_silent
from pipeline.model import FeedState, FeedTrouble

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import DigestWindow

_FLOODS: Final = {
    "renamed": "gave known items new addresses ({} came under such); what is still the same is not told again",
    "surge": "brought {} items at once, many times more than ever; they are read in pieces",
}


def troubles_in(db: Database, window: DigestWindow) -> tuple[FeedTrouble, ...]:
    """Our own outages, failing and silent feeds, and floods, in this order."""
    failing = [
        FeedTrouble(url=url, title=title or url, state=state, since=to_time_or_none(since), detail=detail)
        for url, title, state, since, detail in db.rows(
            """SELECT url, title, state, last_ok_at, last_error FROM feeds
               WHERE state = 'gone' OR (state = 'failing' AND failures >= 2) ORDER BY url"""
        )
    ]
    floods = [
        FeedTrouble(url=url, title=title or url, state="flood", since=to_time(at), detail=_FLOODS[flood].format(count))
        for url, title, at, flood, count in db.rows(
            """SELECT f.url, f.title, p.polled_at, p.flood, p.new FROM polls p JOIN feeds f ON f.id = p.feed_id
               WHERE p.flood != '' AND p.polled_at >= ? AND p.polled_at < ? ORDER BY f.url, p.polled_at""",
            (to_text(window.since), to_text(window.until)),
        )
    ]
    return tuple(_outages(db, window) + failing + _quiet(db, window) + floods)


def _quiet(db: Database, window: DigestWindow) -> list[FeedTrouble]:
    """Feeds that answer but bring nothing, and those whose servers say so by mistake."""
    quiet = []
    for feed in sorted(FeedStore(db).feeds(), key=lambda feed: feed.url):
        title = feed.title or feed.url
        # Only what is quiet by any measure is worth a look at its history.
        if is_silent(feed, Habit(), window.until) and is_silent(feed, habit_of(db, feed.id), window.until):
            detail = "answers, but has brought nothing new for far longer than its own rhythm"
            quiet.append(FeedTrouble(url=feed.url, title=title, state="silent", since=feed.last_new_at, detail=detail))
        if feed.state is FeedState.ACTIVE and feed.distrusted and not feed.validators:
            detail = "its server said “unchanged” over new items; it is asked for everything each time"
            quiet.append(FeedTrouble(url=feed.url, title=title, state="mistaken", since=None, detail=detail))
    return quiet


def _outages(db: Database, window: DigestWindow) -> list[FeedTrouble]:
    """The spans in which we were offline, from the first poll in vain to the first answer."""
    span = (to_text(window.since), to_text(window.until))
    if not db.number("SELECT count(*) FROM polls WHERE outcome = 'offline' AND polled_at >= ? AND polled_at < ?", span):
        return []
    spans: list[tuple[datetime, datetime]] = []
    began: datetime | None = None
    for at, in_vain, answered in db.rows(
        """SELECT polled_at, sum(outcome = 'offline'), sum(outcome IN ('ok', 'unchanged')) FROM polls
           WHERE polled_at >= ? AND polled_at < ? GROUP BY polled_at ORDER BY polled_at""",
        span,
    ):
        if in_vain:
            began = began or to_time(at)
        elif answered and began:
            spans.append((began, to_time(at)))
            began = None
    if began:
        spans.append((began, window.until))
    return [
        FeedTrouble(url="", title="our own connection", state="offline", since=since, detail=_loss(db, since, until))
        for since, until in spans
    ]


def _loss(db: Database, since: datetime, until: datetime) -> str:
    feeds = db.number(
        """SELECT count(DISTINCT feed_id) FROM polls
           WHERE outcome = 'offline' AND polled_at >= ? AND polled_at < ?""",
        (to_text(since), to_text(until)),
    )
    minutes = round((until - since).total_seconds() / 60)
    return f"for {minutes // 60} h {minutes % 60} min; {feeds} feeds asked in vain, none charged with it"
