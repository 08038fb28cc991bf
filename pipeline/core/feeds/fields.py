"""The fields of an entry, made what `Entry` promises: plain, typed and of bounded size."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, TypeVar

from pipeline.core import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

MAX_ENTRIES: Final = 20_000  # in one document; beyond lies an archive
MAX_TITLE: Final = 1_000  # characters, as all that follow
MAX_SUMMARY: Final = 20_000
MAX_CONTENT: Final = 500_000
MAX_GUID: Final = 8_192
MAX_AUTHOR: Final = 200
MAX_AUTHORS: Final = 20

_MARKUP_PER_TEXT: Final = 8  # characters of markup that may stand for one of text
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}")


def title(value: str) -> str:
    """A headline: one line, with tags taken out unless nothing would be left."""
    shown = value[: MAX_TITLE * _MARKUP_PER_TEXT]
    return (plaintext.line(_text(shown)) or plaintext.line(shown))[:MAX_TITLE].rstrip()


def prose(value: str, limit: int) -> str:
    """Paragraphs of at most `limit` characters, from plain text or HTML: feeds mix them up."""
    return _text(value[: limit * _MARKUP_PER_TEXT])[:limit].rstrip()


def guid(value: str) -> str:
    """An identifier on one line."""
    return plaintext.line(value[:MAX_GUID])


def authors(names: Iterable[str]) -> tuple[str, ...]:
    """Names, each once, in order."""
    return tuple(dict.fromkeys(filter(None, map(_author, names))))[:MAX_AUTHORS]


def language(tag: str) -> str:
    """A language tag of BCP 47 in lower case; empty for anything else."""
    shown = tag[:40].strip().replace("_", "-").lower()
    return shown if _LANGUAGE.fullmatch(shown) else ""


def both_ends(items: Sequence[T]) -> Sequence[T]:
    """No more items than the limit: an archive grows at its head or at its tail, and nobody says at which."""
    half = MAX_ENTRIES // 2
    return items if len(items) <= MAX_ENTRIES else [*items[:half], *items[-half:]]


def complaints(*found: str, items: int) -> str:
    """What a parser had to forgive, as one text; `items` is how many it saw."""
    excess = f"{items} items, of which {MAX_ENTRIES} were taken, half from either end" if items > MAX_ENTRIES else ""
    return "; ".join(filter(None, (*found, excess)))


def _author(name: str) -> str:
    return plaintext.line(html.unescape(plaintext.unmangled(name[: MAX_AUTHOR * _MARKUP_PER_TEXT])))[
        :MAX_AUTHOR
    ].strip()


def _text(value: str) -> str:
    value = plaintext.unmangled(value)
    if "<" in value and not plaintext.looks_like_html(value):
        return plaintext.paragraphs(html.unescape(value))  # `<` means less than
    return plaintext.from_html(value)
