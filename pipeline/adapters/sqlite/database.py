"""One file, one writing connection, explicit transactions."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database as SqliteUtils

from pipeline.adapters.sqlite.functions import add_functions
from pipeline.adapters.sqlite.migrations import migrations
from pipeline.errors import StoreError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
else:
    from sqlite_utils.utils import sqlite3  # pysqlite3 where it is installed, and with it a repaired SQLite

Row = tuple[Any, ...]

BUSY_TIMEOUT_MS = 30_000
# Of its prepared statements pysqlite3 keeps the most used, and a newcomer drives out the newcomer before it. The usual
# hundred are taken by the migrations alone, and every statement after them would be prepared each time it is run.
_STATEMENTS = 2_000
CACHE_KIB = 32_000  # of a connection; SQLite's usual two megabytes hold less than the upper pages of a large index
_FIXED_BACKPORTS = ((3, 44, 6), (3, 50, 7))
_WAL_RESET_FIXED = (3, 51, 3)


def sqlite_release() -> str:
    """The version of the SQLite library in use, as it spells itself."""
    return str(sqlite3.sqlite_version)


def sqlite_version() -> tuple[int, int, int]:
    """The version of the SQLite library in use, which need not be Python's own."""
    major, minor, patch = (int(part) for part in sqlite_release().split("."))
    return major, minor, patch


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite can corrupt a WAL database when two connections write at the same instant."""
    return version < _WAL_RESET_FIXED and version not in _FIXED_BACKPORTS


@dataclass(frozen=True, slots=True)
class Database:
    """The file, opened once per process and shared by its threads.

    Every write goes through `writing()`: BEGIN IMMEDIATE, because a deferred transaction that reads first and then
    writes fails at once with SQLITE_BUSY_SNAPSHOT, busy timeout or not. sqlite-utils' own write methods commit each
    by itself, so statements inside a transaction go through `execute`.
    """

    path: Path
    tables: SqliteUtils  # for everything that is not inside a transaction of ours
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing.

        Raises:
            StoreError: the disk is full, the file is read-only, or another program held the lock for 30 s.
        """
        with self._lock, _translated(self.path):
            connection = self.tables.conn
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                # SQLITE_FULL and I/O errors roll back by themselves; a second ROLLBACK would hide the cause.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """As `writing`, for what may be forgotten should the machine itself fail: nothing waits for the disk.

        It outlives the process, and comes to the disk with the next `writing` or before.

        Raises:
            StoreError: as `writing`.
        """
        with self._lock:
            self.rows("PRAGMA synchronous=NORMAL")
            try:
                with self.writing():
                    yield
            finally:
                self.rows("PRAGMA synchronous=FULL")

    def ready(self) -> None:
        """Waits until a write could begin: before asking strangers for what could not be stored.

        Raises:
            StoreError: as `writing`.
        """
        with self.writing():
            pass

    def execute(self, sql: str, values: Sequence[object] = ()) -> int:
        """Runs one statement; returns the rowid of the row it inserted, or how many rows it changed."""
        with self._lock, _translated(self.path):
            cursor = self.tables.conn.execute(sql, values)
            return int(cursor.lastrowid or 0) if sql.lstrip()[:6].upper() == "INSERT" else int(cursor.rowcount)

    def execute_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Runs one statement for each row of values."""
        with self._lock, _translated(self.path):
            self.tables.conn.executemany(sql, rows)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a query, read to the end so that no cursor keeps the WAL from being reset."""
        with self._lock, _translated(self.path):
            return list(self.tables.conn.execute(sql, values))

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def number(self, sql: str, values: Sequence[object] = ()) -> int:
        """The single number a counting query gives."""
        found = self.row(sql, values)
        return int(found[0] or 0) if found else 0

    def checkpoint(self) -> int:
        """Moves the WAL into the file and truncates it; returns the pages that stay because somebody reads them."""
        with self._lock:
            # A reader may stay for hours. Waiting for it would hold up every thread of ours, and the next time will do.
            self.rows("PRAGMA busy_timeout=0")
            try:
                found = self.row("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self.rows(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return int(found[1]) if found and found[0] else 0

    def wal_bytes(self) -> int:
        """Size of the write-ahead log, which a checkpoint cannot shrink while somebody reads from it."""
        wal = self.path.with_name(self.path.name + "-wal")
        return wal.stat().st_size if wal.exists() else 0

    def copy_to(self, target: Path) -> None:
        """Copies the file as it is at one moment, page by page, beside whoever reads and writes it.

        Raises:
            StoreError: a page cannot be read, or the disk is full.
        """
        with self._lock, _translated(self.path), contextlib.closing(sqlite3.connect(str(target))) as copy:
            self.tables.conn.backup(copy)

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self.tables.close()


def open_database(path: Path) -> Database:
    """Opens `path`, creating it and its tables where needed, and brings an older file up to date.

    Raises:
        StoreError: not a database, written by a newer version of this program, not writable, or locked.
    """
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent}: no such folder; create it, or set `database:` in the configuration")
    with _translated(path):
        connection = sqlite3.connect(
            str(path),
            timeout=BUSY_TIMEOUT_MS / 1000,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=_STATEMENTS,
        )
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA journal_size_limit=67108864")
            connection.execute("PRAGMA temp_store=MEMORY")
            connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            add_functions(connection)
            tables = SqliteUtils(connection)
            _refuse_newer(path, tables)
            migrations.apply(tables)
        except BaseException:
            connection.close()
            raise
    return Database(path, tables)


def open_readonly(path: Path) -> Database:
    """Opens `path` for reading beside a running daemon; never creates, migrates or checkpoints.

    Raises:
        StoreError: the file is missing, is not ours, or needs the daemon to bring it up to date.
    """
    try:
        if not path.is_file():
            raise StoreError(f"{path}: no such file; run `paris-call once` to fill a database, or check `database:`")
    except PermissionError as error:
        raise StoreError(f"{path}: {error.strerror}; run this as the user that the daemon runs as") from error
    with _translated(path):
        connection = sqlite3.connect(
            f"file:{path.resolve()}?mode=ro",
            uri=True,
            timeout=BUSY_TIMEOUT_MS / 1000,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        try:
            connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            add_functions(connection)
            tables = SqliteUtils(connection)
            _refuse_newer(path, tables)
            _refuse_older(path, tables)
        except BaseException:
            connection.close()
            raise
    return Database(path, tables)


def _refuse_newer(path: Path, tables: SqliteUtils) -> None:
    known = {migration.name for migration in migrations.pending(SqliteUtils(memory=True))}
    newer = [migration.name for migration in migrations.applied(tables) if migration.name not in known]
    if newer:
        raise StoreError(
            f"{path}: written by a newer version of paris-call (it knows “{newer[-1]}”); "
            "install that version, or restore a backup made before the upgrade"
        )


def _refuse_older(path: Path, tables: SqliteUtils) -> None:
    if migrations.pending(tables):
        raise StoreError(f"{path}: written by an older version; run `paris-call once` to bring it up to date")


class _translated:  # noqa: N801  (used as a function; a generator would cost more than many a statement in it)
    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            raise StoreError(f"{self._path}: {_advice(str(error))}") from error


def _advice(message: str) -> str:
    low = message.lower()
    if "locked" in low or "busy" in low:
        return f"{message}: another program has held the write lock for {BUSY_TIMEOUT_MS // 1000} s; close it"
    if "full" in low:
        return f"{message}: free some space; nothing stored so far is lost"
    if "readonly" in low or "unable to open" in low:
        return f"{message}: check the owner and permissions of the file and its folder"
    if "not a database" in low or "malformed" in low:
        return f"{message}: restore a backup, or move the file away to start anew"
    return message
