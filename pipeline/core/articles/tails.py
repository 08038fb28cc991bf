"""Where an article ends, and the page's own labels begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

_FEWEST: Final = 3  # fragments in a row; fewer may be a signature or a place and date
_LONGEST: Final = 60  # characters of a fragment
_MOST_WORDS: Final = 8
_SHARE: Final = 0.25  # of the letters, at most; where fragments are most of the text, they are the article
_SENTENCE_END: Final = re.compile(r"[.!?…:;。！？：；۔؟।»”\"')\]]*[.!?…:;。！？：；۔؟।][»”\"')\]]*$")


def without_tail(paragraphs: Sequence[str], headings: Container[str]) -> tuple[str, ...]:
    """The paragraphs without a run of bare fragments that ends them and that nothing introduces.

    Tags, brands, places to buy: names in a row, without a sentence. A list that belongs to the article is announced by
    a colon or stands under a heading, and stays.

    Args:
        paragraphs: in order.
        headings: which of them are headings.
    """
    start = len(paragraphs)
    while start and _is_fragment(paragraphs[start - 1]) and paragraphs[start - 1] not in headings:
        start -= 1
    body, tail = paragraphs[:start], paragraphs[start:]
    if len(tail) < _FEWEST or not body or body[-1] in headings or body[-1].rstrip().endswith((":", "：")):
        return tuple(paragraphs)
    if sum(map(len, tail)) > _SHARE * sum(map(len, paragraphs)):
        return tuple(paragraphs)
    return tuple(body)


def _is_fragment(text: str) -> bool:
    return len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS and not _SENTENCE_END.search(text)
