"""Work on a real Dask cluster: a scheduler and two workers, each a process of its own, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.cluster import ClusterError, ClusterWorkers
from pipeline.errors import ParseError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 60

# distributed's own warnings about its event loop are none of our business.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning", "default::ResourceWarning")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _dask(stack: ExitStack, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    log = stack.enter_context((folder / f"{arguments[0]}-{time.monotonic_ns()}.log").open("wb"))
    process = subprocess.Popen(
        (sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]),
        stdout=log,
        stderr=log,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109  (for a path of strings)
    )
    stack.callback(process.wait, PATIENCE)
    stack.callback(process.terminate)
    return process


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    with ExitStack() as stack:
        port = _free_port()
        address = f"tcp://127.0.0.1:{port}"
        _dask(stack, folder, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        for _ in range(workers):
            _dask(stack, folder, "worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
                  "--death-timeout", str(PATIENCE))  # fmt: skip
        yield address


def process_after(task: tuple[int, float]) -> tuple[int, int]:
    number, seconds = task
    time.sleep(seconds)
    return number, os.getpid()


def refuse(task: str) -> None:
    raise ParseError(task, "no feed")


def stumble(task: str) -> None:
    raise LookupError(task)


def test_a_cluster_does_the_work_and_loses_none_when_a_worker_is_killed(tmp_path: Path) -> None:
    with cluster(tmp_path, 2) as address:
        workers = ClusterWorkers(address, deadline=PATIENCE)
        with pytest.raises(ParseError, match="no feed"):
            workers.run(refuse, "http://a.example/")
        with pytest.raises(WorkerError, match="LookupError"):
            workers.run(stumble, "x")
        assert workers.losses() == (("failed", 1),)
        with ThreadPoolExecutor(4) as threads:
            done = [threads.submit(workers.run, process_after, (number, 0.05)) for number in range(60)]
            victim = done[5].result()[1]
            os.kill(victim, signal.SIGKILL)
            results = [future.result() for future in done]
        assert [number for number, _ in results] == list(range(60))
        assert len({pid for _, pid in results} - {victim}) >= 1
        workers.close()


def test_no_scheduler_is_told_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.adapters.cluster._CONNECT", 1.0)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9"):
        ClusterWorkers("tcp://127.0.0.1:9", deadline=1)
