"""Matches as a feed for programs that read feeds: Atom 1.0 (RFC 4287).

Everything from outside is text. The one kind of markup that goes out is ours: `<strong>` around what a sentence names,
inside an escaped HTML summary, so that no title or sentence can bring a tag of its own.
"""

from __future__ import annotations

import html
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from pipeline.core import urls
from pipeline.core.evidence import MARK, UNMARK

CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot carry, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One match, as a feed tells it."""

    url: str  # of the article; its identity for ever
    title: str
    sentence: str  # with U+E000 and U+E001 around what it names, as in `matches`
    site: str
    language: str
    published: datetime | None
    updated: datetime  # when we first saw it
    subjects: tuple[str, ...]  # official names
    tier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFeed:
    """A list of matches with a name. Two feeds are the same one when their `name` is the same, wherever served."""

    name: str  # stable, never shown: "signatory/Microsoft"
    title: str
    page: str  # absolute address of the same list for people
    address: str  # absolute address of the feed itself
    updated: datetime  # of an empty feed; otherwise the newest item says so
    items: tuple[FeedItem, ...]  # newest first


def feed_id(feed: ItemFeed) -> str:
    """The feed's identity, the same on every machine."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"paris-call-monitor:feed:{feed.name}").urn


def item_id(item: FeedItem) -> str:
    """The item's identity: of its article's address, so that a feed moved or built anew shows nothing twice."""
    return uuid.uuid5(uuid.NAMESPACE_URL, item.url).urn


def moment(when: datetime) -> str:
    """A time as feeds write it: "2026-11-24T06:00:00Z"."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def last_change(feed: ItemFeed) -> datetime:
    """When the feed last changed."""
    return max((item.updated for item in feed.items), default=feed.updated)


def summary_html(item: FeedItem) -> str:
    """What an item says, as HTML in which everything from outside is escaped."""
    sentence = html.escape(clean(item.sentence)).replace(MARK, "<strong>").replace(UNMARK, "</strong>")
    names = html.escape(clean(", ".join(item.subjects)))
    parts = [f"<p>{sentence}</p>" if sentence else "", f"<p>Names: {names}</p>" if names else ""]
    return "".join(parts)


def clean(text: str) -> str:
    """The text without what XML cannot carry."""
    return _FORBIDDEN.sub("", text)


def to_atom(feed: ItemFeed) -> str:
    """The feed as an Atom document. Links lead to http(s) only; an item whose address is no such has none."""
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(_tag("feed"))
    _text(root, "id", feed_id(feed))
    _text(root, "title", feed.title)
    _text(root, "updated", moment(last_change(feed)))
    _text(root, "generator", "Paris Call monitor")
    ET.SubElement(root, _tag("link"), rel="alternate", type="text/html", href=feed.page)
    ET.SubElement(root, _tag("link"), rel="self", type="application/atom+xml", href=feed.address)
    _text(ET.SubElement(root, _tag("author")), "name", "Paris Call monitor")
    for item in feed.items:
        _entry(root, item)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _entry(root: ET.Element, item: FeedItem) -> None:
    entry = ET.SubElement(root, _tag("entry"))
    link = urls.canonical(clean(item.url))
    _text(entry, "id", item_id(item))
    _text(entry, "title", item.title or "(no title)")
    _text(entry, "updated", moment(item.updated))
    if item.published is not None:
        _text(entry, "published", moment(item.published))
    if link:
        language = {"hreflang": item.language} if item.language else {}
        ET.SubElement(entry, _tag("link"), {"rel": "alternate", "href": link, **language})
    if item.site:
        _text(ET.SubElement(entry, _tag("author")), "name", item.site)
    for term in (item.tier, *item.subjects):
        ET.SubElement(entry, _tag("category"), term=clean(term))
    # An entry without a link must have content (RFC 4287, 4.1.1); one with a link may.
    _text(entry, "content", summary_html(item) or html.escape(clean(item.title))).set("type", "html")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, _tag(name))
    element.text = clean(text)
    return element


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
