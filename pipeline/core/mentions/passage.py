"""One part of an article, prepared once: its words folded for search, its lines and sentences at hand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from functools import cached_property
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
_LONGEST_PARAGRAPH = 3000  # characters
_OPENING = 2000  # characters
_LATIN_END = "\u0250"
_LATIN_ADDITIONAL = ("\u1e00", "\u1f00")


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
        self.openers: list[int] = []  # where boilerplate phrases begin in the text, in order
        self._sentences: list[tuple[int, int]] = []  # those asked for so far, in text order

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text for a span of `hay`."""
        return self._folded.original(start - 1, end - 1)

    def is_small(self, at: int) -> bool:
        """Whether the letter at a place of `hay` is a small one in the text."""
        place = self._folded.original(at - 1, at)[0] if self._folded.pieces else at - 1
        return self.text[place].islower()

    @property
    def is_one_for_one(self) -> bool:
        """Whether a place of `hay` is that of the text, one ahead."""
        return not self._folded.pieces

    @cached_property
    def is_latin(self) -> bool:
        """Whether the text is written in Latin letters, by and large."""
        opening = self.text[:_OPENING]
        if opening.isascii():
            return True
        letters = [character for character in opening if character.isalpha()]
        return sum(map(_is_latin, letters)) * 2 >= len(letters)

    def admits(self, name: Name) -> bool:
        """Whether a name of its languages may stand in this text."""
        if not name.languages or self.language in name.languages:
            return True
        if not self.language or name.is_tied:
            return not name.is_tied
        if name.script is not Script.LATIN or (name.languages & _FALLBACK and not self._tongue.is_known):
            return True
        return len(name.key) > _ABBREVIATION and any(map(self._tongue.speaks, name.languages))

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
        return high - low <= _LONGEST_PARAGRAPH and "\n" not in self.text[low:high]

    def line(self, start: int, end: int) -> str:
        """The line around a span of the text, cut where it is longer than any headline."""
        begin, stop = line_span(self.text, start, end)
        return self.text[max(begin, start - _LONGEST_HEADLINE) : min(stop, end + _LONGEST_HEADLINE)]

    @cached_property
    def has_capitals(self) -> bool:
        """False for a text in lower case throughout, where small letters say nothing."""
        return self.text != self.text.lower()


def _is_latin(letter: str) -> bool:
    return letter < _LATIN_END or _LATIN_ADDITIONAL[0] <= letter < _LATIN_ADDITIONAL[1]


def is_shouted(line: str) -> bool:
    """Whether a line is set in capitals, so that a word's capitals say nothing."""
    upper = sum(map(str.isupper, line))
    return upper >= _LEAST_WORDS and upper > _SHOUTED * (upper + sum(map(str.islower, line)))


def is_titled(line: str) -> bool:
    """Whether a line Is Set Like This, so that a following capital says nothing."""
    if line.rstrip().endswith("."):
        return False
    words = [word for word in line.split() if len(word) >= _LONG_WORD and word[0].isalpha()]
    return len(words) >= _LEAST_WORDS and sum(word[0].isupper() for word in words) > _TITLED * len(words)
