"""The body of a page: the only import of trafilatura."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import trafilatura
from trafilatura.settings import Document, Extractor

from pipeline.core import plaintext
from pipeline.core.articles.paragraphs import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.articles.markup import Element

# The elements of trafilatura's result that begin and end a paragraph.
_BLOCKS: Final = frozenset({"body", "p", "head", "quote", "list", "item", "table", "row", "div"})
_LINES: Final = frozenset({"p", "head", "item", "cell", "quote"})  # code within these is a word, elsewhere a listing
_HEADINGS: Final = frozenset({"head", "h1", "h2", "h3", "h4", "h5", "h6"})
_BREAK: Final = re.compile(r"\n\s*\n")


# Balanced, not precise: the precise mode loses whole bodies now and then. Reader comments are not the article. No
# deduplication: trafilatura remembers paragraphs from page to page, and the second of two identical pages would come
# out empty. Addresses of links are not asked for, so no page's own address is needed.
_THOROUGH: Final = Extractor(comments=False)
_QUICK: Final = Extractor(comments=False, fast=True)


def extracted(page: Element) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's body, in order, as trafilatura and the extractors it asks besides see it.

    Args:
        page: the tree; it is left as it is.

    Returns:
        Paragraphs with their line breaks; none when no body is found.
    """
    return _extracted(page, _THOROUGH)


def quickly_extracted(page: Element) -> tuple[Paragraph, ...]:
    """The same by trafilatura's own rules alone, which is as good where it finds much of the page's prose."""
    return _extracted(page, _QUICK)


def _extracted(page: Element, options: Extractor) -> tuple[Paragraph, ...]:
    document = trafilatura.bare_extraction(page, options=options)
    return tuple(_paragraphs(document.body)) if isinstance(document, Document) else ()


def _paragraphs(body: Element) -> Iterator[Paragraph]:
    pieces: list[str] = []
    kind = ""

    def flushed() -> Iterator[Paragraph]:
        for lines in _BREAK.split("".join(pieces)):
            if text := "\n".join(filter(None, map(plaintext.line, lines.split("\n")))):
                yield Paragraph(text, is_heading=kind in _HEADINGS)
        pieces.clear()

    for element, opens in _walk(body):
        if element.tag in _BLOCKS or (element.tag == "code" and element.getparent().tag not in _LINES):
            yield from flushed()
            kind = element.tag if opens else ""
        elif element.tag == "cell" and not opens:
            pieces.append(" ")
        elif element.tag == "lb" and opens:
            pieces.append("\n")
        text = element.text if opens else element.tail
        # Only <br> breaks a line; the source breaks its lines anywhere.
        pieces.append(text.replace("\n", " ") if text else "")
    yield from flushed()


def _walk(root: Element) -> Iterator[tuple[Element, bool]]:
    """Every element twice: when it opens, and when it closes."""
    opened: list[Element] = []
    for element in root.iter():
        parent = element.getparent()
        while opened and opened[-1] is not parent:
            yield opened.pop(), False
        yield element, True
        opened.append(element)
    while opened:
        yield opened.pop(), False
