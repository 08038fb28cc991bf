"""Pages in the queue -> articles, judged and stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core import outcomes
from pipeline.core.outcomes import MakeDo, PutBack, RetryPolicy, TryAgain
from pipeline.errors import FetchError, WorkerError
from pipeline.model import Obstacle, Outcome, PendingPage, Reading, ReadTask, Request, Unchanged
from pipeline.ports import Fetcher, Lanes, ReadStore, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


_LEASE = 64  # pages taken from the queue at a time; what a killed process leaves to be read again


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What one attempt at one page came to: an outcome, or "retry" or "waiting" with the reason."""

    page: PendingPage
    outcome: str
    why: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    page: PendingPage
    result: Reading | TryAgain | PutBack
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPages:
    """Fetches, reads and judges every page that is due; each attempt comes to exactly one `PageRead`."""

    store: ReadStore
    fetcher: Fetcher
    lanes: Lanes
    workers: Workers
    read: Callable[[ReadTask], Reading]  # runs in a worker, so it pickles
    policy: RetryPolicy

    def __call__(self, now: datetime) -> Iterator[PageRead]:
        """Reads what is due at `now` until the queue is empty; yields as the results are stored.

        When it ends early, pages taken but not begun go back into the queue.
        """
        try:
            for attempt in self.lanes.imap(lambda page: self._attempt(page, now), self._queue(now), _lane):
                yield self._settle(attempt, now)
        finally:
            self.store.release()

    def _queue(self, now: datetime) -> Iterator[PendingPage]:
        while batch := self.store.lease(now, _LEASE):
            yield from batch

    def _attempt(self, page: PendingPage, now: datetime) -> _Attempt:
        try:
            return self._read(page, now)
        except WorkerError as error:
            decision = outcomes.after_crash(error, page.attempts, now, self.policy)
            if isinstance(decision, TryAgain):
                return _Attempt(page=page, result=decision)
            return self._make_do(page, decision)

    def _read(self, page: PendingPage, now: datetime) -> _Attempt:
        if not page.url:
            return self._make_do(page, MakeDo(obstacle=Obstacle.NO_LINK, why="the feed gave no link"))
        try:
            answer = self.fetcher.fetch(Request(url=page.url))
        except FetchError as error:
            decision = outcomes.after_failed_fetch(error, page.attempts, now, self.policy)
            if isinstance(decision, MakeDo):
                return self._make_do(page, decision)
            return _Attempt(page=page, result=decision)
        if isinstance(answer, Unchanged):  # nobody asked conditionally; a server that says so is confused
            return self._make_do(page, MakeDo(obstacle=Obstacle.UNREACHABLE, why="304 to an unconditional request"))
        return _Attempt(page=page, result=self.workers.run(self.read, ReadTask(entry=page.entry, page=answer)))

    def _make_do(self, page: PendingPage, decision: MakeDo) -> _Attempt:
        task = ReadTask(entry=page.entry, obstacle=decision.obstacle)
        return _Attempt(page=page, result=self.workers.run(self.read, task), why=decision.why)

    def _settle(self, attempt: _Attempt, now: datetime) -> PageRead:
        page = attempt.page
        match attempt.result:
            case TryAgain(at=at, why=why):
                self.store.postpone(page, at, why)
                return PageRead(page=page, outcome="retry", why=why)
            case PutBack(at=at, why=why):
                self.store.put_back(page, at, why)
                return PageRead(page=page, outcome="waiting", why=why)
            case Reading() as reading:
                outcome: Outcome = self.store.settle(page, reading, outcomes.outcome_of(reading), attempt.why, now)
                return PageRead(page=page, outcome=outcome.value, why=attempt.why, reading=reading)


def _lane(page: PendingPage) -> str:
    return page.lane
