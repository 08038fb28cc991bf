"""A few numbers per text that copies of it share, so that looking for copies is a matter of looking numbers up.

Three kinds: bands of a MinHash over all runs of words find texts that are much alike; the smallest hashes of the lead
find those that were shortened or stand within a longer page; the smallest hashes of the headline find the rest.
"""

from __future__ import annotations

import struct
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from pipeline.core.stories.texts import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.core.stories.texts import Prepared, Shingle

_BANDS: Final = 12  # of two hashes: texts half alike share one with probability 0.97, unrelated ones with 0.001
_LEAD_KEYS: Final = 3
_TITLE_KEYS: Final = 2
_TITLE_RUN: Final = 3  # words
_LEAST: Final = 10  # runs of words, as in links: a shorter text is compared with none
_BITS: Final = 48
_HASHES: Final = 4  # of a run, 64 bits each


def keys_of(text: Prepared) -> tuple[int, ...]:
    """Up to 17 numbers of 48 bits, sorted; none for a text too short to be compared."""
    if len(text.shingles) < _LEAST:
        return ()
    hashes = tuple(zip(*map(_hashes, text.shingles), strict=True))
    # Flipping bits puts random numbers in another random order, as a permutation would, in less time. A few numbers
    # have too few orders for all bands: hence several hashes of each run, which the bands take in turns.
    smallest = [min(map(flipped, hashes[place % _HASHES])) for place, flipped in enumerate(_orders())]
    keys = {_key("text", band, *smallest[2 * band : 2 * band + 2]) for band in range(_BANDS)}
    lead = text.lead.shingles() if text.lead is not None else ()
    keys |= {_key("lead", number) for number in _smallest(lead, _LEAD_KEYS)}
    title = words_of(text.copy.title)
    runs = (title[start : start + _TITLE_RUN] for start in range(len(title) - _TITLE_RUN + 1))
    keys |= {_key("title", number) for number in _smallest(runs, _TITLE_KEYS)}
    return tuple(sorted(keys))


def _smallest(runs: Iterable[Shingle], count: int) -> list[int]:
    return sorted({_hash(run) for run in runs})[:count]


def _hash(shingle: Shingle) -> int:
    return _hashes(shingle)[0]


def _hashes(shingle: Shingle) -> tuple[int, ...]:
    digest = blake2b("\x1f".join(shingle).encode("utf-8", "replace"), digest_size=8 * _HASHES).digest()
    return struct.unpack(f">{_HASHES}Q", digest)


def _key(kind: str, *numbers: int) -> int:
    said = ":".join((kind, *map(str, numbers)))
    return int.from_bytes(blake2b(said.encode(), digest_size=_BITS // 8).digest(), "big")


@cache
def _orders() -> tuple[Callable[[int], int], ...]:
    return tuple(_hash((f"order {place}",)).__xor__ for place in range(2 * _BANDS))
