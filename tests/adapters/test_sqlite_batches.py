"""Rows and values by the many, in statements of few sizes that are prepared once."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.sqlite.batches import in_groups, insert
from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.model import Outcome
from tests.builders import NOW, entry, feed, flagged, name, ok_poll, subscription, unflagged

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import PendingPage


@pytest.mark.parametrize("count", [0, 1, 3, 4, 21, 64, 85, 149])
def test_rows_are_all_inserted_in_their_order(tmp_path: Path, count: int) -> None:
    db = open_database(tmp_path / "monitor.db")
    rows = [(f"https://feed{number}.example/", "u", "active", 1, "", "") for number in range(count)]
    with db.writing():
        insert(db, "INSERT INTO feeds (url, location, state, interval, next_poll_at, added_at)", rows)
    assert db.rows("SELECT url FROM feeds ORDER BY id") == [row[:1] for row in rows]
    db.close()


@given(st.lists(st.text(), unique=True, max_size=900))
def test_groups_hold_every_value_and_nothing_else_in_few_sizes(values: list[str]) -> None:
    groups = list(in_groups(values))
    assert {value for _, group in groups for value in group} == set(values)
    assert all(marks == ", ".join("?" * len(group)) for marks, group in groups)
    assert {len(group) for _, group in groups} <= {1, 8, 64, 400}


def test_once_warm_the_store_prepares_no_statement_again(tmp_path: Path) -> None:
    """pysqlite3 forgets new statements first: with too few places each of ours would be prepared at every use."""
    db = open_database(tmp_path / "monitor.db")
    FeedStore(db).subscribe([subscription()], 3600, NOW)
    prepared: list[int] = []

    def watch(code: int, table: str | None, *_: object) -> int:
        # The search index prepares its own in its own time, and a PRAGMA can be run only once.
        if code != sqlite3.SQLITE_PRAGMA and "_fts_" not in (table or ""):
            prepared.append(code)
        return 0

    db.tables.conn.set_authorizer(watch)
    for cold in (True, False, False):
        first = 1 + db.number("SELECT count(*) FROM pages")
        prepared.clear()
        _record(db, first)
        assert bool(prepared) is cold
        leased = PageStore(db).lease(NOW, 99)  # whose statement SQLite prepares anew for every time of the day
        prepared.clear()
        _settle(db, leased)
        assert bool(prepared) is cold
    db.close()


def _record(db: Database, first: int) -> None:
    fresh = [entry(number) for number in range(first, first + 8)]
    FeedStore(db).record(feed(), ok_poll(1, len(fresh)), [(one, name(one)) for one in fresh])


def _settle(db: Database, leased: tuple[PendingPage, ...]) -> None:
    store = PageStore(db)
    for page in leased:
        if page.id % 2:
            store.settle(store.begin(page), flagged(page.url), Outcome.MATCHED, "", NOW)
        else:
            store.settle(store.begin(page), unflagged(page.url), Outcome.UNMATCHED, "", NOW)
