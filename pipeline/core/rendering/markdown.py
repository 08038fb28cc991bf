"""A digest in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.rendering.view import DigestView, StoryView
    from pipeline.model import Digest

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#|!~&])")
# What would begin a list where it begins a line; elsewhere it is only a sign.
_FIRST: Final = re.compile(r"^(\d+)([.)])|^([-+=])")


def to_markdown(digest: Digest) -> str:
    """The digest as Markdown, with everything from outside escaped so that it shows and does nothing."""
    return "\n".join(_lines(view_of(digest))) + "\n"


def _lines(view: DigestView) -> Iterator[str]:
    yield f"# {view.title}"
    yield ""
    yield view.summary
    yield from _numbers(view)
    for section in view.sections:
        yield from ("", f"## {section.title} ({section.count})", "", f"*{section.explanation}*", "")
        for story in section.stories:
            yield from _story(story)
        if section.beyond:
            yield section.beyond
    yield from _most_named(view)
    if view.news or view.news_note:
        yield from ("", "## New and unusual", "")
        if view.news_note:
            yield view.news_note
        for name, why, title in view.news:
            yield f"- **{_escaped(name)}**: {_escaped(why)}: {_escaped(title)}"
    if view.corrections:
        yield from ("", "## Corrections", "")
        for one in view.corrections:
            yield f"- {_linked(one.title, one.link)}: {_escaped(one.what)}"
    yield from ("", "## What could and could not be seen", "")
    yield from (f"- {_escaped(line)}" for line in view.coverage)
    yield from (f"- **{_escaped(feed)}**: {_escaped(what)}" for feed, what in view.troubles)


def _numbers(view: DigestView) -> Iterator[str]:
    if view.figures:
        yield ""
        yield f"| {' | '.join(figure.label for figure in view.figures)} |"
        yield "| ---: " * len(view.figures) + "|"
        yield f"| {' | '.join(f'**{figure.value}** {figure.change}'.strip() for figure in view.figures)} |"
        yield from ("", f"*{view.comparison}*")
    if view.trend:
        yield ""
        yield f"| day | {' | '.join(bar.label for bar in view.trend)} |"
        yield "| --- |" + " ---: |" * len(view.trend)
        yield f"| stories | {' | '.join(str(bar.stories) for bar in view.trend)} |"
        yield f"| on the Call | {' | '.join(str(bar.call) for bar in view.trend)} |"


def _most_named(view: DigestView) -> Iterator[str]:
    if view.top or view.states:
        yield from ("", "## Most named signatories", "", f"*{view.top_caption}*", "")
    yield from (f"- {_escaped(one.name)}: {one.count} ({_escaped(one.change)})" for one in view.top)
    if view.states:
        yield f"- States: {_escaped(view.states)}"


def _story(story: StoryView) -> Iterator[str]:
    yield f"- **{_linked(story.title, story.link)}**"
    if story.standing:
        yield f"  *{_escaped(story.standing)}*  "
    yield f"  {_escaped(' · '.join(filter(None, (story.outlets, *story.facts))))}"
    if story.pieces:
        marked = "".join(f"**{_escaped(text)}**" if is_mention else _escaped(text) for text, is_mention in story.pieces)
        yield from ("", f"  > {_not_first(marked)}")
    if story.names:
        yield from ("", f"  Names: {_escaped(story.names)}")
    yield ""


def _linked(title: str, link: str) -> str:
    safe = link.replace(">", "%3E").replace("<", "%3C")
    return f"[{_escaped(title)}](<{safe}>)" if link else _escaped(title)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _not_first(text: str) -> str:
    return _FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text.lstrip())
