"""Revisions: what became of an article after it was read, and the looks by which we find out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.articles import Article
from pipeline.model.network import Page
from pipeline.model.subjects import Reading, Tier


class RevisionKind(StrEnum):
    """What a publisher did to an article."""

    EDITED = "edited"
    WITHDRAWN = "withdrawn"  # its page is gone
    RESTORED = "restored"  # its page is back


class Seen(StrEnum):
    """What a look at the page of a known article shows."""

    SAME = "same"  # the same words
    TRIFLE = "trifle"  # other bytes, but nothing that a reader would call a change
    EDITED = "edited"
    GONE = "missing"  # the page says that it is gone, although the server says 200
    OBSCURED = "obscured"  # something else stands in its place: a wall, another text, a fraction of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """One flagged article whose page is to be looked at again."""

    article_id: int
    url: str  # of the page it was read from
    lane: str  # the host, whose pages are fetched one after another
    look: int  # which of the configured looks this is, from 1
    attempts: int  # begun so far at this look
    misses: int  # how often in a row the page was gone, not yet taken for withdrawn
    etag: str
    last_modified: str
    read_at: datetime
    before: Article  # as it is stored
    addresses: frozenset[str]  # keys of all the addresses it has been seen at
    tier: Tier | None
    is_withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTask:
    """What a worker is asked to compare: a page with what it said when it was last read."""

    page: Page
    before: Article
    addresses: frozenset[str]  # as in Revisit


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a worker sends home about one page looked at again.

    All but `seen` and `why` is empty unless the article was edited. `gained` and `lost` are official names, sorted;
    both texts are judged by the same rules and names, so that a change of ours never looks like one of the publisher.
    """

    seen: Seen
    why: str = ""
    reading: Reading | None = None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    diff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A revision about to be stored; `reading` is the article as it is now, None when its text is as it was."""

    kind: RevisionKind
    reading: Reading | None = None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    diff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision as it is stored, with what its article is called now."""

    id: int
    article_id: int
    url: str  # canonical, of the article
    title: str  # as it is now
    title_before: str
    site: str
    seen_at: datetime
    kind: RevisionKind
    gained: tuple[str, ...]  # official names that are named now and were not before
    lost: tuple[str, ...]
    tier_before: Tier | None
    tier_after: Tier | None  # None: not flagged any longer
    diff: str  # for people: lines that begin with "- " and "+ "
