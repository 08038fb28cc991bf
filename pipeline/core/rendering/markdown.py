"""A digest in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.core import urls
from pipeline.core.evidence import pieces
from pipeline.core.rendering import wording
from pipeline.model import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Digest, DigestItem

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|!~&])")
# Directional overrides could make a title read as something else than it is.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def to_markdown(digest: Digest) -> str:
    """The digest as Markdown, with everything from outside escaped so that it shows and does nothing."""
    return "\n".join(_lines(digest)) + "\n"


def _lines(digest: Digest) -> Iterator[str]:
    yield f"# {wording.headline(digest)}"
    yield ""
    yield wording.summary(digest)
    for tier, title, explanation in wording.SECTIONS:
        items = tuple(item for item in digest.items if item.tier is tier)
        if items:
            yield from ("", f"## {title} ({len(items)})", "", f"*{explanation}*")
            yield from _groups(tier, items, digest)
    if digest.top_signatories:
        yield from ("", "## Most named signatories", "")
        yield from (f"- {_escaped(name)}: {count}" for name, count in digest.top_signatories)
    yield from ("", "## What could and could not be seen", "")
    yield from (f"- {_escaped(line)}" for line in wording.coverage_lines(digest))
    yield from (f"- **{_escaped(feed)}**: {_escaped(what)}" for feed, what in wording.trouble_lines(digest))


def _groups(tier: Tier, items: tuple[DigestItem, ...], digest: Digest) -> Iterator[str]:
    groups = (("", items),) if tier is Tier.CALL else wording.by_signatory(items)
    for name, group in groups:
        yield ""
        if name:
            yield from (f"### {_escaped(name)} ({len(group)})", "")
        for item in group:
            yield from _item(item, digest)


def _item(item: DigestItem, digest: Digest) -> Iterator[str]:
    title = _escaped(item.title) or "(no title)"
    link = urls.canonical(item.url)
    yield f"- **[{title}](<{link.replace('>', '%3E').replace('<', '%3C')}>)**" if link else f"- **{title}**"
    yield f"  {_escaped(' · '.join(wording.facts(item, digest)))}"
    if item.sentence:
        yield ""
        marked = "".join(
            f"**{_escaped(text)}**" if is_mention else _escaped(text)
            for text, is_mention in pieces(_flat(item.sentence), item.surfaces)
        )
        yield f"  > {marked}"
    names = item.signatories + item.states
    if names:
        yield ""
        yield f"  Names: {_escaped(', '.join(names))}"
    yield ""


def _flat(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _UNSEEN.sub(" ", text).replace("\n", " "))
