"""How much there is to read in each part of a page, and how much of it leads away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.core.articles.markup import INLINE, MUTE, Element, elements

_PROSE: Final = 80  # characters outside links; a run of this length is somebody's sentence


@dataclass(slots=True)
class Weight:
    """What is below an element. Lengths are in characters that are not white space."""

    chars: int = 0
    linked: int = 0  # within links
    prose: int = 0  # in runs of text long enough to be sentences, outside links
    run: int = 0  # of the run of text an inline element is part of
    titled: bool = False  # holds a heading of first order


def weigh(body: Element) -> dict[Element, Weight]:
    """The weight of each element below and including `body`, in document order."""
    weights = {element: Weight() for element in elements(body)}
    for element, weight in reversed(weights.items()):
        _weigh_one(element, weight)
        above = weights.get(element.getparent())
        if above is not None:
            tail = length(element.tail)
            above.chars += weight.chars + tail
            above.run += weight.run + tail
            above.linked += weight.linked
            above.prose += weight.prose
            above.titled = above.titled or weight.titled
    return weights


def _weigh_one(element: Element, weight: Weight) -> None:
    """Completes the weight of an element to which all that is below it has been added."""
    if element.tag in MUTE:
        weight.chars = weight.linked = weight.prose = weight.run = 0
        return
    own = length(element.text)
    weight.chars += own
    weight.run += own
    if element.tag == "a" and element.get("href"):
        weight.linked, weight.prose, weight.run = weight.chars, 0, 0
    elif element.tag == "h1":
        weight.titled = True
    if element.tag not in INLINE:
        weight.prose += weight.run if weight.run >= _PROSE else 0
        weight.run = 0


def length(text: str | None) -> int:
    """The number of characters that are not white space."""
    return sum(map(len, text.split())) if text and not text.isspace() else 0
