"""What a file remembers of bad days, also a file from before it could."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.habits import habit_of, most_news
from pipeline.adapters.sqlite.migrations import m001_tables
from pipeline.model import Poll, PollOutcome
from tests.builders import NOW, at, entry, name, ok_poll, subscription

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription(f"https://site-{n}.example/feed") for n in range(3)], 3600, NOW)
    yield database
    database.close()


def fail(db: Database, feed_id: int, moment: datetime, reason: str = "dns") -> None:
    store = FeedStore(db)
    (feed,) = [feed for feed in store.feeds() if feed.id == feed_id]
    poll = Poll(
        feed_id=feed_id, polled_at=moment, outcome=PollOutcome.FAILED, location=feed.location, reason=reason, detail="x"
    )
    store.record(replace(feed, failures=feed.failures + 1), poll, ())


def answer(db: Database, feed_id: int, moment: datetime, new: int = 0) -> None:
    store = FeedStore(db)
    feed = next(feed for feed in store.feeds() if feed.id == feed_id)
    numbers = [int(moment.timestamp()) + n for n in range(new)]
    store.record(feed, ok_poll(feed_id, new, 1, moment), [(entry(n), name(entry(n))) for n in numbers])


def test_silence_is_counted_from_the_last_answer_and_polls_of_its_run_do_not_belong_to_it(db: Database) -> None:
    fail(db, 1, at(0))
    answer(db, 2, at(1))
    fail(db, 3, at(1))  # recorded later, asked together
    assert FeedStore(db).unreached(at(2)) == frozenset()
    fail(db, 1, at(2))
    fail(db, 1, at(3))
    fail(db, 3, at(3))
    assert FeedStore(db).unreached(at(3)) == {"site-0.example", "site-2.example"}
    assert [(feed.id, charges) for feed, charges in FeedStore(db).charged(at(3))] == [(1, 2), (3, 1)]


@pytest.mark.parametrize(("reason", "speaks"), [("http_status", True), ("parse", True), ("host_closed", False)])
def test_a_refusal_is_an_answer_and_what_was_never_sent_is_none(db: Database, reason: str, speaks: bool) -> None:
    fail(db, 1, at(0))
    fail(db, 2, at(1), reason)
    assert FeedStore(db).unreached(at(2)) == (frozenset() if speaks else {"site-0.example"})


def test_charges_are_taken_back_once(db: Database) -> None:
    store = FeedStore(db)
    fail(db, 1, at(1))
    store.forgive([replace(feed, failures=0) for feed, _ in store.charged(at(1))], at(1))
    assert (store.feeds()[0].failures, store.charged(at(1))) == (0, ())
    assert store.unreached(at(1)) == {"site-0.example"}


def test_silence_longer_ago_than_a_day_tells_nothing_about_now(db: Database) -> None:
    fail(db, 1, at(0))
    assert FeedStore(db).unreached(at(25)) == frozenset()


def test_the_rhythm_is_learnt_from_polls_or_from_dates_whichever_is_slower(db: Database) -> None:
    assert habit_of(db, 1).rhythm.total_seconds() == 0
    for day in (0, 2, 4):
        answer(db, 1, at(24 * day), new=3)
    habit = habit_of(db, 1)
    assert (habit.rhythm.days, habit.last_whole_at) == (2, at(96))
    assert most_news(db, 1) == 3


def test_a_file_of_the_first_version_is_brought_up_to_date_with_its_polls(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    old = sqlite3.connect(path)
    for statement in m001_tables.STATEMENTS:
        old.execute(statement)
    old.executescript(
        """CREATE TABLE _sqlite_migrations (
               id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT, UNIQUE (migration_set, name));
           INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('paris-call', '001 the tables');
           INSERT INTO feeds (id, url, location, state, interval, next_poll_at, added_at)
               VALUES (1, 'https://a.example/', 'https://a.example/', 'active', 3600, '2026-11-24T06:00:00Z', '');
           INSERT INTO polls (feed_id, polled_at, outcome, location, entries, new, seen)
               VALUES (1, '2026-11-24T06:00:00Z', 'ok', 'https://a.example/', 3, 2, 1);"""
    )
    old.commit()
    old.close()
    db = open_database(path)
    assert db.rows("SELECT feed_id, outcome, entries, new, seen, reason, flood FROM polls") == [
        (1, "ok", 3, 2, 1, "", "")
    ]
    assert FeedStore(db).feeds()[0].distrusted == ""
    assert {row[1] for row in db.rows("PRAGMA index_list(polls)")} == {"polls_feed", "polls_time"}
    db.close()
