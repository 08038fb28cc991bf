"""Writing a little, beside a running daemon."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pipeline.adapters import lock
from pipeline.adapters.sqlite.database import has_wal_reset_bug, open_database, open_readonly, sqlite_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adapters.sqlite.database import Database
    from pipeline.shell.settings import Settings


@contextlib.contextmanager
def beside_the_daemon(settings: Settings) -> Iterator[Database]:
    """The database, to write beside a running daemon, unless this SQLite does not bear two writers.

    Raises:
        BusyError: another process works on this database, and this SQLite does not bear two writers.
        StoreError: there is no database, or it refuses.
    """
    open_readonly(settings.database).close()  # nor may a migration run beneath a daemon
    with contextlib.ExitStack() as stack:
        if has_wal_reset_bug(sqlite_version()):
            stack.enter_context(lock.hold(settings.database))
        database = open_database(settings.database)
        stack.callback(database.close)
        yield database
