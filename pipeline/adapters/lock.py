"""One daemon per database, by a lock that the kernel takes back when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

from pipeline.errors import BusyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def hold(database: Path) -> Iterator[None]:
    """Holds the right to write `database` until the block ends or the process dies.

    Raises:
        BusyError: another process holds it.
        StoreError: the lock file cannot be made.
    """
    path = _lock_file(database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; create the folder or check its permissions") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise BusyError(
                f"{database}: in use by another paris-call (process {holder}); stop it, or wait until it has ended"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def holder(database: Path) -> int | None:
    """The process that holds the right to write `database`, or None; takes nothing and creates nothing.

    0 stands for a holder whose number cannot be read.

    Raises:
        StoreError: the lock file cannot be read.
    """
    path = _lock_file(database)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check its owner and permissions") from error
    try:
        # Shared, so that two who only ask do not take each other for a holder.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        told = os.read(descriptor, 32).decode("ascii", "replace").strip()
        return int(told) if told.isdecimal() else 0
    else:
        return None
    finally:
        os.close(descriptor)


def _lock_file(database: Path) -> Path:
    return database.with_name(database.name + ".lock")
