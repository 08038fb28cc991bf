"""A real Dask cluster for tests: a scheduler and workers, each a process of its own, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 60


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
    """The address of a scheduler with so many workers, one thread and a nanny each; their logs go into `folder`."""
    with ExitStack() as stack:
        port = _free_port()
        address = f"tcp://127.0.0.1:{port}"
        _dask(stack, folder, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        for _ in range(workers):
            _dask(stack, folder, "worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
                  "--death-timeout", str(PATIENCE))  # fmt: skip
        yield address
