"""Stories to feeds and pages, by the templates: one per feed dialect, one per site, and a few for all."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from demo.content import AMP_TAIL, TRACKING, Access, Dialect, Links, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from demo.content import Feed, Site, Story

MEDIA_TYPES: Final = {
    Dialect.RSS_2: "application/rss+xml",
    Dialect.RSS_1: "application/rdf+xml",
    Dialect.RSS_091: "text/xml",
    Dialect.ATOM: "application/atom+xml",
    Dialect.JSON: "application/feed+json",
    Dialect.SITEMAP: "application/xml",
}
_TAILS: Final = {Links.PLAIN: "", Links.TRACKED: TRACKING, Links.AMP: AMP_TAIL}
_RELATED: Final = 4  # headlines of other stories on a page


class Press:
    """Prints feeds and pages as text; the same input always gives the same text."""

    def __init__(self, templates: Path = Path(__file__).parent / "templates") -> None:
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"rfc822": _rfc822, "iso": _iso, "html": _html}

    def feed(self, site: Site, feed: Feed, stories: Sequence[Story]) -> str:
        """A feed document of `stories`, newest first as they come."""
        return self._templates.get_template(feed.dialect.value).render(
            site=site,
            feed=feed,
            stories=stories,
            tail=_TAILS[feed.links],
            gives_all=feed.words is Words.FULL,
        )

    def page(self, site: Site, story: Story, others: Sequence[Story]) -> str:
        """A story's page, among the site's furniture and headlines of `others`."""
        name = "consent.html" if story.access is Access.CONSENT else f"{site.host}.html"
        return self._print(name, site, story, others)

    def amp_page(self, site: Site, story: Story) -> str:
        """The page for phones; it names the other as the canonical one."""
        return self._print("amp.html", site, story, ())

    def missing_page(self, site: Site) -> str:
        """What comes with a 404."""
        return self._templates.get_template("missing.html").render(site=site)

    def _print(self, template: str, site: Site, story: Story, others: Sequence[Story]) -> str:
        is_teaser = story.access is Access.TEASER
        return self._templates.get_template(template).render(
            site=site,
            story=story,
            url=site.url(story.path),
            paragraphs=story.paragraphs[:1] if is_teaser else story.paragraphs,
            is_teaser=is_teaser,
            others=[other for other in others if other.path != story.path][:_RELATED],
        )


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _html(paragraphs: Sequence[str]) -> str:
    """Paragraphs as HTML in a plain string, so that a template escapes it once more, as feeds want it."""
    return "".join(str(Markup("<p>{}</p>").format(paragraph)) for paragraph in paragraphs)
