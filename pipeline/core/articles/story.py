"""The body of a page that leaves no doubt what it is.

What is never the article is passed over first, then the place is chosen, then its runs of text are read and settled.
Most pages can be read so for a fraction of what a general extractor costs, which copies the tree several times. Where
a doubt is left, this gives up and leaves the page to it: text scattered over unlike frames, as good a place before the
one that was found, much text in boxes that were passed over, hardly any text at all.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.parts import parts
from pipeline.core.articles.runs import Reader, read_apart
from pipeline.core.articles.spot import spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.articles.boilerplate import Remains
    from pipeline.core.articles.markup import Element
    from pipeline.core.articles.paragraphs import Paragraph
    from pipeline.core.articles.parts import Parts
    from pipeline.core.articles.runs import Run

# Lengths are in characters that are not white space.
_LEAST: Final = 250  # of text; of less, nothing is beyond doubt
_SENTENCE: Final = 80  # characters of a run that stands in no paragraph, to be text rather than a label
_HALF: Final = 0.5  # share of the text that must stand side by side, in a place that does not name itself
_THIRD: Final = 1 / 3  # of the text: as much may be passed over, or cut off, and leave no doubt
_TENTH: Final = 0.1  # of the text: as much may follow it unexplained
_MOSTLY: Final = 0.8  # share of the text in paragraphs from which on what is shorter and in none is a label


def story(remains: Remains) -> tuple[Paragraph, ...]:
    """The paragraphs of the page's article, in order; none when there is any doubt about what they are.

    Args:
        remains: of the page, its certain boilerplate cut.
    """
    page = parts(remains)
    found = spot(page)
    if found is None or found.has_rival or (not found.is_named and page.has_several_articles):
        return ()
    reader = Reader(page)
    reader.read_within(found.place)
    runs = _without_labels(reader.runs)
    if reader.left_out + _size(reader.runs) - _size(runs) > _THIRD * _size(runs):
        return ()
    if not found.is_named:
        runs = _side_by_side(runs)
    lead = _lead(page, found.place)
    size = _size(runs)
    if size < _LEAST or _size(lead) > _THIRD * size:
        return ()
    body = [run.paragraph for run in runs]
    opening = [run.paragraph for run in lead]
    return (*opening, *(_begun(body) if remains.weights[found.place].titled else body))


def _size(runs: Iterable[Run]) -> int:
    return sum(run.size for run in runs)


def _main(runs: list[Run]) -> str:
    """Where most of the text stands side by side."""
    sizes: Counter[str] = Counter()
    for run in runs:
        sizes[run.side] += run.size
    return max(sizes, key=sizes.__getitem__, default="")


def _without_labels(runs: list[Run]) -> list[Run]:
    """The runs without labels outside paragraphs, unless much of the text stands in none and they stand amid it."""
    labels = [run.is_loose and len(run.paragraph.text) < _SENTENCE for run in runs]
    whole = sum(run.size for run, is_label in zip(runs, labels, strict=True) if not is_label)
    regular = sum(run.size for run in runs if not run.is_loose)
    amid = _main(runs) if regular < _MOSTLY * whole else None
    return [run for run, is_label in zip(runs, labels, strict=True) if not is_label or run.side == amid]


def _side_by_side(runs: list[Run]) -> list[Run]:
    """The runs to the end of those that stand side by side, and what follows without a heading of its own.

    None, when they are not most of the text, or when much more follows.
    """
    main = _main(runs)
    whole = _size(runs)
    if sum(run.size for run in runs if run.side == main) < _HALF * whole:
        return []
    last = max((index for index, run in enumerate(runs) if run.side == main), default=-1)
    end = next((index for index in range(last + 1, len(runs)) if runs[index].paragraph.is_heading), len(runs))
    if _size(runs[last + 1 : end]) > _TENTH * whole or _size(runs[end:]) > _THIRD * whole:
        return []
    return runs[:end]


def _begun(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs from the first that is no heading: before it stand the title, and words the page may vouch for."""
    has_begun = False
    for paragraph in paragraphs:
        has_begun = has_begun or not paragraph.is_heading
        if has_begun:
            yield paragraph


def _lead(page: Parts, place: Element) -> list[Run]:
    """The runs that introduce the article from just before its place."""
    return [
        run
        for element in _before(place)
        if page.prose.get(element)
        for run in read_apart(element, page)
        if not run.paragraph.is_heading and run.size >= _SENTENCE
    ]


def _before(place: Element) -> Iterator[Element]:
    """What stands beside a place and the two elements around it, before it, in document order."""
    around = [place, *islice(place.iterancestors(), 2)]
    for level in reversed(around):
        yield from reversed([*level.itersiblings(preceding=True)])
