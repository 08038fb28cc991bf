"""XML as it comes from the web: where the document begins, what is wrong with it, and what can be mended.

A well-formed document is never touched. What is mended stays text: no entity is expanded but short ones of the
document's own, so that nothing grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEED_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel", "urlset", "sitemapindex"})

_PROLOG: Final = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<([A-Za-z_][\w.-]*)(?::([\w.-]+))?", re.DOTALL)
_PROLOG_TAGS: Final = 200  # warnings a broken server prints before the feed are not longer
_ENTITY: Final = re.compile(
    r"""<!ENTITY\s+([\w.-]+)\s+(?:"([^"&%<]{0,32})"|'([^'&%<]{0,32})'|["']&\#(\w{1,8});["'])\s*>"""
)

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SUSPECT: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|&(?:#(?P<hex>[xX][0-9A-Fa-f]{1,8});|#(?P<decimal>[0-9]{1,8});|(?P<name>\w{1,40});)?"
    r"|<(?![\w/!?:])",
    re.DOTALL,
)
_PREDEFINED: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ITEM_BEGINS: Final = re.compile(r"<(?:[\w.-]+:)?(?:item|entry|url)(?=[\s>])", re.IGNORECASE)
_ITEM_ENDS: Final = re.compile(r"</(?:[\w.-]+:)?(?:item|entry|url)\s*>", re.IGNORECASE)
_CDATA_OR_ITEM_ENDS: Final = re.compile(
    rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|({_ITEM_ENDS.pattern})", re.DOTALL | re.IGNORECASE
)
_START_TAG: Final = re.compile(r"<([^\s<>/]+)([^<>]*?)/?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A document from its root element on, as well-formed as it could be made."""

    root: str  # local name, lower case; empty when there is no element
    text: str
    complaint: str = ""  # what was wrong with it; empty when nothing was
    well_formed: bool = True  # by now


def mended(text: str) -> Markup:
    """The document in `text`, with what a strict parser would stumble over put right.

    Put right are: words before the document and after it, characters and character references that XML does not
    have, ampersands and angle brackets that are only themselves, entities of HTML; an item that the end of the
    document tears apart is left out.
    """
    root = _root(text)
    if root is None:
        return Markup(root="", text="", complaint="no element", well_formed=False)
    name, start = root
    own = _entities(text[:start])
    document = _resolved(text[start:], own) if own else text[start:]
    flaw = _flaw(document)
    if not flaw:
        return Markup(root=name, text=document)
    repaired = _repaired(document, name)
    return Markup(root=name, text=repaired, complaint=flaw, well_formed=not _flaw(repaired))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A document in pieces: what stands before its items, the items, and what stands after them."""

    head: str
    items: tuple[str, ...]
    tail: str

    def around(self, items: Sequence[str]) -> str:
        """A document of some of the items alone, well-formed if they are."""
        root = _START_TAG.match(self.head)
        return f"<{root[1]}{root[2]}>{''.join(items)}</{root[1]}>" if root else "".join(items)

    def sound_runs(self) -> list[list[str]]:
        """The items in order: those well-formed in runs as long as may be, each of the others by itself."""
        runs: list[list[str]] = []
        growing = False
        for item in self.items:
            sound = not _flaw(self.around([item]))
            if sound and growing:
                runs[-1].append(item)
            else:
                runs.append([item])
            growing = sound
        return runs


def in_parts(document: str) -> Parts:
    """The document torn into its items, wherever one ends; joined again, they are the document."""
    first = _ITEM_BEGINS.search(document)
    ends = [found.end() for found in _CDATA_OR_ITEM_ENDS.finditer(document, first.end()) if found[1]] if first else []
    if not first or not ends:
        return Parts(head=document, items=(), tail="")
    cuts = [first.start(), *ends]
    items = tuple(document[begin:end] for begin, end in pairwise(cuts))
    return Parts(head=document[: cuts[0]], items=items, tail=document[cuts[-1] :])


def _root(text: str) -> tuple[str, int] | None:
    """The root element: the first that a feed can begin with, for want of one the first of all."""
    first: tuple[str, int] | None = None
    seen = 0
    for found in _PROLOG.finditer(text):
        if found[1] is None:
            continue
        name = (found[2] or found[1]).lower()
        if name in FEED_ROOTS:
            return name, found.start()
        first = first or (name, found.start())
        seen += 1
        if seen > _PROLOG_TAGS or first[0] == "html":
            break
    return first


def _entities(prolog: str) -> dict[str, str]:
    """The entities of a DOCTYPE that stand for a few plain characters; the others are what bombs are made of."""
    found: dict[str, str] = {}
    for name, double, single, number in _ENTITY.findall(prolog):
        found[name] = _numbered(number) if number else double or single
    return found


def _numbered(number: str) -> str:
    try:
        return chr(int(number[1:], 16) if number[0] in "xX" else int(number))
    except (ValueError, OverflowError):
        return ""


def _flaw(document: str) -> str:
    """Why the document is not well-formed XML; empty when it is."""
    parser = ParserCreate("utf-8", namespace_separator=" ")
    try:
        parser.Parse(document.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003  (expat's way to say "the end")
    except ExpatError as error:
        return str(error)
    return ""


def _repaired(document: str, root: str) -> str:
    text = _resolved(_ILLEGAL.sub("", document), {})
    ends = [found.end() for found in re.finditer(rf"</(?:[\w.-]+:)?{re.escape(root)}\s*>", text, re.IGNORECASE)]
    if ends:
        return text[: ends[-1]]
    begun = [found.start() for found in _ITEM_BEGINS.finditer(text)]
    ended = [found.end() for found in _ITEM_ENDS.finditer(text)]
    torn = begun and begun[-1] >= (ended[-1] if ended else 0)
    return text[: begun[-1]] if torn else text


def _resolved(text: str, own: Mapping[str, str]) -> str:
    """`text` with only those references left that XML itself defines."""

    def mend(found: re.Match[str]) -> str:
        if found["name"]:
            return _named(found["name"], own)
        if found["hex"] or found["decimal"]:
            return escape(_numbered(found["hex"] or found["decimal"]))
        return escape(found[0]) if len(found[0]) == 1 else found[0]

    # Java writes characters beyond U+FFFF as two references; together they are one.
    joined = _SUSPECT.sub(mend, text).encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return _ILLEGAL.sub("", joined)


def _named(name: str, own: Mapping[str, str]) -> str:
    if name in _PREDEFINED:
        return f"&{name};"
    known = own.get(name) or html5.get(f"{name};")
    return escape(known) if known else f"&amp;{name};"
