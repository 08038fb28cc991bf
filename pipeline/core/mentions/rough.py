"""Whole pages folded fast: the letters that `normalise.fold` gives, with no way back to their offsets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.normalise import CODE_PAGES, belongs_to_no_word, compose

if TYPE_CHECKING:
    from collections.abc import Iterator

_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))  # of emoji
_PIECE = 1_000  # characters folded at once, when offsets are of no account
_SIGNS_ON_A_PAGE = 8  # different ones outside a code page that are set aside before it is given up
_SIGNS = {page: bytes(code for code in range(256) if table[code] == ord(" ")) for page, table in CODE_PAGES}


def fold_letters(text: str) -> str:
    """The letters that `fold` gives for a whole text, in their order, without any space; offsets are lost."""
    return "".join(
        encoded.translate(table, _SIGNS[page]).decode(page) if page else other.replace(" ", "")
        for page, table, encoded, other in _by_page(text)
    )


def fold_words(text: str) -> str:
    """The same letters with spaces where words end; where `fold` sees two words, so does this."""
    return "".join(
        encoded.translate(table).decode(page) if page else other for page, table, encoded, other in _by_page(text)
    )


def _by_page(text: str) -> Iterator[tuple[str, bytes, bytes, str]]:
    """A text in the code page that holds it, with its folding; else cut at spaces, and folded where none holds it."""
    for page, table in CODE_PAGES:
        encoded = _encoded(text, page)
        if encoded is not None:
            yield page, table, encoded, ""
            return
    cut = text.find(" ", _PIECE)
    if cut < 0:
        yield "", b"", b"", compose(text)
        return
    start = 0
    while start < len(text):  # so that a stretch in another script slows down only itself
        cut = text.find(" ", start + _PIECE)
        end = len(text) if cut < 0 else cut
        yield from _by_page(text[start:end])
        start = end


def _encoded(text: str, page: str) -> bytes | None:
    """A text in a code page, what belongs to no word set aside; None when letters are left over."""
    if text.isascii():
        return text.encode("ascii")
    for _ in range(_SIGNS_ON_A_PAGE):
        try:
            return text.encode(page)
        except UnicodeEncodeError as error:
            sign = text[error.start]
            if not belongs_to_no_word(sign) and sign not in _SELECTORS:
                return None
            text = text.replace(sign, " ")
    return None
