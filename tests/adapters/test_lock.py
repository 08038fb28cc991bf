"""Asking who holds a database disturbs nobody. (Holding it: tests/adapters/test_sqlite_database.py.)"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipeline.adapters import lock

if TYPE_CHECKING:
    from pathlib import Path


def test_the_holder_is_named_while_it_holds(tmp_path: Path) -> None:
    database = tmp_path / "monitor.db"
    with lock.hold(database):
        assert lock.holder(database) == os.getpid()
    assert lock.holder(database) is None


def test_asking_creates_nothing(tmp_path: Path) -> None:
    assert lock.holder(tmp_path / "monitor.db") is None
    assert list(tmp_path.iterdir()) == []
