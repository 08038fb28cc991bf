"""The file itself: transactions, migrations, refusals in words."""

from __future__ import annotations

import gzip
import stat
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database as SqliteUtils

from pipeline.adapters import lock
from pipeline.adapters.sqlite import rows
from pipeline.adapters.sqlite.database import has_wal_reset_bug, open_database, open_readonly
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.errors import BusyError, StoreError
from pipeline.model import Edition, Gazetteer, HostClosure, Run, Signatory
from tests.builders import NOW, at

OLD_FILE = Path(__file__).parent.parent / "data" / "store" / "release-0.1.db.gz"


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    db = open_database(tmp_path / "monitor.db")

    def half() -> None:
        with db.writing():
            db.execute("INSERT INTO settings (name, value) VALUES ('a', '1')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert db.number("SELECT count(*) FROM settings") == 0
    db.close()


def test_a_writer_waits_for_another_connection(tmp_path: Path) -> None:
    db = open_database(tmp_path / "monitor.db")
    other = open_database(tmp_path / "monitor.db")
    began, may_end = threading.Event(), threading.Event()

    def hold_the_lock() -> None:
        with other.writing():
            began.set()
            may_end.wait(10)

    holder = threading.Thread(target=hold_the_lock)
    holder.start()
    began.wait(10)
    threading.Timer(0.2, may_end.set).start()
    with db.writing():
        db.execute("INSERT INTO settings (name, value) VALUES ('a', '1')")
    assert may_end.is_set()
    holder.join()
    other.close()
    db.close()


def test_a_file_of_the_first_release_opens_with_its_content(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(OLD_FILE.read_bytes()))
    db = open_database(path)
    assert db.rows("SELECT url FROM feeds") == [("https://news.example/feed",)]
    assert db.number("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'airbus'") == 1
    db.close()


def test_a_file_of_a_newer_release_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    open_database(path).close()
    newer = SqliteUtils(path)
    newer["_sqlite_migrations"].insert(  # type: ignore[union-attr]
        {"migration_set": "paris-call", "name": "999 later", "applied_at": "2030"}
    )
    newer.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer version.*999 later"):
        open_database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be taken for one" * 20])
def test_a_file_that_is_no_database_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "monitor.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="restore a backup"):
        open_database(path)
    assert path.read_bytes() == content


def test_reading_never_creates_a_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="paris-call once"):
        open_readonly(tmp_path / "absent.db")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_database(tmp_path / "monitor.db").close()
    db = open_readonly(tmp_path / "monitor.db")
    with pytest.raises(StoreError, match="permissions"):
        db.execute("INSERT INTO settings (name, value) VALUES ('a', '1')")
    db.close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such folder"):
        open_database(tmp_path / "absent" / "monitor.db")


def test_only_one_process_holds_a_database(tmp_path: Path) -> None:
    database = tmp_path / "monitor.db"
    attempt = (
        "import pathlib, sys; from pipeline.adapters import lock\n"
        "try:\n    with lock.hold(pathlib.Path(sys.argv[1])): print('held')\n"
        "except lock.BusyError as error: print(error)"
    )
    with lock.hold(database):
        told = subprocess.run(
            [sys.executable, "-c", attempt, str(database)], capture_output=True, text=True, check=True
        )
        assert "in use by another paris-call (process " in told.stdout
        with pytest.raises(BusyError), lock.hold(database):
            pass
    told = subprocess.run([sys.executable, "-c", attempt, str(database)], capture_output=True, text=True, check=True)
    assert told.stdout == "held\n"
    assert stat.S_ISREG((tmp_path / "monitor.db.lock").stat().st_mode)


@pytest.mark.parametrize(
    ("version", "buggy"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True),
     ((3, 51, 3), False), ((3, 53, 4), False)],
)  # fmt: skip
def test_the_versions_with_the_wal_reset_bug_are_known(version: tuple[int, int, int], buggy: bool) -> None:
    assert has_wal_reset_bug(version) is buggy


def test_times_sort_as_text_and_come_back() -> None:
    moments = [at(-3), NOW, at(0.5), at(400)]
    texts = [rows.to_text(moment) or "" for moment in moments]
    assert texts == sorted(texts)
    assert [rows.to_time(text) for text in texts] == moments


def test_the_ledger_keeps_runs_closures_and_the_gazetteer(tmp_path: Path) -> None:
    db = open_database(tmp_path / "monitor.db")
    ledger = Ledger(db)
    for moment in (NOW, at(1)):
        ledger.record(Run(job="poll", started_at=moment, finished_at=moment, counts=(("ok", 3), ("failed", 1))))
    (last,) = ledger.last_runs()
    assert (last.started_at, last.counts) == (at(1), (("ok", 3), ("failed", 1)))

    ledger.remember([HostClosure(host="a.example", until=at(1)), HostClosure(host="b.example", until=at(3))])
    assert [closure.host for closure in ledger.closures(at(2))] == ["b.example"]

    airbus = Signatory(name="Airbus", category="private-sector", names=("Airbus SE",))
    orange = Signatory(name="Orange", category="private-sector", weak=("Orange",), ambiguity="word")
    ledger.publish(_gazetteer("1", airbus, orange))
    ledger.publish(_gazetteer("2", airbus))
    assert db.rows("SELECT name, listed FROM signatories ORDER BY name") == [("Airbus", 1), ("Orange", 0)]
    assert db.rows("SELECT name, strength FROM aliases") == [("Airbus SE", "certain")]
    db.close()


def test_the_heartbeat_keeps_the_start_of_its_process(tmp_path: Path) -> None:
    db = open_database(tmp_path / "monitor.db")
    ledger = Ledger(db)
    ledger.beat(7, "here", "running", NOW)
    ledger.beat(7, "here", "running", at(1))
    assert db.row("SELECT started_at, beat_at FROM heartbeat") == (rows.to_text(NOW), rows.to_text(at(1)))
    ledger.beat(8, "here", "running", at(2))
    assert db.row("SELECT pid, started_at FROM heartbeat") == (8, rows.to_text(at(2)))
    db.close()


def test_an_empty_store_owes_no_digest(tmp_path: Path) -> None:
    db = open_database(tmp_path / "monitor.db")
    store = DigestStore(db)
    assert store.first_seen() is None
    assert store.last_day(Edition.DAILY, date(2026, 11, 24)) is None
    assert store.planned(Edition.DAILY, date(2026, 11, 23)) is None
    db.close()


def _gazetteer(version: str, *signatories: Signatory) -> Gazetteer:
    return Gazetteer(version=version, signatories=signatories, state_names=(), call_names=(), lexicon=())


def test_only_a_note_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    """Each time anew: SQLite runs this PRAGMA when it is prepared, and prepared statements are kept."""
    db = open_database(tmp_path / "monitor.db")
    for _ in range(3):
        with db.noting():
            assert db.number("PRAGMA synchronous") == 1
        with db.writing():
            assert db.number("PRAGMA synchronous") == 2
    with pytest.raises(KeyError), db.noting():
        raise KeyError
    assert db.number("PRAGMA synchronous") == 2
    db.close()
