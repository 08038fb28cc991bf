"""Whether the monitor judged every story as its file says it should."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from demo.content import Story, Verdict
from pipeline.core import urls
from pipeline.model import Tier  # noqa: TC001  (pydantic reads the annotation)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from demo.content import Site


class Exported(BaseModel):
    """What this demonstration needs of a line of `paris-call export`."""

    model_config = ConfigDict(frozen=True)

    url: str
    tier: Tier | None
    signatories: tuple[str, ...]
    duplicate_group: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One story: what was to be said of it, and what was said; None when it is not in the store."""

    url: str
    story: Story
    found: Verdict | None

    @property
    def is_as_expected(self) -> bool:
        """Whether tier and signatories are those of the story's file."""
        return self.found == self.story.expected


def read_export(lines: str) -> tuple[Exported, ...]:
    """The articles in the output of `paris-call export`."""
    return tuple(Exported.model_validate(json.loads(line)) for line in lines.splitlines())


def check(sites: Sequence[Site], exported: Iterable[Exported]) -> tuple[Check, ...]:
    """Every story of every site against the article the monitor has of it, whichever of its addresses that goes by."""
    articles = {urls.key(article.url): article for article in exported}
    checks = []
    for site in sites:
        for story in site.stories:
            url = site.url(story.path)
            article = articles.get(urls.key(url))
            found = Verdict(tier=article.tier, signatories=frozenset(article.signatories)) if article else None
            checks.append(Check(url=url, story=story, found=found))
    return tuple(checks)
