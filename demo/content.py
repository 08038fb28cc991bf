"""What the newsroom publishes: sites, feeds and stories, read from `sites/*.yaml`, each story with its verdict.

All of it is invented for this demonstration; no story happened, and the sites' names end in `.example`, which nobody
can register.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from pipeline.model import Tier  # noqa: TC001  (pydantic reads the annotation)

SITES: Final = Path(__file__).parent / "sites"
OPENING: Final = datetime(2026, 11, 9, 6, tzinfo=UTC)  # hour 0 of every story's `hour`, a Monday

AMP_TAIL: Final = "/amp"
TRACKING: Final = "?utm_source=rss&utm_medium=feed&utm_campaign=front-page"


class Dialect(StrEnum):
    """The format of a feed. The value names its template."""

    RSS_2 = "rss-2.0.xml"
    RSS_1 = "rss-1.0.xml"
    RSS_091 = "rss-0.91.xml"
    ATOM = "atom.xml"
    JSON = "json-feed.json"
    SITEMAP = "news-sitemap.xml"


class Words(StrEnum):
    """How much of a story its feed gives away."""

    SUMMARY = "summary"
    FULL = "full"


class Links(StrEnum):
    """Which of a story's addresses a feed gives."""

    PLAIN = "plain"
    TRACKED = "tracked"  # with parameters that count visits
    AMP = "amp"


class Answer(StrEnum):
    """How a feed answers."""

    READY = "ready"
    MOVED = "moved"  # 301 to `moved_to`, which has the feed
    BUSY = "busy"  # 503 with Retry-After, until `OPENING` is past
    GONE = "gone"  # 410


class Access(StrEnum):
    """What a reader who is not logged in gets to see of a story's page."""

    FREE = "free"
    TEASER = "teaser"  # the first paragraph and an offer to subscribe
    CONSENT = "consent"  # a wall that wants cookies accepted first
    MISSING = "missing"  # 404


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Strict):
    """What the monitor should say of a story: its tier, or None for a story that is not to be flagged.

    `signatories` are official names, states left out.
    """

    tier: Tier | None = None
    signatories: frozenset[str] = frozenset()


class Feed(_Strict):
    """One feed of a site: the latest of its stories."""

    path: str
    dialect: Dialect
    words: Words = Words.SUMMARY
    links: Links = Links.PLAIN
    answer: Answer = Answer.READY
    moved_to: str = ""


class Correction(_Strict):
    """What a story's page says from some hour on, in place of what it said before."""

    hour: float  # after OPENING
    body: str


class Story(_Strict):
    """One story. `shows` says what it is in the demonstration for; `expected` is what should hold in the end."""

    path: str
    hour: float  # after OPENING
    title: str
    summary: str = ""
    body: str
    access: Access = Access.FREE
    correction: Correction | None = None
    withdrawn: float | None = None  # hour after OPENING from which its page is gone
    author: str = ""
    expected: Verdict = Verdict()
    shows: str

    @property
    def published(self) -> datetime:
        """When it went online."""
        return OPENING + timedelta(hours=self.hour)

    def as_of(self, now: datetime) -> Story:
        """The story as its site shows it at `now`."""
        if self.correction is not None and OPENING + timedelta(hours=self.correction.hour) <= now:
            return self.model_copy(update={"body": self.correction.body})
        return self

    def is_online(self, now: datetime) -> bool:
        """Whether its page can be had at `now`."""
        gone = self.withdrawn is not None and OPENING + timedelta(hours=self.withdrawn) <= now
        return self.published <= now and not gone and self.access is not Access.MISSING

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body, one paragraph a piece, without line breaks."""
        return tuple(" ".join(part.split()) for part in self.body.split("\n\n") if part.strip())


class Site(_Strict):
    """One news site. Its pages are printed from `templates/HOST.html`."""

    host: str
    name: str
    language: str  # BCP 47
    charset: str = "utf-8"
    robots: str = ""
    feeds: tuple[Feed, ...]
    stories: tuple[Story, ...] = ()

    def url(self, path: str) -> str:
        """A path of this site as an address."""
        return f"http://{self.host}{path}"


def load(folder: Path = SITES) -> tuple[Site, ...]:
    """Every site in a folder, by the name of its file.

    In a file, a story with `reprint_of: URL` takes from the agency's story at that URL whatever it does not say itself.

    Raises:
        pydantic.ValidationError: a file does not have the form above.
        KeyError: a reprint of a story that is nowhere.
    """
    reader = YAML(typ="safe")
    files = [reader.load(path) for path in sorted(folder.glob("*.yaml"))]
    originals = {f"http://{file['host']}{story['path']}": story for file in files for story in file.get("stories", ())}
    return tuple(
        Site.model_validate(file | {"stories": [_resolved(story, originals) for story in file.get("stories", ())]})
        for file in files
    )


def _resolved(story: dict[str, object], originals: dict[str, dict[str, object]]) -> dict[str, object]:
    own = {key: value for key, value in story.items() if key != "reprint_of"}
    return originals[str(story["reprint_of"])] | own if "reprint_of" in story else own
