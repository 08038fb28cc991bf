"""The pool of workers, and the same port without any."""

from __future__ import annotations

import threading
from collections import Counter
from queue import LifoQueue
from typing import TYPE_CHECKING, TypeVar

from pipeline.adapters.workers.nursery import Nursery
from pipeline.adapters.workers.worker import Worker
from pipeline.errors import NoWorkerError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Tally

T = TypeVar("T")
R = TypeVar("R")


class ProcessWorkers:
    """Runs tasks in `count` processes, each task for at most `deadline` seconds; for any number of threads."""

    def __init__(self, *, count: int, deadline: float, warm_up: Callable[[], object] | None = None) -> None:
        """Starts no process yet: each is started by its first task.

        Args:
            count: processes.
            deadline: seconds a task may take before its process is killed.
            warm_up: picklable; called once before the first process, which like all others then has what it loaded.
        """
        self._closed = threading.Event()
        self._losses: Counter[str] = Counter()
        self._nursery = Nursery(deadline, warm_up)
        self._workers = [Worker(self._nursery, deadline) for _ in range(count)]
        # Last in, first out: with little to do, few processes are started.
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    @property
    def threads(self) -> int:
        """How many tasks are worked on at a time."""
        return len(self._workers)

    def run(self, work: Callable[[T], R], task: T) -> R:
        """The result of `work(task)`, computed in a worker; blocks until one is free and done.

        Raises:
            WorkerError: "died", "hung" or "memory"; "failed" when `work` raised what it should not; "closed" when the
                workers were closed meanwhile.
            NoWorkerError: none could be started, so nothing was tried.
            PipelineError: whatever of that kind `work` raised.
        """
        worker = self._idle.get()
        try:
            self._refuse_when_closed()
            result: R = worker.run(work, task)
        except WorkerError as error:
            self._refuse_when_closed()
            self._losses[error.kind] += 1  # each worker's thread adds under the interpreter's lock
            raise
        except NoWorkerError:
            self._refuse_when_closed()
            self._losses["not started"] += 1
            raise
        finally:
            self._idle.put(worker)
        return result

    def losses(self) -> Tally:
        """Tasks that came to nothing since the start, by reason: each but "failed" and "memory" cost its process."""
        return tuple(sorted(self._losses.items()))

    def close(self) -> None:
        """Lets the tasks under way finish, then ends the processes; further tasks are refused."""
        self._closed.set()
        for _ in self._workers:
            self._idle.get().end()
        for worker in self._workers:
            self._idle.put(worker)
        self._nursery.close()

    def kill(self) -> None:
        """Ends the processes at once; the tasks under way end as WorkerError."""
        self._closed.set()
        self._nursery.close()

    def _refuse_when_closed(self) -> None:
        if self._closed.is_set():
            raise WorkerError("closed", "the workers have been closed")


class InlineWorkers:
    """The same port in the calling thread, for one-off commands and tests."""

    def run(self, work: Callable[[T], R], task: T) -> R:
        """The result of `work(task)`.

        Raises:
            WorkerError: "memory".
            PipelineError: whatever of that kind `work` raised.
        """
        try:
            return work(task)
        except MemoryError:
            raise WorkerError("memory", "needed more than there is") from None
