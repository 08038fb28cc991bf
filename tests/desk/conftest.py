"""The desk over a small store, at a fixed time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from datasette.app import Datasette

from pipeline.desk import clock
from tests.builders import NOW
from tests.desk import newsstand

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk's clock stands at NOW."""
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The small store, as a file named monitor.db."""
    return newsstand.build(tmp_path / "monitor.db")


@pytest.fixture
def get(store: Path, at_now: None) -> Callable[[str], str]:
    """The text of a page that is there."""

    def ask(path: str) -> str:
        status, text = answer(Datasette([str(store)]), path)
        assert status == 200, text
        return text

    return ask


def answer(datasette: Datasette, path: str) -> tuple[int, str]:
    """Status and text of a page."""

    async def ask() -> tuple[int, str]:
        await datasette.invoke_startup()
        response = await datasette.client.get(path)
        return response.status_code, response.text

    return asyncio.run(ask())
