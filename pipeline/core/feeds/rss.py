"""RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, RDF: all that feedparser reads. Its only importer.

feedparser gets a stream, never bytes: bytes it would take for the name of a file. Its sanitiser, which is quadratic,
and its rewriting of links in text stay off; the text is stripped of markup here anyway.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Final

import feedparser

from pipeline.core import urls
from pipeline.core.feeds import fields
from pipeline.core.feeds.dates import moment
from pipeline.core.feeds.markup import FEED_ROOTS, in_parts
from pipeline.core.feeds.untyped import is_record, record, records, string
from pipeline.errors import ParseError
from pipeline.model import Entry, FeedDocument, FeedKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.feeds.markup import Markup, Parts
    from pipeline.model import Page

# Documents are re-encoded before they come here, whatever they were sent as.
_HEADERS: Final = {"content-type": "application/xml; charset=utf-8"}
_STRAY: Final = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

_SHORTEST_ITEM: Final = len("<item></item>")
_MOST_RUNS: Final = 500  # more are read as one
_MOST_ATTEMPTS: Final = 1000
_STUMBLING_BLOCKS: Final = re.compile(
    r"</?(?:(?:georss|gml|geo|psc|media|itunes|cc|creativeCommons):[\w.-]+|image|textinput|width|height|cloud)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)

_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_TEXT: Final = _HTML | {"text/plain", ""}
# Relations that lead to the story when no alternate does; `self` is often written where alternate was meant.
_RELATIONS: Final = ("canonical", "self", "via", "related")

# Digits and signs alone that `moment` could not read: feedparser would match a part and add today's date.
_NO_DATE: Final = re.compile(r"[\d\s./:,+TWZ-]*", re.IGNORECASE)

_MINUTE: Final = 60
_PERIODS: Final = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 7 * 86_400,
    "monthly": 30 * 86_400,
    "yearly": 365 * 86_400,
}
_NUMBER: Final = re.compile(r"[0-9]{1,6}")


def parse(markup: Markup, page: Page, complaint: str) -> FeedDocument:
    """The feed in a document of XML.

    Args:
        markup: the document.
        page: where it came from.
        complaint: what had to be forgiven already.

    Raises:
        ParseError: not a feed; or broken, and without a single item.
    """
    taken, total = _within_limit(markup)
    parsed = _read(taken)
    version = string(parsed, "version")
    items = records(parsed, "entries")
    if not version and not (items and markup.root in FEED_ROOTS):
        raise ParseError(page.url, _instead(markup))
    flaw = markup.complaint or _flaw(parsed)
    if flaw and not items:
        raise ParseError(page.url, f"a broken feed without items: {flaw}")
    feed = record(parsed, "feed")
    return FeedDocument(
        kind=FeedKind.SYNDICATION,
        title=fields.title(string(feed, "title")),
        language=fields.language(string(feed, "language")),
        entries=_entries(items, page.url, feed) if version.startswith("atom") else _of_rss(items, feed, page),
        ttl=_rhythm(feed),
        complaint=fields.complaints(complaint, flaw, items=max(len(items), total)),
    )


def _within_limit(markup: Markup) -> tuple[Markup, int]:
    """The document with no more items than are taken, and how many it had: feedparser needs a minute for 100,000."""
    if len(markup.text) < fields.MAX_ENTRIES * _SHORTEST_ITEM:
        return markup, 0
    parts = in_parts(markup.text)
    if len(parts.items) <= fields.MAX_ENTRIES:
        return markup, 0
    return replace(markup, text=parts.head + "".join(fields.both_ends(parts.items)) + parts.tail), len(parts.items)


def _of_rss(items: list[dict[str, object]], feed: dict[str, object], page: Page) -> tuple[Entry, ...]:
    """What RSS leaves open, custom settles: links are relative to the site, <dc:date> is when the item came out."""
    site = urls.canonical(string(feed, "link"), page.url) or page.url
    return tuple(replace(entry, published=entry.published or entry.updated) for entry in _entries(items, site, feed))


def _entries(items: list[dict[str, object]], base: str, feed: dict[str, object]) -> tuple[Entry, ...]:
    language = fields.language(string(feed, "language"))
    return tuple(_entry(item, base, language) for item in items if any(item.values()))


def _read(markup: Markup) -> dict[str, object]:
    """What feedparser makes of a document: of the whole if it can, else of its parts."""
    whole = _attempt(markup.text) if markup.well_formed else "not well-formed"
    if not isinstance(whole, str):
        return whole
    parts = in_parts(markup.text)
    frame = _attempt(parts.head + parts.tail)
    if isinstance(frame, str):
        frame = _attempt(parts.around(()))
    if not parts.items or isinstance(frame, str):
        return {} if isinstance(frame, str) else frame
    return frame | {"entries": list(_entries_of(parts)), "bozo": True, "bozo_exception": whole}


def _entries_of(parts: Parts) -> Iterator[dict[str, object]]:
    """The entries of all items but those that make feedparser stumble; these are found by halving."""
    waiting = parts.sound_runs()[::-1]
    if len(waiting) > _MOST_RUNS:
        waiting = [list(parts.items)]
    attempts = 0
    while waiting and attempts < _MOST_ATTEMPTS:
        some = waiting.pop()
        found = _attempt(parts.around(some))
        attempts += 1
        if not isinstance(found, str):
            yield from records(found, "entries")
        elif len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]


def _attempt(document: str) -> dict[str, object] | str:
    """What feedparser makes of a document, at need without what it is known to stumble over; else the error."""
    found = _parsed(document)
    if not isinstance(found, str):
        return found
    lean = _parsed(_STUMBLING_BLOCKS.sub("", document))
    return found if isinstance(lean, str) else lean | {"bozo": True, "bozo_exception": found}


def _parsed(document: str) -> dict[str, object] | str:
    stream = io.BytesIO(document.encode("utf-8", "ignore"))
    try:
        found: object = feedparser.parse(
            stream, response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except _STRAY as error:
        return f"{type(error).__name__}: {error}"
    return found if is_record(found) else {}


def _instead(markup: Markup) -> str:
    """What a document is that is not a feed."""
    if markup.root == "html":
        return "a page of HTML, not a feed"
    return f"not a feed: its root is <{markup.root}>" if markup.root else "not a feed: no XML and no JSON"


def _flaw(parsed: dict[str, object]) -> str:
    return str(parsed.get("bozo_exception", "not well-formed")) if parsed.get("bozo") else ""


def _entry(item: dict[str, object], base: str, language: str) -> Entry:
    content = max((_prose(part, fields.MAX_CONTENT) for part in records(item, "content")), key=len, default="")
    copied = "summary_detail" not in item and "content" in item  # feedparser fills the one from the other
    return Entry(
        guid=fields.guid(string(item, "id")),
        url=next(filter(None, (urls.canonical(link, base) for link in _links(item))), ""),
        title=fields.title(string(item, "title")),
        summary="" if copied else fields.prose(string(item, "summary"), fields.MAX_SUMMARY),
        content=content,
        authors=fields.authors(_authors(item)),
        published=_moment(item, "published"),
        updated=_moment(item, "updated"),
        language=next(filter(None, map(fields.language, _languages(item))), language),
    )


def _prose(part: dict[str, object], limit: int) -> str:
    return fields.prose(string(part, "value"), limit) if string(part, "type") in _TEXT else ""


def _links(item: dict[str, object]) -> Iterator[str]:
    """Where an item may lead, best first: past FeedBurner's counter, to the page, to anything that may be it."""
    yield string(item, "feedburner_origlink")
    links = records(item, "links")
    alternates = [link for link in links if string(link, "rel") == "alternate"]
    for link in sorted(alternates, key=lambda link: string(link, "type") not in _HTML):
        yield string(link, "href")
    yield string(item, "link")  # a permalink guid, when nothing else is a link
    for relation in _RELATIONS:
        yield from (string(link, "href") for link in links if string(link, "rel") == relation)
    identifier = string(item, "id")
    if identifier.startswith(("http://", "https://")):
        yield identifier  # said not to be a link, but nothing else is


def _authors(item: dict[str, object]) -> Iterator[str]:
    """Names, not addresses: nobody needs to be written to."""
    authors = records(item, "authors")
    written = string(item, "author")
    for author in authors:
        name, address = string(author, "name"), string(author, "email")
        # feedparser knows no top-level domain of more than four letters, and takes the rest for a name.
        whole = len(authors) > 1 or "@" not in written or written == f"{name} ({address})"
        yield name if whole else parseaddr(written)[0]


def _languages(item: dict[str, object]) -> Iterator[str]:
    yield string(item, "language")
    for part in (*records(item, "content"), record(item, "summary_detail"), record(item, "title_detail")):
        yield string(part, "language")


def _moment(item: dict[str, object], name: str) -> datetime | None:
    written = string(item, name)
    when = moment(written)
    if when or _NO_DATE.fullmatch(written):
        return when
    parsed = item.get(f"{name}_parsed")  # the dialects only feedparser knows, in UTC
    try:
        year, month, day, hour, minute, second = parsed[:6] if isinstance(parsed, tuple) else ()
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _rhythm(feed: dict[str, object]) -> int | None:
    """How long, in seconds, the publisher says that the document stays good."""
    minutes = _number(string(feed, "ttl"))
    if minutes:
        return minutes * _MINUTE
    period = _PERIODS.get(string(feed, "sy_updateperiod").strip().lower())
    return period // (_number(string(feed, "sy_updatefrequency")) or 1) or None if period else None


def _number(text: str) -> int:
    found = _NUMBER.fullmatch(text.strip())
    return int(found[0]) if found else 0
