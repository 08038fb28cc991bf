"""How property tests run: the same examples each time here, new ones each time with `make fuzz`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

# A machine that is busy says nothing about the code: no example has a deadline of its own.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

# Whole files go to one process each. The longest begin first, or one of them keeps everybody waiting at the end.
SLOW = (
    "tests/test_replay.py",
    "tests/shell/test_cli.py",
    "tests/shell/test_rematch.py",
    "tests/shell/test_backfill.py",
    "tests/shell/test_backfill_cluster.py",
    "tests/desk/test_browser.py",
    "tests/reliability/test_kill_loop.py",
    "tests/reliability/test_store_faults.py",
    "tests/reliability/test_crash_points.py",
    "tests/adapters/test_smtp.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        name = item.nodeid.partition("::")[0]
        return SLOW.index(name) if name in SLOW else len(SLOW)

    items.sort(key=place)
