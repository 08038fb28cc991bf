"""When to look again, and what becomes of a look that shows no page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.core import outcomes
from pipeline.core.outcomes import MakeDo, PutBack, RetryPolicy, TryAgain
from pipeline.errors import FetchReason
from pipeline.model import Obstacle

if TYPE_CHECKING:
    from pipeline.errors import FetchError, WorkerError
    from pipeline.model import Revisit


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitPolicy:
    """How often, how patiently and how modestly known articles are looked at again."""

    after: tuple[timedelta, ...]  # since the article was read, rising; none: never
    retry: RetryPolicy = field(
        default_factory=lambda: RetryPolicy(
            waits=(timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)), crashes=2
        )
    )
    confirm: timedelta = timedelta(hours=3)  # after which a page that was gone is asked for once more
    misses: int = 2  # times in a row that a page must be gone to count as withdrawn
    batch: int = 32  # looks per call
    batch_beside: int = 4  # looks per call while new pages wait to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLook:
    """Which look comes next, from 1, and when."""

    look: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """This look shows nothing; the next one may."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The server says that the page is gone."""

    why: str


def next_look(look: int, read_at: datetime, now: datetime, policy: RevisitPolicy) -> NextLook | None:
    """The look that follows look number `look`, or None after the last.

    One look does for all that have come due meanwhile. An article that a clock gone wrong has dated ahead counts as
    read now.
    """
    since = min(read_at, now)
    later = enumerate(policy.after, start=1)
    return next(
        (NextLook(look=number, due=since + after) for number, after in later if number > look and since + after > now),
        None,
    )


def after_failed_fetch(
    error: FetchError, revisit: Revisit, now: datetime, policy: RevisitPolicy
) -> TryAgain | PutBack | Missing | Skip:
    """What to do about a page that could not be fetched; the attempts of `revisit` include the one that failed."""
    decision = outcomes.after_failed_fetch(error, revisit.attempts, now, policy.retry)
    if not isinstance(decision, MakeDo):
        return decision
    if error.reason is FetchReason.HTTP_STATUS and decision.obstacle is Obstacle.GONE:
        return Missing(why=decision.why)
    return Skip(why=decision.why)


def after_crash(error: WorkerError, revisit: Revisit, now: datetime, policy: RevisitPolicy) -> TryAgain | Skip:
    """What to do about a page that killed or hung its reader."""
    decision = outcomes.after_crash(error, revisit.attempts, now, policy.retry)
    return decision if isinstance(decision, TryAgain) else Skip(why=decision.why)


def is_spent(revisit: Revisit, policy: RevisitPolicy) -> bool:
    """Whether this look has been begun so often that it must be what kills us; `attempts` includes this one."""
    return revisit.attempts > len(policy.retry.waits) + 1 + policy.retry.crashes


def is_confirmed(revisit: Revisit, policy: RevisitPolicy) -> bool:
    """Whether a page that is gone once more has been gone often enough to count as withdrawn."""
    return revisit.misses + 1 >= policy.misses
