"""A process that vanishes at any point of any transaction leaves all of it or nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.database import open_database
from tests.reliability.dying import DEEDS

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Row

ROOT = Path(__file__).parent.parent.parent
ALL_TABLES = """SELECT name FROM sqlite_schema WHERE type = 'table'
                AND name NOT LIKE 'articles\\_fts%' ESCAPE '\\' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"""


@pytest.fixture(scope="module")
def graves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dying")
    subprocess.run([sys.executable, "-m", "tests.reliability.dying", str(folder)], cwd=ROOT, check=True, timeout=600)
    return folder


def content(path: Path) -> dict[str, list[Row]]:
    """All that a restarted daemon finds; the file and the search index are in order."""
    database = open_database(path)
    try:
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        assert database.rows("PRAGMA foreign_key_check") == []
        database.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        tables = [str(name) for (name,) in database.rows(ALL_TABLES)]
        return {table: sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608  (our own names)
    finally:
        database.close()


@pytest.mark.parametrize("deed", list(DEEDS))
def test_a_process_that_dies_at_any_statement_leaves_all_or_nothing(graves: Path, deed: str) -> None:
    before, after = content(graves / "before.db"), content(graves / f"{deed}-after.db")
    assert before != after
    deaths = list(graves.glob(f"{deed}-st*.db"))
    assert len(deaths) >= 5
    found = [content(path) for path in deaths]
    assert all(one in (before, after) for one in found)
    assert before in found
