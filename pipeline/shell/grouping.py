"""Grouping by itself, and what people decide about stories: neither needs network, feeds or processes."""

from __future__ import annotations

import contextlib
import sys
from functools import partial
from typing import TYPE_CHECKING

from pipeline.adapters import lock
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.core.stories import VERSION
from pipeline.jobs.group import GroupStories
from pipeline.shell.beside import beside_the_daemon
from pipeline.shell.following import follow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.shell.following import Event, Follower
    from pipeline.shell.settings import Settings


@contextlib.contextmanager
def grouping(settings: Settings) -> Iterator[GroupTable]:
    """The stories to be written by nobody else: the database is locked.

    Raises:
        BusyError: another process works on this database.
        StoreError: there is no database, or it refuses.
    """
    open_readonly(settings.database).close()  # a mistyped path must not make an empty database
    with lock.hold(settings.database), _opened(settings) as table:
        yield table


def group_anew(settings: Settings) -> None:
    """Groups every flagged article again, by today's rules; a bar shows how far it is where a person looks on.

    An interrupted run goes on with the next one, or with the daemon.

    Raises:
        BusyError: another process works on this database.
        StoreError: there is no database, or it refuses.
    """
    with grouping(settings) as table:
        total = table.regroup(VERSION)
        with _bar(total) as follower:
            run = follow("group", GroupStories(store=table, version=VERSION)(), follower)
        Ledger(table.db).record(run)


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Follower]:
    follower = _Bar()
    if not sys.stderr.isatty():
        yield follower
        return
    from rich.console import Console  # noqa: PLC0415  (only where somebody looks on)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("grouping"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        follower.advance = partial(bars.advance, bars.add_task("", total=total))
        yield follower


class _Bar:
    advance: Callable[[], None] = staticmethod(lambda: None)

    def saw(self, _event: Event) -> None:
        """One more is grouped."""
        self.advance()


@contextlib.contextmanager
def deciding(settings: Settings) -> Iterator[GroupTable]:
    """The stories, to write a decision: beside a running daemon, unless this SQLite does not bear two writers.

    Raises:
        BusyError: another process works on this database, and this SQLite does not bear two writers.
        StoreError: there is no database, or it refuses.
    """
    with beside_the_daemon(settings) as database:
        yield GroupTable(database)


@contextlib.contextmanager
def _opened(settings: Settings) -> Iterator[GroupTable]:
    database = open_database(settings.database)
    try:
        yield GroupTable(database)
    finally:
        database.close()
