"""Whole pages folded fast: the letters that `normalise.fold` gives, with no way back to their offsets."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core.mentions.normalise import CODE_PAGES, compose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = 1_000  # characters folded at once, when offsets are of no account
_RUNS_KEPT = 10_000  # runs of foreign signs whose folding is remembered
_TABLES = dict(CODE_PAGES)
_SIGNS = {page: bytes(code for code in range(256) if table[code] == ord(" ")) for page, table in CODE_PAGES}
_FOLDED: dict[str, str] = {}
_FOLDED_SIGNS = "paris-call-fold"  # the name of `_folded` among the ways to encode what a page lacks


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a text: in a code page, with its folding, or folded already."""

    page: str
    encoded: bytes = b""
    folded: str = ""


def stretches(text: str) -> list[Stretch]:
    """A text, ready to be asked for its letters and its words."""
    return [*_stretches(text)]


def letters_of(parts: Iterable[Stretch]) -> str:
    """The letters that `fold` gives for a whole text, in their order, without any space."""
    return "".join(
        _decoded(part.encoded.translate(_TABLES[part.page], _SIGNS[part.page]), part.page)
        if part.page
        else part.folded.replace(" ", "")
        for part in parts
    )


def words_of(parts: Iterable[Stretch]) -> str:
    """The same letters with spaces where words end; where `fold` sees two words, so does this."""
    return "".join(
        _decoded(part.encoded.translate(_TABLES[part.page]), part.page) if part.page else part.folded for part in parts
    )


def _decoded(letters: bytes, page: str) -> str:
    return letters.decode("ascii" if letters.isascii() else page)


def _stretches(text: str) -> Iterator[Stretch]:
    """A text in the code page that holds it; else cut at spaces, and folded where none holds it."""
    for page in _TABLES:
        try:
            yield Stretch(page, text.encode(page, _FOLDED_SIGNS))
        except UnicodeEncodeError:
            continue
        return
    cut = text.find(" ", _PIECE)
    if cut < 0:
        yield Stretch("", folded=compose(text))
        return
    start = 0
    while start < len(text):  # so that a stretch in another script slows down only itself
        cut = text.find(" ", start + _PIECE)
        end = len(text) if cut < 0 else cut
        yield from _stretches(text[start:end])
        start = end


def _folded(error: UnicodeError) -> tuple[str, int]:
    """What a run of signs that a code page lacks folds to, if the page holds that."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    run = error.object[error.start : error.end]
    folded = _FOLDED.get(run)
    if folded is None:
        folded = compose(run)
        if len(_FOLDED) < _RUNS_KEPT:
            _FOLDED[run] = folded
    if not folded.isascii():
        raise error
    return folded, error.end


codecs.register_error(_FOLDED_SIGNS, _folded)
