"""Our end of the nursery: starts it when the first worker is wanted, and again should it be lost."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from pipeline.adapters.workers.orders import ANSWER, ORDER, READY, START, UNKNOWN
from pipeline.errors import NoWorkerError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable

_ORDER: Final = 20.0  # seconds an order may take: a fork, or the end of a process that was killed
_FAREWELL: Final = 2.0  # seconds to end when told to


class Nursery:
    """Forks processes that have loaded everything; for any number of threads."""

    def __init__(self, deadline: float, warm_up: Callable[[], object] | None) -> None:
        """Starts nothing yet.

        Args:
            deadline: seconds a task may take; a worker that nobody ends then ends itself soon after.
            warm_up: picklable; what it loads or builds, every worker has.
        """
        self._luggage = pickle.dumps((deadline, warm_up))
        self._lock = threading.Lock()  # one order at a time
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self, pipe: int) -> int:
        """A new worker at the other end of a pipe, which stays ours to close; returns its number.

        Raises:
            NoWorkerError: there is none.
            WorkerError: "closed".
        """
        with self._lock:
            if self._closed:
                raise WorkerError("closed", "the workers have been closed")
            control = self._control or self._start()
            try:
                socket.send_fds(control, [ORDER.pack(0)], [pipe])
                number = _answer(control)
            except OSError as error:
                raise NoWorkerError(f"died {self._lose()}") from error
        if number < 0:
            raise NoWorkerError(os.strerror(-number))
        return number

    def end(self, worker: int) -> int | None:
        """Ends a worker, if it has not ended yet, and tells how: as `Popen.returncode` does; None when nobody knows."""
        with self._lock:
            if self._control is None:
                return None  # lost, and its workers with it
            try:
                self._control.sendall(ORDER.pack(worker))
                code = _answer(self._control)
            except OSError:
                self._lose()
                return None
        return None if code == UNKNOWN else code

    def close(self) -> None:
        """Ends the nursery, and with it every worker that there still is. May be called amid an order."""
        self._closed = True
        control, process = self._control, self._process
        if control is not None and process is not None:
            with contextlib.suppress(OSError):  # gone already
                control.shutdown(socket.SHUT_RDWR)
            try:
                process.wait(_FAREWELL)
            except subprocess.TimeoutExpired:
                process.kill()
        with self._lock:
            self._lose()

    def _start(self) -> socket.socket:
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (this very Python, with a module of ours)
                (sys.executable, "-P", "-m", "pipeline.adapters.workers.life", str(theirs.fileno())),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # what a library prints is not what our own caller asked for
                pass_fds=(theirs.fileno(),),
                # numpy's threads reserve address space by the number of cores, and identifying languages needs none.
                env={"OPENBLAS_NUM_THREADS": "1", **os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        try:
            self._control.settimeout(START)
            self._control.sendall(self._luggage)
            if self._control.recv(len(READY)) != READY:
                raise NoWorkerError(f"died {self._lose()}")
        except TimeoutError:
            self._lose()
            raise NoWorkerError(f"not ready after {START:.0f} s") from None
        except OSError as error:
            raise NoWorkerError(f"died {self._lose()}") from error
        self._control.settimeout(_ORDER)
        return self._control

    def _lose(self) -> str:
        """Forgets a nursery that is of no use any more; returns how it ended."""
        control, process = self._control, self._process
        self._control, self._process = None, None
        if control is None or process is None:
            return "ended"
        control.close()
        try:
            process.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        return how(process.returncode)


def how(code: int | None) -> str:
    """The end of a process in words."""
    if code is None:
        return "together with the one it came from"
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"by {signal.Signals(-code).name}"
    return f"with exit code {code}"


def _answer(control: socket.socket) -> int:
    said = control.recv(ANSWER.size, socket.MSG_WAITALL)
    if len(said) < ANSWER.size:
        raise ConnectionResetError
    return int(ANSWER.unpack(said)[0])
