"""The rematch job by itself: it needs neither network nor feeds, and processes only when there is much to judge."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from pipeline.adapters import lock
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.rematching import RematchTable
from pipeline.adapters.workers import InlineWorkers, ProcessWorkers
from pipeline.core import matching
from pipeline.core.stories import VERSION
from pipeline.jobs.group import GroupStories
from pipeline.jobs.rematch import Rematch
from pipeline.shell.judges import judge_of, recipe_of

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database
    from pipeline.model import Article, Reading
    from pipeline.ports import Workers
    from pipeline.shell.judges import MatcherRecipe
    from pipeline.shell.settings import Settings

_FEW: Final = 2000  # articles that one process has judged before others have started


@dataclass(frozen=True, slots=True)
class Rematching:
    """The job, ready to run, and what there is to do."""

    job: Rematch
    group: GroupStories
    ledger: Ledger
    matcher_version: str
    gazetteer_version: str
    total: int  # articles in the range
    done: int  # of those, how many an interrupted run of the same task had judged


def processes_for(articles: int, settings: Settings) -> int:
    """How many processes judge so many articles; 1 means this one, for starting others would take longer."""
    return 1 if articles <= _FEW else settings.config.read.workers or os.cpu_count() or 1


def judge_article(recipe: MatcherRecipe, article: Article) -> Reading:
    """Judges one article in the process it runs in."""
    return judge_of(recipe)(article)


@contextlib.contextmanager
def renewing(settings: Settings, since: datetime | None, stop: threading.Event) -> Iterator[Rematching]:
    """A rematch that may write: the database is locked, and knows today's names.

    Raises:
        ConfigError: the watchlist has mistakes.
        BusyError: another process works on this database.
        StoreError: there is no database, or it refuses.
    """
    open_readonly(settings.database).close()  # a mistyped path must not make an empty database
    with contextlib.ExitStack() as stack:
        stack.enter_context(lock.hold(settings.database))
        database = open_database(settings.database)
        stack.callback(database.close)
        stack.callback(database.checkpoint)
        Ledger(database).publish(judge_of(recipe_of(settings)).matcher.gazetteer)
        rematching = _rematching(settings, database, since, stop, stack)
        table = RematchTable(database)
        left = table.count(table.reached(rematching.job.task), since)
        yield replace(rematching, done=rematching.total - left)


@contextlib.contextmanager
def looking_on(settings: Settings, since: datetime | None, stop: threading.Event) -> Iterator[Rematching]:
    """A rematch that only looks, for `Rematch.preview`: it works beside a daemon.

    Raises:
        ConfigError: the watchlist has mistakes.
        StoreError: there is no database, or it refuses.
    """
    with contextlib.ExitStack() as stack:
        database = open_readonly(settings.database)
        stack.callback(database.close)
        yield _rematching(settings, database, since, stop, stack)


def _rematching(
    settings: Settings,
    database: Database,
    since: datetime | None,
    stop: threading.Event,
    stack: contextlib.ExitStack,
) -> Rematching:
    recipe = recipe_of(settings)
    gazetteer_version = judge_of(recipe).matcher.gazetteer_version
    table = RematchTable(database)
    task = json.dumps([matching.VERSION, gazetteer_version, repr(recipe.policy), since.isoformat() if since else ""])
    total = table.count(0, since)
    processes = processes_for(total, settings)
    return Rematching(
        job=Rematch(
            store=table,
            lanes=ThreadLanes(processes, stop),
            workers=_workers(settings, recipe, processes, stack),
            judge=partial(judge_article, recipe),
            task=task,
        ),
        group=GroupStories(store=GroupTable(database), version=VERSION),
        ledger=Ledger(database),
        matcher_version=matching.VERSION,
        gazetteer_version=gazetteer_version,
        total=total,
        done=0,
    )


def _workers(settings: Settings, recipe: MatcherRecipe, processes: int, stack: contextlib.ExitStack) -> Workers:
    if processes == 1:
        return InlineWorkers()
    workers = ProcessWorkers(
        count=processes,
        deadline=settings.config.read.deadline.total_seconds(),
        warm_up=partial(judge_of, recipe),
    )
    stack.callback(workers.close)
    return workers
