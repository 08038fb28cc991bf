"""Feeds due -> new entries, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core import schedule
from pipeline.core.feeds import parse
from pipeline.core.identity import name_of, novel
from pipeline.errors import FetchError, ParseError, WorkerError
from pipeline.model import Feed, FeedDocument, Page, Poll, PollOutcome, Request, Unchanged
from pipeline.ports import Fetcher, Lanes, PollStore, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one poll of one feed came to."""

    feed: Feed  # as it stands now
    poll: Poll

    @property
    def outcome(self) -> str:
        """For the run's tally."""
        return self.poll.outcome.value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    page: Page
    document: FeedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    feed: Feed
    said: _Parsed | Unchanged | FetchError | ParseError | WorkerError


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFeeds:
    """Polls every feed that is due; each comes to exactly one `Polled`."""

    store: PollStore
    fetcher: Fetcher
    lanes: Lanes
    workers: Workers
    policy: schedule.PollPolicy

    def __call__(self, now: datetime) -> Iterator[Polled]:
        """Polls what is due at `now`; yields as the answers are stored."""
        for answer in self.lanes.imap(self._ask, self.store.due(now), _lane):
            yield self._settle(answer, now)

    def _ask(self, feed: Feed) -> _Answer:
        request = Request(
            url=feed.location,
            etag=feed.etag,
            last_modified=feed.last_modified,
            user_agent=feed.subscription.user_agent,
            accept=_ACCEPT,
            obeys_robots=False,  # a feed is published for programs to read, and this one was chosen by a person
        )
        try:
            answer = self.fetcher.fetch(request)
            if isinstance(answer, Unchanged):
                return _Answer(feed=feed, said=answer)
            return _Answer(feed=feed, said=_Parsed(page=answer, document=self.workers.run(parse, answer)))
        except (FetchError, ParseError, WorkerError) as error:
            return _Answer(feed=feed, said=error)

    def _settle(self, answer: _Answer, now: datetime) -> Polled:
        match answer.said:
            case _Parsed(page=page, document=document):
                return self._take(answer.feed, page, document, now)
            case Unchanged() as unchanged:
                return self._record_unchanged(answer.feed, unchanged, now)
            case FetchError() | ParseError() | WorkerError() as error:
                return self._record_failure(answer.feed, error, now)

    def _take(self, feed: Feed, page: Page, document: FeedDocument, now: datetime) -> Polled:
        fresh = novel(document.entries, self.store.known(feed.id, [name_of(entry) for entry in document.entries]))
        # Items that stand twice in one document are one, or a window of new ones would look partly seen.
        apart = len(novel(document.entries, ()))
        overlap = schedule.Overlap(new=len(fresh), seen=apart - len(fresh))
        poll = Poll(
            feed_id=feed.id,
            polled_at=now,
            outcome=PollOutcome.OK,
            location=page.url,
            status=page.status,
            entries=apart,
            new=overlap.new,
            seen=overlap.seen,
            missed_some=schedule.may_have_missed(feed, overlap),
            detail=document.complaint,
        )
        after = schedule.after_success(feed, document, overlap, page, now, self.policy)
        self.store.record(after, poll, fresh)
        return Polled(feed=after, poll=poll)

    def _record_unchanged(self, feed: Feed, unchanged: Unchanged, now: datetime) -> Polled:
        poll = Poll(
            feed_id=feed.id,
            polled_at=now,
            outcome=PollOutcome.UNCHANGED,
            location=unchanged.url,
            status=_NOT_MODIFIED,
        )
        after = schedule.after_unchanged(feed, unchanged, now, self.policy)
        self.store.record(after, poll, ())
        return Polled(feed=after, poll=poll)

    def _record_failure(self, feed: Feed, error: FetchError | ParseError | WorkerError, now: datetime) -> Polled:
        poll = Poll(
            feed_id=feed.id,
            polled_at=now,
            outcome=PollOutcome.FAILED,
            location=feed.location,
            status=error.status if isinstance(error, FetchError) else 0,
            detail=str(error),
        )
        after = schedule.after_failure(feed, error, now, self.policy)
        self.store.record(after, poll, ())
        return Polled(feed=after, poll=poll)


def _lane(feed: Feed) -> str:
    return schedule.host_of(feed)
