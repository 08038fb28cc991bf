"""What a copy has that another lacks, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pipeline.core.stories.texts import Prepared

_KEPT: Final = 0.6  # of the runs of words in a sentence, for it to count as said in the other text


@dataclass(frozen=True, slots=True)
class Additions:
    """One copy beside another: sentences as they stand in the texts, in their order."""

    added: tuple[str, ...]  # only this copy says them
    left_out: tuple[str, ...]  # only the other does


def additions(copy: Prepared, earliest: Prepared) -> Additions:
    """What `copy` added to `earliest`, and what it left out; a sentence changed in a few words is neither."""
    return Additions(added=_beyond(copy, earliest), left_out=_beyond(earliest, copy))


def _beyond(text: Prepared, other: Prepared) -> tuple[str, ...]:
    said = []
    for sentence in text.sentences:
        runs = set(sentence.shingles())
        if len(runs & other.shingles) < _KEPT * len(runs):
            said.append(sentence.written)
    return tuple(said)
