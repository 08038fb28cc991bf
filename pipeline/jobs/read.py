"""Pages in the queue -> articles, judged and stored."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.core import outage, outcomes
from pipeline.core.outage import Contact, contact_of
from pipeline.core.outcomes import MakeDo, PutBack, RetryPolicy, TryAgain
from pipeline.errors import FetchError, StoreError, WorkerError
from pipeline.jobs.line import Line, LineStore
from pipeline.model import Obstacle, Outcome, PendingPage, Reading, ReadTask, Request, Settlement, Unchanged
from pipeline.ports import Fetcher, Lanes, ReadStore, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime


_TOGETHER = 16  # pages at most that are stored in one transaction
_LEASE = 64  # pages taken from the queue at a time; what a killed process leaves to be read again


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What one attempt at one page came to: an outcome, or "retry", "waiting" or "offline" with the reason."""

    page: PendingPage
    outcome: str
    why: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    page: PendingPage
    result: Reading | TryAgain | PutBack
    contact: Contact
    why: str = ""
    error: str = ""  # that kept the page away

    @property
    def lane(self) -> str:
        return self.page.lane


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPages:
    """Fetches, reads and judges every page that is due; each attempt comes to exactly one `PageRead`.

    An attempt on a host that cannot be reached is held back until enough others have answered; when it was we who were
    offline, the page gets its attempt back. What finishes at the same time is stored in one transaction.
    """

    store: ReadStore
    fetcher: Fetcher
    lanes: Lanes
    workers: Workers
    read: Callable[[ReadTask], Reading]  # runs in a worker, so it pickles
    policy: RetryPolicy
    line: LineStore

    def __call__(self, now: datetime) -> Iterator[PageRead]:
        """Reads what is due at `now` until the queue is empty; yields as the results are stored.

        When it ends early, pages taken but not begun go back into the queue. While we are offline it ends early.
        """
        self.store.release()  # what an earlier run could not give back, should the store have refused it
        line: Line[_Attempt] = Line(self.line.unreached(now))
        begun: set[int] = set()
        try:
            for finished in self.lanes.groups(
                lambda page: self._attempt(self._begin(page, begun), now), self._queue(now, line), _lane, _TOGETHER
            ):
                yield from self._settle(line.sift(finished), begun, now)
            if line.is_cut():
                yield from self._excuse(line.held(), now)
            else:
                yield from self._settle(line.held(), begun, now)
        finally:
            self.store.release(begun)

    def _queue(self, now: datetime, line: Line[_Attempt]) -> Iterator[PendingPage]:
        while line.may_ask() and (batch := self.store.lease(now, _LEASE)):
            for page in batch:
                if not line.may_ask():
                    return
                if page.url:
                    line.ask(page.lane)
                yield page

    def _begin(self, leased: PendingPage, begun: set[int]) -> PendingPage:
        begun.add(leased.id)
        return self.store.begin(leased)

    def _attempt(self, page: PendingPage, now: datetime) -> _Attempt:
        try:
            return self._read(page, now)
        except WorkerError as error:
            decision = outcomes.after_crash(error, page.attempts, now, self.policy)
            if isinstance(decision, TryAgain):
                return _Attempt(page=page, result=decision, contact=Contact.REACHED)
            return self._make_do_or_wait(page, decision, Contact.REACHED, now)

    def _read(self, page: PendingPage, now: datetime) -> _Attempt:
        if not page.url:
            return self._make_do(page, MakeDo(obstacle=Obstacle.NO_LINK, why="the feed gave no link"), Contact.UNTRIED)
        try:
            answer = self.fetcher.fetch(Request(url=page.url))
        except FetchError as error:
            return replace(self._after_failure(page, error, contact_of(error), now), error=str(error))
        if isinstance(answer, Unchanged):  # nobody asked conditionally; a server that says so is confused
            confused = MakeDo(obstacle=Obstacle.UNREACHABLE, why="304 to an unconditional request")
            return self._make_do(page, confused, Contact.REACHED)
        reading = self.workers.run(self.read, ReadTask(entry=page.entry, page=answer))
        return _Attempt(page=page, result=reading, contact=Contact.REACHED)

    def _after_failure(self, page: PendingPage, error: FetchError, contact: Contact, now: datetime) -> _Attempt:
        decision = outcomes.after_failed_fetch(error, page.attempts, now, self.policy)
        if isinstance(decision, MakeDo):
            return self._make_do_or_wait(page, decision, contact, now)
        return _Attempt(page=page, result=decision, contact=contact)

    def _make_do_or_wait(self, page: PendingPage, decision: MakeDo, contact: Contact, now: datetime) -> _Attempt:
        """Makes do; when the feed's own words are the poison, with the title; and if need be another day."""
        try:
            return self._make_do(page, decision, contact)
        except WorkerError:
            bare = replace(page, entry=replace(page.entry, summary="", content=""))
        try:
            return self._make_do(bare, MakeDo(obstacle=Obstacle.CRASHED, why=decision.why), contact)
        except WorkerError as error:
            again = TryAgain(at=now + self.policy.waits[-1], why=str(error))
            return _Attempt(page=page, result=again, contact=contact)

    def _make_do(self, page: PendingPage, decision: MakeDo, contact: Contact) -> _Attempt:
        task = ReadTask(entry=page.entry, obstacle=decision.obstacle)
        return _Attempt(page=page, result=self.workers.run(self.read, task), why=decision.why, contact=contact)

    def _excuse(self, held: Sequence[_Attempt], now: datetime) -> Iterator[PageRead]:
        for attempt in held:
            why = f"we were offline: {attempt.error}"
            self.store.put_back(attempt.page, now + outage.PAUSE, why)
            yield PageRead(page=attempt.page, outcome="offline", why=why)

    def _settle(self, ready: Sequence[_Attempt], begun: set[int], now: datetime) -> Iterator[PageRead]:
        ended = self._settle_together([one for one in map(_settlement, ready) if one], now)
        for attempt in ready:
            event = self._settle_alone(attempt, ended.get(attempt.page.id), now)
            begun.discard(attempt.page.id)
            yield event

    def _settle_together(self, settlements: Sequence[Settlement], now: datetime) -> dict[int, Outcome]:
        """The outcomes of pages stored in one transaction, by page."""
        if len(settlements) > 1:
            # What the store refuses together it gets one by one: a page that cannot be stored costs itself.
            with contextlib.suppress(StoreError):
                outcomes = self.store.settle_together(settlements, now)
                return {one.page.id: outcome for one, outcome in zip(settlements, outcomes, strict=True)}
        return {}

    def _settle_alone(self, attempt: _Attempt, ended: Outcome | None, now: datetime) -> PageRead:
        page = attempt.page
        match attempt.result:
            case TryAgain(at=at, why=why):
                self.store.postpone(page, at, why)
                return PageRead(page=page, outcome="retry", why=why)
            case PutBack(at=at, why=why):
                self.store.put_back(page, at, why)
                return PageRead(page=page, outcome="waiting", why=why)
            case Reading() as reading:
                why = attempt.why
                outcome = ended or self.store.settle(page, reading, outcomes.outcome_of(reading), why, now)
                return PageRead(page=page, outcome=outcome.value, why=why, reading=reading)


def _settlement(attempt: _Attempt) -> Settlement | None:
    reading = attempt.result
    if not isinstance(reading, Reading):
        return None
    return Settlement(page=attempt.page, reading=reading, outcome=outcomes.outcome_of(reading), why=attempt.why)


def _lane(page: PendingPage) -> str:
    return page.lane
