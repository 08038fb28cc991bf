"""A text cut where its mentions begin and end, so that each can be shown where it stands, also when they overlap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same mentions cover throughout.

    `within` are the numbers of those mentions, in the order given; `ends` those of them that end with this piece, and
    `begins` those that begin with it.
    """

    text: str
    within: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """The text in pieces, which joined give the text. `spans` are (start, end) in code points; outside ones are cut."""
    held = [(max(0, start), min(len(text), end)) for start, end in spans]
    edges = sorted({0, len(text)} | {edge for start, end in held if start < end for edge in (start, end)})
    return tuple(_piece(text, held, first, last) for first, last in pairwise(edges))


def paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[Piece, ...]]:
    """The pieces of each paragraph; blank lines between are dropped. A mention may reach over more than one."""
    start = 0
    for gap in (*_PARAGRAPH.finditer(text), None):
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            yield cut(text[start:end], [(first - start, last - start) for first, last in spans])
        start = gap.end() if gap else end


def _piece(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> Piece:
    within = tuple(n for n, (start, end) in enumerate(spans) if start <= first and last <= end and start < end)
    return Piece(
        text=text[first:last],
        within=within,
        begins=tuple(n for n in within if spans[n][0] == first),
        ends=tuple(n for n in within if spans[n][1] == last),
    )
