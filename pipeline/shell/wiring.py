"""The one place that names concrete classes."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeline.adapters import lock
from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.database import Database, open_database
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.grouping import GroupTable
from pipeline.adapters.sqlite.ledger import Ledger
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.adapters.sqlite.revisits import RevisitStore
from pipeline.adapters.workers import ProcessWorkers
from pipeline.core.intervals import PollPolicy
from pipeline.core.outcomes import RetryPolicy
from pipeline.core.revisions.schedule import RevisitPolicy
from pipeline.core.stories import VERSION
from pipeline.errors import ConfigError, Problem, StoreError
from pipeline.jobs.dispatch import Deliver
from pipeline.jobs.group import GroupStories
from pipeline.jobs.maintain import Maintain
from pipeline.jobs.poll import PollFeeds
from pipeline.jobs.read import ReadPages
from pipeline.jobs.report import Report
from pipeline.jobs.revisit import RevisitPages
from pipeline.shell import config, feedlist
from pipeline.shell.clock import utc_now
from pipeline.shell.delivery import deliver_of
from pipeline.shell.judges import LookInWorker, ReadInWorker, WarmUp, recipe_of
from pipeline.shell.reports import report_of
from pipeline.shell.settings import Settings

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from pipeline.adapters.cluster import ClusterWorkers
    from pipeline.model import HostClosure
    from pipeline.shell.judges import MatcherRecipe


WorkerPool: TypeAlias = "ProcessWorkers | ClusterWorkers"

_REVISIT_THREADS: Final = 3  # few, because new pages come first


@dataclass(frozen=True, slots=True)
class Plant:
    """The running whole: the jobs, and what the shell itself needs."""

    settings: Settings
    database: Database
    ledger: Ledger
    fetcher: HttpFetcher
    workers: WorkerPool
    pages: PageStore
    feeds: FeedStore
    poll: PollFeeds
    read: ReadPages
    group: GroupStories
    revisits: RevisitStore
    revisit: RevisitPages
    report: Report
    deliver: Deliver
    maintain: Maintain


@contextlib.contextmanager
def plant(settings: Settings, now: datetime, stop: threading.Event) -> Iterator[Plant]:
    """Everything, opened and locked; closed again at the end, whatever happens.

    Raises:
        ConfigError: feeds.txt or the watchlist has mistakes.
        BusyError: another process works on this database.
        StoreError: the database refuses.
    """
    recipe = recipe_of(settings)
    subscriptions = feedlist.load(settings.feeds)
    gazetteer = read_gazetteer(settings.watchlist)
    try:
        settings.database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"{settings.database.parent}: {error.strerror}"
        raise StoreError(f"{what}; set `database:` to a folder of yours in the configuration") from error
    with contextlib.ExitStack() as stack:
        stack.enter_context(lock.hold(settings.database))
        database = open_database(settings.database)
        stack.callback(database.close)
        stack.callback(database.checkpoint)
        ledger, feeds, pages = Ledger(database), FeedStore(database), PageStore(database)
        ledger.publish(gazetteer)
        poll_policy = _poll_policy(settings.config)
        feeds.subscribe(subscriptions, poll_policy.initial, now)
        fetcher = fetcher_of(settings, ledger.closures(utc_now()))
        stack.callback(fetcher.close)
        stack.callback(lambda: ledger.remember(fetcher.closures()))
        workers = workers_of(settings, recipe)
        stack.callback(workers.close)
        lanes = ThreadLanes(settings.config.fetch.concurrency, stop)
        revisits = RevisitStore(database)
        yield Plant(
            settings=settings,
            database=database,
            ledger=ledger,
            fetcher=fetcher,
            workers=workers,
            pages=pages,
            feeds=feeds,
            poll=PollFeeds(store=feeds, fetcher=fetcher, lanes=lanes, workers=workers, policy=poll_policy),
            read=ReadPages(
                store=pages,
                fetcher=fetcher,
                lanes=lanes,
                workers=workers,
                read=ReadInWorker(recipe),
                policy=RetryPolicy(),
                line=feeds,
            ),
            group=GroupStories(store=GroupTable(database), version=VERSION),
            revisits=revisits,
            revisit=RevisitPages(
                store=revisits,
                fetcher=fetcher,
                lanes=ThreadLanes(min(_REVISIT_THREADS, settings.config.fetch.concurrency), stop),
                workers=workers,
                look=LookInWorker(recipe),
                policy=RevisitPolicy(after=settings.config.revisit.after),
                line=feeds,
            ),
            report=report_of(settings, database),
            deliver=deliver_of(settings, database, lambda: not stop.is_set()),
            maintain=Maintain(
                store=ledger,
                keep_unmatched=timedelta(days=settings.config.retention.unmatched_days),
                keep_log=timedelta(days=settings.config.retention.log_days),
            ),
        )


def workers_of(settings: Settings, recipe: MatcherRecipe) -> WorkerPool:
    """The readers a configuration asks for; processes are started by their first task.

    Raises:
        ClusterError: no scheduler answers where the configuration says.
    """
    read = settings.config.read
    deadline = read.deadline.total_seconds()
    if read.executor == "dask":
        from pipeline.adapters.cluster import ClusterWorkers  # noqa: PLC0415  (for those who have one)

        return ClusterWorkers(read.scheduler, deadline=deadline)
    return ProcessWorkers(count=read.workers or os.cpu_count() or 1, deadline=deadline, warm_up=WarmUp(recipe))


def fetcher_of(settings: Settings, closures: tuple[HostClosure, ...]) -> HttpFetcher:
    """The fetcher a configuration asks for.

    Raises:
        ConfigError: an exception to the ban on private addresses cannot be read.
    """
    try:
        return HttpFetcher(_http_policy(settings.config), closures=closures)
    except ValueError as error:
        raise ConfigError((Problem(file=str(settings.file), line=0, message=f"fetch: {error}"),)) from error


def _http_policy(configured: config.Config) -> HttpPolicy:
    """How the fetcher behaves, from the configuration."""
    fetch = configured.fetch
    return HttpPolicy(
        user_agent=f"ParisCallMonitor/0.1 (+{fetch.contact})",
        timeout=fetch.timeout.total_seconds(),
        max_body=fetch.max_body_mb * 1_000_000,
        host_gap=fetch.host_gap.total_seconds(),
        allow_private=fetch.allow_private,
        connect_to=tuple(fetch.connect_to.items()),
    )


def _poll_policy(configured: config.Config) -> PollPolicy:
    poll = configured.poll
    return PollPolicy(
        min_interval=int(poll.min_interval.total_seconds()),
        max_interval=int(poll.max_interval.total_seconds()),
        initial=int(poll.initial.total_seconds()),
    )
