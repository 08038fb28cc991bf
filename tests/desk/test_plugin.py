"""The plugin inside a real Datasette, in process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from datasette.app import Datasette

from pipeline.adapters.sqlite.database import open_database

if TYPE_CHECKING:
    from pathlib import Path


def test_every_connection_knows_the_functions_of_our_schema(tmp_path: Path) -> None:
    open_database(tmp_path / "monitor.db").close()
    datasette = Datasette([str(tmp_path / "monitor.db")])

    async def answer() -> list[object]:
        rows = await datasette.get_database("monitor").execute("SELECT spaced('华为') FROM feeds RIGHT JOIN (SELECT 1)")
        return [row[0] for row in rows]

    assert asyncio.run(answer()) == ["华\u200b为"]
