"""How single values of our tables look in Datasette's own tables. Text from outside is escaped, always."""

from __future__ import annotations

import json
import re
from typing import Final

from markupsafe import Markup, escape

from pipeline.core.evidence import MARK
from pipeline.core.rendering.languages import language_name
from pipeline.desk import markup
from pipeline.desk.listing import TIERS

_LISTS: Final = frozenset({"signatories", "states", "reasons", "evidence"})
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST: Final = 60  # characters of an address that are shown


def cell(value: object, column: str) -> Markup | None:
    """The value as markup, or None to leave it to Datasette."""
    if not isinstance(value, str) or not value:
        return None
    by_column = _by_column(value, column)
    return by_column if by_column is not None else _by_form(value)


def _by_column(value: str, column: str) -> Markup | None:
    if column == "tier" and value in TIERS:
        return tier(value)
    if column == "language":
        return Markup('<span title="{}">{}</span>').format(value, language_name(value))
    return _list(value) if column in _LISTS and value.startswith("[") else None


def _by_form(value: str) -> Markup | None:
    if _TIME.fullmatch(value):
        return Markup('<time datetime="{}">{}</time>').format(value, markup.time_words(value))
    if MARK in value:
        return markup.marked(value)
    return link(value) if _ADDRESS.fullmatch(value.strip()) else None


def tier(value: str) -> Markup:
    """A tier as a word with a colour."""
    return Markup('<span class="desk-tier {}">{}</span>').format(value, TIERS[value])


def link(url: str) -> Markup:
    """An address of the web as a link that gives nothing away; any other as text."""
    address = markup.web(url)
    shown = url if len(url) <= _LONGEST else f"{url[: _LONGEST - 1]}…"
    if not address:
        return escape(shown)
    return Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(address, shown)


def _list(value: str) -> Markup | None:
    try:
        parts = json.loads(value)
    except ValueError:
        return None
    return escape("; ".join(str(part) for part in parts)) if isinstance(parts, list) else None
