"""The plugin inside a real Datasette, in process."""

from __future__ import annotations

import asyncio
import re
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


def test_behind_a_proxy_the_styles_are_found_under_its_path(tmp_path: Path) -> None:
    open_database(tmp_path / "monitor.db").close()
    datasette = Datasette([str(tmp_path / "monitor.db")], settings={"base_url": "/press/"})

    async def statuses() -> list[tuple[str, int]]:
        page = await datasette.client.get("/monitor/matches")
        styles = [href for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text) if "paris" in href]
        # The client puts the base before each path by itself.
        return [(href, (await datasette.client.get(href.removeprefix("/press"))).status_code) for href in styles]

    found = asyncio.run(statuses())
    assert len(found) == 2
    assert all(href.startswith("/press/-/static-plugins/") and status == 200 for href, status in found), found
