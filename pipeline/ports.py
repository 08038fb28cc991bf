"""What jobs need from the world, each as small as its caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from pipeline.model import (
        Delivery,
        Digest,
        DigestWindow,
        Edition,
        Entry,
        EntryName,
        Feed,
        Material,
        Outcome,
        Page,
        PendingPage,
        Poll,
        Reading,
        Request,
        Settlement,
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

    def groups(
        self, work: Callable[[T], R], items: Iterable[T], lane: Callable[[T], str], most: int
    ) -> Iterator[tuple[R, ...]]:
        """As `imap`, but up to `most` results at a time: what has finished by then. None is waited for but the first.

        Nothing further is begun before the next group is asked for.
        """
        ...


class Workers(Protocol):
    """Processes that parse what strangers wrote; they may crash or hang without harm to us."""

    def run(self, work: Callable[[T], R], task: T) -> R:
        """The result of `work(task)`, computed in a worker; blocks.

        Raises:
            WorkerError: the worker died, hung past its deadline or ran out of memory.
            NoWorkerError: there was none to begin with; this ends a run, and charges nobody.
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

    def record(
        self,
        feed: Feed,
        poll: Poll,
        novel: Sequence[tuple[Entry, EntryName]],
        renamed: Collection[EntryName] = frozenset(),
    ) -> None:
        """One poll, whole or not at all: its entries, the feed's next state with its validators, its own row.

        Those of its entries that are `renamed` are old items, known by title and date; they are not read again.

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

    def settle_together(self, settlements: Sequence[Settlement], now: datetime) -> tuple[Outcome, ...]:
        """Stores what came of several pages, all of it or nothing; as cheap as one of them, nearly.

        Raises:
            StoreError: nothing was stored.
        """
        ...


class ReportStore(Protocol):
    """Which article belongs to which period, and what was told of it."""

    def first_seen(self) -> datetime | None:
        """When the first entry ever came."""
        ...

    def begun(self, edition: Edition, now: datetime) -> datetime:
        """When an edition was first asked for: at `now`, if never before."""
        ...

    def last_day(self, edition: Edition, until: date) -> date | None:
        """The first day of the latest period that has a digest, of those that begin on `until` at the latest."""
        ...

    def was_watched(self, window: DigestWindow) -> bool:
        """Whether any feed was polled in a period."""
        ...

    def plan(self, window: DigestWindow, now: datetime, start: datetime | None) -> None:
        """Fixes what belongs to a period; every flagged article first seen since `start` falls into exactly one."""
        ...

    def planned(self, edition: Edition, day: date) -> DigestWindow | None:
        """The period that begins on `day`, as it was planned, or None."""
        ...

    def unfrozen(self) -> tuple[DigestWindow, ...]:
        """Planned periods whose digest is not kept yet, earliest first."""
        ...

    def material(self, window: DigestWindow) -> Material:
        """All that is known of a period: as planned, or as it would be if it were planned now."""
        ...

    def freeze(self, window: DigestWindow, digest: Digest, now: datetime) -> None:
        """Keeps the digest of a planned period for good; the first one kept stays."""
        ...

    def frozen(self, window: DigestWindow) -> Digest | None:
        """The digest that was kept of a period, or None."""
        ...

    def undelivered(self, sinks: tuple[str, ...]) -> tuple[DigestWindow, ...]:
        """Planned periods that some sink has not got yet, earliest first."""
        ...

    def delivered(self, window: DigestWindow, sink: str) -> str | None:
        """The SHA-256 of what `sink` got for a period, or None."""
        ...

    def deliver(self, window: DigestWindow, sink: str, sha256: str, place: str, now: datetime) -> None:
        """Remembers that `sink` has the digest of a period."""
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
