"""Lets a process die inside each transaction of the store, at every statement and between many of its steps.

    python -m tests.reliability.dying FOLDER

FOLDER has `before.db`. For each deed this leaves DEED-after.db, where it was done in peace, and DEED-N.db for every N
at which a process was made to vanish in the middle of it, with the files as the kernel then had them.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.dispatches import DispatchTable, dispatches_where
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.sqlite.revisits import RevisitStore
from pipeline.core.digests import compose, window_of
from pipeline.core.revisions.endings import Ending
from pipeline.core.revisions.schedule import RevisitPolicy, next_look
from pipeline.jobs.group import GroupStories
from pipeline.model import (
    Change,
    Dispatch,
    DispatchState,
    Gazetteer,
    HostClosure,
    Outcome,
    PendingPage,
    Recipient,
    RevisionKind,
    Revisit,
    Settlement,
    Signatory,
    Via,
)
from tests.builders import NOW, at, entry, feed, flagged, name, ok_poll, subscription, told, unflagged

if TYPE_CHECKING:
    from collections.abc import Callable

LOOKS: Final = RevisitPolicy(after=(timedelta(hours=1), timedelta(days=1)))
DAY: Final = date(2026, 11, 24)
STEPS: Final = 53  # of SQLite's virtual machine between two deaths; prime, so that they fall everywhere
_RULES: Final = "1"
_DEAD: Final = 9
_MOST: Final = 2000  # deaths per deed; a bound, not an expectation
ANN: Final = Recipient(via=Via.MAIL, name="ann@example.org")  # two digests wait for her
BEN: Final = Recipient(via=Via.MAIL, name="ben@example.org")  # two digests were being handed over
CAROL: Final = Recipient(via=Via.MAIL, name="carol@example.org")  # new


def prepare(path: Path) -> None:
    """A store with one page leased, one queued, one article in no digest yet, one looked at again, one planned day.

    Two days before have their digests, which go to Ann and Ben.
    """
    database = open_database(path)
    FeedStore(database).subscribe([subscription()], 3600, NOW)
    first = [entry(number) for number in (1, 2, 3)]
    FeedStore(database).record(feed(), ok_poll(1, 3), [(one, name(one)) for one in first])
    pages = PageStore(database)
    done, _ = pages.lease(NOW, 2)
    pages.settle(done, flagged(done.url), Outcome.MATCHED, "", at(1))
    yesterday = window_of(date(2026, 11, 23), "UTC")
    told(database, *(window_of(date(2026, 11, day), "UTC") for day in (21, 22)))
    DigestStore(database).plan(yesterday, NOW)
    RevisitStore(database).enrol(at(2), LOOKS)
    RevisitStore(database).lease(at(2), 1, LOOKS)
    GroupTable(database).adopt(_RULES)
    table = DispatchTable(database)
    for recipient in (ANN, BEN):
        table.plan_digests(recipient, "daily", NOW)
    table.begin(table.due(BEN, NOW), "<1@example.org>", NOW)
    database.close()


def _record(database: Database) -> None:
    fresh = [entry(number) for number in (7, 8, 9)]
    FeedStore(database).record(feed(), ok_poll(1, 3), [(one, name(one)) for one in fresh])


def _lease(database: Database) -> None:
    PageStore(database).lease(NOW, 9)


def _settle(database: Database) -> None:
    text = "Airbus and Thales signed."
    PageStore(database).settle(_leased(), flagged(_leased().url, text), Outcome.MATCHED, "", at(2))


def _leased(number: int = 2) -> PendingPage:
    one = entry(number)
    return PendingPage(id=number, url=one.url, lane="news.example", attempts=1, entry=one, first_seen_at=NOW)


def _settle_together(database: Database) -> None:
    """Two pages at once; the second turns out to have another's article."""
    reading = flagged(_leased().url, "Airbus and Thales signed.")
    copy = unflagged(_leased(1).url)
    PageStore(database).settle_together(
        [
            Settlement(page=_leased(), reading=reading, outcome=Outcome.MATCHED),
            Settlement(page=_leased(3), reading=copy, outcome=Outcome.UNMATCHED),
        ],
        at(2),
    )


def _conclude(database: Database) -> None:
    """The article comes back corrected after it was withdrawn: the most that one look can bring."""
    store = RevisitStore(database)
    revisit = _looked_at(database)
    reading = flagged(revisit.before.url, "Airbus and Thales signed after all.")
    gained = Change(kind=RevisionKind.EDITED, reading=reading, gained=("Thales",), diff="+ Airbus")
    changes = (Change(kind=RevisionKind.WITHDRAWN), Change(kind=RevisionKind.RESTORED), gained)
    ending = Ending(outcome="edited", changes=changes, etag='"2"', last_modified="")
    store.conclude(revisit, ending, next_look(1, revisit.read_at, at(2), LOOKS), at(2))


def _looked_at(database: Database) -> Revisit:
    return RevisitStore(database)._revisit(1)


def _plan(database: Database) -> None:
    DigestStore(database).plan(window_of(DAY, "UTC"), at(24))


def _deliver(database: Database) -> None:
    yesterday = window_of(date(2026, 11, 23), "UTC")
    DigestStore(database).deliver(yesterday, "files", "0" * 64, "digests/2026-11-23.html", NOW)


def _freeze(database: Database) -> None:
    store, yesterday = DigestStore(database), window_of(date(2026, 11, 23), "UTC")
    store.freeze(yesterday, compose(store.material(yesterday)), NOW)


def _publish(database: Database) -> None:
    airbus = Signatory(name="Airbus", category="company", names=("Airbus SE",), weak=("AIR",))
    Ledger(database).publish(Gazetteer(version="1", signatories=(airbus,), state_names=(), call_names=(), lexicon=()))


def _group(database: Database) -> None:
    for _ in GroupStories(store=GroupTable(database), version=_RULES)():
        pass


def _split(database: Database) -> None:
    GroupTable(database).decide(1, None, "not this one", NOW)


def _plan_alerts(database: Database) -> None:
    table = DispatchTable(database)
    articles = [number for (number,) in database.rows("SELECT id FROM matches")]
    table.plan_alerts(CAROL, table.alert_items(articles), NOW)


def _begin(database: Database) -> None:
    table = DispatchTable(database)
    table.begin(table.due(ANN, NOW), "<2@example.org>", NOW)


def _hold(database: Database) -> None:
    table = DispatchTable(database)
    table.hold(table.due(ANN, NOW), at(8))


def _finish(database: Database) -> None:
    DispatchTable(database).finish(_sending(database), DispatchState.SENT, "")


def _postpone(database: Database) -> None:
    DispatchTable(database).postpone(_sending(database), at(1), "421 try again later", 1)


def _sending(database: Database) -> tuple[Dispatch, ...]:
    return dispatches_where(database, "state = 'sending'", ())


DEEDS: Final[dict[str, Callable[[Database], object]]] = {
    "record": _record,
    "lease": _lease,
    "settle": _settle,
    "settle_together": _settle_together,
    "conclude": _conclude,
    "group": _group,
    "split": _split,
    "plan": _plan,
    "freeze": _freeze,
    "deliver": _deliver,
    "publish": _publish,
    "plan_digests": lambda database: DispatchTable(database).plan_digests(CAROL, "daily", NOW),
    "plan_alerts": _plan_alerts,
    "begin": _begin,
    "hold": _hold,
    "finish": _finish,
    "postpone": _postpone,
    "orphans": lambda database: DispatchTable(database).orphans(),
    "drop_others": lambda database: DispatchTable(database).drop_others([BEN]),
    "remember": lambda database: Ledger(database).remember([HostClosure(host="busy.example", until=at(3))]),
}


class _Death:
    """Counts down to it."""

    def __init__(self, at_count: int) -> None:
        self._left = at_count

    def tick(self, *_: object) -> int:
        self._left -= 1
        if self._left <= 0:
            os._exit(_DEAD)
        return 0


def die(path: Path, deed: Callable[[Database], object], statements: int, steps: int) -> bool:
    """Does `deed` in a process of its own that dies before so many statements or steps; whether it did die."""
    child = os.fork()
    if child == 0:
        database = open_database(path)
        if statements:
            database.tables.conn.set_trace_callback(_Death(statements).tick)
        else:
            database.tables.conn.set_progress_handler(_Death(steps).tick, STEPS)
        deed(database)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _DEAD


def main(folder: Path) -> None:
    """Every deed, every death."""
    prepare(folder / "before.db")
    for title, deed in DEEDS.items():
        after = folder / f"{title}-after.db"
        shutil.copy(folder / "before.db", after)
        die(after, deed, statements=_MOST * 1000, steps=0)
        for kind in ("statements", "steps"):
            for count in itertools.count(1):
                assert count < _MOST, f"{title} has no end"
                path = folder / f"{title}-{kind}-{count}.db"
                shutil.copy(folder / "before.db", path)
                if not die(path, deed, *((count, 0) if kind == "statements" else (0, count))):
                    break


if __name__ == "__main__":
    main(Path(sys.argv[1]))
