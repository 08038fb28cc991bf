"""The difference between two texts, sentence by sentence, with its places in the old one."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING, Final

from pipeline.core.mentions.sentences import sentence_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TITLE: Final = "title: "  # before a changed title in a diff for people

# Comparing takes the product of both in the worst case. Of longer stretches the whole counts as replaced.
_MOST_PAIRS: Final = 4_000_000
_SHOWN: Final = 6_000  # characters of a diff that are kept
_SENTENCE_SHOWN: Final = 700  # characters of one of its lines


@dataclass(frozen=True, slots=True)
class Edit:
    """`old[start:end] == gone` became `came`; whole sentences, with the white space after them."""

    start: int
    end: int
    gone: str
    came: str


def edits(old: str, new: str) -> tuple[Edit, ...]:
    """What turns `old` into `new`, in order, the places apart from each other; nothing when they are equal."""
    before, after = _sentences(old), _sentences(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle, other = before[head : len(before) - tail], after[head : len(after) - tail]
    start = sum(map(len, before[:head]))
    found: list[Edit] = []
    for low, high, into_low, into_high in _blocks(middle, other):
        place = start + sum(map(len, middle[:low]))
        gone, came = "".join(middle[low:high]), "".join(other[into_low:into_high])
        found.append(Edit(place, place + len(gone), gone, came))
    return tuple(found)


def apply(old: str, changes: Iterable[Edit]) -> str:
    """The new text.

    Raises:
        ValueError: the edits belong to another text.
    """
    pieces: list[str] = []
    end = 0
    for edit in changes:
        if edit.start < end or old[edit.start : edit.end] != edit.gone:
            raise ValueError(f"no such text at {edit.start}: {edit.gone[:40]!r}")
        pieces += [old[end : edit.start], edit.came]
        end = edit.end
    return "".join((*pieces, old[end:]))


def words(gone: str, came: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    """Two versions of a sentence, each cut into (text, is it only in this version) pieces that join to the whole."""
    before, after = _words(gone), _words(came)
    if len(before) * len(after) > _MOST_PAIRS:
        return ((gone, True),), ((came, True),)
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for tag, low, high, into_low, into_high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for side, piece in zip(sides, ("".join(before[low:high]), "".join(after[into_low:into_high])), strict=True):
            if piece:
                side.append((piece, tag != "equal"))
    return tuple(sides[0]), tuple(sides[1])


def told(titles: tuple[str, str], texts: tuple[str, str]) -> str:
    """The difference for people: a line for each sentence that went ("- ") or came ("+ "), the title first.

    Sentences that differ in white space alone are left out. Long differences are cut, and say so.

    Args:
        titles: old and new.
        texts: old and new.
    """
    lines = [f"- {TITLE}{titles[0]}", f"+ {TITLE}{titles[1]}"] if titles[0] != titles[1] else []
    lines += chain.from_iterable(map(_lines, edits(*texts)))
    kept: list[str] = []
    size = 0
    for number, line in enumerate(lines):
        if size + len(line) > _SHOWN:
            return "\n".join((*kept, f"… and {len(lines) - number} more"))
        kept.append(line)
        size += len(line)
    return "\n".join(kept)


def _lines(edit: Edit) -> Iterator[str]:
    gone, came = (
        [line for sentence in _sentences(side) if (line := " ".join(sentence.split()))]
        for side in (edit.gone, edit.came)
    )
    for low, high, into_low, into_high in _blocks(gone, came):
        yield from (f"- {_short(line)}" for line in gone[low:high])
        yield from (f"+ {_short(line)}" for line in came[into_low:into_high])


def _short(line: str) -> str:
    return line if len(line) <= _SENTENCE_SHOWN else line[: _SENTENCE_SHOWN - 1] + "…"


def _sentences(text: str) -> list[str]:
    """The sentences of a text, each with the white space behind it; joined they give the text."""
    cut: list[str] = []
    start = 0
    while start < len(text):
        first = start
        while first < len(text) and text[first].isspace():
            first += 1
        end = sentence_span(text, first, first + 1)[1] if first < len(text) else first
        while end < len(text) and text[end].isspace():
            end += 1
        cut.append(text[start:end])
        start = end
    return cut


def _words(text: str) -> list[str]:
    """Words with the white space behind them; characters, where words are not parted by any."""
    if len(text.split()) * 20 < len(text):  # no language has words so long
        return list(text)
    cut: list[str] = []
    for character in text:
        if not cut or (cut[-1][-1].isspace() and not character.isspace()):
            cut.append(character)
        else:
            cut[-1] += character
    return cut


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    if not before and not after:
        return
    if len(before) * len(after) > _MOST_PAIRS:
        yield 0, len(before), 0, len(after)
        return
    for tag, low, high, into_low, into_high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield low, high, into_low, into_high
