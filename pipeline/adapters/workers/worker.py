"""One worker, seen from here: our end of its pipe."""

from __future__ import annotations

import os
import socket
import struct
from multiprocessing.connection import Pipe
from typing import TYPE_CHECKING, Any, Final

from pipeline.adapters.workers.nursery import how
from pipeline.errors import WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from pipeline.adapters.workers.nursery import Nursery

_TASKS: Final = 2000  # of one process, before another takes its place: libraries leak a little


class Worker:
    """One process after another, each with a pipe to us; used by one thread at a time."""

    def __init__(self, nursery: Nursery, deadline: float) -> None:
        """Starts no process yet.

        Args:
            nursery: where processes come from.
            deadline: seconds a task may take before its process is killed.
        """
        self._nursery = nursery
        self._deadline = deadline
        self._number = 0
        self._pipe: Connection | None = None
        self._done = 0

    def run(self, work: Callable[[Any], Any], task: object) -> Any:  # noqa: ANN401  (the caller's own)
        """The result of `work(task)`.

        Raises:
            WorkerError: "died", "hung", "memory" or "failed".
            NoWorkerError: there was none to begin with.
            PipelineError: whatever of that kind `work` raised.
        """
        if self._pipe is not None and (self._done >= _TASKS or self._pipe.poll()):
            self.end()  # an idle worker that has something to say was killed by somebody else
        pipe = self._pipe or self._start()
        try:
            pipe.send((work, task))
            if not pipe.poll(self._deadline):
                raise BlockingIOError  # noqa: TRY301  (as a send or receive that takes too long does)
            error, result = pipe.recv()
        except BlockingIOError:
            self.end()
            raise WorkerError("hung", f"killed after {self._deadline:.0f} s") from None
        except (EOFError, OSError):
            raise WorkerError("died", how(self.end())) from None
        self._done += 1
        if error is not None:
            raise error
        return result

    def end(self) -> int | None:
        """Ends the process, whatever it does, if there is one; returns how it ended, as far as anybody knows."""
        if self._pipe is None:
            return None
        self._pipe.close()
        self._pipe, self._done = None, 0
        return self._nursery.end(self._number)

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        try:
            self._number = self._nursery.fork(theirs.fileno())
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        _limit_waiting(ours, self._deadline)
        self._pipe = ours
        return ours


def _limit_waiting(pipe: Connection, seconds: float) -> None:
    """Lets a send or receive that makes no progress for so long fail with BlockingIOError.

    A worker that is stopped, or stuck amid an answer, would else hold the thread that waits for it for ever.
    """
    whole, part = divmod(seconds, 1)
    limit = struct.pack("@ll", int(whole), int(part * 1e6))
    with socket.socket(fileno=os.dup(pipe.fileno())) as end:  # a two-way pipe is a pair of sockets
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
