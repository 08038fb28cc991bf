"""Links to other articles: lines that are nothing but one, and cards that present one with a few words."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pipeline.core.articles.markup import INLINE, Element, content_of, text_of
from pipeline.core.articles.sites import same_publisher
from pipeline.core.articles.weights import length
from pipeline.core.urls import host

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.articles.weights import Weight

HEADINGS: Final = frozenset({"h2", "h3", "h4"})

_HREF: Final = re.compile(  # of a page; not an anchor, a script or a mail
    r"\s*(?!#|javascript:|mailto:|tel:|data:)"
    r"(?:(?:https?:)?//(?:[^/?#@]*@)?(?P<host>[^/?#:]*)[^/?#]*)?(?P<path>[^?#]*)",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^[^:：]{1,40}[:：]")
_PUNCTUATION: Final = re.compile(r"[\W_]+")
_WORDED: Final = INLINE - {"br", "img"}
_BESIDES: Final = 0.1  # share of the letters of links that may stand between and after them in a cross reference
_FEW: Final = 3  # letters, likewise
_HEADLINE: Final = 15  # characters at least, white space not counted
_CARD: Final = 500  # characters of prose at most in what presents another article
_SEVERAL: Final = 3  # cards at least
_NEARLY_ALL: Final = 0.8  # share of the siblings that are cards, too


def links_within(body: Element, url: str) -> dict[Element, bool]:
    """The links below `body`, and whether each leads to another page of the site at `url`."""
    here, path = host(url), urlsplit(url).path.rstrip("/")
    return {link: _leads_elsewhere(href, here, path) for link in body.iter("a") if (href := link.get("href"))}


def blocks_leading_elsewhere(links: dict[Element, bool]) -> set[Element]:
    """The innermost block around each link that leads to another page of the site."""
    blocks = set()
    for link, elsewhere in links.items():
        if elsewhere:
            block = link.getparent()
            while block.tag in INLINE:
                block = block.getparent()
            blocks.add(block)
    return blocks


def is_cross_reference(block: Element, links: dict[Element, bool]) -> bool:
    """Whether a block is links within the site and nothing else, but for a label before and punctuation between.

    The block is one of `blocks_leading_elsewhere`. Links to other sites are left alone: a list of names that link to
    their owners is part of an article.
    """
    found = [link for link in block.iter("a") if link in links]
    if block.tag not in HEADINGS and not all(links[link] for link in found):
        return False
    rest, before, linked = text_of(block), "", 0
    for link in found:
        words = text_of(link)
        linked += len(words)
        head, _, rest = rest.partition(words) if words else ("", "", rest)
        before += head
    around = _PUNCTUATION.sub("", _LABEL.sub("", before) + rest)
    return len(around) <= max(_FEW, _BESIDES * linked)


def cards(weights: dict[Element, Weight], links: dict[Element, bool]) -> Iterator[Element]:
    """Siblings, three or more, that each present one other article: its headline as a link, and little prose."""
    presented: defaultdict[Element, set[str]] = defaultdict(set)
    for link, elsewhere in links.items():
        block = _headline_block(link) if elsewhere and weights[link].chars >= _HEADLINE else None
        while block is not None and block in weights and weights[block].prose <= _CARD and not weights[block].titled:
            presented[block].add(link.get("href"))
            block = block.getparent()
    presenting: defaultdict[tuple[Element, str], list[Element]] = defaultdict(list)
    for block, targets in presented.items():
        if len(targets) == 1:
            presenting[block.getparent(), block.tag].append(block)
    for (parent, tag), found in presenting.items():
        alike = sum(1 for child in parent.iterchildren(tag) if child in weights and weights[child].chars)
        if len(found) >= max(_SEVERAL, _NEARLY_ALL * alike):
            yield from found


def unlink_lists(body: Element, links: dict[Element, bool]) -> None:
    """Drop the links to other sites from lists that a colon introduces, but not their text.

    "The signatories are:" and a list of links to them is text; extraction would take it for a link farm.
    """
    for items in body.iter("ul", "ol"):
        before = items.getprevious()
        if before is None or not text_of(before).endswith((":", "：")):
            continue
        for link in [*items.iter("a")]:
            if link in links and not links[link]:
                del links[link]
                link.drop_tag()


def _leads_elsewhere(href: str, here: str, path: str) -> bool:
    """Whether a link leads to another page of the site; `here` and `path` are where it stands."""
    found = _HREF.match(href)
    if found is None:
        return False
    there, target = found["path"].rstrip("/"), (found["host"] or "").lower()
    return bool(there or target) and there != path and (not target or same_publisher(target, here))


def _headline_block(link: Element) -> Element | None:
    """The block a link is the headline of: a heading that holds it, or one in which it stands on a line of its own."""
    line = link
    while (above := line.getparent()) is not None and above.tag in INLINE and not _beside(line):
        line = above
    if above is None or above.tag in HEADINGS:
        return above
    return None if _beside(line) else above


def _beside(element: Element) -> bool:
    """Whether text or another inline element stands on the line of an element."""
    before, after = element.getprevious(), element.getnext()
    text = element.getparent().text if before is None else before.tail
    if length(text) or length(element.tail):
        return True
    return any(other is not None and other.tag in _WORDED and length(content_of(other)) for other in (before, after))
