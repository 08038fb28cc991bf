"""Stories: one text as many outlets carry it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pipeline.model.subjects import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A flagged article as it is compared with others."""

    id: int  # of the article
    url: str
    title: str
    text: str
    language: str
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLink:
    """Two articles that are copies of one text, and how alike they are."""

    first: int  # the lower id of the two
    second: int
    similarity: float  # 0..1, of all the runs of words in both, the share that both have
    contained: float  # 0..1, of the runs of words of the shorter, the share that the longer has
    why: str  # the rule that says so, a stable slug


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecision:
    """What a person decided: an article stands alone (no `other`), or the stories of two articles are one."""

    id: int
    article: int
    other: int | None
    made_at: datetime
    note: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as it stands in a list; its id is that of the article that was seen first."""

    id: int
    day: date  # of its earliest sighting
    title: str  # of that article, as the two that follow
    site: str
    url: str
    tier: Tier  # the best of its articles
    score: float  # likewise
    articles: int
    outlets: int  # different sites
    languages: tuple[str, ...]
    signatories: tuple[str, ...]  # named in any of its articles, signatories before states
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An article of a story, beside the earliest one."""

    copy: Copy
    site: str
    tier: Tier
    score: float
    published: datetime | None
    subjects: tuple[str, ...]  # sorted
    link: StoryLink | None  # to the earliest article; None for that itself, and for one that belongs by others
