"""What a period's watch saw, and what it could not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.model.work import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrouble:
    """A feed the digest must own up to: failing, silent, gone, flooding; or, without URL, our own line: offline."""

    url: str
    title: str
    state: str
    since: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedGap:
    """A feed whose whole document was new at a poll: what came and went since the poll before was never seen."""

    url: str
    title: str
    since: datetime | None  # of the poll before that was answered
    until: datetime
    brought: int  # items
    lost: int | None  # estimate; None when there is nothing to estimate from
    basis: str  # "dates": from the items' own dates; "rhythm": from the feed's past; "" for neither


@dataclass(frozen=True, slots=True, kw_only=True)
class Downtime:
    """A span in which the monitor itself did nothing."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a period's watch could and could not see."""

    feeds: int  # subscribed
    feeds_answering: int
    entries: int  # first seen in the window
    outcomes: Tally  # entries by outcome; "pending" for those still in the queue; adds up to `entries`
    obstacles: Tally  # articles read from less than their full body, by obstacle
    troubles: tuple[FeedTrouble, ...]
    qualities: Tally = ()  # articles read, by body quality
    feeds_polled: int = 0
    polls: int = 0
    polls_failed: int = 0
    gaps: tuple[FeedGap, ...] = ()
    downtimes: tuple[Downtime, ...] = ()
