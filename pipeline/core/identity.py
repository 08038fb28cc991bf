"""Which items of a feed are new. An item has three names, and no publisher keeps all of them stable."""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from pipeline.core import urls
from pipeline.model import EntryName

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Entry

_Name = tuple[str, str]  # which of the three, and its value

_LONGEST_GUID: Final = 200  # characters; longer ones are kept as their hash
_OPENING: Final = 200  # characters of text that stand in for a missing title
_DIGEST: Final = 8  # bytes: two of a million titles agree once in 30 million feeds
_BETWEEN_WORDS: Final = re.compile(r"\W+")


def name_of(entry: Entry) -> EntryName:
    """The names of an entry; each is empty when the entry has nothing to make it of.

    Returns:
        The guid, or its hash when it is long; the key of the page behind the link; a hash of the title's words, for
        want of a title of how the text begins.
    """
    return EntryName(
        guid=entry.guid if len(entry.guid) <= _LONGEST_GUID else _digest(entry.guid),
        url_key=urls.key(entry.url),
        title_key=_title_key(entry.title or entry.summary[:_OPENING] or entry.content[:_OPENING]),
        published=entry.published and entry.published.replace(microsecond=0),
    )


def named(entries: Iterable[Entry]) -> tuple[tuple[Entry, EntryName], ...]:
    """Each entry with its names."""
    return tuple((entry, name_of(entry)) for entry in entries)


def novel(
    entries: Iterable[tuple[Entry, EntryName]], known: Iterable[EntryName]
) -> tuple[tuple[Entry, EntryName], ...]:
    """The entries that are not known yet, each once, in the order of the document.

    One name may be shared by strangers (a guid of 0, a link to the front page) or change from poll to poll, so it
    takes two that agree to recognise an entry; only an entry that has no more than one name is known by that. An
    entry without any name has nothing to read either, and is never new.

    Args:
        entries: of one document, each with its names.
        known: names of this feed's earlier entries, in any order; at least all that share a name with `entries`.
    """
    by_one: set[_Name] = set()
    by_two: set[tuple[_Name, _Name]] = set()

    def learn(names: tuple[_Name, ...]) -> None:
        by_one.update(names)
        by_two.update(combinations(names, 2))

    for name in known:
        learn(_parts(name))
    fresh: list[tuple[Entry, EntryName]] = []
    for entry, name in entries:
        names = _parts(name)
        seen = not by_two.isdisjoint(combinations(names, 2)) if len(names) > 1 else by_one.issuperset(names)
        if not seen:
            learn(names)
            fresh.append((entry, name))
    return tuple(fresh)


def _parts(name: EntryName) -> tuple[_Name, ...]:
    named = (("guid", name.guid), ("url", name.url_key), ("title", name.title_key))
    return tuple(part for part in named if part[1])


def _title_key(title: str) -> str:
    folded = normalize("NFKC", title).casefold()
    words = _BETWEEN_WORDS.sub(" ", folded).strip() or folded.strip()
    return _digest(words) if words else ""


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=_DIGEST).hexdigest()
