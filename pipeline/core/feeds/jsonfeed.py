"""JSON Feed 1.0 and 1.1. Nothing in it is believed to have the type it should."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from pipeline.core import urls
from pipeline.core.feeds import fields
from pipeline.core.feeds.dates import moment
from pipeline.core.feeds.untyped import is_record, record, records, string
from pipeline.errors import ParseError
from pipeline.model import Entry, FeedDocument, FeedKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Page

_ITEMS: Final = re.compile(r'"items"\s*:\s*\[')
_VALUE: Final = re.compile(r"[\s,]*(?=\{)")
_VERSION: Final = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d+)?/?")


def parse(text: str, page: Page, complaint: str) -> FeedDocument:
    """The feed in a JSON text.

    Args:
        text: the decoded body.
        page: where it came from; its URL is what relative links are relative to.
        complaint: what had to be forgiven already.

    Raises:
        ParseError: no JSON, not a JSON Feed, or one without a list of items.
    """
    document, flaw = _document(text, page)
    if not is_record(document) or not _VERSION.fullmatch(string(document, "version")):
        raise ParseError(page.url, "JSON, but not a JSON Feed")
    items = document.get("items")
    if not isinstance(items, list):
        raise ParseError(page.url, "a JSON Feed without items")
    base = urls.canonical(string(document, "home_page_url"), page.url) or page.url
    language = fields.language(string(document, "language"))
    entries = [_entry(item, base, language) for item in fields.both_ends(items) if is_record(item) and item]
    return FeedDocument(
        kind=FeedKind.JSON,
        title=fields.title(string(document, "title")),
        language=language,
        entries=tuple(entries),
        complaint=fields.complaints(complaint, flaw, items=len(items)),
    )


def _document(text: str, page: Page) -> tuple[object, str]:
    """The JSON in a text, and what is wrong with it; of broken JSON what comes before the break."""
    try:
        return json.loads(text, strict=False), ""
    except (ValueError, RecursionError) as error:
        begun = _ITEMS.search(text)
        if begun is None or isinstance(error, RecursionError):
            raise ParseError(page.url, f"broken JSON: {error}") from error
        items = list(_complete(text, begun.end()))
        if not items:
            raise ParseError(page.url, f"broken JSON: {error}") from error
        return _header(text[: begun.start()]) | {"items": items}, f"broken JSON: {error}"


def _complete(text: str, at: int) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)
    while begins := _VALUE.match(text, at):
        try:
            item, at = decoder.raw_decode(text, begins.end())
        except (ValueError, RecursionError):
            return
        yield item


def _header(text: str) -> dict[str, object]:
    try:
        header: object = json.loads(text.rstrip().rstrip(",") + "}", strict=False)
    except (ValueError, RecursionError):
        return {}
    return header if is_record(header) else {}


def _entry(item: dict[str, object], base: str, language: str) -> Entry:
    return Entry(
        guid=fields.guid(_scalar(item, "id")),
        url=next(filter(None, _links(item, base)), ""),
        title=fields.title(string(item, "title")),
        summary=fields.prose(string(item, "summary"), fields.MAX_SUMMARY),
        content=fields.prose(string(item, "content_html") or string(item, "content_text"), fields.MAX_CONTENT),
        authors=fields.authors(_authors(item)),
        published=moment(string(item, "date_published")),
        updated=moment(string(item, "date_modified")),
        language=fields.language(string(item, "language")) or language,
    )


def _links(item: dict[str, object], base: str) -> Iterator[str]:
    yield urls.canonical(string(item, "url"), base)
    yield urls.canonical(string(item, "external_url"), base)
    yield urls.canonical(_scalar(item, "id"))  # the specification wants ids to be addresses


def _authors(item: dict[str, object]) -> Iterator[str]:
    for author in (*records(item, "authors"), record(item, "author")):
        yield string(author, "name")


def _scalar(holder: dict[str, object], key: str) -> str:
    """A member as text; ids are often numbers."""
    value = holder.get(key)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else string(holder, key)
