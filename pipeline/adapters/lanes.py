"""The Lanes port on threads."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum, auto
from queue import Empty, SimpleQueue
from threading import Event
from typing import TYPE_CHECKING, Final, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

# Items set aside, per thread, because their lane is busy. So many of one slow lane may stand in a row before the
# other lanes run dry.
_PARKED: Final = 50


class _NotBegun(Enum):
    """The result of an item whose turn came after the end."""

    NOT_BEGUN = auto()


class ThreadLanes:
    """Runs work on up to `threads` threads, made for each `imap` and gone when it ends.

    Setting `stop` ends every `imap`: nothing further is begun, what is under way is finished and handed over.
    """

    def __init__(self, threads: int, stop: Event) -> None:
        self._threads = threads
        self._stop = stop

    def imap(self, work: Callable[[T], R], items: Iterable[T], lane: Callable[[T], str]) -> Generator[R, None, None]:
        """Results in order of completion. Items of one lane run in order, never two at once.

        `items` is read in the caller's thread, when results are asked for, and no further ahead than keeps the threads
        busy; what was read but not begun at the end is dropped. Closing the generator waits for the work under way.

        Raises:
            What `work` raises (it is expected to return its failures): then nothing further is begun, and the results
            of what is under way are handed over first.
        """
        for (result,) in self.groups(work, items, lane, most=1):
            yield result

    def groups(
        self, work: Callable[[T], R], items: Iterable[T], lane: Callable[[T], str], most: int
    ) -> Generator[tuple[R, ...], None, None]:
        """As `imap`, but up to `most` results at a time: what has finished by then. None is waited for but the first.

        Raises:
            As `imap`.
        """
        queue = _LaneQueue(items, lane, limit=_PARKED * self._threads)
        failure: BaseException | None = None
        with _Crew(work, self._threads, self._stop) as crew:
            while True:
                while crew.has_room and (found := queue.take()):
                    crew.begin(*found)
                if not crew.under_way:
                    break
                results: list[R] = []
                for name, future in crew.wait(most):
                    queue.free(name)
                    if error := future.exception():
                        failure = failure or error
                    elif (result := future.result()) is not _NotBegun.NOT_BEGUN:
                        results.append(result)
                if results:
                    yield tuple(results)
        if failure:
            raise failure


class _Crew(Generic[T, R]):
    """The threads of one `imap`, and what they have under way."""

    def __init__(self, work: Callable[[T], R], threads: int, stop: Event) -> None:
        self._work = work
        self._stop = stop
        self._over = Event()
        # A few spares, so that threads do not idle while the caller looks at a result. This is also the bound on
        # results that wait for the caller, each of which may hold a whole page.
        self._room = threads + threads // 2
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lane")
        self._done: SimpleQueue[Future[R | _NotBegun]] = SimpleQueue()
        self.under_way: dict[Future[R | _NotBegun], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._over.set()
        self._pool.shutdown()

    @property
    def has_room(self) -> bool:
        """Whether another item should be begun."""
        return len(self.under_way) < self._room and not self._is_over()

    def begin(self, name: str, item: T) -> None:
        """Gives `item` of lane `name` to the next free thread."""
        future = self._pool.submit(self._attempt, item)
        self.under_way[future] = name
        future.add_done_callback(self._done.put)

    def wait(self, most: int) -> Iterator[tuple[str, Future[R | _NotBegun]]]:
        """The next item that ends, and others that have ended by then: the lane of each, and what came of it."""
        future = self._done.get()
        yield self.under_way.pop(future), future
        for _ in range(most - 1):
            try:
                future = self._done.get_nowait()
            except Empty:
                return
            yield self.under_way.pop(future), future

    def _is_over(self) -> bool:
        return self._over.is_set() or self._stop.is_set()

    def _attempt(self, item: T) -> R | _NotBegun:
        if self._is_over():
            return _NotBegun.NOT_BEGUN
        try:
            return self._work(item)
        except BaseException:
            self._over.set()  # here, in the thread that failed, before it can begin a spare
            raise


class _LaneQueue(Generic[T]):
    """Items in order, but for those whose lane is busy: they are parked until it is free."""

    def __init__(self, items: Iterable[T], lane: Callable[[T], str], limit: int) -> None:
        self._source = iter(items)
        self._lane = lane
        self._limit = limit
        self._busy: set[str] = set()
        self._parked: dict[str, deque[T]] = {}
        self._parked_total = 0
        self._ready: deque[str] = deque()  # free lanes that have parked items, the longest free first

    def take(self) -> tuple[str, T] | None:
        """The next item that may run, and its lane, which is busy from now on; None while there is none."""
        if self._ready:
            return self._unpark(self._ready.popleft())
        while self._parked_total < self._limit:
            try:
                item = next(self._source)
            except StopIteration:
                return None
            name = self._lane(item)
            if name not in self._busy:
                self._busy.add(name)
                return name, item
            self._parked.setdefault(name, deque()).append(item)
            self._parked_total += 1
        return None

    def free(self, name: str) -> None:
        """The item taken from lane `name` is done."""
        self._busy.remove(name)
        if name in self._parked:
            self._ready.append(name)

    def _unpark(self, name: str) -> tuple[str, T]:
        waiting = self._parked[name]
        item = waiting.popleft()
        if not waiting:
            del self._parked[name]
        self._parked_total -= 1
        self._busy.add(name)
        return name, item
