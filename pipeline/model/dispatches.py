"""Dispatches: what goes to people, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipeline.model.digests import DigestFilter, DigestSubject
from pipeline.model.subjects import Tier


class Via(StrEnum):
    """By which way something reaches a person."""

    MAIL = "mail"
    PUSH = "push"  # chat and push services


class DispatchState(StrEnum):
    """Where a dispatch stands."""

    PLANNED = "planned"  # goes out when its time comes, also after failures
    SENDING = "sending"  # is being handed over; found so after a crash, nobody knows whether it arrived
    SENT = "sent"
    FAILED = "failed"  # refused for good
    UNSURE = "unsure"  # may have arrived; never sent again by itself
    DROPPED = "dropped"  # settled by the operator, or nobody wants it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who gets something."""

    via: Via
    name: str  # a mail address, or the name of a push target: no secret
    editions: tuple[str, ...] = ("daily",)
    alerts: bool = False
    wanted: DigestFilter = field(default_factory=DigestFilter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is said. Words from outside may stand in any part; the way it goes makes them harmless there."""

    subject: str
    text: str
    html: str = ""  # the same as a page; empty where the way carries none


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A letter on its way to one recipient."""

    recipient: str
    letter: Letter
    message_id: str  # with its angle brackets; the same whenever the same thing is sent to the same recipient
    references: tuple[str, ...] = ()  # message ids of the thread it belongs to
    dated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One thing for one recipient: the digest of a day, or the alert on a story."""

    id: int
    what: str  # the digest's edition, or "alert"
    day: date | None  # of a digest
    article_id: int | None  # that gave rise to an alert
    via: Via
    recipient: str
    state: DispatchState
    held: bool  # an alert that quiet hours or the hourly limit kept waiting
    planned_at: datetime
    attempts: int
    next_attempt_at: datetime
    message_id: str
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertItem:
    """One story that is told at once, by the article that brought it up."""

    article_id: int
    story_id: int
    copies: int  # articles of the story that are flagged
    url: str
    title: str
    site: str
    language: str
    tier: Tier
    published: datetime | None
    first_seen: datetime
    sentence: str  # with U+E000 and U+E001 around what it names
    names: str  # official names, parted by "; "
    subjects: tuple[DigestSubject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A digest as a mail carries it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Proof that a sink has a digest."""

    place: str  # where a person finds it
    sha256: str  # of the bytes delivered, hex
