"""One part of an article, prepared once: its words folded for search, its lines and sentences at hand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from functools import cached_property, lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from pipeline.core.mentions.inflection import Script
from pipeline.core.mentions.normalise import fold
from pipeline.core.mentions.sentences import line_span, sentence_span

if TYPE_CHECKING:
    from pipeline.core.mentions.languages import Tongue
    from pipeline.core.mentions.names import Name
    from pipeline.model import Field

_FALLBACK = frozenset({"en"})  # the language of the world's wires; its names turn up in any text
_ABBREVIATION = 3  # letters; "AS" and "EU" are names in their own languages only
_SHOUTED = 0.7  # share of capitals among a line's letters
_TITLED = 0.6  # share of capitalised words among a line's longer words
_LEAST_WORDS = 4
_LONG_WORD = 4
_LONGEST_HEADLINE = 200  # characters to either side
_LINES_KEPT = 256  # different ones whose setting is remembered; names share lines
_LONGEST_PARAGRAPH = 3000  # characters
_OPENING = 2000  # characters
_UPPER, _LOWER = ascii_uppercase.encode(), ascii_lowercase.encode()
_ASCII = re.compile("[\0-\x7f]+")
_DIVIDERS = ("|", "—", "–", "--")
_LATIN = re.compile("[\0-\u024f\u1e00-\u1eff]+")


class Passage:
    """The text of one part, with a space at both ends of its folded form (`hay`), so that no look aside runs out.

    Positions in `hay` are one ahead of those in the folded text; `original` leads back to the text itself.
    """

    def __init__(self, field: Field, text: str, tongue: Tongue) -> None:
        """Prepare one part of a text that is in one tongue."""
        self.field = field
        self.text = text
        self.language = tongue.language
        self._tongue = tongue
        self._folded = fold(text)
        self.hay = f" {self._folded.text} "
        self.is_one_for_one = not self._folded.pieces  # a place of `hay` is that of the text, one ahead
        self.openers: list[int] = []  # where boilerplate phrases begin in the text, in order
        self.related: dict[int, bool] = {}  # start of a line -> whether it announces other stories, see exclusions.py
        self.bars: dict[tuple[int, int], str] = {}  # short stretch of the text -> the rule against it
        self._line = (0, 0)  # where the line begins that was asked for last, and the place that was asked about
        self._sentences: list[tuple[int, int]] = []  # those asked for so far, in text order

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text for a span of `hay`."""
        if self.is_one_for_one:
            return start - 1, end - 1
        return self._folded.original(start - 1, end - 1)

    def is_small(self, at: int) -> bool:
        """Whether the letter at a place of `hay` is a small one in the text."""
        place = self._folded.original(at - 1, at)[0] if self._folded.pieces else at - 1
        return self.text[place].islower()

    @cached_property
    def is_latin(self) -> bool:
        """Whether the text is written in Latin letters, by and large."""
        opening = self.text[:_OPENING]
        if opening.isascii():
            return True
        others = sum(map(str.isalpha, _LATIN.sub("", opening)))
        return not others or sum(map(str.isalpha, opening)) >= 2 * others

    def admits(self, name: Name) -> bool:
        """Whether a name of its languages may stand in this text."""
        if not name.languages or self.language in name.languages:
            return True
        if not self.language or name.is_tied:
            return not name.is_tied
        if name.script is not Script.LATIN or (name.languages & _FALLBACK and not self._tongue.is_known):
            return True
        return len(name.key) > _ABBREVIATION and not name.languages.isdisjoint(self._tongue.spoken)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The span of the sentence around a span of the text."""
        place = bisect_right(self._sentences, (start, len(self.text) + 1)) - 1
        if place >= 0 and end <= self._sentences[place][1]:
            return self._sentences[place]
        span = sentence_span(self.text, start, end)
        insort(self._sentences, span)
        return span

    def opens(self, low: int, high: int) -> bool:
        """Whether a boilerplate phrase begins at `low` or later and before `high`."""
        place = bisect_left(self.openers, low)
        return place < len(self.openers) and self.openers[place] < high

    def is_unbroken(self, low: int, high: int) -> bool:
        """Whether two places of the text stand in one paragraph, and not too far apart for that to mean anything."""
        return high - low <= _LONGEST_PARAGRAPH and self.text.find("\n", low, high) < 0

    def line(self, start: int, end: int) -> str:
        """The line around a span of the text, cut where it is longer than any headline."""
        begin, stop = line_span(self.text, start, end, _LONGEST_HEADLINE)
        return self.text[begin:stop]

    def starts_line(self, start: int) -> int:
        """Where the line of a place of the text begins."""
        begin, seen = self._line
        if start < seen:
            begin = seen = 0
        place = self.text.rfind("\n", seen, start)
        self._line = (begin if place < 0 else place + 1, start)
        return self._line[0]

    @cached_property
    def dividers(self) -> tuple[str, ...]:
        """The signs in the text that may divide a line of links."""
        return tuple(sign for sign in _DIVIDERS if sign in self.text)

    @cached_property
    def has_capitals(self) -> bool:
        """False for a text in lower case throughout, where small letters say nothing."""
        opening = self.text[:_LONGEST_HEADLINE]
        return opening != opening.lower() or self.text != self.text.lower()


@lru_cache(maxsize=_LINES_KEPT)
def is_shouted(line: str) -> bool:
    """Whether a line is set in capitals, so that a word's capitals say nothing."""
    plain, rest = line.encode("ascii", "ignore"), "" if line.isascii() else _ASCII.sub("", line)
    upper = len(plain) - len(plain.translate(None, _UPPER)) + sum(map(str.isupper, rest))
    if upper < _LEAST_WORDS:
        return False
    lower = len(plain) - len(plain.translate(None, _LOWER)) + sum(map(str.islower, rest))
    return upper > _SHOUTED * (upper + lower)


@lru_cache(maxsize=_LINES_KEPT)
def is_titled(line: str) -> bool:
    """Whether a line Is Set Like This, so that a following capital says nothing."""
    if line.rstrip().endswith("."):
        return False
    words = [word for word in line.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
    return len(words) >= _LEAST_WORDS and sum(word[0].isupper() for word in words) > _TITLED * len(words)
