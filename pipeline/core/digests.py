"""Which days are owed a digest, and what goes into one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline.model import Digest, DigestWindow, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Coverage, DigestItem

TOP_SIGNATORIES = 15

_TIER_ORDER = {Tier.CALL: 0, Tier.CONTEXT: 1, Tier.MENTION: 2}


def window_of(day: date, timezone: str) -> DigestWindow:
    """The span of a local day, 23 to 25 hours long where clocks change."""
    zone = ZoneInfo(timezone)
    return DigestWindow(
        day=day,
        timezone=timezone,
        since=datetime.combine(day, time.min, zone).astimezone(UTC),
        until=datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC),
    )


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day it is at `moment` in `timezone`."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def days_due(
    first_seen: datetime | None, last_day: date | None, now: datetime, timezone: str, at: time
) -> tuple[date, ...]:
    """The past days without a digest whose hour of publication has come, earliest first.

    A digest of a day is made at `at` local time on the day after; days missed while the daemon was down are made up
    for, one each. Nothing is due before anything was ever seen.
    """
    if first_seen is None:
        return ()
    zone = ZoneInfo(timezone)
    today = local_day(now, timezone)
    # Compared as instants: an `at` that the clock skips or repeats tonight still comes exactly once.
    published = datetime.combine(today, at, zone).astimezone(UTC) <= now
    newest = today - timedelta(days=1 if published else 2)
    oldest = last_day + timedelta(days=1) if last_day else local_day(first_seen, timezone)
    return tuple(oldest + timedelta(days=n) for n in range((newest - oldest).days + 1))


def compose(window: DigestWindow, items: Iterable[DigestItem], coverage: Coverage) -> Digest:
    """A digest: the Call's articles first, then by tier and score; the order depends on nothing else."""
    ordered = tuple(sorted(items, key=lambda item: (_TIER_ORDER[item.tier], -item.score, item.first_seen, item.url)))
    named = Counter(subject for item in ordered for subject in item.signatories)
    return Digest(
        window=window,
        items=ordered,
        top_signatories=tuple(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))[:TOP_SIGNATORIES],
        coverage=coverage,
    )
