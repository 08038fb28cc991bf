"""Moments as feeds write them: ISO 8601 and its relaxations, RFC 822, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final
from unicodedata import normalize

_ISO: Final = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})|(?P<mm>\d{2})(?P<dd>\d{2}))"
    r"(?:(?:[Tt_]|\s+)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_DAY_FIRST: Final = re.compile(
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<zone>)?)?"
)
_EPOCH: Final = re.compile(r"(?P<seconds>\d{9,10})(?P<fraction>\d{3})?")
_LONGEST: Final = 100  # characters
_WORDED: Final = re.compile(
    r"(?P<day>\d{1,2})\.?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(?P<rest>\d{4}.*)"
)
# How months begin, without accents, where not as in English: in Romance, Germanic and Slavic languages.
_MONTHS: Final = {
    "Jan": ("ene", "gen", "янв"),
    "Feb": ("fev", "фев"),
    "Mar": ("mrt", "мар"),
    "Apr": ("avr", "abr", "апр"),
    "May": ("mai", "mag", "maj", "мая", "маи"),
    "Jun": ("juin", "giu", "июн"),
    "Jul": ("juil", "lug", "июл"),
    "Aug": ("aou", "ago", "авг"),
    "Sep": ("set", "сен"),
    "Oct": ("out", "ott", "okt", "окт"),
    "Nov": ("ноя",),
    "Dec": ("dez", "dic", "дек"),
}
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})?")
_ZONE_NAME: Final = re.compile(r"(?:GMT|UTC)?([+-]\d{1,2}:?\d{2})$|\b([A-Z]{3,4})(?:\s*\(.*\))?$")
# Zones in daily use that RFC 822 does not name. IST and the like, which mean several, are left to mean UTC.
_ZONES: Final = {
    "WET": "+0000",
    "WEST": "+0100",
    "BST": "+0100",
    "CET": "+0100",
    "MEZ": "+0100",
    "CEST": "+0200",
    "MESZ": "+0200",
    "EET": "+0200",
    "SAST": "+0200",
    "EEST": "+0300",
    "MSK": "+0300",
    "HKT": "+0800",
    "SGT": "+0800",
    "JST": "+0900",
    "KST": "+0900",
    "AEST": "+1000",
    "AEDT": "+1100",
    "NZST": "+1200",
    "NZDT": "+1300",
}


def moment(text: str) -> datetime | None:
    """The moment `text` names, in UTC; a time without a zone is UTC, a day alone its first second.

    Returns:
        None for what names no day of the calendar. Years are not judged.
    """
    text = text.strip()[:_LONGEST]
    found = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    try:
        if found:
            return _assembled(found)
        if seconds := _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(seconds["seconds"]), UTC)
        return _in_utc(parsedate_to_datetime(_with_offset(_in_english(text))))
    except (ValueError, OverflowError, TypeError, IndexError):  # what the email parser raises is nowhere written down
        return None


def _assembled(found: re.Match[str]) -> datetime:
    parts = found.groupdict()
    month, day = parts["month"] or parts["mm"], parts["day"] or parts["dd"]
    midnight = datetime(int(parts["year"]), int(month), int(day), tzinfo=_zone(parts["zone"] or ""))
    # Added, not given: 24:00 is the next midnight and :60 a leap second.
    hours, minutes, seconds = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if hours > 24 or minutes > 59 or seconds > 60:  # noqa: PLR2004  (a clock)
        raise ValueError(found[0])
    return _in_utc(midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds))


def _zone(text: str) -> timezone:
    found = _OFFSET.fullmatch(text)
    if not found:
        return UTC
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(ahead if found[1] == "+" else -ahead)


def _in_english(text: str) -> str:
    """A date of RFC 822 with its month in English and without the name of its day."""
    found = _WORDED.search(text)
    if not found:
        return text
    plain = "".join(filter(str.isalpha, normalize("NFD", found["month"].lower())))
    for english, begins in _MONTHS.items():
        if plain.startswith((english.lower(), *begins)):
            return f"{found['day']} {english} {found['rest']}"
    return text


def _with_offset(text: str) -> str:
    found = _ZONE_NAME.search(text)
    if not found:
        return text
    offset = found[1] or _ZONES.get(found[2], "")
    # The email parser reads the colon of an offset as one of a time.
    return f"{text[: found.start()]} {offset.replace(':', '')}" if offset else text


def _in_utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
