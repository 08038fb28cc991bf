"""The disk guard speaks once when it closes and once when it opens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pipeline.shell.guard import DiskGuard

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class FillingDisk(DiskGuard):
    """Free space as told, in bytes."""

    readings: list[int]

    def free(self) -> int:
        return self.readings.pop(0)


def test_it_closes_opens_and_says_so_once_each(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    guard = FillingDisk(tmp_path, 500_000_000, logging.getLogger("guard-test"))
    guard.readings = [900_000_000, 499_000_000, 100_000_000, 600_000_000, 700_000_000]
    assert [guard.look() for _ in range(5)] == [False, True, True, False, False]
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "free_mb=499 least_mb=500" in caplog.records[0].message


def test_with_nothing_to_keep_free_it_never_closes(tmp_path: Path) -> None:
    guard = FillingDisk(tmp_path, 0, logging.getLogger("guard-test"))
    guard.readings = [0]
    assert not guard.look()


def test_it_reads_the_real_disk(tmp_path: Path) -> None:
    assert DiskGuard(tmp_path, 1, logging.getLogger("guard-test")).free() > 0
