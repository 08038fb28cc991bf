"""What an examination finds, and the judgements on plain numbers that need no instrument."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Verdict(StrEnum):
    """How well one thing is."""

    FINE = "fine"
    WARNING = "warning"  # works, but somebody should know
    WRONG = "wrong"  # somebody must act


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined: what it is, how it is, in which words, and what to do about it."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""


def fine(name: str, detail: str) -> Check:
    """All is well with `name`."""
    return Check(name, Verdict.FINE, detail)


def warning(name: str, detail: str, remedy: str) -> Check:
    """Works, but somebody should know."""
    return Check(name, Verdict.WARNING, detail, remedy)


def wrong(name: str, detail: str, remedy: str) -> Check:
    """Somebody must act."""
    return Check(name, Verdict.WRONG, detail, remedy)


def disk(free: int, least: int) -> Check:
    """Judges the free space beside the database, both in bytes; below `least` the daemon pauses."""
    detail = f"{free / 1e6:.0f} MB free"
    if free < least:
        return wrong("disk", f"{detail}; the daemon pauses under {least / 1e6:.0f} MB", "free some space")
    if free < 2 * least:
        return warning("disk", f"{detail}; the daemon pauses under {least / 1e6:.0f} MB", "free some space soon")
    return fine("disk", detail)


def wal(size: int, most: int) -> Check:
    """Judges the write-ahead log, both in bytes; it grows while some program holds a read transaction open."""
    detail = f"{size / 1e6:.1f} MB"
    if size > most:
        remedy = "find the program that has had the database open for long, and restart it"
        return warning("write-ahead log", f"{detail}, more than {most / 1e6:.0f} MB", remedy)
    return fine("write-ahead log", detail)


def clock(now: datetime, latest: datetime | None, margin: timedelta) -> Check:
    """Judges the clock by the latest moment the database knows of, which cannot lie ahead of now."""
    said = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if latest is not None and latest > now + margin:
        remedy = "set the clock by NTP; a feed waits until the time it was told, at most its longest interval"
        return wrong("clock", f"{said}, but the database holds events of {latest:%Y-%m-%d %H:%M:%S}", remedy)
    return fine("clock", said)


def expat(version: tuple[int, int, int]) -> Check:
    """Judges the XML parser: before 2.4.1 nothing bounds the expansion of entities."""
    told = ".".join(str(part) for part in version)
    if version < (2, 4, 1):
        remedy = "upgrade Python or libexpat; until then only the workers' memory limit stands against XML bombs"
        return warning("expat", f"{told} does not bound the expansion of entities", remedy)
    return fine("expat", told)
