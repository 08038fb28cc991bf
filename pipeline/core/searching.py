"""A person's words -> a query that full-text search cannot choke on."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r'"([^"]*)"?|(\S+)')
# Scripts written without blanks between words, which a tokenizer by blanks cannot find inside a run.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What to look for: an FTS5 expression, and texts that must occur letter for letter."""

    match: str  # empty when every part is in an unspaced script
    contains: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.match or self.contains)


def to_query(text: str) -> SearchQuery:
    """All the words must occur; "a phrase" in quotes; a trailing * for any ending. Everything else is plain text."""
    match: list[str] = []
    contains: list[str] = []
    for phrase, word in _PART.findall(text.replace("\x00", " ")):
        part = (phrase or word).strip()
        if _UNSPACED.search(part):
            contains.append(part.rstrip("*"))
        elif any(character.isalnum() for character in part):
            prefix = "*" if word.endswith("*") else ""
            quoted = part.rstrip("*").replace('"', '""')
            match.append(f'"{quoted}"{prefix}')
    return SearchQuery(match=" ".join(match), contains=tuple(contains))
