"""Backups that can be trusted, restores that lose nothing."""

from __future__ import annotations

import gzip
import stat
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database as SqliteUtils

from pipeline.adapters.sqlite import backups
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.errors import StoreError
from tests.builders import NOW, at, entry, name, ok_poll, subscription

OLD_FILE = Path(__file__).parent.parent / "data" / "store" / "release-0.1.db.gz"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed database with one entry."""
    path = tmp_path / "monitor.db"
    db = open_database(path)
    FeedStore(db).subscribe([subscription()], 3600, NOW)
    add(FeedStore(db), 1)
    db.close()
    return path


def add(store: FeedStore, number: int) -> None:
    store.record(store.feeds()[0], ok_poll(1, 1), [(entry(number), name(entry(number)))])


def entries(path: Path) -> int:
    db = open_readonly(path)
    try:
        return db.number("SELECT count(*) FROM entries")
    finally:
        db.close()


def test_a_backup_holds_what_the_database_held_and_nothing_else_is_left(path: Path) -> None:
    path.chmod(0o640)
    made = backups.back_up(path, path.parent / "backups", NOW)
    assert made.path.name == "monitor-20261124T060000Z.db"
    assert [file.name for file in made.path.parent.iterdir()] == [made.path.name]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o640
    assert entries(made.path) == 1


def test_a_backup_beside_a_busy_writer_is_whole(path: Path) -> None:
    db = open_database(path)
    store, stop = FeedStore(db), threading.Event()

    def write() -> None:
        number = 2
        while not stop.is_set() and number < 2000:
            add(store, number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    made = [backups.back_up(path, path.parent / "backups", NOW + timedelta(seconds=n)) for n in range(5)]
    stop.set()
    writer.join()
    counts = [entries(backup.path) for backup in made]
    assert counts == sorted(counts)
    assert counts[-1] <= db.number("SELECT count(*) FROM entries")
    db.close()


def test_what_a_killed_backup_left_is_swept_away(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    (folder / ".monitor-20261101T000000Z.db.partial").write_bytes(b"half")
    (folder / ".monitor-20261101T000000Z.db.partial-journal").write_bytes(b"half")
    backups.back_up(path, folder, NOW)
    assert len(list(folder.iterdir())) == 1


def test_without_a_database_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        backups.back_up(tmp_path / "absent.db", tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_in_words(path: Path) -> None:
    (path.parent / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match="space and rights"):
        backups.back_up(path, path.parent / "file" / "backups", NOW)


def test_a_damaged_database_makes_no_backup(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096 * 3, len(content) - 4096, 4096 * 4):
        content[start : start + 2000] = b"\xa5" * 2000
    path.write_bytes(content)
    with pytest.raises(StoreError):
        backups.back_up(path, path.parent / "backups", NOW)
    assert list((path.parent / "backups").iterdir()) == []


def test_old_backups_go_and_strangers_stay(path: Path) -> None:
    folder = path.parent / "backups"
    made = [backups.back_up(path, folder, at(24 * day)) for day in range(4)]
    for stranger in ("monitor-99999999T999999Z.db", "monitor-notes.db", "other-20260101T000000Z.db"):
        (folder / stranger).write_bytes(b"")
    gone = backups.rotate(folder, path, daily=2, weekly=0)
    assert [backup.path for backup in gone] == [backup.path for backup in made[:2]]
    assert [backup.path for backup in backups.backups_in(folder, path)] == [backup.path for backup in made[2:]]
    assert len(list(folder.iterdir())) == 5


def test_a_restore_brings_back_the_backup_and_keeps_the_database_of_before(path: Path) -> None:
    made = backups.back_up(path, path.parent / "backups", NOW)
    db = open_database(path)
    add(FeedStore(db), 2)
    db.close()
    kept = backups.restore(made.path, path, at(1))
    assert kept is not None
    assert (entries(path), entries(kept), entries(made.path)) == (1, 2, 1)


def test_a_restored_file_never_meets_the_log_of_the_old_one(path: Path) -> None:
    made = backups.back_up(path, path.parent / "backups", NOW)
    killed = (
        "import os, pathlib, sys; from pipeline.adapters.sqlite.database import open_database\n"
        "db = open_database(pathlib.Path(sys.argv[1]))\n"
        "db.execute(\"INSERT INTO settings (name, value) VALUES ('late', '1')\")\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(path)], check=False, timeout=60)
    assert path.with_name("monitor.db-wal").stat().st_size > 0
    kept = backups.restore(made.path, path, at(1))
    assert kept is not None
    assert not path.with_name("monitor.db-wal").exists()
    before, after = open_readonly(kept), open_readonly(path)
    sql = "SELECT count(*) FROM settings WHERE name = 'late'"
    assert (before.number(sql), after.number(sql)) == (1, 0)
    before.close()
    after.close()


def test_a_restore_takes_the_place_of_a_file_that_is_no_database_any_more(path: Path) -> None:
    made = backups.back_up(path, path.parent / "backups", NOW)
    path.write_bytes(b"overwritten by mistake" * 1000)
    kept = backups.restore(made.path, path, at(1))
    assert kept is not None
    assert kept.read_bytes().startswith(b"overwritten")
    assert entries(path) == 1


def test_a_restore_where_there_was_nothing_makes_the_folder(path: Path) -> None:
    made = backups.back_up(path, path.parent / "backups", NOW)
    target = path.parent / "new" / "monitor.db"
    assert backups.restore(made.path, target, at(1)) is None
    assert entries(target) == 1


def test_a_backup_of_an_older_release_is_brought_up_to_date(path: Path) -> None:
    old = path.with_name("old.db")
    old.write_bytes(gzip.decompress(OLD_FILE.read_bytes()))
    untouched = old.read_bytes()
    backups.restore(old, path, at(1))
    db = open_readonly(path)
    assert db.rows("SELECT url FROM feeds") == [("https://news.example/feed",)]
    db.close()
    assert old.read_bytes() == untouched


def test_a_bad_backup_leaves_the_database_untouched(path: Path) -> None:
    newer = path.with_name("newer.db")
    open_database(newer).close()
    ahead = SqliteUtils(newer)
    ahead["_sqlite_migrations"].insert(  # type: ignore[union-attr]
        {"migration_set": "paris-call", "name": "999 later", "applied_at": "2030"}
    )
    ahead.close()
    garbage = path.with_name("garbage.db")
    garbage.write_bytes(b"no database" * 1000)
    cut = path.with_name("cut.db")
    cut.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    before = path.read_bytes()
    there = sorted(file.name for file in path.parent.iterdir())
    for bad in (newer, garbage, cut, path.with_name("absent.db")):
        with pytest.raises(StoreError):
            backups.restore(bad, path, at(1))
        assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == there
