"""A person's words -> a query that full-text search cannot choke on, in any script.

Chinese, Japanese, Korean, Thai and their like are written without blanks between words, or with endings grown onto
them. Every character of theirs counts as a word of its own, and what is looked for as a phrase of such words: 华为 is
found inside 华为公司, 프랑스 inside 프랑스의, whatever their length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SPACE: Final = "\u200b"  # parts words for the index and shows as nothing

_PART: Final = re.compile(r'"([^"]*)"?|(\S+)')
_UNSPACED: Final = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)
_BETWEEN: Final = re.compile(rf"(?<={_UNSPACED})(?=\w)|(?<=\w)(?={_UNSPACED})")
# Vowel signs and the stretching stroke, which most writers leave out, would part words in two.
_OPTIONAL: Final = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u0640\u064b-\u065f\u0670]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What to look for."""

    match: str  # an FTS5 expression; empty when there is nothing to look for

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.match


def spaced(text: str) -> str:
    """The text as it is indexed, and as a query must be spelled to agree with it."""
    if text.isascii():
        return text
    return _BETWEEN.sub(SPACE, _OPTIONAL.sub("", text))


def to_query(text: str) -> SearchQuery:
    """All the words must occur; "a phrase" in quotes; a trailing * for any ending. Everything else is plain text."""
    match: list[str] = []
    for phrase, word in _PART.findall(text.replace("\x00", " ")):
        part = spaced((phrase or word).strip().rstrip("*"))
        if any(character.isalnum() for character in part):
            prefix = "*" if word.endswith("*") else ""
            quoted = part.replace('"', '""')
            match.append(f'"{quoted}"{prefix}')
    return SearchQuery(match=" ".join(match))
