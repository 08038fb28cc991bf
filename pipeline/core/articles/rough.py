"""All the words that could be read from a page, got at cheaply: for telling pages that cannot match unread.

Whatever reading takes, from the body, the title, `meta` tags or the structured data in scripts, stands in the text
given here, letter by letter; it holds much more besides, and a blank for each tag, also within words. What is in doubt
stays in.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.decoding import decode

if TYPE_CHECKING:
    from pipeline.model import Page

_REGION: Final = re.compile("<(script|style|title|textarea|!--)")  # what is read in it is not what stands around it
_META: Final = re.compile("<(?:meta|META)\\s([^<>]*)>")
_TAG_BEGINS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/!?")
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_PAIRED: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def wording(page: Page) -> str:
    """The page's words in order, with a blank for each tag; then what `meta` tags say, one a line."""
    source = _without_code(decode(page.body, page.charset))
    first, *others = source.split("<")
    pieces = [first]
    for piece in others:  # written out here, for there are thousands on a page
        _, closed, text = piece.partition(">")
        pieces.append(text if closed and piece[0] in _TAG_BEGINS else _without_end(piece))
    return _plain(" ".join(pieces) + "\n" + "\n".join(_META.findall(source)))


def _without_code(source: str) -> str:
    """The page without programs, style sheets and comments."""
    kept: list[str] = []
    place = 0
    while found := _REGION.search(source, place):
        kind = found[1]
        end = source.find("-->" if kind == "!--" else f"</{kind}", found.end())
        if end < 0:
            break
        is_code = kind in {"style", "!--"} or (
            kind == "script" and "json" not in source[found.end() : source.find(">", found.end())]
        )
        kept.append(source[place : found.start() if is_code else end])
        place = end + len("-->") if kind == "!--" else end
    kept.append(source[place:])
    return "".join(kept)


def _without_end(piece: str) -> str:
    """What stands behind an angle bracket that begins no tag, or one that nothing ends."""
    return piece if piece[:1] in _TAG_BEGINS else "<" + piece


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "\\u" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        text = _PAIRED.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return text
