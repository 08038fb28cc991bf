"""The Workers port: processes that may crash, hang or run out of memory without harm to anybody else.

Each worker has a pipe of its own and does one task at a time, for the thread that asked; there is no shared queue, no
lock that a dying worker could take along, and no manager. A worker that dies or hangs costs its own task and is
replaced; everybody else never notices.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import struct
import threading
import traceback
from collections import Counter
from queue import LifoQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pipeline.errors import PipelineError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from pipeline.model import Tally

T = TypeVar("T")
R = TypeVar("R")

_TASKS: Final = 2000  # of one process, before another takes its place: libraries leak a little
_MEMORY: Final = 2 << 30  # bytes of address space; beyond it a worker gets a MemoryError, not the machine a crisis
_NEW_OBJECTS: Final = (
    10_000  # before the collector looks for cycles: a page's tree is thousands of objects, and no cycle
)
_START: Final = 60.0  # seconds a new process may take to be ready, in addition to a task's own
_FAREWELL: Final = 2.0  # seconds to end when told to
_GRACE: Final = 2.0  # seconds past its deadline after which a worker ends itself, should nobody have ended it

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks held by our threads


class ProcessWorkers:
    """Runs tasks in `count` processes, each task for at most `deadline` seconds; for any number of threads."""

    def __init__(self, *, count: int, deadline: float, warm_up: Callable[[], object] | None = None) -> None:
        """Starts no process yet: each is started by its first task.

        Args:
            count: processes.
            deadline: seconds a task may take before its process is killed.
            warm_up: picklable; called once in each new process, so that its first task is not slow.
        """
        self._closed = threading.Event()
        self._losses: Counter[str] = Counter()
        self._workers = [_Worker(deadline, warm_up) for _ in range(count)]
        # Last in, first out: with little to do, few processes are started.
        self._idle: LifoQueue[_Worker] = LifoQueue()
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

    def kill(self) -> None:
        """Ends the processes at once; the tasks under way end as WorkerError."""
        self._closed.set()
        for worker in self._workers:
            worker.kill()

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


class _Worker:
    """One process and our end of its pipe; used by one thread at a time, except for `kill`."""

    def __init__(self, deadline: float, warm_up: Callable[[], object] | None) -> None:
        self._deadline = deadline
        self._warm_up = warm_up
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._done = 0

    def run(self, work: Callable[[Any], Any], task: object) -> Any:  # noqa: ANN401  (the caller's own)
        if self._done >= _TASKS:
            self.end()
        if self._process is not None and not self._process.is_alive():
            self._forget()  # killed while idle, by somebody else
        pipe = self._pipe or self._start()
        try:
            pipe.send((work, task))
            if not pipe.poll(self._deadline):
                raise BlockingIOError  # noqa: TRY301  (as a send or receive that takes too long does)
            error, result = pipe.recv()
        except BlockingIOError:
            self.kill()
            self._forget()
            raise WorkerError("hung", f"killed after {self._deadline:.0f} s") from None
        except (EOFError, OSError):
            raise WorkerError("died", self._post_mortem()) from None
        self._done += 1
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """Ends an idle process."""
        if self._pipe is not None and self._process is not None:
            self._pipe.close()
            self._process.join(_FAREWELL)
            self.kill()
        self._forget()

    def kill(self) -> None:
        """Ends the process, whatever it does; its pipe then reads as closed."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def _start(self) -> Connection:
        ours, theirs = _SPAWN.Pipe()
        _limit_waiting(ours, self._deadline)
        self._process = _SPAWN.Process(
            target=_serve, args=(theirs, self._deadline, self._warm_up), daemon=True, name="reader"
        )
        self._process.start()
        theirs.close()
        self._pipe = ours
        if not ours.poll(_START):
            self.kill()
            self._forget()
            raise WorkerError("hung", f"was not ready after {_START:.0f} s")
        try:
            ours.recv()
        except (EOFError, OSError):
            raise WorkerError("died", f"while starting: {self._post_mortem()}") from None
        return ours

    def _post_mortem(self) -> str:
        process = self._process
        if process is not None:
            process.join(_FAREWELL)
            self.kill()
        code = process.exitcode if process is not None else None
        self._forget()
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return f"by {signal.Signals(-code).name}"
        return f"with exit code {code}"

    def _forget(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        self._process, self._pipe, self._done = None, None, 0


def _limit_waiting(pipe: Connection, seconds: float) -> None:
    """Lets a send or receive that makes no progress for so long fail with BlockingIOError.

    A worker that is stopped, or stuck amid an answer, would else hold the thread that waits for it for ever.
    """
    whole, part = divmod(seconds, 1)
    limit = struct.pack("@ll", int(whole), int(part * 1e6))
    with socket.socket(fileno=os.dup(pipe.fileno())) as end:  # a two-way pipe is a pair of sockets
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)


def _serve(pipe: Connection, deadline: float, warm_up: Callable[[], object] | None) -> None:
    """A worker's whole life."""
    # Signals go to the parent, which lets us finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # The alarm needs no thread of ours to be heard: it ends an orphan that hangs in a library's loop, too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # numpy's threads reserve address space by the number of cores, and language identification needs none of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_die_with_the_parent, daemon=True).start()
    if warm_up is not None:
        warm_up()
    # What is there now stays, the matcher's patterns above all; nobody need look through it for garbage again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    pipe.send(None)
    while True:
        try:
            work, task = pipe.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, deadline + _GRACE)
        answer = _answer(work, task)
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe.send_bytes(answer)


def _answer(work: Callable[[Any], Any], task: object) -> bytes:
    """What came of a task, as it travels: the error to raise, or None, and the result."""
    told: PipelineError
    try:
        return pickle.dumps((None, work(task)))
    except PipelineError as error:
        told = error
    except MemoryError:
        told = WorkerError("memory", f"needed more than {_MEMORY >> 20} MB")
    except Exception as error:  # noqa: BLE001  (what trips a library is its page's failure: told, counted, tried again)
        told = WorkerError("failed", "".join(traceback.format_exception_only(error)).strip())
    try:
        answer = pickle.dumps((told, None))
        pickle.loads(answer)  # noqa: S301  (our own; what does not survive the journey must not fail at its end)
    except (pickle.PickleError, AttributeError, TypeError):
        return pickle.dumps((WorkerError("failed", f"{type(told).__name__}: {told}"), None))
    return answer


def _die_with_the_parent() -> None:
    # The kernel's own signal for this is tied to the thread that started us, which may well end before the process.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
