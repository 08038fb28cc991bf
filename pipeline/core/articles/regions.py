"""A page cut up before it is parsed: what is markup, and what scripts, style sheets and comments are.

Most of a page is programs, style sheets and comments. They are cut only where they cannot be anything else: what looks
like a script within an attribute, a title or a comment is none, and once parsers may disagree nothing more is cut.
Where plain rules suffice, the brackets that are left say so: tags that end at their first bracket hold no region.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# What is in these is no markup. Comments and scripts that hold nothing of account pass for tags.
_NAMES: Final = (
    rb"!--(?![^<>\"]*-->)|script(?=[\s/>])(?![^<>]*></script[\s>])|style(?=[\s/>])|meta(?=[\s/])"
    rb"|t(?:itle|extarea)(?=[\s/>])|r[tp](?=[\s>])|(?:iframe|no(?:embed|frames)|xmp|plaintext)(?=[\s/>])"
)
_REGION: Final = re.compile(rb"<(" + _NAMES + rb")")
# A tag, where quotes count if a value begins with them, and nowhere else.
_TAG: Final = rb"<(?:[a-z/][^\s>]*+[^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+)[^>=]*+)*+|[!?][^>]*+)>"
WHOLE_TAGS: Final = re.compile(_TAG + rb"\s*(?:" + _TAG + rb"\s*)*")
_MARKUP: Final = re.compile(rb"(?:[^<]++|(?!<(?:" + _NAMES + rb"))(?:" + _TAG + rb"|<))*+")  # up to the next region
_OPEN_QUOTE: Final = re.compile(rb"'[^'<>]*>")
_BEFORE_VALUE: Final = 8  # bytes before a quote, for the sign that makes it a value's
RUBY: Final = re.compile(rb"<r[tp][\s>][^<]*(?:</r[tp]\s*>)?")  # how the word before is read aloud
_CUT: Final = frozenset({b"!--", b"script", b"style"})
_COMMENT: Final = b"!--"
_WITHIN_WORDS: Final = frozenset({b"rt", b"rp"})
_ENDS_NAME: Final = frozenset({b"\t", b"\n", b"\r", b" ", b"/", b">"})
_SIGNS: Final = bytes(code for code in range(256) if code not in b'<>"')  # all but what tags are told by
_SLASH: Final = ord("/")


@dataclass(slots=True)
class Parts:
    """A page cut up."""

    markup: bytes = b""  # without scripts, style sheets and comments
    scripts: list[bytes] = field(default_factory=list)  # that may hold JSON-LD
    titles: list[bytes] = field(default_factory=list)  # `meta` tags that may say one, with what follows them
    has_ruby: bool = False
    is_plain: bool = True  # every angle bracket is that of a tag, or is no part of one

    def add_title(self, said: bytes) -> None:
        """Notes what a `meta` tag says."""
        if b"title" in said or b"&#" in said:
            self.titles.append(said)


class _UnsureError(Exception):
    """Parsers may disagree about where a region ends."""


def parts_of(source: bytes) -> Parts:
    """A page without what is no word of it."""
    parts = _cut(source, _next_region)
    if not _is_plain(parts.markup):
        parts = _cut(source, partial(_next_region_by_tags, source.rfind(b">") + 1))
        parts.is_plain = False
    return parts


def _next_region(source: bytes, place: int) -> re.Match[bytes] | None:
    return _REGION.search(source, place)


def _next_region_by_tags(last: int, source: bytes, place: int) -> re.Match[bytes] | None:
    markup = _MARKUP.match(source, place, last)
    return _REGION.match(source, markup.end() if markup else place)


def _cut(source: bytes, next_region: Callable[[bytes, int], re.Match[bytes] | None]) -> Parts:
    """What `parts_of` gives if regions begin where `next_region` says so; nothing more is cut once that is unsure."""
    kept: list[bytes] = []
    parts = Parts()
    place = done = 0
    try:
        while found := next_region(source, place):
            kind = found[1]
            start, begin = found.span()
            if kind == b"meta":
                place = source.find(b"<", begin) % (len(source) + 1)  # its end where there is none
                parts.add_title(source[begin:place])
            elif kind in _WITHIN_WORDS:
                parts.has_ruby = True
                place = begin
            else:
                place = _end(source, found, parts)
                if kind in _CUT and place > begin:
                    kept.append(source[done:start])
                    done = place
    except _UnsureError:
        parts.has_ruby = True  # perhaps
        for piece in source[place:].split(b"<meta")[1:]:
            parts.add_title(piece.partition(b"<")[0])
    kept.append(source[done:])
    parts.markup = b"".join(kept)
    return parts


def _end(source: bytes, found: re.Match[bytes], parts: Parts) -> int:
    """Where a region ends, if it has any; what is in it is added to `parts` if it may be JSON-LD."""
    kind, begin = found[1], found.end()
    if kind == _COMMENT:
        end = source.find(b"-->", begin)
        if end < 0 or source.startswith((b">", b"->"), begin) or source.find(b"--!>", begin, end) >= 0:
            raise _UnsureError
        return end + len(b"-->")
    inside = source.find(b">", begin) + 1
    end = source.find(b"</" + kind, inside)
    if not inside or end < 0 or source[end + len(kind) + 2 : end + len(kind) + 3] not in _ENDS_NAME:
        raise _UnsureError
    if source[inside - 2] == _SLASH:
        return begin
    if kind == b"script":
        if source.find(b"<!--", inside, end) >= 0 and source.find(b"<script", inside, end) >= 0:
            raise _UnsureError
        if _may_hold_data(source[begin:inside]):
            parts.scripts.append(source[inside:end])
    return end


def _may_hold_data(tag: bytes) -> bool:
    return b"ld+json" in tag or b"&" in tag


def _is_plain(markup: bytes) -> bool:
    """Whether every tag ends at its first angle bracket: then no region began within one."""
    signs = markup.translate(None, _SIGNS).replace(b'""', b"")
    brackets = signs.replace(b'"', b"")
    return not (
        b'<">' in signs
        or b"<<" in brackets
        or brackets.endswith(b"<")
        or any(_begins_value(markup, found.start()) for found in _OPEN_QUOTE.finditer(markup))
    )


def _begins_value(markup: bytes, quote: int) -> bool:
    return markup[max(0, quote - _BEFORE_VALUE) : quote].rstrip().endswith(b"=")
