"""Articles: the readable text of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
