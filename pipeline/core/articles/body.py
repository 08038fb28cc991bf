"""The body of a page, by the cheapest reading that leaves no doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.core.articles.extraction import extracted, quickly_extracted
from pipeline.core.articles.story import story
from pipeline.core.articles.weights import length

if TYPE_CHECKING:
    from pipeline.core.articles.boilerplate import Remains
    from pipeline.core.articles.markup import Element
    from pipeline.core.articles.paragraphs import Paragraph

_MUCH: Final = 0.25  # share of the page's prose from which on asking further extractors changes next to nothing
_NEARLY_ALL: Final = 0.75  # likewise, for a single paragraph


def body_of(page: Element, remains: Remains) -> tuple[Paragraph, ...]:
    """The paragraphs of a page's body, in order; none when no body is found.

    Args:
        page: the tree, its certain boilerplate cut.
        remains: of the page.
    """
    if found := story(remains):
        return found
    prose = max((weight.prose for weight in remains.weights.values()), default=0)
    found = quickly_extracted(page)
    # A single paragraph is its last resort: all the words of the page in one, labels and share bars among them. Only
    # where there is much else to read does the thorough run find better.
    least = _MUCH if len(found) > 1 else _NEARLY_ALL
    return found if sum(length(paragraph.text) for paragraph in found) >= least * prose else extracted(page)
