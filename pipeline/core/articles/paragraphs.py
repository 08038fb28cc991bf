"""What the text of an article is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some lines of text, or a heading."""

    text: str
    is_heading: bool = False
