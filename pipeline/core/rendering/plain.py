"""A digest as plain text of 72 columns, for mail programs that show nothing else."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.rendering.view import DigestView, StoryView
    from pipeline.model import Digest

COLUMNS: Final = 72
_BAR: Final = 40  # columns of the longest bar
_WORTH: Final = 24  # columns left on a line, from which on a word too long for any line begins there


def to_text(digest: Digest) -> str:
    """The digest as text; no line but an address is wider than 72 columns, counting wide characters as two."""
    return "\n".join(_lines(view_of(digest))) + "\n"


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrapped(text: str, indent: str = "", first: str = "") -> Iterator[str]:
    """Lines of at most 72 columns; words too long for a line, as those of scripts without blanks, are cut."""
    line, is_new = first or indent, True
    for word in text.split():
        rest = word
        fits = width(line) + (not is_new) + width(rest) <= COLUMNS
        if not fits and not is_new and (width(indent) + width(rest) <= COLUMNS or COLUMNS - width(line) < _WORTH):
            yield line
            line, is_new = indent, True
        while True:
            gap = "" if is_new else " "
            head = _head(rest, COLUMNS - width(line) - len(gap))
            if head == rest:
                line, is_new = line + gap + rest, False
                break
            yield line + gap + head
            rest, line, is_new = rest[len(head) :], indent, True
    if not is_new:
        yield line


def _head(word: str, room: int) -> str:
    taken = 0
    for number, character in enumerate(word):
        taken += width(character)
        if taken > room:
            return word[: max(number, 1)]
    return word


def _lines(view: DigestView) -> Iterator[str]:
    yield from wrapped(view.title)
    yield "=" * min(width(view.title), COLUMNS)
    yield ""
    yield from wrapped(view.summary)
    yield from _numbers(view)
    yield from _sections(view)
    yield from _most_named(view)
    yield from _news(view)
    yield from _corrections(view)
    yield from _heading("What could and could not be seen")
    for line in view.coverage:
        yield from wrapped(line, indent="  ", first="* ")
    for feed, what in view.troubles:
        yield from wrapped(f"{feed}: {what}", indent="  ", first="* ")


def _numbers(view: DigestView) -> Iterator[str]:
    if view.figures:
        yield ""
        for figure in view.figures:
            yield f"{figure.value:>9} {figure.label:<12} {figure.change}".rstrip()
        yield from wrapped(view.comparison)
    if not view.trend:
        return
    most = max(bar.stories for bar in view.trend) or 1
    yield ""
    for bar in view.trend:
        long, dark = round(_BAR * bar.stories / most), round(_BAR * bar.call / most)
        drawn = "#" * dark + "=" * (long - dark)
        told = f"{bar.stories} ({bar.call} on the Call)" if bar.call else str(bar.stories)
        yield f"{bar.label:>7} {drawn}{' ' if drawn else ''}{told}"
    yield from wrapped(view.trend_caption.replace("at the foot of each bar", "# stands for"))


def _sections(view: DigestView) -> Iterator[str]:
    for section in view.sections:
        yield from _heading(f"{section.title} ({section.count})")
        yield from wrapped(section.explanation)
        for number, story in enumerate(section.stories, 1):
            yield ""
            yield from _story(story, number)
        if section.beyond:
            yield ""
            yield from wrapped(f"{section.beyond} {section.beyond_link}".strip())


def _most_named(view: DigestView) -> Iterator[str]:
    if view.top or view.states:
        yield from _heading("Most named signatories")
        yield from wrapped(view.top_caption)
    for one in view.top:
        yield from wrapped(f"{one.name} ({one.change})", indent=" " * 6, first=f"{one.count:>4}  ")
    if view.states:
        yield from wrapped(f"States: {view.states}", indent=" " * 6)


def _news(view: DigestView) -> Iterator[str]:
    if view.news or view.news_note:
        yield from _heading("New and unusual")
    if view.news_note:
        yield from wrapped(view.news_note)
    for name, why, title in view.news:
        yield from wrapped(f"{name}: {why}: {title}", indent="  ", first="* ")


def _corrections(view: DigestView) -> Iterator[str]:
    if view.corrections:
        yield from _heading("Corrections")
    for one in view.corrections:
        yield from wrapped(f"{one.title}: {one.what}", indent="  ", first="* ")
        if one.link:
            yield f"  {one.link}"


def _heading(title: str) -> Iterator[str]:
    yield from ("", "", title, "-" * width(title))


def _story(story: StoryView, number: int) -> Iterator[str]:
    yield from wrapped(story.title, indent="    ", first=f"{number:>2}. ")
    if story.link:
        yield f"    {story.link}"
    if story.standing:
        yield from wrapped(story.standing, indent="    ")
    yield from wrapped(" · ".join(filter(None, (story.outlets, *story.facts))), indent="    ")
    if story.pieces:
        said = "".join(f"*{text}*" if is_mention else text for text, is_mention in story.pieces)
        yield from wrapped(said, indent="    | ")
    if story.names:
        yield from wrapped(f"Names: {story.names}", indent="    ")
