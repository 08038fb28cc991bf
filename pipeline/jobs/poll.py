"""Feeds due -> new entries, and when to look again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pipeline.core import floods, rhythm, schedule
from pipeline.core.feeds import parse
from pipeline.core.identity import named, novel
from pipeline.core.intervals import PollPolicy
from pipeline.core.outage import Contact, contact_of
from pipeline.errors import FetchError, ParseError, WorkerError
from pipeline.jobs.line import FeedMemory, Line
from pipeline.model import Feed, FeedDocument, Flood, Page, Poll, PollOutcome, Request, Unchanged
from pipeline.ports import Fetcher, Lanes, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
class _Errand:
    feed: Feed
    request: Request

    @property
    def lane(self) -> str:
        """The host, whose feeds are fetched one after another."""
        return schedule.host_of(self.feed)

    @property
    def is_whole(self) -> bool:
        """Whether everything is asked for although validators are at hand."""
        return bool(self.feed.validators) and not (self.request.etag or self.request.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    errand: _Errand

    @property
    def lane(self) -> str:
        return self.errand.lane

    @property
    def contact(self) -> Contact:
        return Contact.REACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed(_Answered):
    page: Page
    document: FeedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class _NotModified(_Answered):
    unchanged: Unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal(_Answered):
    error: FetchError | ParseError | WorkerError

    @property
    def contact(self) -> Contact:
        return contact_of(self.error)


_Said: TypeAlias = _Parsed | _NotModified | _Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class PollFeeds:
    """Polls every feed that is due; each comes to exactly one `Polled`.

    A host that cannot be reached may be down, or we are offline. Such failures are held back until enough others have
    answered to tell; in an outage of our own nobody is charged, and the feeds not asked yet stay due.
    """

    store: FeedMemory
    fetcher: Fetcher
    lanes: Lanes
    workers: Workers
    policy: PollPolicy

    def __call__(self, now: datetime) -> Iterator[Polled]:
        """Polls what is due at `now`; yields as the answers are stored."""
        to_come = deque(self.store.due(now))
        line: Line[_Said] = Line(self.store.unreached(now), hosts=len({schedule.host_of(feed) for feed in to_come}))
        while to_come:
            before = len(to_come)
            for said in self.lanes.imap(self._ask, self._errands(to_come, line, now), _lane):
                for one in line.sift((said,)):
                    yield self._settle(one, now)
            if line.is_cut() or len(to_come) == before:  # nothing begun: we are to stop
                break
        if line.is_cut():
            yield from self._excuse(line.held(), now)
        else:
            for one in line.held():
                yield self._settle(one, now)

    def _errands(self, to_come: deque[Feed], line: Line[_Said], now: datetime) -> Iterator[_Errand]:
        while to_come and line.may_ask():
            errand = self._errand(to_come.popleft(), now)
            line.ask(errand.lane)
            yield errand

    def _errand(self, feed: Feed, now: datetime) -> _Errand:
        request = Request(
            url=feed.location,
            etag=feed.etag,
            last_modified=feed.last_modified,
            user_agent=feed.subscription.user_agent,
            accept=_ACCEPT,
            obeys_robots=False,  # a feed is published for programs to read, and this one was chosen by a person
        )
        if rhythm.may_be_stuck(feed, now) and rhythm.asks_whole(feed, self.store.habit(feed.id), now):
            request = replace(request, etag="", last_modified="")
        return _Errand(feed=feed, request=request)

    def _ask(self, errand: _Errand) -> _Said:
        try:
            answer = self.fetcher.fetch(errand.request)
            if isinstance(answer, Unchanged):
                return _NotModified(errand=errand, unchanged=answer)
            return _Parsed(errand=errand, page=answer, document=self.workers.run(parse, answer))
        except (FetchError, ParseError, WorkerError) as error:
            return _Refusal(errand=errand, error=error)

    def _settle(self, said: _Said, now: datetime) -> Polled:
        match said:
            case _Parsed(errand=errand, page=page, document=document):
                return self._take(errand, page, document, now)
            case _NotModified(errand=errand, unchanged=unchanged):
                return self._record_unchanged(errand.feed, unchanged, now)
            case _Refusal(errand=errand, error=error):
                return self._record_failure(errand.feed, error, now)

    def _excuse(self, held: Iterable[_Said], now: datetime) -> Iterator[Polled]:
        """We were offline: nobody is charged, neither now nor since the last answer from anybody."""
        charged = self.store.charged(now)
        if charged:
            self.store.forgive([schedule.forgiven(feed, charges, now) for feed, charges in charged], now)
        forgiven = {feed.id: schedule.forgiven(feed, charges, now) for feed, charges in charged}
        for refusal in held:
            if not isinstance(refusal, _Refusal):
                raise TypeError(refusal)  # only a refusal says that nobody was there
            feed = forgiven.get(refusal.errand.feed.id, refusal.errand.feed)
            poll = replace(_failure(feed, refusal.error, now), outcome=PollOutcome.OFFLINE)
            after = schedule.after_outage(feed, now)
            self.store.record(after, poll, ())
            yield Polled(feed=after, poll=poll)

    def _take(self, errand: _Errand, page: Page, document: FeedDocument, now: datetime) -> Polled:
        feed = errand.feed
        entries = named(document.entries)
        known = self.store.known(feed.id, [name for _, name in entries])
        fresh = novel(entries, known)
        # Items that stand twice in one document are one, or a window of new ones would look partly seen.
        apart = len(novel(entries, ()))
        names = [name for _, name in fresh]
        most, seen = self.store.most_news(feed.id), apart - len(fresh)
        old = floods.renamed(names, [name for _, name in entries], known)
        flood = floods.judge(names, old, seen, most) if feed.last_new_at else Flood.NONE
        if flood is not Flood.RENAMED:
            old = floods.Renamed()
        overlap = schedule.Overlap(new=len(fresh) - len(old.likely), seen=seen + len(old.likely))
        poll = Poll(
            feed_id=feed.id,
            polled_at=now,
            outcome=PollOutcome.OK,
            location=page.url,
            status=page.status,
            entries=apart,
            new=len(fresh),
            seen=seen,
            missed_some=schedule.may_have_missed(feed, overlap),
            detail=document.complaint,
            flood=flood,
        )
        if errand.is_whole:
            feed = schedule.after_whole(feed, page, overlap)
        after = schedule.after_success(feed, document, overlap, page, now, self.policy)
        self.store.record(after, poll, fresh, old.certain)
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
        poll = _failure(feed, error, now)
        after = schedule.after_failure(feed, error, now, self.policy)
        self.store.record(after, poll, ())
        return Polled(feed=after, poll=poll)


def _failure(feed: Feed, error: FetchError | ParseError | WorkerError, now: datetime) -> Poll:
    reason = "parse" if isinstance(error, ParseError) else "worker"
    if isinstance(error, FetchError):
        reason = error.reason.value
    return Poll(
        feed_id=feed.id,
        polled_at=now,
        outcome=PollOutcome.FAILED,
        location=feed.location,
        status=error.status if isinstance(error, FetchError) else 0,
        detail=str(error),
        reason=reason,
    )


def _lane(errand: _Errand) -> str:
    return errand.lane
