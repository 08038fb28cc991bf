"""The backfill job by itself: it needs neither network nor feeds."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters import lock
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.backfill import BackfillLedger
from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.core import matching
from pipeline.jobs.backfill import Backfill
from pipeline.shell.judges import SiftInWorker, judge_of, recipe_of
from pipeline.shell.wiring import workers_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from pipeline.model import Tier
    from pipeline.shell.settings import Settings

MAX_BODY: Final = 10_000_000  # bytes of one page; more is no article
_AHEAD: Final = 2  # batches that wait, so that no worker does


@dataclass(frozen=True, slots=True)
class Backfilling:
    """The job, ready to run."""

    job: Backfill
    ledger: BackfillLedger
    runs: Ledger
    matcher: str  # names the rules, the names and the tiers: a change of any reads a file anew


@contextlib.contextmanager
def backfilling(settings: Settings, tiers: frozenset[Tier], stop: threading.Event) -> Iterator[Backfilling]:
    """A backfill that may write: the database is locked, and knows today's names.

    Raises:
        ConfigError: the watchlist has mistakes.
        BusyError: another process works on this database.
        StoreError: the database refuses.
        ClusterError: no scheduler answers where the configuration says.
    """
    recipe = recipe_of(settings)
    gazetteer = judge_of(recipe).matcher.gazetteer
    with contextlib.ExitStack() as stack:
        settings.database.parent.mkdir(parents=True, exist_ok=True)
        stack.enter_context(lock.hold(settings.database))
        database = open_database(settings.database)
        stack.callback(database.close)
        stack.callback(database.checkpoint)
        runs = Ledger(database)
        runs.publish(gazetteer)
        workers = workers_of(settings, recipe)
        stack.callback(workers.close)
        ledger = BackfillLedger(database)
        wanted = "+".join(sorted(tier.value for tier in tiers))
        yield Backfilling(
            job=Backfill(
                store=ledger,
                lanes=ThreadLanes(workers.threads + _AHEAD, stop),
                workers=workers,
                sift=SiftInWorker(recipe, tiers),
            ),
            ledger=ledger,
            runs=runs,
            matcher=f"{matching.VERSION} {gazetteer.version} {wanted} {recipe.policy}",
        )
