"""What runs in the other processes: the nursery, and the workers it forks. Starts with little, because each waits."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import pickle
import resource
import signal
import socket
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pipeline.adapters.workers.orders import ANSWER, ORDER, READY, START, UNKNOWN
from pipeline.core.collector import without_collector
from pipeline.errors import PipelineError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable

_MEMORY: Final = 2 << 30  # bytes of address space; beyond it a worker gets a MemoryError, not the machine a crisis
NEW_OBJECTS: Final = 10_000  # before the collector looks for cycles: a tree of thousands of objects is none
_GRACE: Final = 2.0  # seconds past its deadline after which a process ends itself, should nobody have ended it


def nurse(descriptor: int) -> None:
    """The nursery's whole life: it loads, then forks and ends workers as it is told, alone in its thread.

    A worker's number stays taken until its end was told, so no order to end one can hit a stranger.

    Args:
        descriptor: of the socket to whoever started us; its end is ours, and our workers'.
    """
    # Signals go to the parent, which lets us finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # The alarm needs no thread of ours to be heard: it ends an orphan that hangs in a library's loop, too.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    control = socket.socket(fileno=descriptor)
    with control.makefile("rb") as stream:
        deadline, warm_up = pickle.load(stream)  # noqa: S301  (our own)
    if warm_up is not None:
        _load(warm_up)
    gc.freeze()  # nobody need look through it for garbage again, which would also copy what workers share
    gc.set_threshold(NEW_OBJECTS)
    workers: set[int] = set()
    with contextlib.suppress(OSError):  # whoever started us is gone, and with him what he would have been told
        control.sendall(READY)
        _tend(control, deadline, workers)
    for worker in workers:
        _end(worker)


def _load(warm_up: Callable[[], object]) -> None:
    signal.setitimer(signal.ITIMER_REAL, START + _GRACE)
    with without_collector():  # all of it stays
        warm_up()
    signal.setitimer(signal.ITIMER_REAL, 0)


def _tend(control: socket.socket, deadline: float, workers: set[int]) -> None:
    """Forks and ends workers as it is told, until nobody is left to tell."""
    # Workers hold one end, and know by it that we are gone.
    alive, ours = os.pipe()
    while order := _order(control):
        number, pipe = order
        if pipe is not None:
            answer = _fork(pipe, deadline, alive, (control.fileno(), ours))
            os.close(pipe)
            if answer > 0:
                workers.add(answer)
        elif number in workers:
            workers.remove(number)
            answer = _end(number)
        else:
            answer = UNKNOWN
        control.sendall(ANSWER.pack(answer))


def _order(control: socket.socket) -> tuple[int, int | None] | None:
    """The next order: a worker to end, or the pipe of one to fork; None when there is nobody left to give any."""
    try:
        message, pipes, _, _ = socket.recv_fds(control, ORDER.size, 1)
    except OSError:
        return None
    if len(message) < ORDER.size:
        return None
    return ORDER.unpack(message)[0], pipes[0] if pipes else None


def _end(worker: int) -> int:
    os.kill(worker, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])


def _fork(pipe: int, deadline: float, alive: int, not_theirs: tuple[int, ...]) -> int:
    """The number of a new worker; minus the errno when there cannot be one."""
    try:
        number = os.fork()
    except OSError as error:
        return -(error.errno or errno.EAGAIN)
    if number == 0:
        for descriptor in not_theirs:
            os.close(descriptor)
        _live(Connection(pipe), deadline, alive)
    return number


def _live(pipe: Connection, deadline: float, alive: int) -> NoReturn:
    """A worker's whole life."""
    try:
        threading.Thread(target=_die_with_the_nursery, args=(alive,), daemon=True).start()
        _serve(pipe, deadline)
    except BaseException:  # noqa: BLE001  (above us is the nursery's own life, which is not ours to go on with)
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _serve(pipe: Connection, deadline: float) -> None:
    with contextlib.suppress(EOFError, OSError):  # nobody is left who would ask, or hear
        while True:
            order = pipe.recv_bytes()
            signal.setitimer(signal.ITIMER_REAL, deadline + _GRACE)
            answer = _answer(order)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(answer)


def _answer(order: bytes) -> bytes:
    """What came of a task, as it travels: the error to raise, or None, and the result."""
    told: PipelineError
    work: Callable[[Any], Any]
    try:
        work, task = pickle.loads(order)  # noqa: S301  (our own)
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


def _die_with_the_nursery(alive: int) -> None:
    os.read(alive, 1)  # nobody writes: it returns when nobody is left who could
    os._exit(1)


if __name__ == "__main__":
    nurse(int(sys.argv[1]))
