"""Stored articles -> the verdicts that today's rules and names give them. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.core.rejudging import Effect, Judged, Rejudged, rejudged
from pipeline.errors import WorkerError
from pipeline.model import Article, Reading
from pipeline.ports import Lanes, Workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

_BATCH = 200  # articles per transaction: what an interruption has judged in vain


class RematchStore(Protocol):
    """The articles with their verdicts, and how far a rematch has come."""

    def batch(self, after: int, since: datetime | None, limit: int) -> tuple[Judged, ...]:
        """The next articles by id, but for those first seen before `since`; none at the end."""
        ...

    def reached(self, task: str) -> int:
        """The id up to which an interrupted rematch with this task has come; 0 when there is none."""
        ...

    def renew(self, batch: Sequence[Rejudged], task: str, now: datetime) -> None:
        """Stores what is new in a batch, and that `task` has come up to its end, whole or not at all.

        Raises:
            StoreError: nothing was stored.
        """
        ...

    def finish(self) -> None:
        """Forgets how far the rematch has come: the next one starts from the beginning."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rematch:
    """Judges stored articles again; each comes to exactly one `Rejudged`.

    It may be broken off at any moment: the same task then goes on behind the last batch that was stored.
    """

    store: RematchStore
    lanes: Lanes
    workers: Workers
    judge: Callable[[Article], Reading]  # runs in a worker, so it pickles
    task: str  # names the rules, the names and the range in force; another task starts from the beginning

    def __call__(self, since: datetime | None, now: datetime) -> Iterator[Rejudged]:
        """Renews the verdicts of articles first seen at or after `since`; yields as they are stored.

        Raises:
            StoreError: the store refuses; what was yielded is stored, the rest is left for the next time.
        """
        for batch in self._batches(self.store.reached(self.task), since):
            self.store.renew(batch, self.task, now)
            yield from batch
        if not self.store.batch(self.store.reached(self.task), since, 1):
            self.store.finish()

    def preview(self, since: datetime | None) -> Iterator[Rejudged]:
        """What a rematch from the beginning would come to if it were made now; stores nothing."""
        for batch in self._batches(0, since):
            yield from batch

    def _batches(self, after: int, since: datetime | None) -> Iterator[tuple[Rejudged, ...]]:
        while batch := self.store.batch(after, since, _BATCH):
            results = tuple(self.lanes.imap(self._attempt, batch, _lane))
            if len(results) < len(batch):
                return  # told to stop: a batch counts whole or not at all
            yield tuple(sorted(results, key=lambda result: result.judged.id))
            after = batch[-1].id

    def _attempt(self, judged: Judged) -> Rejudged:
        if not judged.has_text:
            return Rejudged(judged=judged, effect=Effect.NO_TEXT, why="its text is no longer kept")
        try:
            return rejudged(judged, self.workers.run(self.judge, judged.article))
        except WorkerError as error:
            return Rejudged(judged=judged, effect=Effect.FAILED, why=str(error))


def _lane(judged: Judged) -> str:
    return str(judged.id)  # no article waits for another
