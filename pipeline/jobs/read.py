"""Pages in the queue -> articles, judged and stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.core import outage, outcomes
from pipeline.core.outage import Contact, Contacts, contact_of
from pipeline.core.outcomes import MakeDo, PutBack, RetryPolicy, TryAgain
from pipeline.errors import FetchError, WorkerError
from pipeline.jobs.line import LineStore
from pipeline.model import Obstacle, Outcome, PendingPage, Reading, ReadTask, Request, Unchanged
from pipeline.ports import Fetcher, Lanes, ReadStore, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime


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
    why: str = ""
    contact: Contact = Contact.UNTRIED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unreached:
    page: PendingPage
    error: FetchError


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPages:
    """Fetches, reads and judges every page that is due; each attempt comes to exactly one `PageRead`.

    An attempt on a host that cannot be reached is held back until enough others have answered; when it was we who were
    offline, the page gets its attempt back.
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
        contacts = Contacts(self.line.unreached(now))
        held: list[_Unreached] = []
        begun: set[int] = set()
        try:
            for attempt in self.lanes.imap(
                lambda page: self._attempt(self._begin(page, begun), now), self._queue(now, contacts), _lane
            ):
                if isinstance(attempt, _Unreached):
                    contacts.note(attempt.page.lane, Contact.UNREACHED)
                    held.append(attempt)
                else:
                    begun.discard(attempt.page.id)
                    contacts.note(attempt.page.lane, attempt.contact)
                    yield self._settle(attempt, now)
                if held and contacts.online(0):
                    yield from self._charge(held, now)
                    begun.difference_update(attempt.page.id for attempt in held)
                    held.clear()
            yield from self._excuse(held, now) if contacts.offline() else self._charge(held, now)
        finally:
            self.store.release(begun)

    def _queue(self, now: datetime, contacts: Contacts) -> Iterator[PendingPage]:
        while contacts.go_on() and (batch := self.store.lease(now, _LEASE)):
            for page in batch:
                if not contacts.go_on():
                    return
                if page.url:
                    contacts.ask(page.lane)
                yield page

    def _begin(self, leased: PendingPage, begun: set[int]) -> PendingPage:
        begun.add(leased.id)
        return self.store.begin(leased)

    def _attempt(self, page: PendingPage, now: datetime) -> _Attempt | _Unreached:
        try:
            return self._read(page, now)
        except WorkerError as error:
            decision = outcomes.after_crash(error, page.attempts, now, self.policy)
            if isinstance(decision, TryAgain):
                return _Attempt(page=page, result=decision, contact=Contact.REACHED)
            return self._make_do_or_wait(page, decision, Contact.REACHED, now)

    def _read(self, page: PendingPage, now: datetime) -> _Attempt | _Unreached:
        if not page.url:
            return self._make_do(page, MakeDo(obstacle=Obstacle.NO_LINK, why="the feed gave no link"), Contact.UNTRIED)
        try:
            answer = self.fetcher.fetch(Request(url=page.url))
        except FetchError as error:
            contact = contact_of(error)
            if contact is Contact.UNREACHED:
                return _Unreached(page=page, error=error)
            return self._after_failure(page, error, contact, now)
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

    def _charge(self, held: Iterable[_Unreached], now: datetime) -> Iterator[PageRead]:
        for attempt in held:
            yield self._settle(self._after_failure(attempt.page, attempt.error, Contact.UNREACHED, now), now)

    def _excuse(self, held: Iterable[_Unreached], now: datetime) -> Iterator[PageRead]:
        for attempt in held:
            why = f"we were offline: {attempt.error}"
            self.store.put_back(attempt.page, now + outage.PAUSE, why)
            yield PageRead(page=attempt.page, outcome="offline", why=why)

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
