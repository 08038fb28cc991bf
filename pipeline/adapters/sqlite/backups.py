"""Backups: whole, verified, and put in place by one rename."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.care import integrity
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.core import rotation
from pipeline.core.checkup import Verdict
from pipeline.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adapters.sqlite.database import Database

_STAMP: Final = "%Y%m%dT%H%M%SZ"
_COUNTED: Final = ("feeds", "entries", "pages", "articles")  # tables from which no row is ever deleted


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup file; its name says when it was made."""

    path: Path
    taken_at: datetime


def backups_in(folder: Path, database: Path) -> tuple[Backup, ...]:
    """The backups of `database` in `folder`, earliest first."""
    pattern = re.compile(rf"{re.escape(database.stem)}-(\d{{8}}T\d{{6}}Z)\.db")
    found = []
    for path in folder.glob(f"{database.stem}-*.db"):
        if named := pattern.fullmatch(path.name):
            with contextlib.suppress(ValueError):  # digits that are no date: somebody else's file
                found.append(Backup(path, datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)))
    return tuple(sorted(found, key=lambda backup: backup.taken_at))


def back_up(database: Path, folder: Path, now: datetime) -> Backup:
    """Writes a compact copy of `database` into `folder`, beside a running daemon; it appears only once it is verified.

    Raises:
        StoreError: there is no database, no room, or the copy is not what it should be.
    """
    with _in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f".{database.stem}-*.partial*"):  # by a backup that was killed
            left.unlink()
        final = folder / f"{database.stem}-{now.astimezone(UTC):{_STAMP}}.db"
        partial = folder / f".{final.name}.partial"
        try:
            _copy(database, partial)
            shutil.copymode(database, partial)
            _settle(partial, final)
        finally:
            _remove(partial)
    return Backup(final, now)


def rotate(folder: Path, database: Path, daily: int, weekly: int) -> tuple[Backup, ...]:
    """Deletes the backups beyond the last `daily` days and `weekly` weeks; returns what it deleted.

    Raises:
        StoreError: a file cannot be deleted.
    """
    found = {backup.taken_at: backup for backup in backups_in(folder, database)}
    spent = tuple(found[moment] for moment in rotation.surplus(found, daily, weekly))
    with _in_words(folder):
        for backup in spent:
            backup.path.unlink()
    return spent


def restore(backup: Path, database: Path, now: datetime) -> Path | None:
    """Puts a verified copy of `backup` in the place of `database`; the caller holds the database's lock.

    At every instant a whole database stands in its place: first the old one, then the restored one.

    Args:
        backup: any database of ours, also of an older version; it is left as it is.
        database: need not exist.
        now: names the file that the old one is kept as.

    Returns:
        Where the old database is kept, or None when there was none.

    Raises:
        StoreError: the backup is missing, damaged, or newer than this program; the database is untouched.
    """
    if not backup.is_file():
        raise StoreError(f"{backup}: no such file")
    with _in_words(database.parent):
        database.parent.mkdir(parents=True, exist_ok=True)
        partial = database.with_name(f".{database.name}.restoring")
        try:
            _remove(partial)
            shutil.copyfile(backup, partial)
            _verify(partial)
            if database.exists():
                shutil.copymode(database, partial)
            kept = _keep(database, database.with_name(f"{database.name}.before-{now.astimezone(UTC):{_STAMP}}"))
            _settle(partial, database)
        finally:
            _remove(partial)
    return kept


def _copy(database: Path, target: Path) -> None:
    source = open_readonly(database)
    try:
        before = _counts(source)
        source.rows("VACUUM INTO ?", (str(target),))
        after = _counts(source)
    finally:
        source.close()
    copied = _verify(target)
    for table, least, found, most in zip(_COUNTED, before, copied, after, strict=True):
        if not least <= found <= most:
            raise StoreError(f"{target}: {found} {table} where {least} to {most} were expected; the backup is dropped")


def _verify(path: Path) -> tuple[int, ...]:
    """Opens a file, brings it up to date, checks every page of it; returns its counts."""
    db = open_database(path)
    try:
        whole = integrity(db)
        if whole.verdict is Verdict.WRONG:
            raise StoreError(f"{path}: not sound: {whole.detail}")
        counts = _counts(db)
        db.checkpoint()
    finally:
        db.close()
    return counts


def _counts(db: Database) -> tuple[int, ...]:
    return tuple(db.number(f"SELECT count(*) FROM {table}") for table in _COUNTED)  # noqa: S608  (constant names)


def _keep(database: Path, aside: Path) -> Path | None:
    if not database.exists():
        return None
    with contextlib.suppress(StoreError):  # a damaged file is kept with its log as it is
        old = open_readonly(database)
        old.close()
        whole = open_database(database)
        whole.checkpoint()
        whole.close()
    for suffix in ("", "-wal"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            _link_or_copy(part, aside.with_name(aside.name + suffix))
    # The restored file must never meet the log of another one.
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    return aside


def _link_or_copy(path: Path, target: Path) -> None:
    try:
        target.hardlink_to(path)
    except OSError:  # not every file system has links
        shutil.copy2(path, target)


def _settle(partial: Path, final: Path) -> None:
    """On the disk first, then under its name: a power cut leaves the one file or the other."""
    _flush(partial)
    partial.replace(final)
    _flush(final.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(partial: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        partial.with_name(partial.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{error.filename or folder}: {error.strerror}; check the folder's space and rights"
        ) from error
