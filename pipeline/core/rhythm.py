"""How often a feed has news, and what it means when it has none for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from pipeline.model import FeedState

if TYPE_CHECKING:
    from pipeline.model import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a feed's history tells.

    `rhythm` is the mean time between two lots of news, by our polls or by the items' own dates, whichever is longer: a
    monthly feed is known as such from its first document. Zero when there is too little to tell.
    """

    rhythm: timedelta = timedelta(0)
    last_whole_at: datetime | None = None  # when a poll last brought a document rather than a 304


_SILENT_AT_LEAST: Final = timedelta(days=3)  # a long weekend is not silence
_SILENT_TIMES: Final = 10
# An old ETag sent again over new items hides them behind 304s. Asking for all costs the publisher a document, so it is
# done as rarely as a person would look, and only when the feed has been quiet for longer than it usually is.
_WHOLE_EVERY: Final = timedelta(days=8)
_QUIET_TIMES: Final = 3


def is_silent(feed: Feed, habit: Habit, at: datetime) -> bool:
    """Whether a feed that answers has brought nothing for far longer than its own rhythm.

    A feed that never brought anything has no rhythm to break.
    """
    if feed.state is not FeedState.ACTIVE or feed.last_new_at is None:
        return False
    return at - feed.last_new_at > max(_SILENT_AT_LEAST, _SILENT_TIMES * habit.rhythm)


def may_be_stuck(feed: Feed, now: datetime) -> bool:
    """Whether it is worth looking a feed's habit up for `asks_whole`."""
    return bool(feed.validators) and (feed.last_new_at is None or now - feed.last_new_at >= _WHOLE_EVERY)


def asks_whole(feed: Feed, habit: Habit, now: datetime) -> bool:
    """Whether to ask for the whole document for once, lest "unchanged" is a mistake of the server."""
    if not may_be_stuck(feed, now) or (habit.last_whole_at and now - habit.last_whole_at < _WHOLE_EVERY):
        return False
    return feed.last_new_at is None or now - feed.last_new_at > _QUIET_TIMES * habit.rhythm
