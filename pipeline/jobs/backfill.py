"""Archive files of the past -> articles, by the same reading and matching as the news of today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.core.backfill import Batch, InOrder, batches
from pipeline.errors import WorkerError
from pipeline.model import ArchivedPage, Damage, Sift, Sifted, Tally
from pipeline.ports import Lanes, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


class BackfillStore(Protocol):
    """The ledger of archive files, and where their articles go."""

    def take(self, file_id: int, sifted: Sequence[Sifted], damages: Sequence[Damage], end: int, now: datetime) -> Tally:
        """Stores one batch and moves the file's position to `end`, whole or not at all; returns pages by outcome."""
        ...

    def finish(self, file_id: int, now: datetime) -> None:
        """The file was read to its end."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTaken:
    """One batch, stored: pages by outcome, and how far into the file it ends."""

    counts: Tally
    damages: tuple[Damage, ...]
    end: int

    @property
    def pages(self) -> int:
        """How many pages it held."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """Reads archive files batch by batch, many at a time, and stores them in the order of the file.

    What is stored and how far the file was read are one transaction: a run that ends anywhere goes on there, and no
    page is lost or stored twice. A page that kills or hangs its reader costs itself.
    """

    store: BackfillStore
    lanes: Lanes
    workers: Workers
    sift: Callable[[tuple[ArchivedPage, ...]], tuple[Sifted, ...]]  # runs in a worker, so it pickles

    def __call__(
        self, file_id: int, found: Iterable[ArchivedPage | Damage], now: datetime, budget: int | None
    ) -> Iterator[BatchTaken]:
        """Takes what `found` gives until its end, or until `budget` pages were taken; yields as batches are stored."""
        in_order: InOrder[_Judged] = InOrder()
        source = _Counted(batches(found))
        taken = stored = 0
        for judged in self.lanes.imap(self._judge, source, _own_lane):
            for ready in in_order.add(judged.batch.number, judged):
                if budget is not None and taken >= budget:
                    return
                batch = ready.batch
                counts = self.store.take(file_id, ready.sifted, batch.damages, batch.end, now)
                done = BatchTaken(counts=counts, damages=batch.damages, end=batch.end)
                taken += done.pages
                stored += 1
                yield done
        if source.is_exhausted and stored == source.given:
            self.store.finish(file_id, now)  # else we were told to stop

    def _judge(self, batch: Batch) -> _Judged:
        try:
            sifted = self.workers.run(self.sift, batch.pages)
        except WorkerError:
            sifted = tuple(one for page in batch.pages for one in self._alone(page))
        return _Judged(batch=batch, sifted=sifted)

    def _alone(self, page: ArchivedPage) -> tuple[Sifted, ...]:
        try:
            return self.workers.run(self.sift, (page,))
        except WorkerError as error:
            crawled, why = page.page.fetched_at, f"{page.page.url}: {error}"
            return (
                Sifted(position=page.position, crawled=crawled, month=f"{crawled:%Y-%m}", outcome=Sift.FAILED, why=why),
            )


class _Counted(Iterator[Batch]):
    """Batches, and whether the last of them was asked for."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self.given = 0
        self.is_exhausted = False

    def __next__(self) -> Batch:
        try:
            batch = next(self._batches)
        except StopIteration:
            self.is_exhausted = True
            raise
        self.given += 1
        return batch


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    batch: Batch
    sifted: tuple[Sifted, ...]


def _own_lane(batch: Batch) -> str:
    return str(batch.number)
