"""Subjects, their names, and the mentions and matches they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.articles import Article, Obstacle
from pipeline.model.entries import Entry, Outcome, PendingPage
from pipeline.model.network import Page


class SubjectKind(StrEnum):
    """What a mention can name."""

    CALL = "call"
    SIGNATORY = "signatory"
    STATE = "state"


class CaseRule(StrEnum):
    """How letters must agree with a name as written in the gazetteer."""

    EXACT = "exact"
    SMART = "smart"  # as written, or all capitals
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One row of the gazetteer, see docs/gazetteer.md. Also a row of a user's own watchlist."""

    name: str
    category: str
    country: str = ""  # ISO 3166-1 alpha-3
    signed: str = ""  # ISO date, or empty
    names: tuple[str, ...] = ()  # certain names, the official one not repeated
    weak: tuple[str, ...] = ()  # names that need a cue
    case: CaseRule = CaseRule.SMART
    ambiguity: str = "unique"  # unique | acronym | word | surname | place | generic
    cues: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    evidence: str = ""
    iso: str = ""  # states only: ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True, kw_only=True)
class StateName:
    """A state's name in one language. `kind`: cldr, short, formal, old, inflected, alt or demonym."""

    iso: str
    language: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallName:
    """A name of the Paris Call in one language. `kind`: full, short, weak or lookalike."""

    language: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconTerm:
    """A context term in one language; a trailing `*` matches any ending."""

    field: str
    language: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All that is known about names, as one value."""

    version: str
    signatories: tuple[Signatory, ...]  # states included
    state_names: tuple[StateName, ...]
    call_names: tuple[CallName, ...]
    lexicon: tuple[LexiconTerm, ...]


class Field(StrEnum):
    """The part of an article a mention stands in; offsets count from that part's start."""

    TITLE = "title"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names a subject: `getattr(article, field)[start:end] == surface`, always."""

    subject: str  # official name; "Paris Call" for the Call
    kind: SubjectKind
    field: Field
    start: int
    end: int
    surface: str
    sentence: str
    rule: str  # the rule that decided, a stable slug
    score: float  # 0..1, how sure
    evidence: tuple[str, ...] = ()  # what the rule saw, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Every candidate in a text: accepted as mentions, or rejected with the rule that said so."""

    mentions: tuple[Mention, ...] = ()
    rejected: tuple[Mention, ...] = ()
    context: tuple[str, ...] = ()  # cyber-policy terms seen, as they stand in the text


class Tier(StrEnum):
    """How close an article is to the Call, best first."""

    CALL = "call"
    CONTEXT = "context"
    MENTION = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The verdict on an article that is flagged."""

    tier: Tier
    score: float  # 0..100, for ordering within and across tiers
    subjects: tuple[str, ...]  # official names, sorted
    reasons: tuple[str, ...]  # for people, most important first


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """What a worker is asked to read: a page with its entry, or the entry alone when an obstacle kept the page away."""

    entry: Entry
    page: Page | None = None
    obstacle: Obstacle = Obstacle.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a worker sends home about one page."""

    article: Article
    findings: Findings
    match: Match | None
    matcher_version: str  # who judged, also when nothing matched
    gazetteer_version: str
    etag: str = ""  # of the page it was read from, as the server spelled them
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What came of a page in the queue, about to be stored."""

    page: PendingPage
    reading: Reading
    outcome: Outcome  # of the page's first entry, unless its article turns out to be known
    why: str = ""
