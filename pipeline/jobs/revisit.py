"""Known articles whose pages are due for another look -> revisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.core import outage
from pipeline.core.outage import Contact, contact_of
from pipeline.core.outcomes import PutBack, TryAgain
from pipeline.core.revisions import endings, schedule
from pipeline.core.revisions.endings import Ending
from pipeline.core.revisions.schedule import Missing, RevisitPolicy, Skip
from pipeline.errors import FetchError, WorkerError
from pipeline.jobs.line import Line, LineStore
from pipeline.model import Look, LookTask, Request, Revisit, Unchanged
from pipeline.ports import Fetcher, Lanes, Workers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from pipeline.core.revisions.schedule import NextLook


class RevisitMemory(Protocol):
    """The queue of articles to look at again, and where their revisions go."""

    def are_pages_due(self, now: datetime) -> bool:
        """Whether new pages wait to be read, which come first."""
        ...

    def enrol(self, now: datetime, policy: RevisitPolicy) -> int:
        """Queues every flagged article whose last look is still to come; returns how many are new."""
        ...

    def lease(self, now: datetime, limit: int, policy: RevisitPolicy) -> tuple[Revisit, ...]:
        """Takes articles out of the queue."""
        ...

    def begin(self, revisit: Revisit) -> Revisit:
        """Counts an attempt, before the work; returns the article with its new count."""
        ...

    def release(self, begun: Collection[int] = ()) -> int:
        """Puts back every article taken and not settled, attempts at `begun` uncounted; returns how many."""
        ...

    def postpone(self, revisit: Revisit, until: datetime, why: str) -> None:
        """Tries again later; this attempt counts."""
        ...

    def put_back(self, revisit: Revisit, until: datetime, why: str) -> None:
        """Tries again later; this attempt does not count."""
        ...

    def miss(self, revisit: Revisit, until: datetime, why: str) -> None:
        """Notes that the page was gone, and asks once more later."""
        ...

    def conclude(self, revisit: Revisit, ending: Ending, following: NextLook | None, now: datetime) -> None:
        """Stores what a look came to, whole or not at all.

        Raises:
            StoreError: nothing was stored.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """What one attempt at one look came to: an ending's outcome, or "missing", "retry", "waiting" or "offline"."""

    revisit: Revisit
    outcome: str
    why: str = ""
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    revisit: Revisit
    result: Ending | Missing | TryAgain | PutBack
    contact: Contact
    error: str = ""  # that kept the page away

    @property
    def lane(self) -> str:
        return self.revisit.lane


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitPages:
    """Looks at flagged articles again; each attempt comes to exactly one `Revisited`.

    Our own outage is told as in `ReadPages`: attempts on hosts that cannot be reached are held back until enough
    others have answered, and given back when it was we who were offline.
    """

    store: RevisitMemory
    fetcher: Fetcher
    lanes: Lanes
    workers: Workers
    look: Callable[[LookTask], Look]  # runs in a worker, so it pickles
    policy: RevisitPolicy
    line: LineStore

    def __call__(self, now: datetime) -> Iterator[Revisited]:
        """One batch of what is due at `now`, a small one while new pages wait; yields as the results are stored.

        When it ends early, articles taken but not begun go back into the queue. While we are offline it ends early.
        """
        self.store.release()  # what an earlier run could not give back, or a killed one left
        if not self.policy.after:
            return
        self.store.enrol(now, self.policy)
        limit = self.policy.batch_beside if self.store.are_pages_due(now) else self.policy.batch
        line: Line[_Attempt] = Line(self.line.unreached(now))
        begun: set[int] = set()
        try:
            for attempt in self.lanes.imap(
                lambda revisit: self._attempt(self._begin(revisit, begun), now), self._queue(now, limit, line), _lane
            ):
                yield from self._settle(line.sift((attempt,)), begun, now)
            if line.is_cut():
                yield from self._excuse(line.held(), now)
            else:
                yield from self._settle(line.held(), begun, now)
        finally:
            self.store.release(begun)

    def to_the_end(self, now: datetime) -> Iterator[Revisited]:
        """Batch after batch, until nothing that is due at `now` is left, or nothing can be had."""
        while True:
            count = 0
            for event in self(now):
                count += event.outcome != "offline"
                yield event
            if not count:
                return

    def _queue(self, now: datetime, limit: int, line: Line[_Attempt]) -> Iterator[Revisit]:
        for revisit in self.store.lease(now, limit, self.policy) if line.may_ask() else ():
            if not line.may_ask():
                return
            line.ask(revisit.lane)
            yield revisit

    def _begin(self, leased: Revisit, begun: set[int]) -> Revisit:
        begun.add(leased.article_id)
        return self.store.begin(leased)

    def _attempt(self, revisit: Revisit, now: datetime) -> _Attempt:
        if schedule.is_spent(revisit, self.policy):
            skip = Skip(why=f"{revisit.attempts - 1} attempts came to no end")
            return _Attempt(revisit=revisit, result=endings.of_skip(skip), contact=Contact.UNTRIED)
        try:
            return self._look(revisit, now)
        except WorkerError as error:
            decision = schedule.after_crash(error, revisit, now, self.policy)
            result = endings.of_skip(decision) if isinstance(decision, Skip) else decision
            return _Attempt(revisit=revisit, result=result, contact=Contact.REACHED)

    def _look(self, revisit: Revisit, now: datetime) -> _Attempt:
        request = Request(url=revisit.url, etag=revisit.etag, last_modified=revisit.last_modified)
        try:
            answer = self.fetcher.fetch(request)
        except FetchError as error:
            return self._after_failure(revisit, error, now)
        if isinstance(answer, Unchanged):
            return _Attempt(revisit=revisit, result=endings.of_unchanged(revisit), contact=Contact.REACHED)
        task = LookTask(page=answer, before=revisit.before, addresses=revisit.addresses)
        result = endings.of_look(self.workers.run(self.look, task), answer, revisit)
        return _Attempt(revisit=revisit, result=result, contact=Contact.REACHED)

    def _after_failure(self, revisit: Revisit, error: FetchError, now: datetime) -> _Attempt:
        decision = schedule.after_failed_fetch(error, revisit, now, self.policy)
        result = endings.of_skip(decision) if isinstance(decision, Skip) else decision
        return _Attempt(revisit=revisit, result=result, contact=contact_of(error), error=str(error))

    def _excuse(self, held: Iterable[_Attempt], now: datetime) -> Iterator[Revisited]:
        for one in held:
            why = f"we were offline: {one.error}"
            self.store.put_back(one.revisit, now + outage.PAUSE, why)
            yield Revisited(revisit=one.revisit, outcome="offline", why=why)

    def _settle(self, ready: Iterable[_Attempt], begun: set[int], now: datetime) -> Iterator[Revisited]:
        for attempt in ready:
            event = self._store(attempt, now)
            begun.discard(attempt.revisit.article_id)
            yield event

    def _store(self, attempt: _Attempt, now: datetime) -> Revisited:
        revisit, result = attempt.revisit, attempt.result
        match result:
            case TryAgain(at=at, why=why):
                self.store.postpone(revisit, at, why)
                return Revisited(revisit=revisit, outcome="retry", why=why)
            case PutBack(at=at, why=why):
                self.store.put_back(revisit, at, why)
                return Revisited(revisit=revisit, outcome="waiting", why=why)
            case Missing(why=why) if not revisit.is_withdrawn and not schedule.is_confirmed(revisit, self.policy):
                self.store.miss(revisit, now + self.policy.confirm, why)
                return Revisited(revisit=revisit, outcome="missing", why=why)
            case Missing():
                return self._conclude(revisit, endings.of_withdrawal(result, revisit), now)
            case Ending():
                return self._conclude(revisit, result, now)

    def _conclude(self, revisit: Revisit, ending: Ending, now: datetime) -> Revisited:
        following = schedule.next_look(revisit.look, revisit.read_at, now, self.policy)
        self.store.conclude(revisit, ending, following, now)
        changes = ending.changes
        return Revisited(
            revisit=revisit,
            outcome=ending.outcome,
            why=ending.why,
            gained=tuple(name for change in changes for name in change.gained),
            lost=tuple(name for change in changes for name in change.lost),
        )


def _lane(revisit: Revisit) -> str:
    return revisit.lane
