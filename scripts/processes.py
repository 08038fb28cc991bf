"""The processes of a running monitor, as Linux tells of them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_NURSERY: Final = b"pipeline.adapters.workers.life"  # its workers are forks of it, and are called the same


def readers_of(pid: int) -> Iterator[int]:
    """The reading processes of a monitor: its nursery, then the workers."""
    for child in _children(pid):
        with suppress(OSError):  # ended while we look
            if _NURSERY in Path(f"/proc/{child}/cmdline").read_bytes():
                yield child
                yield from _children(child)


def resident(pid: int) -> float:
    """What a process holds in memory, in MB, shared or not; 0 of one that has ended."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmRSS:") / 1024


def proportional(pid: int) -> float:
    """The same with only its part of what it shares."""
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:") / 1024


def private(pid: int) -> float:
    """What of it no other process holds."""
    file = Path(f"/proc/{pid}/smaps_rollup")
    return (_kilobytes(file, "Private_Clean:") + _kilobytes(file, "Private_Dirty:")) / 1024


def _children(pid: int) -> Iterator[int]:
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            yield from map(int, tasks.read_text(encoding="ascii").split())


def _kilobytes(file: Path, name: str) -> int:
    with suppress(OSError):
        for line in file.read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0
