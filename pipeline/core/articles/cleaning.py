"""Extracted paragraphs without what is not the article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.core.articles.asides import is_aside
from pipeline.core.articles.markup import fingerprint
from pipeline.core.articles.prompts import is_prompt
from pipeline.core.articles.tails import without_tail

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from pipeline.core.articles.paragraphs import Paragraph

_REPEATED: Final = 40  # letters; shorter lines may well come twice
_TRAILING: Final = 60  # characters of a label that ends a text, as "Contact:"
_LEFT: Final = 0.25  # share of the letters that must be left; suspects that leave less are the page's subject


def clean(paragraphs: Sequence[Paragraph], suspects: Container[str], title: str) -> tuple[str, ...]:
    """The paragraphs that are the article, in order.

    Left out: suspects, lines that are asides by their words, headings with nothing of their own below them, repeated
    paragraphs, labels that follow the end, and the title.

    Args:
        paragraphs: as extracted.
        suspects: answers which paragraph is doubtful for its place on the page.
        title: of the article.
    """
    headings = {paragraph.text for paragraph in paragraphs if paragraph.is_heading}
    kept = without_tail(_kept(paragraphs, suspects, title), headings)
    if sum(map(len, kept)) >= _LEFT * sum(len(paragraph.text) for paragraph in paragraphs):
        return kept
    return without_tail(_kept(paragraphs, (), title), headings)


def _kept(paragraphs: Sequence[Paragraph], suspects: Container[str], title: str) -> list[str]:
    seen = {fingerprint(title)}
    texts = [_text(paragraph.text, suspects, seen) for paragraph in paragraphs]
    kept: list[str] = []
    has_body = lost_body = False
    for paragraph, text in zip(reversed(paragraphs), reversed(texts), strict=True):
        if paragraph.is_heading:
            if text and (has_body or (kept and not lost_body)):
                kept.append(text)
            has_body = lost_body = False
        elif text and (kept or not _is_label(text)):
            kept.append(text)
            has_body = True
        else:
            lost_body = True
    kept.reverse()
    return kept


def _text(text: str, suspects: Container[str], seen: set[str]) -> str:
    """What is to be kept of a paragraph; remembers it in `seen`."""
    if text in suspects:
        return ""
    if "\n" in text:
        text = "\n".join(line for line in text.split("\n") if line not in suspects and _is_own(line))
    elif not _is_own(text):
        return ""
    mark = fingerprint(text)
    if mark in seen:
        return ""
    if len(mark) >= _REPEATED:
        seen.add(mark)
    return text


def _is_own(line: str) -> bool:
    """Whether a line is the article's by its words."""
    return not is_aside(line) and not is_prompt(line)


def _is_label(text: str) -> bool:
    return len(text) <= _TRAILING and text.endswith((":", "："))
