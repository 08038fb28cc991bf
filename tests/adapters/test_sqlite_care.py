"""What is wrong with a file is found, and what can be repaired is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.database import Database, open_database, open_readonly
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.checkup import Verdict
from pipeline.model import Outcome
from tests.builders import NOW, entry, flagged, name, ok_poll, subscription, unflagged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Three entries: one flagged, one not, one waiting."""
    database = open_database(tmp_path / "monitor.db")
    feeds, pages = FeedStore(database), PageStore(database)
    feeds.subscribe([subscription()], 3600, NOW)
    entries = [entry(n) for n in range(3)]
    feeds.record(feeds.feeds()[0], ok_poll(1, 3), [(one, name(one)) for one in entries])
    first, second = pages.lease(NOW, 2)
    pages.settle(first, flagged(first.url), Outcome.MATCHED, "", NOW)
    pages.settle(second, unflagged(second.url), Outcome.UNMATCHED, "", NOW)
    yield database
    database.close()


def complaints(path: Path) -> dict[str, str]:
    return {check.name: check.detail for check in care.examine(path) if check.verdict is not Verdict.FINE}


def test_a_sound_database_is_found_sound_and_left_alone(db: Database) -> None:
    before = sorted(path.name for path in db.path.parent.iterdir())
    assert complaints(db.path) == {}
    assert sorted(path.name for path in db.path.parent.iterdir()) == before


def test_the_examination_waits_for_no_writer_and_no_writer_for_it(db: Database) -> None:
    with db.writing():
        db.execute("INSERT INTO settings (name, value) VALUES ('half', 'done')")
        assert complaints(db.path) == {}


@pytest.mark.parametrize(
    ("damage", "name", "words"),
    [
        ("UPDATE mentions SET start = start + 1, end = end + 1", "accounts", "a mention stands in the text"),
        ("UPDATE mentions SET surface = 'Boeing'", "accounts", "a mention stands in the text"),
        ("UPDATE articles SET text = NULL WHERE tier IS NOT NULL", "accounts", "has its text and a mention"),
        ("DELETE FROM mentions", "accounts", "has its text and a mention"),
        ("UPDATE articles SET tier = NULL", "accounts", "not flagged has no mentions"),
        ("DELETE FROM matches", "accounts", "and no other, has its row"),
        ("UPDATE matches SET title = 'Another'", "accounts", "and no other, has its row"),
        ("DELETE FROM match_subjects", "accounts", "name the same subjects"),
        ("UPDATE match_subjects SET subject = 'Boeing'", "accounts", "name the same subjects"),
        ("UPDATE matches SET story_id = 99", "accounts", "a match is in a story"),
        ("UPDATE stories SET articles = 2", "accounts", "has the articles, outlets and sightings it counts"),
        ("UPDATE stories SET last_seen_at = '2027-01-01T00:00:00Z'", "accounts", "has the articles, outlets"),
        ("UPDATE stories SET id = 99", "accounts", "named by the article that was seen first"),
        ("DELETE FROM story_queue", "accounts", "is compared with others or waits for it"),
        ("INSERT INTO story_keys (key, week, match_id) VALUES (1, 1, 1)", "accounts", "found by the keys"),
        ("UPDATE pages SET state = 'done'", "accounts", "waits for a page in the queue"),
        ("UPDATE pages SET state = 'queued'", "accounts", "has an entry that waits for it"),
        ("UPDATE entries SET article_id = NULL", "accounts", "an article has an entry"),
        ("UPDATE entries SET feed_id = 99", "references", "entries 1 -> feeds"),
        ("INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', 1, 'About', 'Airbus')",
         "search index", "does not agree"),
        ("DELETE FROM articles_fts_data WHERE id > 10", "search index", "does not agree"),
    ],
)  # fmt: skip
def test_every_disagreement_is_named(db: Database, damage: str, name: str, words: str) -> None:
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute(damage)
    found = complaints(db.path)
    assert words in found.get(name, ""), found


def test_a_torn_page_is_found_and_a_restore_advised(db: Database) -> None:
    db.checkpoint()
    db.close()
    content = bytearray(db.path.read_bytes())
    for start in range(4096 * 3, len(content) - 4096, 4096 * 4):
        content[start : start + 2000] = b"\xa5" * 2000
    db.path.write_bytes(content)
    (check,) = [check for check in care.examine(db.path) if check.verdict is Verdict.WRONG]
    assert "restore" in check.remedy


def test_a_broken_search_index_is_made_anew(db: Database) -> None:
    db.execute("DELETE FROM articles_fts_data WHERE id > 10")
    care.repair_search(db)
    assert complaints(db.path) == {}
    assert db.number("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'airbus'") == 1


def test_a_long_reader_keeps_the_log_but_holds_up_nobody(db: Database) -> None:
    reader = open_readonly(db.path)
    reader.tables.conn.execute("BEGIN")
    assert reader.number("SELECT count(*) FROM entries") == 3
    for number in range(50):
        db.execute("INSERT INTO settings (name, value) VALUES (?, ?)", (str(number), "x" * 10_000))
    written = threading.Event()

    def write() -> None:
        db.execute("INSERT INTO settings (name, value) VALUES ('meanwhile', '')")
        written.set()

    assert db.checkpoint() > 0  # waiting for the reader, it would hold our lock for 30 s
    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(20)
    writer.join()
    assert db.wal_bytes() > 500_000
    reader.close()
    assert db.checkpoint() == 0
    assert db.wal_bytes() == 0
