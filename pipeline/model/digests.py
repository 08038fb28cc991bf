"""Digests: what a period held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.articles import BodyQuality
from pipeline.model.coverage import Coverage
from pipeline.model.subjects import SubjectKind, Tier
from pipeline.model.work import Tally


class Edition(StrEnum):
    """How long a digest's period is: a local day, a week from Monday to Sunday, a calendar month."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Standing(StrEnum):
    """What a story is to the digest that tells it."""

    NEW = "new"
    LATE = "late"  # all of it was first seen before the period, and could only be read or recognised now
    ADDITION = "addition"  # further articles of a story that an earlier digest of the same edition told


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSubject:
    """Somebody a story names, with what a reader may filter by."""

    name: str  # official
    kind: SubjectKind
    category: str = ""
    country: str = ""  # ISO 3166-1 alpha-3


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestArticle:
    """One article of a story."""

    url: str
    title: str
    site: str
    language: str
    published: datetime | None
    first_seen: datetime
    body_quality: BodyQuality
    late: bool = False  # first seen outside the digest's own period, and in no earlier digest


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """One story, ready to be shown: the articles of it that no earlier digest of the same edition has told."""

    id: int  # matches.story_id
    tier: Tier  # the best of its articles
    score: float  # 0..100, of its best article
    articles: tuple[DigestArticle, ...]  # earliest first; at most MOST_ARTICLES of them
    article_count: int
    outlets: tuple[str, ...]  # all of them, in order of appearance, each once
    languages: tuple[str, ...]  # likewise
    subjects: tuple[DigestSubject, ...]  # the Call, then signatories, then states, by name
    sentence: str  # of its best article, with U+E000 and U+E001 around what it names
    standing: Standing = Standing.NEW
    told_on: date | None = None  # of an addition: the first day of the period whose digest first told the story

    @property
    def lead(self) -> DigestArticle:
        """The earliest article."""
        return self.articles[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The official names of signatories and states, in this order."""
        return tuple(subject.name for subject in self.subjects if subject.kind is not SubjectKind.CALL)


class FigureName(StrEnum):
    """The four figures at the head: the subject itself, the volume, who is named, and by how many."""

    CALL = "call"  # stories that name the Call
    STORIES = "stories"  # stories flagged
    SIGNATORIES = "signatories"  # signatories named, states among them
    OUTLETS = "outlets"  # outlets that told them


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The four figures of one period."""

    call: int
    stories: int
    signatories: int
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the four figures."""

    name: FigureName
    value: int
    mean: float | None = None  # of the periods before; None when there is none to compare with, or after `narrowed`
    periods: int = 0  # how many periods `mean` is of
    whole: int | None = None  # after `narrowed`: the value without the filter


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendDay:
    """One bar of the trend: stories by local day first seen."""

    day: date
    call: int
    stories: int  # the Call's included


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A signatory or state among the most named."""

    subject: DigestSubject
    stories: int
    before: int  # daily: stories in the seven days before; weekly and monthly: in the period before
    rank_before: int | None = None  # weekly and monthly: its rank in the period before; None when it was not named


class NewsKind(StrEnum):
    """Why a subject is news in itself."""

    FIRST = "first"  # not mentioned for long
    UNUSUAL = "unusual"  # far more stories than in its own past


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectNews:
    """A subject that is new or unusually present, with the numbers that say so."""

    kind: NewsKind
    subject: DigestSubject
    stories: int
    title: str  # of its best story
    quiet_days: int = 0  # of FIRST: for so many days, all of them watched, nothing named it
    usual: float = 0.0  # of UNUSUAL: stories in an ordinary span
    span_days: int = 7  # what `usual` is counted over
    spans: int = 0  # from how many spans that is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A flagged article that its publisher changed, withdrew or brought back."""

    kind: str  # edited, withdrawn, restored
    url: str
    title: str
    site: str
    language: str
    seen_at: datetime
    gained: tuple[str, ...]  # official names
    lost: tuple[str, ...]
    tier_before: Tier | None
    tier_after: Tier | None
    told_on: date | None  # the first day of the period whose digest told the article
    subjects: tuple[DigestSubject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWindow:
    """One local period as a span of time, by first-seen time: `since` <= first_seen < `until`."""

    day: date  # the first of the period
    timezone: str  # IANA name
    since: datetime
    until: datetime
    edition: Edition = Edition.DAILY


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFilter:
    """What one recipient wants. An empty field wants everything; names in one field are alternatives.

    A story fits when its tier and one of its languages are wanted and one of its subjects has a wanted name, category
    and country, all three. The Call's stories always fit, unless `tiers` leaves them out.
    """

    signatories: tuple[str, ...] = ()  # official names, states among them
    categories: tuple[str, ...] = ()  # as in signatories.category
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-3
    languages: tuple[str, ...] = ()  # ISO 639-1
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectPast:
    """A subject of a period's stories, and how often it was named before."""

    subject: DigestSubject
    stories: int
    title: str  # of its best story
    before: int  # see `Ranked`
    rank_before: int | None
    past: tuple[int, ...]  # stories in each span before, latest first; see core.digests.statistics
    quiet_since: date | None  # the last day before the period on which it was named, of the last 90; None for none


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that the store knows of a period, before anything is put in order."""

    window: DigestWindow
    watching_since: datetime | None  # when the first entry ever came
    stories: tuple[DigestStory, ...]  # every one of the Call's, and the most relevant others
    counts: Counts  # of all stories, those left out included
    left_out: Tally  # stories by tier
    before: tuple[Counts, ...]  # of the periods before, latest first, all of them watched
    trend: tuple[TrendDay, ...]
    subjects: tuple[SubjectPast, ...]
    corrections: tuple[Correction, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one period held. All renderings say the same, because this is all they are given."""

    window: DigestWindow
    stories: tuple[DigestStory, ...]  # the Call's first, then by tier and relevance
    coverage: Coverage
    left_out: Tally = ()  # stories by tier, counted in the figures but too many to keep
    figures: tuple[Figure, ...] = ()
    trend: tuple[TrendDay, ...] = ()
    top: tuple[Ranked, ...] = ()  # most named first: signatories, then states
    news: tuple[SubjectNews, ...] = ()
    watched_days: int = 0  # whole days of watching before the period; too few make no baseline
    corrections: tuple[Correction, ...] = ()
    selection: DigestFilter | None = None  # what `narrowed` narrowed it to
