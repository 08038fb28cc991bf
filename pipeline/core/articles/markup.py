"""HTML as a tree, and what can be asked of it: the only import of lxml in this package."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction, document_fromstring

from pipeline.core.articles.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Element: TypeAlias = HtmlElement

# Neither text nor a place for it.
MUTE: Final = words("script style noscript template svg head iframe object select textarea")
INLINE: Final = words(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp small span strike"
    " strong sub sup time tt u var wbr"
)

_FORBIDDEN: Final = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
_NONCHARACTERS: Final = ("\ufffe".encode(), "\uffff".encode())
_PREAMBLE: Final = 4096  # bytes
_MOST_TAGS: Final = 60_000  # opening and closing; extraction takes time quadratic in their number
_LONG: Final = 16_000  # bytes of a tag
_LONG_TAG: Final = re.compile(rb"<([A-Za-z][\w-]{0,30})[^<>]{%d,}>?" % _LONG)
_QUOTED: Final = re.compile(rb"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES: Final = 1_000  # of one element; parsing takes time quadratic in their number
_WORTHWHILE: Final = 300  # characters; more than a plea to switch on JavaScript
# libxml2 takes <html/> for the whole document, and stumbles over a slash in the doctype.
_DOCTYPE: Final = re.compile(rb"<!doctype[^>]*>", re.IGNORECASE)
_SELF_CLOSED_ROOT: Final = re.compile(rb"(<html\b[^>]*?)\s*/>", re.IGNORECASE)
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPELLING: Final = bytes(ord(chr(code).lower() if chr(code).isalnum() else " ") for code in range(0x80)).ljust(0x100)
_LETTERS: Final = re.compile(r"[^\W_]+")
_ASCII_NO_LETTERS: Final = bytes(code for code in range(0x80) if not chr(code).isalnum())
# lxml.html would ask a Python function for the class of every element it hands out; nobody here asks more of a form
# or a label than of any other element.
_CLASSES: Final = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)


def parse(text: str) -> Element | None:
    """The tree of a page, whatever its markup; None when there is no element in it, or more than in any article."""
    # Bytes are smaller than text, and lxml refuses text that carries an encoding declaration.
    source = text.encode(errors="ignore").translate(None, _FORBIDDEN)
    if source.count(b"<") > _MOST_TAGS:
        return None
    if _may_hold_long_tag(source):
        source = _LONG_TAG.sub(_with_few_attributes, source)
    for noncharacter in _NONCHARACTERS:
        if noncharacter in source:
            source = source.replace(noncharacter, b"")
    preamble = _SELF_CLOSED_ROOT.sub(rb"\1>", _DOCTYPE.sub(b"", source[:_PREAMBLE], count=1), count=1)
    # Without huge_tree, libxml2 stops at a depth of 256, which keeps everything that recurses over the tree from
    # exhausting the stack.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        page = document_fromstring(preamble + source[_PREAMBLE:], parser=parser)
    except etree.ParserError:  # "Document is empty"
        return None
    # We run no scripts, so what is there for those who run none is there for us: some sites put whole articles in it.
    for element in page.iter("noscript"):
        if element.find(".//p") is not None and len(text_of(element)) >= _WORTHWHILE:
            element.tag = "div"
    return page


def _may_hold_long_tag(source: bytes) -> bool:
    """Whether an opening bracket may have no other bracket near it; most of the source need not be looked at."""
    behind = 0  # an opening bracket
    while len(source) - behind > _LONG:
        last = source.rfind(b"<", behind, behind + _LONG)
        if last >= 0:
            behind = last + 1
        elif source.find(b">", behind, behind + _LONG) < 0:
            return True
        else:
            behind = source.find(b"<", behind + _LONG) + 1 or len(source)
    return False


def _with_few_attributes(tag: re.Match[bytes]) -> bytes:
    return tag[0] if len(_QUOTED.sub(b"", tag[0]).split()) <= _MOST_ATTRIBUTES else b"<%b>" % tag[1]


def text_of(element: Element) -> str:
    """The text of an element, on one line."""
    return " ".join(content_of(element).split())


def content_of(element: Element) -> str:
    """The text of an element as it stands in the source; takes half the time of `text_content`."""
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text


def names_of(element: Element) -> str:
    """Class and id in lower case words between hyphens, as `-related-posts-`; empty when there are none."""
    kind, mark = element.get("class", ""), element.get("id", "")
    return spelled(kind, mark) if kind or mark else ""


@lru_cache(maxsize=4_096)
def spelled(kind: str, mark: str) -> str:
    """Class and id of an element, one of them not empty, as `names_of` gives them."""
    names = f"{kind} {mark}"
    if not names.islower():
        names = _HUMPS.sub("-", names)
    return f"-{'-'.join(names.encode('ascii', 'replace').translate(_SPELLING).decode('ascii').split())}-"


def drop(page: Element, tags: Iterable[str]) -> None:
    """Cut the elements of some tags from a page, with all that is in them but not what follows them."""
    etree.strip_elements(page, *tags, with_tail=False)


def elements(root: Element, *tags: str) -> Iterator[Element]:
    """The elements below `root`, itself included, in document order; those of the given tags, or all."""
    found: Iterator[Element] = root.iter(*(tags or ("*",)))  # "*": entities and the like are nodes, too
    return found


@lru_cache(maxsize=1_024)
def fingerprint(text: str) -> str:
    """The letters and digits of a text, in lower case: equal for texts that differ in spacing and punctuation."""
    letters = text.encode(errors="surrogatepass").translate(None, _ASCII_NO_LETTERS)  # far faster than the pattern
    if letters.isascii():
        return letters.decode("ascii").lower()
    return "".join(_LETTERS.findall(letters.decode(errors="surrogatepass"))).lower()


def visible_text(page: Element, most: int) -> str:
    """The beginning of a page's text, without what browsers do not show; about `most` characters."""
    pieces: list[str] = []
    size = 0
    left = elements(page)
    for element in left:
        if element.tag in MUTE:
            pass_over(left, element)
        elif text := element.text:
            pieces.append(text)
            size += len(text)
        if text := element.tail:
            pieces.append(text)
            size += len(text)
        if size > most:
            break
    return " ".join(" ".join(pieces).split())


def pass_over(left: Iterator[object], element: Element) -> None:
    """Take what is below an element from what is left of a walk in document order."""
    for _ in islice(left, sum(1 for _ in element.iterdescendants("*"))):
        pass


def block_saying(page: Element, text: str, least: int) -> str:
    """The block of a page that says what `text` says, or its beginning; empty when there is none.

    Args:
        page: the tree.
        text: perhaps cut short.
        least: letters in common at least.
    """
    wanted = fingerprint(text)
    if len(wanted) < least:
        return ""
    for element in page.iter("p", "h2", "h3", "h4", "div"):
        if all(below.tag in INLINE for below in element):
            said = content_of(element)
            first = _LETTERS.search(said)
            if first is None or first[0][0].lower()[0] != wanted[0]:
                continue
            found = fingerprint(said)
            if len(found) >= least and (found.startswith(wanted) or wanted.startswith(found)):
                return " ".join(said.split())
    return ""
