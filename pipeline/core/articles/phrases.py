"""Word lists as they are best read: phrases one or several a line, words in a row."""

from __future__ import annotations

import re


def alternatives(text: str) -> str:
    """The source of a pattern for any of the phrases: regular expressions, parted by bars and line ends."""
    return "|".join(line for line in map(str.strip, text.splitlines()) if line)


def phrases(text: str) -> tuple[str, ...]:
    """The phrases themselves, parted by bars and line ends, with the blanks at their ends."""
    return tuple(phrase for line in text.splitlines() for phrase in line.lstrip().split("|") if phrase)


def pattern(text: str) -> re.Pattern[str]:
    """A pattern for any of the phrases, in either case."""
    return re.compile(alternatives(text), re.IGNORECASE)


def words(row: str) -> frozenset[str]:
    """The words of a row."""
    return frozenset(row.split())
