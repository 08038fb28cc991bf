"""From a page, or from the feed's own words, to an article."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeline.core import plaintext
from pipeline.core.articles import dates, walls
from pipeline.core.articles.body import body_of
from pipeline.core.articles.boilerplate import Suspects, prune
from pipeline.core.articles.cleaning import clean
from pipeline.core.articles.decoding import decode, is_hypertext
from pipeline.core.articles.language import language_of
from pipeline.core.articles.markup import block_saying, content_of, fingerprint, parse, visible_text
from pipeline.core.articles.metadata import Metadata, metadata
from pipeline.core.articles.paragraphs import Paragraph
from pipeline.core.articles.places import address, also_at
from pipeline.core.articles.prompts import says_locked
from pipeline.core.urls import canonical, host
from pipeline.model import Article, BodyQuality, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.core.articles.markup import Element
    from pipeline.model import Entry, Page

MAX_HTML: Final = 3_000_000  # bytes of a page that are read; no article is longer

MAX_TEXT: Final = 500_000  # characters of an article that are kept

_MAX_PLAIN: Final = 300_000  # characters that are read of a page without structure
_MAX_TITLE: Final = 500  # characters
_VISIBLE: Final = 2_000  # characters of a page in which a wall's words are looked for; walls are short
_LOCK_WITHIN: Final = 50_000  # characters of a page in which word of a lock is looked for
_DECK: Final = 40  # letters at least in an abstract that is worth looking for
_MUCH_MORE: Final = 2.0  # times the extracted text that the text for machines must have to be taken instead
_CLEARLY_MORE: Final = 1.5  # times the page's text that the feed's must have to be taken instead
_FEED_BODY: Final = 400  # characters; of less in a feed, nobody would say that it is the article


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What there is on a page."""

    facts: Metadata
    visible: str
    is_locked: bool
    paragraphs: tuple[Paragraph, ...]
    suspects: Suspects


class _RefusedError(Exception):
    """There is nothing on the page that is looked for."""


_Question: TypeAlias = "Callable[[Iterable[str]], None]"  # raises _RefusedError when the answer is no


def _ask(may_matter: Callable[[str], bool], texts: Iterable[str]) -> None:
    if not may_matter("\n\n".join(texts)):
        raise _RefusedError


def _nothing_asked(texts: Iterable[str]) -> None:
    """For who wants the article whatever it says."""


def read_page(page: Page, entry: Entry) -> Article:
    """The article on a page, or what the feed says of it when the page shows something else.

    Args:
        page: as fetched; of its body, the first `MAX_HTML` bytes are read.
        entry: that led to it.

    Returns:
        An article, whatever the page holds. A page that is a wall, an error or somebody's front page gives neither
        text, title nor address to it.
    """
    return _read(page, entry, _nothing_asked)


def read_page_if(page: Page, entry: Entry, may_matter: Callable[[str], bool]) -> Article | None:
    """The same, unless the page turns out on the way to hold nothing that is looked for.

    Args:
        page: as for `read_page`.
        entry: as for `read_page`.
        may_matter: whether a text can hold what is looked for; asked, ever more narrowly, about all the words of
            which title and text will be made. Spaces may be too many in them.

    Returns:
        What `read_page` gives, or None when `may_matter` said no.
    """
    try:
        return _read(page, entry, partial(_ask, may_matter))
    except _RefusedError:
        return None


def _read(page: Page, entry: Entry, ask: _Question) -> Article:
    text = decode(page.body[:MAX_HTML], page.charset)
    if not is_hypertext(page.body, page.content_type, text):
        return _from_feed(entry, Obstacle.NOT_HTML, page)
    seen = _seen(text, page.url, entry, ask)
    sight = walls.Sight(
        requested_url=canonical(page.requested_url) or page.requested_url,
        url=canonical(page.url) or page.url,
        titles=seen.facts.headings,
        paragraphs=tuple(paragraph.text for paragraph in seen.paragraphs),
        visible=seen.visible,
        calls_itself_article=seen.facts.is_article,
        is_locked=seen.is_locked,
        promised=(entry.title, entry.summary),
    )
    obstacle = walls.obstacle(sight)
    if obstacle is not Obstacle.NONE:
        return _from_feed(entry, obstacle, page)
    return _from_page(page, entry, seen, sight)


def read_entry(entry: Entry, obstacle: Obstacle) -> Article:
    """The article as far as the feed's own words go, for want of a page.

    Args:
        entry: as parsed.
        obstacle: why there is no page.
    """
    return _from_feed(entry, obstacle, None)


def _seen(text: str, url: str, entry: Entry, ask: _Question) -> _Seen:
    tree = parse(text)
    if tree is None:
        return _seen_plainly(text)
    facts = metadata(tree, host(url))
    visible = visible_text(tree, _VISIBLE)
    remains = prune(tree, url)
    said = (*facts.titles, facts.body, entry.title, entry.content, entry.summary)
    ask(chain(said, tree.itertext(), _without_ruby(tree)))
    paragraphs = body_of(tree, remains)
    told = facts.body.split("\n\n") if facts.body else []
    if sum(map(len, told)) > _MUCH_MORE * _length(paragraphs):
        paragraphs = tuple(map(Paragraph, told))
    elif deck := _deck(tree, facts.description, paragraphs):
        paragraphs = (Paragraph(deck), *paragraphs)
    ask(chain(said, (paragraph.text for paragraph in paragraphs)))
    is_locked = facts.is_locked or (_length(paragraphs) <= walls.FREE and says_locked(content_of(tree)[:_LOCK_WITHIN]))
    return _Seen(facts=facts, visible=visible, is_locked=is_locked, paragraphs=paragraphs, suspects=remains.suspects)


def _without_ruby(tree: Element) -> Iterator[str]:
    """A page's text again without what stands small beside its words, and so in the middle of them."""
    if next(tree.iter("rt", "rp"), None) is not None:
        yield from tree.xpath("//text()[not(parent::rt or parent::rp)]")


def _seen_plainly(text: str) -> _Seen:
    """What there is on a page with no tree, or with too large a one: all the words at its beginning."""
    plain = plaintext.from_html(text[:_MAX_PLAIN])
    return _Seen(
        facts=Metadata(),
        visible=plain[:_VISIBLE],
        is_locked=False,
        paragraphs=tuple(map(Paragraph, plain.split("\n\n"))) if plain else (),
        suspects=Suspects(),
    )


def _length(paragraphs: Sequence[Paragraph]) -> int:
    return sum(len(paragraph.text) for paragraph in paragraphs)


def _deck(tree: Element, description: str, paragraphs: Sequence[Paragraph]) -> str:
    """The block of the page that says what it gives as its description, where extraction has left it out."""
    mark = fingerprint(description)[:_DECK]
    if len(mark) < _DECK or any(mark in fingerprint(paragraph.text) for paragraph in paragraphs):
        return ""
    return block_saying(tree, description, _DECK)


def _from_page(page: Page, entry: Entry, seen: _Seen, sight: walls.Sight) -> Article:
    facts = seen.facts
    title = _title(facts, entry)
    paragraphs = clean(seen.paragraphs, seen.suspects, title)
    text, quality, obstacle = "\n\n".join(paragraphs)[:MAX_TEXT], BodyQuality.FULL, Obstacle.NONE
    if walls.shows_only_part(paragraphs, sight):
        quality, obstacle = BodyQuality.TEASER, Obstacle.PAYWALL
    elif not text:
        quality, obstacle = BodyQuality.TITLE_ONLY, Obstacle.NO_TEXT
    words, source = _feed_words(entry)
    if (source is BodyQuality.FEED_TEXT and len(words) > _CLEARLY_MORE * len(text)) or (
        quality is not BodyQuality.FULL and len(words) > len(text)
    ):
        text, quality = words, source
    url = address(facts.canonical, page.url)
    published, published_from = dates.published(
        facts.published, entry.published or entry.updated, page.url, page.fetched_at
    )
    return Article(
        url=url,
        title=title,
        text=text,
        language=language_of(f"{title}\n{text}", facts.language, entry.language),
        authors=facts.authors or entry.authors,
        site=facts.site or host(url).removeprefix("www."),
        published=published,
        published_from=published_from,
        body_quality=quality,
        obstacle=obstacle,
        also_at=also_at(url, page.requested_url, page.url, entry.url, canonical(facts.amp, base=page.url)),
    )


def _from_feed(entry: Entry, obstacle: Obstacle, page: Page | None) -> Article:
    """The article by the feed's words; a page lends it but the address that led there, and the time."""
    text, quality = _feed_words(entry)
    requested = page.requested_url if page is not None else ""
    url = canonical(entry.url) or canonical(requested) or canonical(entry.guid)
    published, published_from = dates.published(
        (), entry.published or entry.updated, url, page.fetched_at if page is not None else None
    )
    return Article(
        url=url,
        title=entry.title[:_MAX_TITLE],
        text=text,
        language=language_of(f"{entry.title}\n{text}", entry.language),
        authors=entry.authors,
        site=host(url).removeprefix("www."),
        published=published,
        published_from=published_from,
        body_quality=quality,
        obstacle=obstacle,
        also_at=also_at(url, requested),
    )


def _title(facts: Metadata, entry: Entry) -> str:
    """The title on the page; the feed's, when the page has none or shows it, too."""
    promised = fingerprint(entry.title)
    if promised and any(promised == fingerprint(title) for title in facts.titles):
        return entry.title[:_MAX_TITLE]
    return next(iter(facts.titles), entry.title)[:_MAX_TITLE]


def _feed_words(entry: Entry) -> tuple[str, BodyQuality]:
    """The best text a feed gives: its full text, else its summary, else nothing."""
    content, summary = _cleaned(entry.content, entry.title), _cleaned(entry.summary, entry.title)
    if len(content) >= _FEED_BODY or len(content) > _CLEARLY_MORE * len(summary) > 0:
        return content, BodyQuality.FEED_TEXT
    text = max(content, summary, key=len)
    return text, BodyQuality.FEED_SUMMARY if text else BodyQuality.TITLE_ONLY


def _cleaned(text: str, title: str) -> str:
    paragraphs = tuple(map(Paragraph, filter(None, text.split("\n\n"))))
    return "\n\n".join(clean(paragraphs, (), title))
