"""Folded text: what names are searched in, with a way back to the original offsets.

Folding makes spellings that a reader takes for one name equal: case, accents of Latin and Greek letters, full-width
forms, Arabic letter variants; every character that is no part of a word becomes a space, so that hyphens, typographic
quotes and dashes need no care. It keeps the length wherever it can: then an offset is an offset. Where it cannot
(invisible characters, combining marks, runs of spaces, a Latin word set in Chinese text) the edits are remembered.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.core.mentions.letters import (
    CODE_PAGES,
    WIDE,
    belongs_to_no_word,
    fold_by_page,
    fold_other,
    has_wide,
    is_wide,
)

__all__ = [
    "CODE_PAGES",
    "Folded",
    "belongs_to_no_word",
    "compose",
    "fold",
    "fold_name",
    "fold_word",
    "is_wide",
    "plain",
]

# Soft hyphen, Hebrew points, Arabic tatweel and vowels, the Indic dot below, zero-width and direction marks, variant
# selectors, BOM.
_INVISIBLE = (
    "\u00ad\u0591-\u05c7\u0640\u064b-\u0652\u0670\u093c\u09bc\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_MARKS = "\u0300-\u036f\u0653-\u0655\u3099\u309a"
_FIRST_MARK, _SOFT_HYPHEN = "\u0300", "\u00ad"
_REMOVED = re.compile(f"[{_MARKS}{_INVISIBLE}]+")
_UNUSUAL = re.compile(f"[{_MARKS}{_INVISIBLE}\u1100-\u11ff\ufb00-\ufb06\uff66-\uff9f]+")
_RUN = re.compile("[ \\t\\r\\n\\v\\f\\xa0\\u2000-\\u200a\\u202f\\u205f\\u3000]{2,}")
_RARE_SPACES = ("\v", "\f", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000")
_RUN_SIGNS = ("\t", "\r", "  ")
_NO_BREAK, _NO_BREAK_RUNS = "\xa0", ("\xa0 ", " \xa0", "\xa0\xa0", "\xa0\n", "\n\xa0")
_LATIN = "A-Za-z0-9\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a"
_SEAM = re.compile(f"[{WIDE}](?=[{_LATIN}])|[{_LATIN}](?=[{WIDE}])")  # scripts without spaces meet Latin words


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of folded text and the stretch of original it stands for; `edited` when their lengths differ."""

    at: int
    start: int
    end: int
    edited: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """Text folded for search. `pieces` is empty when every offset is its own."""

    text: str
    pieces: tuple[_Piece, ...] = ()
    starts: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original for a non-empty span of folded text."""
        if not self.pieces:
            return start, end
        first = self.pieces[bisect_right(self.starts, start) - 1]
        last = self.pieces[bisect_right(self.starts, end - 1) - 1]
        return (
            first.start if first.edited else first.start + start - first.at,
            last.end if last.edited else last.start + end - last.at,
        )


def fold(text: str) -> Folded:
    """Fold a text of any script; never fails."""
    has_runs = _has_runs(text)
    letters = fold_by_page(text)
    if letters:
        return _edited(text, _runs(text)) if has_runs else Folded(letters)
    return _edited(text, _all_edits(text, has_runs=has_runs or any(space in text for space in _RARE_SPACES)))


def _has_runs(text: str) -> bool:
    for sign in _RUN_SIGNS:
        if sign in text:
            return True
    if "\n" in text and (" \n" in text or "\n " in text):
        return True
    return _NO_BREAK in text and any(sign in text for sign in _NO_BREAK_RUNS)


def compose(text: str) -> str:
    """A text folded after its marks have joined their letters, runs of space left as they are."""
    return _edited(text, [_composed(text, *match.span()) for match in _UNUSUAL.finditer(text)]).text


def _edited(text: str, edits: list[tuple[int, int, str]]) -> Folded:
    """Fold a text after some edits; what they leave alone folds one for one."""
    out: list[str] = []
    pieces: list[_Piece] = []
    done = at = 0
    for start, end, replacement in edits:
        if start < done:
            continue
        if start > done:
            out.append(text[done:start])
            pieces.append(_Piece(at, done, start, edited=False))
            at += start - done
        if replacement:
            out.append(replacement)
            pieces.append(_Piece(at, start, end, edited=True))
            at += len(replacement)
        done = end
    if not done and not pieces:
        return Folded(fold_other(text))
    if done < len(text):
        out.append(text[done:])
        pieces.append(_Piece(at, done, len(text), edited=False))
    edited = "".join(out)
    return Folded(fold_by_page(edited) or fold_other(edited), tuple(pieces), tuple(piece.at for piece in pieces))


def _runs(text: str) -> list[tuple[int, int, str]]:
    """Runs of space become one, so that a name may be set over two lines, but never over two paragraphs."""
    runs = ((match, "\n" * min(2, match.group().count("\n")) or " ") for match in _RUN.finditer(text))
    return [(*match.span(), replacement) for match, replacement in runs if replacement != match.group()]


def _all_edits(text: str, *, has_runs: bool) -> list[tuple[int, int, str]]:
    """What to replace by what so that the rest may be folded one for one, in text order."""
    edits = _runs(text) if has_runs else []
    edits += (_composed(text, *match.span()) for match in _UNUSUAL.finditer(text))
    if has_wide(text):
        edits += ((match.end(), match.end(), " ") for match in _SEAM.finditer(text))
    return sorted(edits)


def _composed(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Marks join the letter before them; jamo, ligatures and half-width kana become what they stand for."""
    surface = text[start:end]
    if _REMOVED.fullmatch(surface[0]) and start and not text[start - 1].isspace():
        start -= 1
        surface = text[start:end]
    return start, end, _REMOVED.sub("", unicodedata.normalize("NFKC", surface))


_WORDS_KEPT = 4_096
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " ", "\n": " "})


def plain(text: str) -> str:
    """A short text with its case and accents, but without typographic differences, for comparing letter by letter."""
    if not text.isascii():
        text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).translate(_PLAIN)
    return " ".join(text.split())


def fold_name(name: str) -> str:
    """A name as it is searched for: folded, on one line, without spaces at its ends."""
    line = " ".join(name.split())
    if line.isascii() and line.replace(" ", "").isalnum():
        return line.lower()
    is_plain = line.isascii() or (max(line) < _FIRST_MARK and _SOFT_HYPHEN not in line)
    if is_plain or not (_UNUSUAL.search(line) or _SEAM.search(line)):
        return fold_other(line).strip()
    return fold(line).text.strip()


@functools.lru_cache(maxsize=_WORDS_KEPT)
def fold_word(word: str) -> str:
    """The same for a single word of a text, remembered for a while: the words beside names are often the same."""
    return fold_name(word)
