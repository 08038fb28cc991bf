"""How values from the store become safe markup."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from pipeline.core import urls
from pipeline.core.evidence import MARK, UNMARK

if TYPE_CHECKING:
    from datetime import timedelta

_DAY = 86400
_HOUR = 3600
_MINUTE = 60


def marked(sentence: str) -> Markup:
    """A sentence with `<mark>` around what it names; marks that are not a pair are left out."""
    parts = []
    for number, piece in enumerate(sentence.split(MARK)):
        named, closed, rest = piece.partition(UNMARK)
        if number and closed:
            parts.append(Markup("<mark>{}</mark>{}").format(named, rest.replace(UNMARK, "")))
        else:
            parts.append(escape(piece.replace(UNMARK, "")))
    return Markup("").join(parts)


def web(url: str) -> str:
    """The address when it is one of the web, else "": nothing else becomes a link."""
    return urls.canonical(url)


def day_words(day: date) -> str:
    """A day as people say it: "Monday 9 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def time_words(text: str | None) -> str:
    """A time of the store as people read it: "9 Nov 2026, 06:00 UTC"."""
    if not text:
        return ""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{when.day} {when:%b %Y, %H:%M} UTC"


def ago(span: timedelta) -> str:
    """How long something is ago, roughly: "12 minutes"."""
    seconds = int(max(0, span.total_seconds()))
    for size, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"
