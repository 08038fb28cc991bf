"""Sitemaps, Google's news sitemaps above all: a list of URLs, with headline and date when we are lucky."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.core import urls
from pipeline.core.feeds import fields
from pipeline.core.feeds.dates import moment
from pipeline.errors import ParseError
from pipeline.model import Entry, FeedDocument, FeedKind

if TYPE_CHECKING:
    from pipeline.core.feeds.markup import Markup
    from pipeline.model import Page

ROOTS: Final = frozenset({"urlset", "sitemapindex"})

_SHOWN: Final = 5  # sitemaps of an index that are named


def parse(markup: Markup, page: Page, complaint: str) -> FeedDocument:
    """The entries of a sitemap, in document order.

    Args:
        markup: the document.
        page: where it came from.
        complaint: what had to be forgiven already.

    Raises:
        ParseError: an index of sitemaps, with the sitemaps to subscribe to instead; or nothing that can be read.
    """
    root = _tree(markup, page)
    if markup.root == "sitemapindex":
        raise ParseError(page.url, _advice(root, page))
    items = [element for element in root if _name(element) == "url"]
    listed = (_entry(item, page) for item in fields.both_ends(items))
    entries = tuple(entry for entry in listed if entry.url or entry.title)
    if markup.complaint and not entries:
        raise ParseError(page.url, f"a broken sitemap without URLs: {markup.complaint}")
    return FeedDocument(
        kind=FeedKind.SITEMAP,
        entries=entries,
        complaint=fields.complaints(complaint, markup.complaint, items=len(items)),
    )


def listed_in(markup: Markup, page: Page) -> tuple[Entry, ...]:
    """The sitemaps that an index lists, each as an entry with its URL and when it was updated; empty for no index."""
    if markup.root != "sitemapindex":
        return ()
    found = (_entry(element, page) for element in _tree(markup, page) if _name(element) == "sitemap")
    return tuple(entry for entry in found if entry.url)


def _tree(markup: Markup, page: Page) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root: etree._Element | None = etree.fromstring(markup.text.encode("utf-8", "ignore"), parser)
    if root is None:
        raise ParseError(page.url, f"a broken sitemap: {markup.complaint}")
    return root


def _entry(item: etree._Element, page: Page) -> Entry:
    """One URL. Names are told apart without their namespaces, which are misspelt as often as not."""
    own = _texts(item)
    news = {name: text for element in item if _name(element) == "news" for name, text in _texts(element).items()}
    return Entry(
        url=urls.canonical(own.get("loc", ""), page.url),
        title=fields.title(news.get("title", "")),
        published=moment(news.get("publication_date", "")),
        updated=moment(own.get("lastmod", "")),
        language=fields.language(news.get("language", "")),
    )


def _advice(root: etree._Element, page: Page) -> str:
    found = [urls.canonical(element.text or "", page.url) for element in root.iter() if _name(element) == "loc"]
    # What is in the news stands in sitemaps that say so; the sort is stable, else the order is the publisher's.
    best = sorted(filter(None, found), key=lambda url: "news" not in url)[:_SHOWN]
    return f"an index of {len(found)} sitemaps; subscribe to one of them instead: {', '.join(best) or 'none is named'}"


def _texts(holder: etree._Element) -> dict[str, str]:
    """The text of each leaf in `holder`, by name; of namesakes the first, and none of pictures and videos."""
    found: dict[str, str] = {}
    for element in holder:
        name = _name(element)
        if name == "publication":
            found |= {key: text for key, text in _texts(element).items() if key not in found}
        elif len(element) == 0 and name:
            found.setdefault(name, element.text or "")
    return found


def _name(element: etree._Element) -> str:
    """The local name, lower case; empty for comments and the like."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
