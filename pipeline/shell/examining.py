"""What `paris-call doctor` looks at, one function a subject."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters import lock
from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.adapters.sqlite import care
from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import open_database, open_readonly
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.core import checkup
from pipeline.core.checkup import Check, fine, warning, wrong
from pipeline.core.secrets import masked
from pipeline.errors import ConfigError, FetchError, FetchReason, StoreError
from pipeline.model import Request
from pipeline.shell import feedlist, installed
from pipeline.shell.ticking import LARGE_WAL
from pipeline.shell.wiring import fetcher_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Feed, Heartbeat
    from pipeline.shell.settings import Settings

_MARGIN: Final = timedelta(minutes=5)  # between clocks that agree
_ALIVE: Final = timedelta(seconds=90)  # six heartbeats
_ASKED: Final = 3  # feeds, before the network counts as broken
_NO_ANSWER: Final = {FetchReason.DNS, FetchReason.CONNECT, FetchReason.TLS, FetchReason.TIMEOUT}


def offline(settings: Settings, now: datetime) -> Iterator[Check]:
    """Everything that can be examined without the network; writes nothing but a copy that it deletes again."""
    yield from files(settings)
    yield from installed.versions()
    try:
        yield from rights(settings)
        yield from _stored(settings, now)
    except PermissionError as error:
        remedy = "run this as the user that the daemon runs as"
        yield wrong("rights", f"{error.filename}: {error.strerror}", remedy)


def _stored(settings: Settings, now: datetime) -> Iterator[Check]:
    folder = settings.database.parent
    if not folder.is_dir():
        yield fine("database", f"{settings.database} will be created")
        return
    yield checkup.disk(shutil.disk_usage(folder).free, settings.config.health.min_free_mb * 1_000_000)
    if not settings.database.exists():
        yield fine("database", f"{settings.database} will be created")
        return
    yield from database(settings, now)


def files(settings: Settings) -> Iterator[Check]:
    """The feeds and the names; the configuration itself has been read already."""
    yield fine("configuration", str(settings.file))
    try:
        subscriptions = feedlist.load(settings.feeds)
    except ConfigError as error:
        yield wrong("feeds", masked(str(error)), f"correct {settings.feeds}")
    else:
        yield fine("feeds", f"{len(subscriptions)} in {settings.feeds}")
    try:
        gazetteer = read_gazetteer(settings.watchlist)
    except ConfigError as error:
        yield wrong("names", str(error), "correct the watchlist, or reinstall the program")
    else:
        yield fine("names", f"{len(gazetteer.signatories)} signatories, gazetteer {gazetteer.version}")


def rights(settings: Settings) -> Iterator[Check]:
    """Whether we may write where we must, and others may not."""
    unwritable = [str(place) for place in _written(settings) if not _is_writable(place)]
    if unwritable:
        yield wrong("rights", f"not writable: {', '.join(unwritable)}", "change their owner, or the service's user")
    exposed = [str(path) for path in (settings.file, settings.feeds, settings.database) if _is_open_to_all(path)]
    if exposed:
        yield warning("rights", f"anybody on this machine can change {', '.join(exposed)}", "chmod o-w them")
    if not unwritable and not exposed:
        yield fine("rights", "we may write where we must, others may not")


def database(settings: Settings, now: datetime) -> Iterator[Check]:
    """The file itself, who is at work on it, and whether its times and ours agree."""
    try:
        db = open_readonly(settings.database)
    except StoreError as error:
        yield wrong("database", str(error), "see docs/operations.md, “When something is wrong”")
        return
    try:
        status = Archive(db).status(now)
        beat = status.heartbeat
        yield checkup.wal(status.wal_bytes, LARGE_WAL)
        known = [moment for moment in (status.last_seen, beat.beat_at if beat else None) if moment is not None]
        yield checkup.clock(now, max(known, default=None), _MARGIN)
        yield _daemon(settings.database, beat, now)
    except StoreError as error:  # readable enough to open, not to read
        yield wrong("database", str(error), "restore a backup: `paris-call restore FILE`")
    finally:
        db.close()
    if shutil.disk_usage(settings.database.parent).free < 2 * settings.database.stat().st_size:
        yield warning("integrity", "not examined: no room for a copy of the database", "free some space")
        return
    yield from care.examine(settings.database)


def online(settings: Settings) -> Check:
    """Whether names are resolved and feeds answer; asks at most three feeds, as politely as the daemon would."""
    try:
        fetcher = fetcher_of(settings, ())
    except ConfigError as error:
        return wrong("network", str(error), "correct the configuration")
    failures: list[str] = []
    try:
        for request in _feed_requests(settings):
            try:
                answer = fetcher.fetch(request)
            except FetchError as error:
                if error.reason not in _NO_ANSWER:
                    return fine("network", f"a server answered: {masked(str(error))}")
                failures.append(masked(str(error)))
            else:
                return fine("network", f"{masked(answer.url)} answered")
    finally:
        fetcher.close()
    if not failures:
        return warning("network", "no feed to ask", f"add one to {settings.feeds}")
    return wrong("network", "; ".join(failures), "check this machine's connection, name servers and firewall")


def repair_search(settings: Settings) -> None:
    """Makes the search index anew.

    Raises:
        BusyError: a daemon is at work.
        StoreError: the database refuses.
    """
    if not settings.database.exists():
        raise StoreError(f"{settings.database}: no such file")
    with lock.hold(settings.database):
        db = open_database(settings.database)
        try:
            care.repair_search(db)
        finally:
            db.close()


def _feed_requests(settings: Settings) -> list[Request]:
    """Conditional ones where the database knows how, for the feeds that answered last."""
    try:
        db = open_readonly(settings.database)
        try:
            feeds = sorted(FeedStore(db).feeds(), key=_last_answer, reverse=True)
        finally:
            db.close()
        known = [Request(url=f.location, etag=f.etag, last_modified=f.last_modified, obeys_robots=False) for f in feeds]
    except StoreError:  # not there yet, or broken, which another check says
        known = []
    try:
        listed = [Request(url=line.url, obeys_robots=False) for line in feedlist.load(settings.feeds)]
    except ConfigError:  # which another check says
        listed = []
    return (known or listed)[:_ASKED]


def _last_answer(feed: Feed) -> str:
    return feed.last_ok_at.isoformat() if feed.last_ok_at else ""


def _daemon(database_file: Path, beat: Heartbeat | None, now: datetime) -> Check:
    try:
        process = lock.holder(database_file)
    except StoreError as error:
        return wrong("daemon", str(error), "run this as the user that the daemon runs as")
    if process is None:
        return fine("daemon", "none at work" if beat is None else f"none at work; last seen {_at(beat.beat_at)}")
    if beat is None or beat.pid != process:
        return fine("daemon", f"process {process} is at work, not as the daemon")
    if now - beat.beat_at > _ALIVE:
        remedy = f"look at its log; then end it with `kill {process}`, at worst `kill -9 {process}`"
        return wrong("daemon", f"process {process} gives no sign of life since {_at(beat.beat_at)}", remedy)
    return fine("daemon", f"process {process}, {beat.doing}")


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _written(settings: Settings) -> Iterator[Path]:
    yield settings.database.parent
    if settings.database.exists():
        yield settings.database
    yield settings.digests


def _is_writable(path: Path) -> bool:
    # What is not there yet is made, in the first folder above that exists.
    while not path.exists():
        path = path.parent
    return os.access(path, os.W_OK | (os.X_OK if path.is_dir() else 0))


def _is_open_to_all(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & stat.S_IWOTH)
