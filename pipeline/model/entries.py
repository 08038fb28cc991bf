"""Entries: promises of articles, and how each ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pipeline.model.feeds import FeedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed. Text is plain (no markup), NFC, free of control characters."""

    guid: str = ""
    url: str = ""  # absolute http(s), as the feed wrote it; empty when it gave no usable link
    title: str = ""
    summary: str = ""
    content: str = ""  # the feed's own full text, paragraphs separated by a blank line
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryName:
    """The three names by which an entry is recognised; it is known when two of them agree.

    Its date is no name. It tells items of one title apart, when a feed has given all of them new names.
    """

    guid: str
    url_key: str
    title_key: str
    published: datetime | None = field(default=None, compare=False)  # to the second


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A parsed feed: its entries in document order and what it says about its own rhythm."""

    kind: FeedKind
    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    ttl: int | None = None  # seconds, from <ttl>, sy: or skipHours; the publisher's wish
    complaint: str = ""  # what the parser had to forgive; empty for a clean document


class PollOutcome(StrEnum):
    """How one poll of one feed ended."""

    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    OFFLINE = "offline"  # no answer, and hardly any other host gave one: we were offline, and the feed is not charged


class Flood(StrEnum):
    """What is odd about the many new items of a known feed."""

    NONE = ""
    RENAMED = "renamed"  # old items under new guids and addresses, among others: known by titles, dates and texts
    SURGE = "surge"  # many times more than ever before: all taken in, read in pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One poll of one feed: `entries` == `new` + `seen`; `missed_some` when its whole window turned over."""

    feed_id: int
    polled_at: datetime
    outcome: PollOutcome
    location: str
    status: int = 0  # HTTP status, 0 when there was no answer
    entries: int = 0
    new: int = 0
    seen: int = 0
    missed_some: bool = False
    detail: str = ""  # the error, or what the parser had to forgive
    reason: str = ""  # of a failure: a FetchReason, "parse" or "worker"
    flood: Flood = Flood.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPage:
    """One page in the queue, with the entry that promised it. `url` is empty when the feed gave no usable link."""

    id: int
    url: str
    lane: str  # the host, whose pages are read one after another
    attempts: int  # begun so far
    entry: Entry
    first_seen_at: datetime


class Outcome(StrEnum):
    """How an entry ended. Every entry ends in exactly one."""

    MATCHED = "matched"  # read, and its article has a tier
    UNMATCHED = "unmatched"  # read, and nothing we look for is in it
    DUPLICATE = "duplicate"  # its article had already come by another entry
    BLOCKED = "blocked"  # robots, login, wall: only the feed's own words could be read, without a match
    GONE = "gone"  # 404 or 410, likewise
    FAILED = "failed"  # tried to the last, likewise
    REJECTED = "rejected"  # neither a usable link nor any text
