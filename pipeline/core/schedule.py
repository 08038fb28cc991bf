"""When a feed is polled next, and what a poll teaches about it.

The interval is steered so that consecutive polls overlap: a document that shows items of the last one has lost none
in between. Publishers' own wishes are a floor under it, up to the longest interval: they say daily and publish hourly.
No feed is ever given up but one that answers 410.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from pipeline.core import outage, urls
from pipeline.core.intervals import SHORTEST, PollPolicy, backed_off, bounded, by_hand, jittered, spelled
from pipeline.errors import FetchError, FetchReason
from pipeline.model import Feed, FeedState

if TYPE_CHECKING:
    from pipeline.errors import ParseError, WorkerError
    from pipeline.model import FeedDocument, Page, Redirect, Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How many items of a document were new, and how many had been seen before."""

    new: int
    seen: int


LONGEST_PAUSE: Final = 24 * 3600  # seconds; no rule makes a feed wait longer, but an interval set by hand
_CLOCK_SLACK: Final = timedelta(hours=2)  # clocks are set back an hour by people and programs; that is waited out
_FEW_SEEN: Final = 1 / 3
_MOST_SEEN: Final = 2 / 3
_ROLL_OVER: Final = 5  # items; fewer may well all be new at once
_SOONER: Final = 2  # the interval is divided by it, after a roll-over by its square
_MOVED_FOR_GOOD: Final = frozenset({301, 308})
_GONE: Final = 410
_FAILURES_AFTER_MOVE: Final = 3
_PATIENCE: Final = 3  # a 304 lengthens the interval by a third of what a document of old items does
_DIGEST: Final = 16  # bytes


def is_due(feed: Feed, now: datetime) -> bool:
    """Whether a feed is to be polled at `now`: a gone or dropped one never is.

    A time that no rule here could have set was written by a clock that went wrong, and counts as come: a feed must not
    wait for a year that was a mistake.
    """
    if feed.state not in {FeedState.ACTIVE, FeedState.FAILING}:
        return False
    return feed.next_poll_at <= now or _is_astray(feed, now)


def _is_astray(feed: Feed, now: datetime) -> bool:
    longest = timedelta(seconds=max(LONGEST_PAUSE, feed.interval, feed.subscription.every or 0))
    if feed.next_poll_at - now > longest + _CLOCK_SLACK:
        return True
    return feed.last_polled_at is not None and feed.last_polled_at - now > _CLOCK_SLACK


def host_of(feed: Feed) -> str:
    """The host that a poll of this feed asks."""
    return urls.host(feed.location)


def may_have_missed(feed: Feed, overlap: Overlap) -> bool:
    """Whether items may have come and gone since the last poll: nothing that had been seen is left.

    Args:
        feed: as it stood before the poll.
        overlap: of the document just read with all before it.
    """
    return feed.last_new_at is not None and overlap.seen == 0 and overlap.new >= _ROLL_OVER


def after_success(
    feed: Feed, document: FeedDocument, overlap: Overlap, page: Page, now: datetime, policy: PollPolicy
) -> Feed:
    """The feed after a poll that brought a document.

    Validators, and a new address after permanent redirects, are believed only with items to show for it. A feed that
    has never had any is asked conditionally all the same: its emptiness, when well-formed, is what it has to show.

    Args:
        feed: as it stood before the poll.
        document: what was parsed.
        overlap: of its items with those known before.
        page: the answer it was parsed from.
        now: when it was taken in.
        policy: the limits.
    """
    interval, why = _steered(feed, overlap, policy)
    learnt = replace(
        _rested(feed, now),
        interval=interval,
        title=feed.subscription.title or document.title or feed.title,
        last_new_at=now if overlap.new else feed.last_new_at,
    )
    if document.entries:
        learnt = replace(learnt, location=page.url if _moved_for_good(page.redirects) else feed.location)
    if document.entries or not (feed.last_new_at or document.complaint):
        learnt = _with_validators(learnt, page)
    return _waiting(learnt, why, max(document.ttl or 0, page.max_age or 0), now, policy)


def after_whole(feed: Feed, page: Page, overlap: Overlap) -> Feed:
    """The feed once a document has come that was asked for without condition, although validators were at hand.

    Items it would have hidden behind a 304 prove these validators worthless until the server sends others.
    """
    sent = replace(feed, etag=page.etag, last_modified=page.last_modified).validators
    return replace(feed, distrusted=sent) if overlap.new and sent == feed.validators else feed


def after_unchanged(feed: Feed, unchanged: Unchanged, now: datetime, policy: PollPolicy) -> Feed:
    """The feed after a 304: asked a little less often, until something is new."""
    interval = by_hand(feed) or bounded(feed.interval + policy.min_interval // _PATIENCE, policy)
    rested = replace(_rested(feed, now), interval=interval)
    if not feed.body_hash:
        # What is said not to have changed was never read: ask for all of it.
        rested = replace(rested, etag="", last_modified="")
    return _waiting(rested, "unchanged", unchanged.max_age or 0, now, policy)


def after_failure(feed: Feed, error: FetchError | ParseError | WorkerError, now: datetime, policy: PollPolicy) -> Feed:
    """The feed after a poll that brought none: pauses double up to `error_cap`, and end when it answers again.

    A 410 ends it. An address that a permanent redirect had led to is left again after three failures, or a 410.
    When nothing was sent because the host had asked for quiet, nothing has failed.
    """
    wanted = _retry_after(error)
    if isinstance(error, FetchError) and error.reason is FetchReason.HOST_CLOSED:
        pause = max(wanted, SHORTEST)
        return replace(feed, next_poll_at=_later(now, pause), next_poll_why=f"the host wants quiet: {spelled(pause)}")
    failures = feed.failures + 1
    failed = replace(_in_state(FeedState.FAILING, feed), failures=failures, last_polled_at=now, last_error=str(error))
    gone = isinstance(error, FetchError) and error.status == _GONE
    if feed.location != feed.url and (gone or failures >= _FAILURES_AFTER_MOVE):
        # The validators are another server's.
        failed = replace(failed, location=feed.url, etag="", last_modified="")
    elif gone:
        failed = _in_state(FeedState.GONE, failed)
    own = jittered(failed, backed_off(failed, policy), policy)
    pause = max(own, wanted)
    told = "failed once" if failures == 1 else f"failed {failures} times in a row"
    why = f"{told}, the server wants quiet" if wanted > own else told
    return replace(failed, next_poll_at=_later(now, pause), next_poll_why=f"{why}: {spelled(pause)}")


def after_outage(feed: Feed, now: datetime) -> Feed:
    """The feed after a poll that failed because we were offline: as before, and asked again soon."""
    pause = outage.PAUSE
    why = f"we were offline: {spelled(int(pause.total_seconds()))}"
    return replace(feed, next_poll_at=now + pause, next_poll_why=why)


def forgiven(feed: Feed, charges: int, now: datetime) -> Feed:
    """The feed once it turns out that the last `charges` of its failures were our own outage."""
    failures = max(feed.failures - charges, 0)
    if failures:
        return after_outage(replace(feed, failures=failures), now)
    return after_outage(replace(_in_state(FeedState.ACTIVE, feed), failures=0, last_error=""), now)


def _with_validators(feed: Feed, page: Page) -> Feed:
    """The feed with what the next request is to be conditional on."""
    body_hash = blake2b(page.body, digest_size=_DIGEST).hexdigest()
    told = replace(feed, etag=page.etag, last_modified=page.last_modified, body_hash=body_hash)
    return replace(told, etag="", last_modified="") if told.validators == feed.distrusted else told


def _steered(feed: Feed, overlap: Overlap, policy: PollPolicy) -> tuple[int, str]:
    """The next interval in seconds, and what speaks for it."""
    total = overlap.new + overlap.seen
    told = f"{overlap.new} of {total} items new" if total else "no items"
    if set_by_hand := by_hand(feed):
        return set_by_hand, f"{told}, interval set by hand"
    if may_have_missed(feed, overlap):
        return bounded(feed.interval // _SOONER**2, policy), f"all {total} items new, some may have been missed"
    if not total or feed.last_new_at is None:
        return bounded(feed.interval, policy), told
    share = overlap.seen / total
    if share < _FEW_SEEN:
        return bounded(feed.interval // _SOONER, policy), f"{told}, sooner"
    if share > _MOST_SEEN:
        return bounded(feed.interval + policy.min_interval, policy), f"{told}, later"
    return bounded(feed.interval, policy), told


def _waiting(feed: Feed, why: str, wish: int, now: datetime, policy: PollPolicy) -> Feed:
    """The feed with its next poll set, after its interval or as late as the publisher wishes within our limit."""
    pause = jittered(feed, feed.interval, policy)
    wish = 0 if feed.subscription.every else min(wish, policy.max_interval)
    if wish > pause:
        pause, why = wish, f"{why}, the publisher asks for patience"
    return replace(feed, next_poll_at=_later(now, pause), next_poll_why=f"{why}: {spelled(pause)}")


def _rested(feed: Feed, now: datetime) -> Feed:
    healthy = _in_state(FeedState.ACTIVE, feed)
    return replace(healthy, failures=0, last_polled_at=now, last_ok_at=now, last_error="")


def _in_state(state: FeedState, feed: Feed) -> Feed:
    """The feed in a new state, unless it was dropped while it was being polled."""
    return feed if feed.state is FeedState.DROPPED else replace(feed, state=state)


def _moved_for_good(redirects: tuple[Redirect, ...]) -> bool:
    return bool(redirects) and all(redirect.status in _MOVED_FOR_GOOD for redirect in redirects)


def _retry_after(error: FetchError | ParseError | WorkerError) -> int:
    """What the server asked for, in whole seconds and within reason; 0 for nothing, or nonsense."""
    wanted = error.retry_after if isinstance(error, FetchError) else None
    # `not a number` is not above zero either.
    return math.ceil(min(wanted, LONGEST_PAUSE)) if wanted is not None and wanted > 0 else 0


def _later(now: datetime, seconds: int) -> datetime:
    return now + timedelta(seconds=seconds)
