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
    blocks: int = 0  # elements below that are not inline


def weigh(body: Element) -> dict[Element, Weight]:  # noqa: C901  (the hottest loop of reading: no calls)
    """The weight of each element below and including `body`, in document order."""
    weights = {element: Weight() for element in elements(body)}
    weight_of = weights.get
    # From the end: when an element's turn comes, all that is below it has been added to it.
    for element, weight in reversed(weights.items()):
        tag = element.tag
        is_inline = tag in INLINE
        if tag in MUTE:
            weight.chars = weight.linked = weight.prose = weight.run = 0
        else:
            if (text := element.text) and not text.isspace():
                own = len("".join(text.split()))
                weight.chars += own
                weight.run += own
            if not is_inline:
                if weight.run >= _PROSE:
                    weight.prose += weight.run
                weight.run = 0
                if tag == "h1":
                    weight.titled = True
            elif tag == "a" and weight.chars and element.get("href"):
                weight.linked, weight.prose, weight.run = weight.chars, 0, 0
        above = weight_of(element.getparent())
        if above is None:
            continue
        if weight.chars:
            above.chars += weight.chars
            above.run += weight.run
            above.linked += weight.linked
            above.prose += weight.prose
        if weight.titled:
            above.titled = True
        above.blocks += weight.blocks if is_inline else weight.blocks + 1
        if (text := element.tail) and not text.isspace():
            tail = len("".join(text.split()))
            above.chars += tail
            above.run += tail
    return weights


def length(text: str | None) -> int:
    """The number of characters that are not white space."""
    return len("".join(text.split())) if text else 0
