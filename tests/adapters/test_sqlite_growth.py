"""What keeps the work of an hour from growing with the archive agrees with the archive at every step."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.articles import write_match
from pipeline.adapters.sqlite.care import soundness
from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.checkup import Verdict
from pipeline.core.digests import window_of
from pipeline.core.outcomes import outcome_of
from pipeline.model import Edition
from scripts.made_up_archive import LAST_DAY, Shape
from scripts.make_archive import make
from tests.builders import NOW, at, entry, flagged, name, ok_poll, subscription, unflagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.adapters.sqlite.database import Database

LATE = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, 59, tzinfo=UTC)
_TOTALS = """SELECT 'entries', coalesce(outcome, 'pending') AS o, count(*) FROM entries GROUP BY o
    UNION ALL SELECT 'articles', coalesce(tier, 'unmatched') AS t, count(*) FROM articles GROUP BY t ORDER BY 1, 2"""
_WAITING = """SELECT id FROM matches m WHERE id NOT IN (SELECT id FROM articles WHERE backfilled)
    AND id NOT IN (SELECT article_id FROM digest_items WHERE edition = 'daily') ORDER BY id"""
_QUEUE = "SELECT article_id FROM digest_queue WHERE edition = 'daily' ORDER BY article_id"
_TOTALS_KEPT = "SELECT what, value, count FROM totals ORDER BY 1, 2"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "monitor.db")
    FeedStore(database).subscribe([subscription()], 3600, at(-100))
    yield database
    database.close()


def busy(db: Database, dice: random.Random, steps: int) -> Iterator[int]:
    """Days of a monitor in small: news, pages, other verdicts, history, digests."""
    store, pages, plans = FeedStore(db), PageStore(db), 0
    for step in range(steps):
        moment = at(step)
        if dice.random() < 0.5:
            new = [entry(3 * step + number) for number in range(3)]
            store.record(store.feeds()[0], ok_poll(1, new=3, moment=moment), [(one, name(one)) for one in new])
        for page in pages.lease(moment, dice.randrange(4)):
            reading = dice.choice((flagged, unflagged))(page.url)
            pages.settle(pages.begin(page), reading, outcome_of(reading), "", moment)
        known = [row[0] for row in db.rows("SELECT id FROM articles ORDER BY id")]
        if known:
            chosen = dice.choice(known)
            with db.writing():
                write_match(db, chosen, dice.choice((flagged, unflagged))("https://news.example/x"), moment)
            with db.writing():
                db.execute("UPDATE articles SET backfilled = ? WHERE id = ?", (dice.randrange(2), dice.choice(known)))
        if dice.random() < 0.1 and step < steps - 10:
            plans += 1
            DigestStore(db).plan(window_of((NOW + timedelta(days=plans)).date(), "UTC"), moment)
        yield step


@pytest.mark.parametrize("seed", range(4))
def test_triggers_keep_totals_and_the_queue_of_digests(db: Database, seed: int) -> None:
    for _ in busy(db, random.Random(seed), 40):  # noqa: S311  (the same each time)
        assert db.rows(_TOTALS_KEPT) == db.rows(_TOTALS)
        assert db.rows(_QUEUE) == db.rows(_WAITING)
    assert db.rows(_QUEUE)
    status = Archive(db).status(NOW)
    assert sum(count for _, count in status.entries) == db.number("SELECT count(*) FROM entries")
    assert sum(count for _, count in status.articles) == db.number("SELECT count(*) FROM articles")


def test_an_older_file_comes_to_the_same(db: Database) -> None:
    for _ in busy(db, random.Random(9), 40):  # noqa: S311  (the same each time)
        pass
    kept, waiting = db.rows(_TOTALS_KEPT), db.rows(_QUEUE)
    for kind, thing in db.rows(
        "SELECT type, name FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'totals%' OR name LIKE 'digest_q%')"
    ):
        db.execute(f"DROP {kind} {thing}")
    for statement in ("TABLE totals", "TABLE digest_queue", "VIEW editions_in_use", "INDEX articles_packed"):
        db.execute(f"DROP {statement}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = '012 growth'")
    open_database(db.path).close()
    assert kept
    assert waiting
    assert db.rows(_TOTALS_KEPT) == kept
    assert db.rows(_QUEUE) == waiting


def test_an_edition_that_is_asked_for_later_tells_the_period_it_begins_in(db: Database) -> None:
    store, pages = FeedStore(db), PageStore(db)
    for number, moment in ((1, at(-24 * 60)), (2, at(-24))):
        one = entry(number)
        store.record(store.feeds()[0], ok_poll(1, new=1, moment=moment), [(one, name(one))])
        for page in pages.lease(moment, 1):
            pages.settle(pages.begin(page), flagged(page.url), outcome_of(flagged(page.url)), "", moment)
    week = window_of(NOW.date(), "UTC", Edition.WEEKLY)
    digests = DigestStore(db)
    digests.begun(Edition.WEEKLY, NOW)
    digests.plan(week, NOW + timedelta(days=7), week.since)
    told = db.rows("SELECT article_id FROM digest_items WHERE edition = 'weekly'")
    assert told == db.rows("SELECT id FROM matches WHERE first_seen_at >= '2026-11-23'")
    assert len(told) == 1


def steps(db: Database, work: Callable[[], object]) -> int:
    """How many hundred instructions of SQLite's machine some work takes: the same on every computer."""
    count = 0

    def one_more() -> int:
        nonlocal count
        count += 1
        return 0

    db.tables.conn.set_progress_handler(one_more, 100)
    work()
    db.tables.conn.set_progress_handler(None, 0)
    return count


def an_hour(path: Path, size: int) -> tuple[int, int, int]:
    """The steps of status, retention and a plan in a made archive of a size."""
    make(path, Shape(size, feeds=2))
    db = open_database(path)
    complaints = [check.detail for check in soundness(db) if check.verdict is not Verdict.FINE]
    assert not complaints
    ledger, store = Ledger(db), DigestStore(db)
    before, text_before = LATE - timedelta(days=90), LATE - timedelta(days=30)
    ledger.forget(before, text_before)
    status = steps(db, lambda: Archive(db).status(LATE))
    retention = steps(db, lambda: ledger.forget(before, text_before))
    planning = steps(db, lambda: store.plan(window_of(LAST_DAY - timedelta(days=2000), "UTC"), LATE))
    db.close()
    return status, retention, planning


def test_the_work_of_an_hour_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    small, large = an_hour(tmp_path / "small.db", 500), an_hour(tmp_path / "large.db", 5_000)
    assert all(more <= 1.5 * less + 5 for less, more in zip(small, large, strict=True)), (small, large)
