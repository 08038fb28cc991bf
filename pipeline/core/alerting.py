"""When an alert goes out: at once, after quiet hours, or with others when there are too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pipeline.core.digests.narrowing import is_wanted
from pipeline.model import Dispatch, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import AlertItem, DigestFilter

FRESH: Final = timedelta(days=1)  # since an article was first seen; older ones are for the digest
NEWS: Final = timedelta(days=3)  # since it was published: a feed just subscribed brings months
SETTLE: Final = timedelta(minutes=2)  # after reading, so that copies can be told to be one story
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Which articles are news at a moment, by the bounds of their times."""

    seen_since: datetime
    read_until: datetime
    published_since: datetime  # where it is known


def fresh_at(now: datetime) -> Freshness:
    """What may be told at once at `now`."""
    return Freshness(seen_since=now - FRESH, read_until=now - SETTLE, published_since=now - NEWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """A span of every night, by the clock on the wall."""

    start: time
    end: time
    timezone: str  # IANA name

    def end_after(self, now: datetime) -> datetime | None:
        """When the quiet that reigns at `now` ends, in UTC; None when it does not reign.

        Each night is one span between two instants: a wall clock that is set back does not bring quiet a second time.
        """
        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).date()
        overnight = timedelta(days=1 if self.end <= self.start else 0)
        for day in (today - timedelta(days=1), today):
            begins = datetime.combine(day, self.start, zone).astimezone(UTC)
            ends = datetime.combine(day + overnight, self.end, zone).astimezone(UTC)
            if begins <= now < ends:
                return ends
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPolicy:
    """What is told at once, and how often."""

    tiers: tuple[Tier, ...] = (Tier.CALL,)
    quiet: QuietHours | None = None
    per_hour: int = 6  # messages to one recipient; what is beyond comes in one


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What to do with the alerts that wait for one recipient: `messages` go out now, or all wait until `hold_until`."""

    messages: tuple[tuple[Dispatch, ...], ...] = ()
    hold_until: datetime | None = None


def fits(item: AlertItem, wanted: DigestFilter) -> bool:
    """Whether a story is among what a recipient wants: the same rule as for digests."""
    return is_wanted({item.tier}, {item.language}, item.subjects, wanted)


def release(
    stories: Sequence[tuple[Dispatch, ...]], sent: Sequence[datetime], policy: AlertPolicy, now: datetime
) -> Release:
    """What becomes of the stories that wait for one recipient.

    Args:
        stories: the dispatches that are due, those of one story together.
        sent: when the latest alerts went to this recipient, one time for each message.
        policy: quiet hours and the limit.
        now: the present moment.
    """
    if not stories:
        return Release()
    if policy.quiet is not None and (ends := policy.quiet.end_after(now)) is not None:
        return Release(hold_until=ends)
    lately = sorted(moment for moment in sent if now - HOUR < moment <= now)
    room = policy.per_hour - len(lately)
    if room <= 0:
        return Release(hold_until=lately[-policy.per_hour] + HOUR)
    waited = any(dispatch.held for story in stories for dispatch in story)
    if waited or len(stories) > room:
        return Release(messages=(tuple(dispatch for story in stories for dispatch in story),))
    return Release(messages=tuple(stories))
