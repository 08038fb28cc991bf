"""Stories for people and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.core.stories.additions import Additions, additions
from pipeline.core.stories.texts import prepare
from pipeline.model import StoryMember
from pipeline.shell.terminal import TIER_STYLE, console, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.model import Story, StoryDecision

_SHOWN = 3  # sentences of each kind that are shown of a copy; JSON has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """A member of a story beside the earliest one."""

    member: StoryMember
    additions: Additions
    only_here: tuple[str, ...]  # subjects that no other member names


def told(members: Sequence[StoryMember]) -> tuple[Tale, ...]:
    """What each member adds to the first of them and leaves out; the texts are compared here and now."""
    texts = [prepare(member.copy) for member in members]
    named = [subject for member in members for subject in member.subjects]
    return tuple(
        Tale(
            member=member,
            additions=additions(text, texts[0]),
            only_here=tuple(one for one in member.subjects if len(members) > 1 and named.count(one) == 1),
        )
        for member, text in zip(members, texts, strict=True)
    )


def listed(stories: Sequence[Story], counts: tuple[int, int, int]) -> None:
    """A table of stories, as wide as the terminal."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for heading in ("id", "first seen", "tier"):
        table.add_column(heading, no_wrap=True)
    table.add_column("copies", justify="right", no_wrap=True)
    table.add_column("outlets", justify="right", no_wrap=True)
    table.add_column("story", ratio=1, overflow="fold")
    for story in stories:
        title = Text(printable(story.title) or "(no title)")
        about = " · ".join(filter(None, (story.site, ", ".join(story.signatories[:4]))))
        title.append(f"\n{printable(about)}", style="dim")
        table.add_row(
            str(story.id),
            f"{story.first_seen:%m-%d %H:%M}",
            Text(story.tier.value, style=TIER_STYLE[story.tier]),
            str(story.articles),
            str(story.outlets),
            title,
        )
    out = console()
    out.print(table)
    total, articles, waiting = counts
    rest = f"; {waiting} wait to be compared" if waiting else ""
    out.print(f"{len(stories)} of {total} stories, which {articles} articles tell{rest}")


def shown(story: Story, tales: Sequence[Tale]) -> None:
    """A story with its members."""
    out = console()
    out.print(Text(printable(story.title) or "(no title)", style="bold"))
    facts = f"  story {story.id} · {story.articles} articles · {story.outlets} outlets · {' '.join(story.languages)}"
    out.print(Text(facts), Text(f" · {story.tier.value}", style=TIER_STYLE[story.tier]), sep="")
    if story.signatories:
        out.print(Text(f"  names {printable(', '.join(story.signatories))}"))
    for place, tale in enumerate(tales):
        copy = tale.member.copy
        out.print()
        out.print(Text(f"{copy.first_seen:%Y-%m-%d %H:%M}  {printable(tale.member.site)}  article {copy.id}", "bold"))
        out.print(Padding(Text(printable(copy.title)), (0, 0, 0, 2)))
        out.print(Padding(Text(printable(copy.url), style="blue"), (0, 0, 0, 2)))
        for line in ("the earliest sighting",) if place == 0 else _in_words(tale):
            out.print(Padding(Text(printable(line)), (0, 0, 0, 2)))


def _in_words(tale: Tale) -> list[str]:
    link = tale.member.link
    lines = (
        [f"{link.why.replace('_', ' ')}: {link.similarity:.0%} alike, {link.contained:.0%} of the shorter"]
        if link
        else ["belongs here by other members, or because somebody decided so"]
    )
    for sign, sentences in (("+", tale.additions.added), ("-", tale.additions.left_out)):
        lines += [f"{sign} {sentence}" for sentence in sentences[:_SHOWN]]
        if len(sentences) > _SHOWN:
            lines.append(f"{sign} and {len(sentences) - _SHOWN} more sentences")
    if tale.only_here:
        lines.append(f"names alone: {', '.join(tale.only_here)}")
    return lines


def decided(decisions: Sequence[StoryDecision]) -> None:
    """A table of decisions, as wide as the terminal."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("id", "made", "decision", "undone", "note"):
        table.add_column(heading, overflow="fold")
    for one in decisions:
        what = f"split {one.article}" if one.other is None else f"join {one.article} {one.other}"
        undone = f"{one.undone_at:%Y-%m-%d %H:%M}" if one.undone_at else ""
        table.add_row(str(one.id), f"{one.made_at:%Y-%m-%d %H:%M}", what, undone, Text(printable(one.note)))
    console().print(table)


def as_object(story: Story) -> dict[str, object]:
    """A story for JSON."""
    return {
        "id": story.id,
        "day": story.day.isoformat(),
        "title": story.title,
        "site": story.site,
        "url": story.url,
        "tier": story.tier.value,
        "score": story.score,
        "articles": story.articles,
        "outlets": story.outlets,
        "languages": list(story.languages),
        "signatories": list(story.signatories),
        "first_seen": story.first_seen.isoformat(),
        "last_seen": story.last_seen.isoformat(),
    }


def whole_as_object(story: Story, tales: Sequence[Tale]) -> dict[str, object]:
    """A story with its members for JSON."""
    return as_object(story) | {"members": [_tale_as_object(tale) for tale in tales]}


def _tale_as_object(tale: Tale) -> dict[str, object]:
    member, link = tale.member, tale.member.link
    return {
        "article": member.copy.id,
        "url": member.copy.url,
        "title": member.copy.title,
        "site": member.site,
        "language": member.copy.language,
        "tier": member.tier.value,
        "score": member.score,
        "published": member.published.isoformat() if member.published else None,
        "first_seen": member.copy.first_seen.isoformat(),
        "subjects": list(member.subjects),
        "only_here": list(tale.only_here),
        "added": list(tale.additions.added),
        "left_out": list(tale.additions.left_out),
        "link": {"why": link.why, "similarity": link.similarity, "contained": link.contained} if link else None,
    }


def decision_as_object(one: StoryDecision) -> dict[str, object]:
    """A decision for JSON."""
    return {
        "id": one.id,
        "verb": "split" if one.other is None else "join",
        "article": one.article,
        "other": one.other,
        "made_at": one.made_at.isoformat(),
        "note": one.note,
        "undone_at": one.undone_at.isoformat() if one.undone_at else None,
    }
