"""Entries and the pages they lead to; each entry ends at once, or waits for a page in the queue."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from pipeline.adapters.sqlite.rows import pack, to_text
from pipeline.core import urls
from pipeline.model import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.adapters.sqlite.database import Database
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


def destination(
    db: Database, feed_id: int, entry: Entry, name: EntryName, read_at: datetime, urgency: Urgency = Urgency.NEWS
) -> Destination:
    """Where an entry leads; a page that is not in the queue yet is to be read from `read_at` on.

    Call inside `db.writing()`.
    """
    if not entry.url and not (entry.title or entry.summary or entry.content):
        return Destination(None, None, Outcome.REJECTED, "neither a usable link nor any text")
    # An entry without a link is a page of its own, read from the feed's words.
    key = name.url_key or f"entry:{feed_id}:{name.guid}:{name.title_key}"
    place = db.row("SELECT article_id FROM locations WHERE url_key = ?", (key,))
    if place:
        return Destination(None, place[0], Outcome.DUPLICATE, "its article is known")
    page = db.row("SELECT id, state, article_id FROM pages WHERE url_key = ?", (key,))
    if page and page[1] == "done":
        return Destination(page[0], page[2], Outcome.DUPLICATE, "its page has been read")
    if page:
        db.execute("UPDATE pages SET history = min(history, ?) WHERE id = ?", (urgency, page[0]))
        return Destination(page[0], None, None, "")
    page_id = db.execute(
        "INSERT INTO pages (url_key, url, host, state, next_attempt_at, history) VALUES (?, ?, ?, 'queued', ?, ?)",
        (key, entry.url, urls.host(entry.url) or f"feed:{feed_id}", to_text(read_at), urgency),
    )
    return Destination(page_id, None, None, "")


def add_entry(db: Database, feed_id: int, entry: Entry, name: EntryName, leads: Destination, now: datetime) -> None:
    """Stores an entry, unless the feed has it already. Call inside `db.writing()`."""
    page_id, article_id, outcome, why = leads
    db.execute(
        """INSERT OR IGNORE INTO entries (feed_id, guid, url_key, title_key, url, title, authors, language,
           published_at, updated_at, packed_words, first_seen_at, outcome, outcome_at, outcome_why, page_id,
           article_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            feed_id, name.guid, name.url_key, name.title_key, entry.url, entry.title, "; ".join(entry.authors),
            entry.language, to_text(entry.published), to_text(entry.updated),
            None if outcome else pack(json.dumps([entry.summary, entry.content], ensure_ascii=False)),
            to_text(now), outcome, to_text(now) if outcome else None, why, page_id, article_id,
        ),
    )  # fmt: skip
