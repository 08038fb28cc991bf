"""Whether two articles are copies of one text. It depends on these two alone, never on what else is in the store.

What speaks for it: much of one stands in the other, and so does what one of them leads with. Stories that share only
their background, a quotation or a page's furniture have leads of their own. What speaks against it: a name or figure
exchanged in a sentence that both have (see conflicts).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from pipeline.core.stories.conflicts import conflicts
from pipeline.core.stories.texts import Prepared, words_of
from pipeline.model import StoryLink

WINDOW: Final = timedelta(days=7)  # between the first sightings of two copies

_LEAST: Final = 10  # runs of words in a text that can be compared at all
_LEAD_KEPT: Final = 0.6  # of the runs of words in a lead that the other text must have
_COPY: Final = 0.5  # similar, and the lead of one is in the other
_CUT: Final = 0.7  # of the shorter is in the longer, and each has the other's lead
_CUT_UNDER_ONE_TITLE: Final = 0.5  # the same under one headline, as both may be shortened
_EMBEDDED: Final = 0.85  # of the shorter is in the longer, with its lead, under the same headline
_EDITED: Final = (0.4, 0.65)  # similar, and contained: with new leads under headlines alike, about the same names
_SAME_TITLE: Final = 0.8  # of the words of the shorter headline
_LIKE_TITLE: Final = 0.35
_TITLE_WORDS: Final = 4  # in a headline that says anything
_NAMES_KEPT: Final = 5  # different names in the sentences that edited copies share
_KEPT_PER_NAME: Final = 12  # sentences kept word for word that excuse one name exchanged, as a slip of an editor
_SAME_DAY: Final = timedelta(hours=18)  # within which another figure is an update, beyond which it is another report


class Kinship(StrEnum):
    """The rule by which two articles are copies of one text."""

    SAME_WORDS = "same_words"
    COPY = "copy"  # much alike; the lead of one is in the other
    CUT = "cut"  # one is the other shortened
    EMBEDDED = "embedded"  # one stands within the other, under the same headline
    EDITED = "edited"  # much alike, under a new lead


def link(one: Prepared, other: Prepared) -> StoryLink | None:
    """The link between two articles, or None when they are not copies of one text; symmetric."""
    apart = abs(one.copy.first_seen - other.copy.first_seen)
    if apart > WINDOW or min(len(one.shingles), len(other.shingles)) < _LEAST:
        return None
    pair = _Pair(one, other)
    kinship = pair.kinship()
    if kinship is None or (kinship is not Kinship.SAME_WORDS and pair.is_one_frame(apart)):
        return None
    first, second = sorted((one.copy.id, other.copy.id))
    return StoryLink(
        first=first,
        second=second,
        similarity=round(pair.similarity, 3),
        contained=round(pair.contained, 3),
        why=kinship.value,
    )


@dataclass(frozen=True)
class _Pair:
    one: Prepared
    other: Prepared

    @cached_property
    def common(self) -> int:
        return len(self.one.shingles & self.other.shingles)

    @property
    def similarity(self) -> float:
        return self.common / (len(self.one.shingles) + len(self.other.shingles) - self.common)

    @property
    def contained(self) -> float:
        return self.common / min(len(self.one.shingles), len(self.other.shingles))

    def kinship(self) -> Kinship | None:
        if self.one.sequence == self.other.sequence:
            return Kinship.SAME_WORDS
        return None if self.contained < _COPY else self._kinship_by_lead()

    def _kinship_by_lead(self) -> Kinship | None:
        shorter, longer = sorted((self.one, self.other), key=lambda text: (len(text.shingles), text.copy.id))
        has_lead = _keeps_lead(longer, shorter), _keeps_lead(shorter, longer)
        if self.similarity >= _COPY and any(has_lead):
            return Kinship.COPY
        least = _CUT_UNDER_ONE_TITLE if self._titles_alike() >= _SAME_TITLE else _CUT
        if self.contained >= least and all(has_lead):
            return Kinship.CUT
        if self.contained >= _EMBEDDED and has_lead[0] and self._titles_alike() >= _SAME_TITLE:
            return Kinship.EMBEDDED
        return Kinship.EDITED if self._is_edited() else None

    def is_one_frame(self, apart: timedelta) -> bool:
        """Whether the two are one frame filled in twice: other names or figures in sentences that both have."""
        found = conflicts(self.one, self.other)
        if found.names > found.kept // _KEPT_PER_NAME or found.words > 1 or found.words_in_lead:
            return True
        if found.numbers_in_lead and apart > _SAME_DAY:
            return True
        return found.numbers > 1 and 2 * found.numbers > found.numbers_kept

    def _titles_alike(self) -> float:
        mine, theirs = set(words_of(self.one.copy.title)), set(words_of(self.other.copy.title))
        fewer = min(len(mine), len(theirs))
        return len(mine & theirs) / fewer if fewer >= _TITLE_WORDS else 0.0

    def _is_edited(self) -> bool:
        similar, contained = _EDITED
        if self.similarity < similar or self.contained < contained or self._titles_alike() < _LIKE_TITLE:
            return False
        return len(self.one.names & self.other.names) >= _NAMES_KEPT


def _keeps_lead(text: Prepared, source: Prepared) -> bool:
    """Whether a text has what another leads with."""
    if source.lead is None:
        return False
    runs = set(source.lead.shingles())
    return len(runs & text.shingles) >= _LEAD_KEPT * len(runs)
