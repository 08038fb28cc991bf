"""The flags that may change floors.json."""

from __future__ import annotations

import pytest

from tests.gate.floors import Leave


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gate")
    group.addoption(
        "--update-floors", action="store_true", help="raise the floors of match quality to what is measured"
    )
    group.addoption("--lower-floors", action="store_true", help="set them to what is measured, also where that is less")


@pytest.fixture(scope="session")
def leave(pytestconfig: pytest.Config) -> Leave:
    """The flag given, if any; they are known only when pytest is called with this folder."""
    if pytestconfig.getoption("--lower-floors", default=False):
        return Leave.LOWER
    return Leave.RAISE if pytestconfig.getoption("--update-floors", default=False) else Leave.NONE
