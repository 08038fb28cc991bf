"""Letters folded one for one: case, accents, full-width forms; what belongs to no word becomes a space."""

from __future__ import annotations

import re
import unicodedata

_WITH_NUKTA = (*range(0x0958, 0x0960), 0x09DC, 0x09DD, 0x09DF)  # Indic letters whose dot is often left out
_ONE_FOR_ONE = str.maketrans(
    {
        "İ": "i", "ı": "i", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "ħ": "h", "Ħ": "h",
        "ё": "е", "Ё": "е", "ς": "σ",
        **{chr(code): unicodedata.normalize("NFD", chr(code))[0] for code in _WITH_NUKTA},
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
    }
)  # fmt: skip
_LATIN_GREEK_END = 0x0400
_EXTENDED_LATIN_GREEK = range(0x1E00, 0x2000)


def _fold_character(character: str) -> str:
    """One character for one character; a space for what belongs to no word."""
    known = _ONE_FOR_ONE.get(ord(character))
    if known is not None:
        return str(known)
    category = unicodedata.category(character)
    if category[0] not in "LNM" and character != "_":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) == 1:
        character = compatible
    base = unicodedata.normalize("NFD", character)[0]
    if ord(base) < _LATIN_GREEK_END or ord(base) in _EXTENDED_LATIN_GREEK:
        character = base
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


class _FoldTable(dict[int, str]):
    """A translation table that fills itself with the characters it meets."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _FoldTable()
_TABLE.update({code: _fold_character(chr(code)) for code in range(128)})


def _page(name: str) -> bytes:
    """The folding of a code page's 256 letters, as a table for `bytes.translate`."""
    folded = bytearray(b" " * 256)
    for code in range(256):
        character = bytes([code]).decode(name, "ignore")
        if character:
            folded[code] = (_fold_character(character).encode(name, "ignore") or bytes([code]))[0]
    return bytes(folded)


_ASCII, _LATIN_1 = _page("ascii"), _page("latin-1")
# Most European texts fit one code page, and folding 256 letters is ten times faster than folding all of Unicode.
CODE_PAGES = tuple((name, _page(name)) for name in ("cp1252", "cp1251", "cp1250"))
_SIGNS_IN_PASSING = 8  # different emoji and the like that a text may hold and still fit a page
_LETTERS_IN_PASSING = 16  # different quotes, dashes and accented letters that a text may hold and still fit Latin-1
_FOLDS_ALONE = frozenset("LNPS")  # categories of signs that are folded without a look at what stands beside them

WIDE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_IS_WIDE = re.compile(f"[{WIDE}]")


def fold_by_page(text: str) -> str:
    """A text folded by a code page, or nothing when no page holds its letters."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII).decode("ascii")
    if "\u00ad" in text:
        return ""
    rest = text
    for _ in range(_LETTERS_IN_PASSING):
        try:
            return rest.encode("latin-1").translate(_LATIN_1).decode("latin-1")
        except UnicodeEncodeError as error:
            sign = rest[error.start]
            if not _is_folded_alone(sign):
                break
            rest = rest.replace(sign, _TABLE[ord(sign)])
    for name, table in CODE_PAGES:
        rest = text
        for _ in range(_SIGNS_IN_PASSING):
            try:
                return rest.encode(name).translate(table).decode(name)
            except UnicodeEncodeError as error:
                sign = rest[error.start]
                if unicodedata.category(sign)[0] != "S":
                    break
                rest = rest.replace(sign, " ")
    return ""


def _is_folded_alone(sign: str) -> bool:
    """Whether a sign may be replaced wherever it stands by what it folds to, a letter of Latin-1 or a space."""
    category = unicodedata.category(sign)[0]
    if category not in _FOLDS_ALONE or (category != "S" and is_wide(sign)):
        return False
    return ord(_TABLE[ord(sign)]) < len(_LATIN_1)


def fold_other(text: str) -> str:
    """The same for a text of any script."""
    return text.translate(_TABLE)


def is_wide(character: str) -> bool:
    """Whether a character is of a script that Latin words are set into without spaces; folding parts the two."""
    return _IS_WIDE.match(character) is not None


def has_wide(text: str) -> bool:
    """Whether a text has any such character."""
    return _IS_WIDE.search(text) is not None


def belongs_to_no_word(sign: str) -> bool:
    """Whether a character folds to a space."""
    return _TABLE[ord(sign)] == " "
