"""Pages of the past: which are worth reading, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from pipeline.model import ArchivedPage, Damage, Sift, Sifted, Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.model import Page, Reading

T = TypeVar("T")

PAGES: Final = 50  # in a batch: what crosses to a worker at once
BYTES: Final = 4_000_000


class Sieve(Protocol):
    """A cheap and sound question: of a text it refuses, nothing could be flagged."""

    def __call__(self, text: str) -> bool:
        """Whether an article made of these words can match at all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Neighbours in an archive file, and the damage found between them."""

    number: int  # from 0, in the order of the file
    pages: tuple[ArchivedPage, ...]
    damages: tuple[Damage, ...]
    end: int  # position of the last of them


def behind(found: Iterable[ArchivedPage | Damage], position: int) -> Iterator[ArchivedPage | Damage]:
    """What lies behind the last record that was stored; everything when that is 0."""
    return (one for one in found if one.position > position or position == 0)


def batches(found: Iterable[ArchivedPage | Damage]) -> Iterator[Batch]:
    """Cuts what an archive file gives into batches; the last may hold damage alone."""
    number, size, end = 0, 0, 0
    pages: list[ArchivedPage] = []
    damages: list[Damage] = []
    for one in found:
        end = one.position
        if not isinstance(one, ArchivedPage):
            damages.append(one)
            continue
        pages.append(one)
        size += len(one.page.body)
        if len(pages) >= PAGES or size >= BYTES:
            yield Batch(number=number, pages=tuple(pages), damages=tuple(damages), end=end)
            number, size, pages, damages = number + 1, 0, [], []
    if pages or damages:
        yield Batch(number=number, pages=tuple(pages), damages=tuple(damages), end=end)


def sift(
    archived: ArchivedPage,
    wording: Callable[[Page], str],
    can_match: Sieve,
    read_if: Callable[[Page, Sieve], Reading | None],
    tiers: frozenset[Tier],
) -> Sifted:
    """One page, read only as far as it can match, kept only if it does at a tier that is wanted.

    Args:
        archived: the page.
        wording: all the words that an article on a page could be made of.
        can_match: asked about these, then again about ever fewer while the page is being read.
        read_if: reads and judges a page; None when it was told on the way that nothing can match.
        tiers: that are wanted.
    """
    crawled = archived.page.fetched_at
    sifted = Sifted(position=archived.position, crawled=crawled, month=f"{crawled:%Y-%m}", outcome=Sift.PASSED_OVER)
    if not can_match(wording(archived.page)):
        return sifted
    reading = read_if(archived.page, can_match)
    if reading is None:
        return sifted
    published = reading.article.published
    if published and published <= crawled:
        sifted = replace(sifted, month=f"{published:%Y-%m}")
    if reading.match is None or reading.match.tier not in tiers:
        return replace(sifted, outcome=Sift.UNMATCHED)
    return replace(sifted, outcome=Sift.MATCHED, reading=reading)


class InOrder(Generic[T]):
    """Puts back in order what comes in any: each arrival may let several go."""

    def __init__(self) -> None:
        """Begins with item 0."""
        self._next = 0
        self._waiting: dict[int, T] = {}

    def add(self, number: int, item: T) -> Iterator[T]:
        """Takes item `number`; yields every item whose turn has come."""
        self._waiting[number] = item
        while self._next in self._waiting:
            yield self._waiting.pop(self._next)
            self._next += 1
