"""Matches as a feed for programs that read JSON: JSON Feed 1.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pipeline.core import urls
from pipeline.core.rendering import atom

if TYPE_CHECKING:
    from pipeline.core.rendering.atom import FeedItem, ItemFeed

CONTENT_TYPE: Final = "application/feed+json; charset=utf-8"


def to_json_feed(feed: ItemFeed) -> str:
    """The feed as a JSON Feed document; the same identities and summaries as in Atom."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "items": [_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _item(item: FeedItem) -> dict[str, object]:
    told: dict[str, object] = {
        "id": atom.item_id(item),
        "title": item.title,
        "content_html": atom.summary_html(item),
        "date_modified": atom.moment(item.updated),
        "tags": [item.tier, *item.subjects],
    }
    link = urls.canonical(item.url)
    if link:
        told["url"] = link
    if item.published is not None:
        told["date_published"] = atom.moment(item.published)
    if item.site:
        told["authors"] = [{"name": item.site}]
    if item.language:
        told["language"] = item.language
    return told
