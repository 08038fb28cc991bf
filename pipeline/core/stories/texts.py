"""A text as it is compared: its sentences as folded words, and the runs of words in them.

Case, accents, punctuation, typography and the breaking of lines play no part. In scripts written without blanks
every character is a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pipeline.core.mentions.normalise import fold
from pipeline.core.mentions.sentences import sentences_of
from pipeline.core.searching import SPACE, spaced
from pipeline.model import Copy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Shingle = tuple[str, ...]

_MOST_CHARACTERS: Final = 40_000  # of a text that are compared; what follows is no news of the day
_RUN: Final = 4  # words in a shingle
_RUN_UNSPACED: Final = 7  # characters in one, of scripts without blanks
_SUBSTANCE: Final = 5  # runs of words a sentence must have to be a lead: less is a byline, a date, a link
_DATELINE_WITHIN: Final = 4  # sentences
_WRITTEN: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Who sends a report and from where: "(agencies) –", "PARIS, Nov 12 (Agency) -", "【6月18日 通信】".
_DATELINE: Final = re.compile(
    r"""\W{0,3}(?:
        [^()（）.!?。\n]{0,48} [(（] [^()（）\n]{2,48} [)）] \s* (?:[-–—−:]+|(?=[\u3040-\u9fff]))
      | [(（\[【] [^()（）\[\]【】\n]{2,48} [)）\]】] \s* [-–—−:]?
      | [^\W\d_a-zà-ÿ][^\Wa-zà-ÿ]{2,24} (?:,\s[^–—\n]{1,24})? \s+ [-–—−]{1,2} (?=\s)
      | [\u4e00-\u9fff]{2,10}\d{1,2}月\d{1,2}日(?:电|電)
    )\s*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in the text, and its words."""

    written: str
    words: tuple[str, ...]

    @property
    def is_unspaced(self) -> bool:
        """Whether most of it is of a script without blanks."""
        return 2 * sum(1 for word in self.words if _UNSPACED.match(word)) > len(self.words)

    def shingles(self) -> Iterator[Shingle]:
        """Its runs of words; a short sentence is one run."""
        run = _RUN_UNSPACED if self.is_unspaced else _RUN
        if 0 < len(self.words) <= run:
            yield self.words
            return
        for start in range(len(self.words) - run + 1):
            yield self.words[start : start + run]


@dataclass(frozen=True)
class Prepared:
    """A copy made ready for comparison."""

    copy: Copy
    sentences: tuple[Sentence, ...]

    @cached_property
    def shingles(self) -> frozenset[Shingle]:
        """All runs of words within its sentences."""
        return frozenset(shingle for sentence in self.sentences for shingle in sentence.shingles())

    @cached_property
    def words(self) -> frozenset[str]:
        """All its words, those of the title included."""
        title = words_of(self.copy.title)
        return frozenset(word for sentence in self.sentences for word in sentence.words).union(title)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Each word as it is written, the form nearest to lower case where there are several."""
        found: dict[str, str] = {}
        for sentence in self.sentences:
            for written in _WRITTEN.findall(sentence.written):
                for word in words_of(written):
                    found[word] = max(found.get(word, written), written)
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that are written with a capital wherever they occur, sentence starts left aside."""
        starts = {sentence.words[0] for sentence in self.sentences}
        return frozenset(
            word for word, written in self.spellings.items() if written[0].isupper() and word not in starts
        )

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """Its words in their order."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @cached_property
    def lead(self) -> Sentence | None:
        """The first sentence that is long enough to say what happened and names somebody or a number.

        None when there is none: what is left of a text without a name could belong to many.
        """
        long = [one for one in self.sentences if sum(1 for _ in one.shingles()) >= _SUBSTANCE]
        title = frozenset(_WRITTEN.findall(self.copy.title))
        return next((one for one in long if _names_somebody(one, title)), None)


def prepare(copy: Copy) -> Prepared:
    """Sentences and words of a copy."""
    text = copy.text[:_MOST_CHARACTERS]
    return Prepared(copy=copy, sentences=tuple(_sentences(text)))


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text in any script."""
    return tuple(fold(spaced(text).replace(SPACE, " ")).text.split())


def _sentences(text: str) -> Iterator[Sentence]:
    for place, (start, end) in enumerate(sentences_of(text)):
        written = text[start:end]
        dateline = _DATELINE.match(written) if place < _DATELINE_WITHIN else None
        words = words_of(written[dateline.end() :] if dateline else written)
        if words:
            yield Sentence(written=written, words=words)


def _names_somebody(sentence: Sentence, title: frozenset[str]) -> bool:
    """Whether a word is written like a name or a number; in a script without capitals any may be."""
    told = _DATELINE.sub("", sentence.written, count=1) if _DATELINE.match(sentence.written) else sentence.written
    if told.upper() == told.lower() or sentence.is_unspaced:
        return True
    first, *others = _WRITTEN.findall(told) or [""]
    return first in title or any(word[0].isupper() or word[0].isdigit() for word in others)
