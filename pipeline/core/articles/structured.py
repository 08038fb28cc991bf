"""What a page says about itself in JSON-LD (schema.org): the most dependable words on a page, when they are there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from pipeline.core import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.core.articles.markup import Element

_Json: TypeAlias = "str | float | bool | list[_Json] | dict[str, _Json] | None"

_ARTICLE_TYPES: Final = ("article", "posting", "report", "news", "review", "webpage")  # the likelier, the earlier
_HOLDING: Final = (list, dict)  # made once: `list | dict` is an object made anew each time
_MAX_SCRIPT: Final = 1_000_000  # characters
_MAX_NODES: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuredArticle:
    """The article of a page, by its JSON-LD; empty where it is silent."""

    headline: str = ""
    description: str = ""
    body: str = ""  # paragraphs separated by a blank line
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""  # as written
    language: str = ""
    url: str = ""
    is_article: bool = False
    is_locked: bool = False  # isAccessibleForFree says no


def structured_article(scripts: Iterable[Element]) -> StructuredArticle:
    """What describes the page's article in the page's scripts, as a value; an empty one when nothing does."""
    best: tuple[int, Mapping[str, _Json]] | None = None
    for node in _nodes(scripts):
        rank = _rank(node)
        if rank is not None and (best is None or rank < best[0]):
            best = rank, node
    if best is None:
        return StructuredArticle()
    rank, node = best
    return StructuredArticle(
        headline=plaintext.line(_text(node.get("headline") or node.get("name"))),
        description=plaintext.line(plaintext.from_html(_text(node.get("description")))),
        body=plaintext.from_html(_text(node.get("articleBody"))),
        authors=tuple(_names(node.get("author"))),
        publisher=next(_names(node.get("publisher")), ""),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        language=_text(node.get("inLanguage")),
        url=_text(node.get("url")) or _text(_field(node.get("mainEntityOfPage"), "@id")),
        is_article=rank < len(_ARTICLE_TYPES) - 1,
        is_locked=_text(node.get("isAccessibleForFree")).lower() == "false",
    )


def _nodes(scripts: Iterable[Element]) -> Iterator[Mapping[str, _Json]]:
    """Every object in the page's JSON-LD, those that stand for themselves before those inside them."""
    left = _MAX_NODES
    for script in scripts:
        kind = script.get("type")
        if not kind or kind.strip().lower() != "application/ld+json" or len(text := script.text or "") > _MAX_SCRIPT:
            continue
        level = [_loaded(text)]
        while level and left:
            below: list[_Json] = []
            for value in level[:left]:
                left -= 1
                if isinstance(value, list):
                    below.extend(value)
                elif isinstance(value, dict):
                    yield value
                    below.extend(inner for inner in value.values() if isinstance(inner, _HOLDING))
            level = below


def _loaded(text: str) -> _Json:
    try:
        # Not strict: real pages carry raw line breaks within strings.
        value: _Json = json.loads(text.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return None
    return value


def _rank(node: Mapping[str, _Json]) -> int | None:
    kinds = node.get("@type")
    names = [_text(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])]
    for rank, ending in enumerate(_ARTICLE_TYPES):
        if any(ending in name for name in names):
            return rank
    return None


def _names(value: _Json) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = plaintext.line(_text(_field(item, "name")) or (item if isinstance(item, str) else ""))
        if name:
            yield name


def _field(value: _Json, name: str) -> _Json:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: _Json) -> str:
    if isinstance(value, list):
        return next((text for item in value if (text := _text(item))), "")
    if isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
