"""The disk fills up, another program sits on the write lock, the file may not be written: told, and nothing is lost."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from demo import content, newsroom, run
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.errors import StoreError
from pipeline.shell import wiring
from pipeline.shell.clock import utc_now
from pipeline.shell.one_pass import one_pass
from pipeline.shell.settings import settings_of
from scripts.kill_findings import examine
from scripts.kill_monitor import Monitor
from tests.builders import NOW, at, entry, feed, name, ok_poll, subscription

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.shell.following import Event
else:
    from sqlite_utils.utils import sqlite3  # two libraries in one process would not see each other's locks

PATIENCE = 90.0  # seconds; a bound, not an expectation
RECOVERY = 60.0  # seconds after which a fault that has passed must be forgotten


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "monitor.db")
    FeedStore(opened).subscribe([subscription()], 3600, NOW)
    yield opened
    opened.close()


@pytest.fixture
def address() -> Iterator[str]:
    with newsroom.listening(newsroom.Newsroom(content.load(), content.OPENING + timedelta(days=4))) as where:
        yield where


def poll_with_many_entries(database: Database) -> None:
    fresh = [entry(number) for number in range(500)]
    FeedStore(database).record(feed(), ok_poll(1, 500), [(one, name(one)) for one in fresh])


# ---------------------------------------------------------------- one transaction


def test_a_poll_that_does_not_fit_on_the_disk_is_not_stored_at_all_and_fits_later(database: Database) -> None:
    before = FeedStore(database).due(at(1))
    pages = database.number("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count={pages + 3}")
    with pytest.raises(StoreError, match=r"free some space; nothing stored so far is lost"):
        poll_with_many_entries(database)
    assert database.number("SELECT (SELECT count(*) FROM entries) + (SELECT count(*) FROM polls)") == 0
    assert FeedStore(database).due(at(1)) == before
    database.rows("PRAGMA max_page_count=1000000")
    poll_with_many_entries(database)
    assert database.number("SELECT count(*) FROM entries") == 500
    assert database.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_lock_held_too_long_by_another_program_is_told_and_the_next_try_succeeds(database: Database) -> None:
    database.rows("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(database.path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"another program has held the write lock"):
            poll_with_many_entries(database)
        assert database.number("SELECT count(*) FROM entries") == 0  # reading goes on meanwhile
        stranger.execute("ROLLBACK")
    poll_with_many_entries(database)
    assert database.number("SELECT count(*) FROM entries") == 500


def test_a_reader_that_never_finishes_keeps_nobody_from_writing(database: Database) -> None:
    database.rows("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(f"file:{database.path}?mode=ro", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM feeds").fetchone()
        poll_with_many_entries(database)
        assert database.checkpoint() > 0
    database.checkpoint()
    assert database.path.with_name("monitor.db-wal").stat().st_size == 0


# ---------------------------------------------------------------- the whole program


class Nobody:
    """A follower who looks away."""

    def saw(self, event: Event) -> None: ...


def test_a_pass_that_meets_a_foreign_lock_fails_in_words_and_the_next_one_makes_up_for_it(
    tmp_path: Path, address: str
) -> None:
    folder = tmp_path / "monitor"
    Monitor(folder, address)
    now = content.OPENING + timedelta(days=5)
    with wiring.plant(settings_of(folder / run.CONFIG), now, threading.Event()) as running:
        running.database.rows("PRAGMA busy_timeout=50")
        with closing(sqlite3.connect(folder / "monitor.db", isolation_level=None)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="write lock"):
                one_pass(running, now, Nobody())
            stranger.execute("ROLLBACK")
        runs = {done.job: dict(done.counts) for done in one_pass(running, now, Nobody())}
    assert runs["poll"]["ok"] > 10
    assert runs["read"]["matched"] > 20
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        assert db.execute("SELECT count(*) FROM pages WHERE state != 'done'").fetchone() == (0,)


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no right to mount a small disk here: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill_up(ballast: Path) -> None:
    descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (65536, 4096, 1):
            while True:
                os.write(descriptor, b"\0" * size)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
    finally:
        os.close(descriptor)


def wait_until(what: str, monitor: Monitor, sql: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"file:{monitor.folder}/monitor.db?mode=ro", uri=True)) as db,
        ):
            if db.execute(sql).fetchone()[0]:
                return
        time.sleep(0.1)
    pytest.fail(f"not within {PATIENCE} s: {what}; the log ends with {monitor.told()[-2000:].decode()}")


def test_a_daemon_outlives_a_full_disk_and_goes_on_once_there_is_room(tmp_path: Path, address: str) -> None:
    with small_disk(tmp_path / "disk") as disk:
        # What it says must not depend on the room that is to run out.
        monitor = Monitor(disk / "monitor", address, log=tmp_path / "log.txt")
        process = monitor.start("run")
        try:
            wait_until("a page was read", monitor, "SELECT count(*) FROM pages WHERE state = 'done'")
            fill_up(disk / "ballast")
            end = time.monotonic() + PATIENCE
            while b"free some space" not in monitor.told() and time.monotonic() < end:
                time.sleep(0.1)
            assert b"free some space" in monitor.told()
            (disk / "ballast").unlink()
            freed = time.monotonic()
            wait_until(
                "every page was read after all",
                monitor,
                "SELECT count(*) > 60 AND sum(state != 'done') = 0 FROM pages",
            )
            assert time.monotonic() - freed < RECOVERY
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait(PATIENCE)
        monitor.work("once", "--now", (utc_now() + timedelta(hours=60)).isoformat())
        assert examine(monitor).wrong == ()


def test_a_file_of_a_newer_release_or_without_permission_ends_the_program_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database: monitor.db\n", encoding="utf-8")
    (tmp_path / "feeds.txt").write_text("http://news.example/feed\n", encoding="utf-8")
    open_database(tmp_path / "monitor.db").close()
    with closing(sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)) as newer:
        newer.execute("UPDATE _sqlite_migrations SET name = '999 later' WHERE name LIKE '001 %'")
    for command in (["once"], ["run"], ["status"], ["search", "x"]):
        told = subprocess.run(
            [sys.executable, "-m", "pipeline", *command, "--config", str(tmp_path / "config.yaml")],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert told.returncode == 1
        assert len(told.stderr.splitlines()) == 1
        assert "install that version" in told.stderr
