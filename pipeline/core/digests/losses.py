"""How many items came and went between two polls of a feed, unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_DATED: Final = 3  # items, for a rate
_LEAST_SPAN: Final = timedelta(minutes=1)
_MOST: Final = 10_000  # items; more is a mistake in somebody's dates


def lost_by_dates(dates: Sequence[datetime], since: datetime, until: datetime) -> int | None:
    """The estimate from the items' own dates, or None when they say nothing.

    The items of the new document fill the time from its oldest to its newest date at some rate. From the poll before,
    at `since`, to the oldest one nothing was seen: as many as come at that rate in that time are taken to be lost.

    Args:
        dates: of the items that the poll at `until` brought, as far as they had any, in any order.
        since: of the poll before that was answered.
        until: of the poll that found nothing it knew.
    """
    sane = sorted(date for date in dates if since - timedelta(days=2) <= date <= until)
    if len(sane) < max(_LEAST_DATED, len(dates) // 2 + 1):
        return None
    span = sane[-1] - sane[0]
    if span < _LEAST_SPAN:
        return None
    unseen = max(sane[0] - since, timedelta(0))
    return min(round((len(sane) - 1) * (unseen / span)), _MOST)


def lost_by_rhythm(brought: int, past: int, watched: timedelta, since: datetime, until: datetime) -> int | None:
    """The estimate from what the feed brought before, or None when that was not watched long enough.

    Args:
        brought: items that the poll at `until` brought.
        past: items that came in the `watched` time before `since`.
        watched: at least a day.
        since: of the poll before that was answered.
        until: of the poll that found nothing it knew.
    """
    if watched < timedelta(days=1) or past == 0:
        return None
    expected = past * ((until - since) / watched)
    return min(max(round(expected) - brought, 0), _MOST)
