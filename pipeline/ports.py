"""What jobs need from the world, each as small as its caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from pipeline.model import (
        Coverage,
        Delivery,
        Digest,
        DigestItem,
        DigestWindow,
        Entry,
        EntryName,
        Feed,
        Outcome,
        Page,
        PendingPage,
        Poll,
        Reading,
        Request,
        Tally,
        Unchanged,
    )

T = TypeVar("T")
R = TypeVar("R")


class Fetcher(Protocol):
    """The network, with its manners: blocks until the host's turn has come."""

    def fetch(self, request: Request) -> Page | Unchanged:
        """The page, or word that nothing changed.

        Raises:
            FetchError: there is no page; says why and whether to try again.
        """
        ...


class Lanes(Protocol):
    """Runs work on many threads, one at a time per lane, and hands results back as they finish."""

    def imap(self, work: Callable[[T], R], items: Iterable[T], lane: Callable[[T], str]) -> Iterator[R]:
        """Results in order of completion. Items of one lane run in order, never two at once."""
        ...


class Workers(Protocol):
    """Processes that parse what strangers wrote; they may crash or hang without harm to us."""

    def run(self, work: Callable[[T], R], task: T) -> R:
        """The result of `work(task)`, computed in a worker; blocks.

        Raises:
            WorkerError: the worker died, hung past its deadline or ran out of memory.
            PipelineError: whatever `work` itself raised.
        """
        ...


class PollStore(Protocol):
    """What polling remembers."""

    def due(self, now: datetime) -> tuple[Feed, ...]:
        """The feeds to poll now, longest overdue first."""
        ...

    def known(self, feed_id: int, names: Sequence[EntryName]) -> tuple[EntryName, ...]:
        """The names of stored entries of this feed that share at least one name with `names`."""
        ...

    def record(self, feed: Feed, poll: Poll, novel: Sequence[tuple[Entry, EntryName]]) -> None:
        """One poll, whole or not at all: its entries, the feed's next state with its validators, its own row.

        Raises:
            StoreError: nothing was stored.
        """
        ...


class ReadStore(Protocol):
    """The queue of pages, and where their articles go."""

    def lease(self, now: datetime, limit: int) -> tuple[PendingPage, ...]:
        """Takes pages out of the queue."""
        ...

    def begin(self, page: PendingPage) -> PendingPage:
        """Counts an attempt, before the work; returns the page with its new count."""
        ...

    def release(self, begun: Collection[int] = ()) -> int:
        """Puts back every page taken and not settled, attempts at `begun` uncounted; returns how many."""
        ...

    def postpone(self, page: PendingPage, until: datetime, why: str) -> None:
        """Tries again later; this attempt counts."""
        ...

    def put_back(self, page: PendingPage, until: datetime, why: str) -> None:
        """Tries again later; this attempt does not count."""
        ...

    def settle(self, page: PendingPage, reading: Reading, outcome: Outcome, why: str, now: datetime) -> Outcome:
        """Stores what came of a page, whole or not at all; returns how its first entry really ended."""
        ...


class ReportStore(Protocol):
    """Which article belongs to which day."""

    def first_seen(self) -> datetime | None:
        """When the first entry ever came."""
        ...

    def last_day(self) -> date | None:
        """The latest day that has a digest."""
        ...

    def undelivered(self, sinks: tuple[str, ...]) -> tuple[date, ...]:
        """Planned days that some sink has not got yet, earliest first."""
        ...

    def plan(self, window: DigestWindow, now: datetime) -> None:
        """Fixes what belongs to a day; every flagged article falls into exactly one."""
        ...

    def planned(self, day: date) -> tuple[DigestWindow, Coverage] | None:
        """The window and coverage a day was planned with, or None."""
        ...

    def items(self, day: date) -> tuple[DigestItem, ...]:
        """The articles of a planned day, unordered."""
        ...

    def preview(self, window: DigestWindow) -> tuple[tuple[DigestItem, ...], Coverage]:
        """What a day not planned yet would hold if its digest were made now."""
        ...

    def delivered(self, day: date, sink: str) -> str | None:
        """The SHA-256 of what `sink` got for `day`, or None."""
        ...

    def deliver(self, day: date, sink: str, sha256: str, place: str, now: datetime) -> None:
        """Remembers that `sink` has the digest of `day`."""
        ...


class Sink(Protocol):
    """A place digests go to."""

    @property
    def name(self) -> str:
        """Its name in the record of deliveries; never changes."""
        ...

    def send(self, digest: Digest) -> Delivery:
        """Delivers the digest; sending the same one again leaves one copy.

        Raises:
            DeliveryError: it did not arrive.
        """
        ...


class CareStore(Protocol):
    """What maintenance needs."""

    def forget(self, before: datetime, text_before: datetime) -> Tally:
        """Drops polls and runs before one moment, packed text of unflagged articles before another."""
        ...

    def tidy(self) -> int:
        """Refreshes statistics, empties the WAL; returns the pages a reader kept in it."""
        ...
