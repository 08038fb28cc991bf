"""Word lists as they are best read: phrases one or several a line, words in a row."""

from __future__ import annotations

import re


def alternatives(phrases: str) -> str:
    """The source of a pattern for any of the phrases: regular expressions, parted by bars and line ends."""
    return "|".join(line for line in map(str.strip, phrases.splitlines()) if line)


def pattern(phrases: str) -> re.Pattern[str]:
    """A pattern for any of the phrases, in either case."""
    return re.compile(alternatives(phrases), re.IGNORECASE)


def words(row: str) -> frozenset[str]:
    """The words of a row."""
    return frozenset(row.split())
