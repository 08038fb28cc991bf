"""The Workers port on a Dask cluster: distributed's only importer.

Each Dask worker must have this program installed, and should run with one thread and a nanny (`dask worker --nthreads
1`): a page that hangs is ended by restarting its worker, and with it whatever else that worker does. The database
stays here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

from pipeline.errors import PipelineError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Client, Future

    from pipeline.model import Tally

T = TypeVar("T")
R = TypeVar("R")

_CONNECT: Final = 20.0  # seconds
_QUEUE: Final = 60.0  # seconds a task may wait for a worker, in addition to its own deadline


class ClusterError(PipelineError):
    """The cluster cannot be reached, or is gone."""


class ClusterWorkers:
    """Runs tasks on the workers of a Dask cluster, each for at most `deadline` seconds; for any number of threads."""

    def __init__(self, address: str, *, deadline: float) -> None:
        """Connects.

        Args:
            address: of the scheduler, such as tcp://10.0.0.5:8786.
            deadline: seconds a task may take before its worker is restarted.

        Raises:
            ClusterError: no scheduler answers there, or the extra `cluster` is not installed.
        """
        self._deadline = deadline
        self._losses: Counter[str] = Counter()
        self._client = _connect(address)

    @property
    def threads(self) -> int:
        """How many tasks the cluster works on at a time, as of now."""
        return sum(self._client.nthreads().values())

    def run(self, work: Callable[[T], R], task: T) -> R:
        """The result of `work(task)`, computed somewhere in the cluster; blocks.

        A worker that is killed costs nothing: the scheduler gives its task to another.

        Raises:
            WorkerError: "died" (with every worker that tried), "hung", or "failed" when `work` raised what it should
                not.
            PipelineError: whatever of that kind `work` raised.
            ClusterError: the cluster is gone.
        """
        try:
            return self._run(work, task)
        except WorkerError as error:
            self._losses[error.kind] += 1
            raise

    def losses(self) -> Tally:
        """Tasks that came to nothing since the start, by reason."""
        return tuple(sorted(self._losses.items()))

    def close(self) -> None:
        """Lets go of the cluster; its workers stay."""
        self._client.close()

    def kill(self) -> None:
        """Lets go at once: what is under way is cancelled."""
        with contextlib.suppress(OSError, asyncio.CancelledError):
            self._client.close(timeout=1)

    def _run(self, work: Callable[[T], R], task: T) -> R:
        from distributed import KilledWorker  # noqa: PLC0415  (an extra; loaded by now)

        # Equal tasks are two tasks: a page is read again when it is asked for again.
        future: Future[R] = self._client.submit(work, task, pure=False)
        try:
            return future.result(timeout=self._deadline + _QUEUE)
        except KilledWorker as error:
            raise WorkerError("died", f"with {error.last_worker.address}") from None
        except TimeoutError:
            self._restart(future)
            raise WorkerError("hung", f"restarted after {self._deadline + _QUEUE:.0f} s") from None
        except (OSError, asyncio.CancelledError) as error:
            raise ClusterError(f"the Dask cluster is gone: {error!r}") from error
        except PipelineError:
            raise
        except Exception as error:  # noqa: BLE001  (what trips a library is its page's failure: told, counted, tried again)
            raise WorkerError("failed", f"{type(error).__name__}: {error}") from None

    def _restart(self, future: Future[R]) -> None:
        """Ends the process that hangs; its nanny starts another."""
        holders = [worker for worker, keys in self._client.processing().items() if future.key in keys]
        future.cancel()
        if holders:
            self._client.restart_workers(holders, timeout=_CONNECT, raise_for_error=False)


def _connect(address: str) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415  (an extra, and a second to load)
    except ImportError:
        raise ClusterError("`executor: dask` needs the extra: pip install 'paris-call-monitor[cluster]'") from None
    try:
        return Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
