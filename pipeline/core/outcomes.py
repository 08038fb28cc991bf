"""What becomes of a page that could not be had, and of an entry once its page has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.errors import FetchError, FetchReason, WorkerError
from pipeline.model import BodyQuality, Obstacle, Outcome

if TYPE_CHECKING:
    from pipeline.model import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often, and how patiently, a page is tried. The waits are after the first, second, ... failed try."""

    waits: tuple[timedelta, ...] = (
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(hours=24),
    )
    crashes: int = 3  # a page that kills or hangs its reader this often is not tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """The attempt failed; there will be another."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """Nothing was sent, so nothing was tried."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDo:
    """The page will not be had: read the feed's own words, and say what stood in the way."""

    obstacle: Obstacle
    why: str


_SHORTEST_PAUSE = timedelta(seconds=1)


def after_failed_fetch(
    error: FetchError, attempts: int, now: datetime, policy: RetryPolicy
) -> TryAgain | PutBack | MakeDo:
    """What to do about a page that could not be fetched; `attempts` includes the one that failed."""
    pause = timedelta(seconds=min(error.retry_after or 0, 86_400))
    if error.reason is FetchReason.HOST_CLOSED:
        return PutBack(at=now + max(pause, _SHORTEST_PAUSE), why=str(error))
    if error.retryable and attempts <= len(policy.waits):
        return TryAgain(at=now + max(policy.waits[attempts - 1], pause), why=str(error))
    return MakeDo(obstacle=_obstacle(error), why=str(error))


def after_crash(error: WorkerError, attempts: int, now: datetime, policy: RetryPolicy) -> TryAgain | MakeDo:
    """What to do about a page that killed or hung its reader."""
    if attempts < policy.crashes:
        return TryAgain(at=now + policy.waits[min(attempts, len(policy.waits)) - 1], why=str(error))
    return MakeDo(obstacle=Obstacle.CRASHED, why=str(error))


def outcome_of(reading: Reading) -> Outcome:
    """How the entry behind a reading ended."""
    article = reading.article
    if reading.match is not None:
        return Outcome.MATCHED
    if article.body_quality in {BodyQuality.FULL, BodyQuality.FEED_TEXT}:
        return Outcome.UNMATCHED
    match article.obstacle:
        case Obstacle.NONE | Obstacle.NO_LINK:
            return Outcome.UNMATCHED
        case Obstacle.CONSENT | Obstacle.PAYWALL | Obstacle.BOT_WALL | Obstacle.ROBOTS:
            return Outcome.BLOCKED
        case Obstacle.GONE:
            return Outcome.GONE
        case Obstacle.UNREACHABLE | Obstacle.TOO_BIG | Obstacle.NOT_HTML | Obstacle.NO_TEXT | Obstacle.CRASHED:
            return Outcome.FAILED


_BY_STATUS = {401: Obstacle.PAYWALL, 402: Obstacle.PAYWALL, 403: Obstacle.BOT_WALL, 404: Obstacle.GONE,
              410: Obstacle.GONE, 429: Obstacle.BOT_WALL, 451: Obstacle.BOT_WALL}  # fmt: skip


def _obstacle(error: FetchError) -> Obstacle:
    match error.reason:
        case FetchReason.ROBOTS:
            return Obstacle.ROBOTS
        case FetchReason.TOO_BIG:
            return Obstacle.TOO_BIG
        case FetchReason.HTTP_STATUS:
            return _BY_STATUS.get(error.status, Obstacle.UNREACHABLE)
        case _:
            return Obstacle.UNREACHABLE
