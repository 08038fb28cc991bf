"""Entries and the pages they lead to; each entry ends at once, or waits for a page in the queue."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from pipeline.adapters.sqlite.batches import in_groups, insert
from pipeline.adapters.sqlite.rows import pack, to_text
from pipeline.core import urls
from pipeline.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database, Row
    from pipeline.model import Entry, EntryName


class Destination(NamedTuple):
    """Where an entry leads; the outcome is None while its page waits."""

    page_id: int | None
    article_id: int | None
    outcome: Outcome | None
    why: str


class Urgency(IntEnum):
    """What is read before what."""

    NEWS = 0
    HISTORY = 1


class Arrival(NamedTuple):
    """An entry on its way in; a page that it brings is to be read from `read_at` on."""

    entry: Entry
    name: EntryName
    read_at: datetime


def destinations(
    db: Database, feed_id: int, arrivals: Sequence[Arrival], urgency: Urgency = Urgency.NEWS
) -> tuple[Destination, ...]:
    """Where each entry leads; pages that are not in the queue yet are put there.

    Call inside `db.writing()`.
    """
    keys = [_page_key(feed_id, arrival) for arrival in arrivals]
    wanted = sorted(set(keys) - {""})
    articles: dict[str, int] = dict(_by_key(db, "SELECT url_key, article_id FROM locations", wanted))
    pages = _pages(db, [key for key in wanted if key not in articles])
    fresh: dict[str, tuple[object, ...]] = {}
    for key, (entry, _, read_at) in zip(keys, arrivals, strict=True):
        if key and key not in articles and key not in pages and key not in fresh:
            host = urls.host(entry.url) or f"feed:{feed_id}"
            fresh[key] = (key, entry.url, host, "queued", to_text(read_at), urgency)
    insert(db, "INSERT INTO pages (url_key, url, host, state, next_attempt_at, history)", tuple(fresh.values()))
    pages |= _pages(db, list(fresh))
    db.execute_many(
        "UPDATE pages SET history = ? WHERE id = ?",
        [(urgency, page.id) for page in pages.values() if page.state != "done" and page.history > urgency],
    )
    return tuple(_destination(key, articles, pages) for key in keys)


def move(db: Database, article_id: int, key: str, url: str, since: datetime) -> None:
    """Has an article known under a new address, by which its feed names it `since` some moment, and looked at there.

    The old one may be gone, which would look as if the article had been withdrawn. An article that was first seen
    after that moment has an address newer than this one. Call inside `db.writing()`.
    """
    if not url:
        return
    db.execute("INSERT OR IGNORE INTO locations (url_key, article_id) VALUES (?, ?)", (key, article_id))
    moved = db.execute(
        """UPDATE articles SET read_from = ?, etag = '', last_modified = ''
           WHERE id = ? AND read_from != '' AND first_seen_at <= ?""",
        (url, article_id, to_text(since)),
    )
    if moved:
        db.execute(
            "UPDATE revisits SET url = ?, host = ?, etag = '', last_modified = '' WHERE article_id = ?",
            (url, urls.host(url), article_id),
        )


def add_entries(
    db: Database,
    feed_id: int,
    arrivals: Sequence[tuple[Arrival, Destination]],
    now: datetime,
    language: str = "",
) -> None:
    """Stores entries, but for those that the feed has already. Call inside `db.writing()`.

    Args:
        db: the store.
        feed_id: of the feed that brought them.
        arrivals: the entries, each with where it leads.
        now: when.
        language: of entries that name none.
    """
    insert(
        db,
        """INSERT OR IGNORE INTO entries (feed_id, guid, url_key, title_key, url, title, authors, language,
           published_at, updated_at, packed_words, first_seen_at, outcome, outcome_at, outcome_why, page_id,
           article_id)""",
        [
            (
                feed_id, name.guid, name.url_key, name.title_key, entry.url, entry.title, "; ".join(entry.authors),
                entry.language or language, to_text(entry.published), to_text(entry.updated),
                None if leads.outcome else pack(json.dumps([entry.summary, entry.content], ensure_ascii=False)),
                to_text(now), leads.outcome, to_text(now) if leads.outcome else None, leads.why, leads.page_id,
                leads.article_id,
            )
            for (entry, name, _), leads in arrivals
        ],
    )  # fmt: skip


class _Queued(NamedTuple):
    id: int
    state: str
    article_id: int | None
    history: int


def _page_key(feed_id: int, arrival: Arrival) -> str:
    """The key of the page that an entry promises; empty when it promises none."""
    entry, name = arrival.entry, arrival.name
    if not entry.url and not (entry.title or entry.summary or entry.content):
        return ""
    # An entry without a link is a page of its own, read from the feed's words.
    return name.url_key or f"entry:{feed_id}:{name.guid}:{name.title_key}"


def _destination(key: str, articles: dict[str, int], pages: dict[str, _Queued]) -> Destination:
    if not key:
        return Destination(None, None, Outcome.REJECTED, "neither a usable link nor any text")
    if key in articles:
        return Destination(None, articles[key], Outcome.DUPLICATE, "its article is known")
    page = pages[key]
    if page.state == "done":
        return Destination(page.id, page.article_id, Outcome.DUPLICATE, "its page has been read")
    return Destination(page.id, None, None, "")


def _pages(db: Database, keys: Sequence[str]) -> dict[str, _Queued]:
    found = _by_key(db, "SELECT url_key, id, state, article_id, history FROM pages", keys)
    return {key: _Queued(*columns) for key, *columns in found}


def _by_key(db: Database, select: str, keys: Sequence[str]) -> Iterator[Row]:
    for marks, values in in_groups(keys):
        yield from db.rows(f"{select} WHERE url_key IN ({marks})", values)
