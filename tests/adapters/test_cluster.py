"""Work on a real Dask cluster: a scheduler and two workers, each a process of its own, on loopback."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.cluster import ClusterError, ClusterWorkers
from pipeline.errors import ParseError, WorkerError
from tests.dask_support import PATIENCE, cluster

if TYPE_CHECKING:
    from pathlib import Path

# distributed's own warnings about its event loop are none of our business.
pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning", "default::ResourceWarning")


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
