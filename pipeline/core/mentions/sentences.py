"""Sentences, lines and paragraphs around a place in a text, for showing a mention and for weighing what stands near it.

Good enough rather than exact: a wrong boundary costs a clumsy quotation, so the rules are few and fast.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_SENTENCE = 600  # characters kept of a "sentence" without an end
_SIGNS = ".!?\n…。！？؟۔।"
_ASCII_SIGNS = ".!?\n"
_END = re.compile(rf"[{_SIGNS}]['\"”’»)\]」』）]*")
_NEEDS_SPACE = frozenset(".!?…")  # after them; the others end a sentence by themselves
_ABBREVIATIONS = frozenset(
    word
    for line in (
        "Mr Mrs Ms Dr Drs Prof Mme Mlle St Ste Sen Rep Gov Gen Col Lt Inc Corp Co Ltd Jr Sr No vs Nr bzw ca Bd al etc",
        "approx Jan Feb Mar Apr Aug Sep Sept Oct Nov Dec Hr Fr Sra Dra art im",
    )
    for word in line.split()
)
_NO_END = re.compile(rf"(?:^|[\s(\"'“«])(?:\w|(?:\w\.)+\w|z\.B|{'|'.join(sorted(_ABBREVIATIONS))})\.$")
_ABBREVIATION = 8  # characters looked back for one


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around `text[start:end]`, without surrounding space; never across a line break."""
    low = max(0, start - LONGEST_SENTENCE // 2)
    begin = _last_end(text, low, start)
    if begin < 0:
        begin = 0 if low == 0 else _after_space(text, low, start)
    high = min(len(text), end + LONGEST_SENTENCE // 2)
    stop = high if high == len(text) else _before_space(text, end, high)
    for match in _END.finditer(text, end, high):
        if _is_end(text, match):
            stop = match.start() if text[match.start()] == "\n" else match.end()
            break
    while begin < start and text[begin].isspace():
        begin += 1
    while stop > end and text[stop - 1].isspace():
        stop -= 1
    return begin, stop


def line_span(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """The line around `text[start:end]`, without its line breaks, at most `reach` characters of it to either side."""
    low, high = max(0, start - reach), min(len(text), end + reach)
    before, stop = text.rfind("\n", low, start), text.find("\n", end, high)
    return low if before < 0 else before + 1, high if stop < 0 else stop


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """The spans of all sentences of a text, without surrounding space, in order; never across a line break."""
    begin = 0
    for match in _END.finditer(text):
        if not _is_end(text, match):
            continue
        yield from _trimmed(text, begin, match.start() if text[match.start()] == "\n" else match.end())
        begin = match.end()
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    while begin < stop and text[begin].isspace():
        begin += 1
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    if begin < stop:
        yield begin, stop


def _is_end(text: str, match: re.Match[str]) -> bool:
    sign = text[match.start()]
    if sign not in _NEEDS_SPACE:
        return True
    follower = text[match.end() : match.end() + 2]
    if follower and not follower[0].isspace():
        return False
    return sign != "." or not _is_abbreviation(text, match.start(), follower[1:])


def _is_abbreviation(text: str, dot: int, follower: str) -> bool:
    if follower.islower():
        return True
    low = max(0, dot - _ABBREVIATION)
    _, space, word = text[low:dot].rpartition(" ")
    if low and not space:
        return False
    if word.isalpha():  # nearly always, and faster than the pattern
        return len(word) == 1 or word in _ABBREVIATIONS
    return _NO_END.search(text, low, dot + 1) is not None


def _last_end(text: str, low: int, start: int) -> int:
    """Where the last sentence that ends between two places ends; negative when none does."""
    signs = _ASCII_SIGNS if text.isascii() else _SIGNS
    place = start
    while True:
        place = max([text.rfind(sign, low, place) for sign in signs])
        if place < 0:
            return place
        match = _END.match(text, place, start)
        if match and _is_end(text, match):
            return match.end()


def _after_space(text: str, low: int, start: int) -> int:
    space = text.find(" ", low, start)
    return low if space < 0 else space + 1


def _before_space(text: str, end: int, high: int) -> int:
    space = text.rfind(" ", end, high)
    return high if space < 0 else space
