"""The nouns, in flow order. Frozen values; times are aware UTC; lengths are characters, sizes bytes, spans seconds.

Feed (a URL we poll) -> Entry (one item of a feed, a promise of an article) -> Page (bytes a server sent) ->
Article (the readable text of one page) -> Mention (a span that names a subject) -> Match (the verdict, with reasons).
A Reading is all that came of one page; a Digest what a day held; a Run one execution of one job.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

# ---------------------------------------------------------------- feeds


class FeedKind(StrEnum):
    """The dialect of a feed document."""

    SYNDICATION = "syndication"  # RSS 0.9x/1.0/2.0, Atom 0.3/1.0, RDF
    JSON = "jsonfeed"
    SITEMAP = "sitemap"


class FeedState(StrEnum):
    """Where a feed stands. Only ACTIVE and FAILING are polled."""

    ACTIVE = "active"
    FAILING = "failing"  # polled with growing pauses, never given up
    GONE = "gone"  # the server answered 410
    DROPPED = "dropped"  # no longer in feeds.txt; its history stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One line of feeds.txt: what the operator asked for."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""  # BCP 47, a hint for entries that name none
    every: int | None = None  # seconds; overrides the adaptive interval
    user_agent: str = ""  # overrides fetch.user_agent for this feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription and what polling has taught us about it."""

    id: int
    subscription: Subscription
    location: str  # where it is polled now: the URL, or where a permanent redirect led
    state: FeedState = FeedState.ACTIVE
    title: str = ""  # by the operator, else by the feed itself
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""  # of the last document that gave items
    interval: int  # seconds
    next_poll_at: datetime
    next_poll_why: str = ""
    failures: int = 0  # in a row
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    last_error: str = ""
    distrusted: str = ""  # validators (see `Feed.validators`) that were sent again over other content; never used

    @property
    def validators(self) -> str:
        """Both validators as one value; empty when there is none."""
        return f"{self.etag}\n{self.last_modified}".strip("\n")

    @property
    def url(self) -> str:
        """The URL as configured: the feed's name for ever, wherever it moves."""
        return self.subscription.url


# ---------------------------------------------------------------- the network


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One page wanted. Validators make it conditional; `obeys_robots` is false for feeds the operator chose."""

    url: str
    etag: str = ""
    last_modified: str = ""
    user_agent: str = ""  # empty: the configured one
    accept: str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
    obeys_robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop: the status that sent us on, and where to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server sent for a 200: decoded of its transfer, not of its charset."""

    requested_url: str
    url: str  # after redirects
    status: int
    body: bytes
    content_type: str = ""  # media type alone, lower case
    charset: str = ""  # as declared in the header, lower case, unchecked
    etag: str = ""  # the server's exact spelling
    last_modified: str = ""
    max_age: int | None = None  # seconds, from Cache-Control or Expires
    fetched_at: datetime
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A 304: nothing new since the validators we sent."""

    requested_url: str
    url: str
    fetched_at: datetime
    max_age: int | None = None
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostClosure:
    """A host that asked for quiet (429 or 503 with Retry-After)."""

    host: str
    until: datetime


# ---------------------------------------------------------------- entries


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
    """The three names by which an entry is recognised; it is known when two of them agree."""

    guid: str
    url_key: str
    title_key: str


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
    RENAMED = "renamed"  # old items under new guids and addresses: known by their titles, not read again
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
    attempts: int  # this one counted
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


# ---------------------------------------------------------------- articles


class BodyQuality(StrEnum):
    """Where an article's text came from, best first."""

    FULL = "full"  # the page's own body
    FEED_TEXT = "feed_text"  # the feed's full text, because the page gave less
    TEASER = "teaser"  # the free part of a paywalled page
    FEED_SUMMARY = "feed_summary"
    TITLE_ONLY = "title_only"


class Obstacle(StrEnum):
    """What stood between us and the full body."""

    NONE = ""
    CONSENT = "consent_wall"
    PAYWALL = "paywall"
    BOT_WALL = "bot_wall"
    ROBOTS = "robots"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    TOO_BIG = "too_big"
    NOT_HTML = "not_html"
    NO_TEXT = "no_text"
    NO_LINK = "no_link"
    CRASHED = "crashed"  # the reader died or hung on it, to the last try


class DateSource(StrEnum):
    """Where the publication date came from."""

    PAGE = "page"
    FEED = "feed"
    URL = "url"
    NONE = "none"  # nobody said; sort by first_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The readable text of one page."""

    url: str  # canonical: what the page says it is, else where the request ended
    title: str
    text: str  # paragraphs separated by a blank line; boilerplate removed
    language: str = ""  # ISO 639-1 of the text itself; empty when undecidable
    authors: tuple[str, ...] = ()
    site: str = ""
    published: datetime | None = None
    published_from: DateSource = DateSource.NONE
    body_quality: BodyQuality = BodyQuality.FULL
    obstacle: Obstacle = Obstacle.NONE
    also_at: tuple[str, ...] = ()  # further URLs of the same article: requested, final, AMP


# ---------------------------------------------------------------- subjects and mentions


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


# ---------------------------------------------------------------- looking things up


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An article as it lies in the store, without its text."""

    id: int
    url: str
    title: str
    site: str
    language: str
    published: datetime | None
    published_from: DateSource
    first_seen: datetime
    body_quality: BodyQuality
    obstacle: Obstacle
    tier: Tier | None  # None: not flagged
    score: float
    signatories: tuple[str, ...]
    states: tuple[str, ...]
    sentence: str
    reasons: tuple[str, ...]
    matcher_version: str
    gazetteer_version: str
    duplicate_group: str  # equal for articles with the same words; empty for one without a body


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One entry behind an article: which feed brought it, when, and how it ended ("pending" while it waits)."""

    feed_url: str
    feed_title: str
    url: str
    title: str
    first_seen: datetime
    outcome: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A search result; `snippet` marks the words found between the two control characters given to the search."""

    filed: Filed
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the whole, in numbers."""

    feeds: Tally  # by state
    feeds_due: int
    entries: Tally  # by outcome, "pending" for those that wait; adds up to all entries
    pages_due: int
    pages_waiting: int  # for a later try
    articles: Tally  # by tier, "unmatched" for the rest; adds up to all articles
    first_seen: datetime | None
    last_seen: datetime | None
    last_digest: date | None
    heartbeat: Heartbeat | None
    runs: tuple[Run, ...]  # the latest of each job
    file_bytes: int
    wal_bytes: int


# ---------------------------------------------------------------- the record of work


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The daemon's sign of life."""

    pid: int
    host: str
    started_at: datetime
    beat_at: datetime
    doing: str


Tally = tuple[tuple[str, int], ...]  # (outcome, how many), in the order they should be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of one job: what it did, by outcome."""

    job: str
    started_at: datetime
    finished_at: datetime
    counts: Tally = ()
    error: str = ""


# ---------------------------------------------------------------- digests


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """One article in a digest, ready to be shown."""

    url: str
    title: str
    site: str
    language: str
    published: datetime | None
    first_seen: datetime
    tier: Tier
    score: float
    signatories: tuple[str, ...]  # official names
    states: tuple[str, ...]
    sentence: str  # the sentence that matched
    surfaces: tuple[str, ...]  # what to emphasise in it
    body_quality: BodyQuality
    late: bool = False  # first seen before the digest's own day, and in no earlier digest


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrouble:
    """A feed the digest must own up to: failing, silent, gone, flooding; or, without URL, our own line: offline."""

    url: str
    title: str
    state: str
    since: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a day's watch could and could not see."""

    feeds: int  # subscribed
    feeds_answering: int
    entries: int  # first seen in the window
    outcomes: Tally  # entries by outcome; "pending" for those still in the queue; adds up to `entries`
    obstacles: Tally  # articles read from less than their full body, by obstacle
    troubles: tuple[FeedTrouble, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestWindow:
    """One local day as a span of time, by first-seen time: `since` <= first_seen < `until`."""

    day: date
    timezone: str  # IANA name
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one local day held."""

    window: DigestWindow
    items: tuple[DigestItem, ...]  # by tier, then score, then url
    top_signatories: tuple[tuple[str, int], ...]  # articles each, most first
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Proof that a sink has a digest."""

    place: str  # where a person finds it
    sha256: str  # of the bytes delivered, hex
