"""The sections of config.yaml."""

from __future__ import annotations

import itertools
from datetime import time, timedelta
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.shell.values import HOST_PORT, Clock, Duration, Location, listen_address

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Section(BaseModel):
    """A part of the configuration: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchConfig(Section):
    """How we behave on other people's servers."""

    contact: str = Field(
        default="https://example.org/about-our-monitor",
        description="URL or e-mail address where a site's operator reaches you; goes into the User-Agent",
    )
    timeout: Duration = Field(default=timedelta(seconds=30), description="for one request, from first byte to last")
    max_body_mb: int = Field(default=10, ge=1, le=50, description="after decompression; larger answers are refused")
    concurrency: int = Field(default=16, ge=1, le=128, description="requests in flight, over all hosts")
    host_gap: Duration = Field(default=timedelta(seconds=1), description="pause between two requests to one host")
    allow_private: tuple[str, ...] = Field(
        default=(), description='private addresses that may be fetched all the same: "127.0.0.1:8901", "10.0.0.0/8"'
    )
    connect_to: dict[str, str] = Field(
        default_factory=dict,
        description='where to connect instead, as curl\'s --connect-to: {"example.org:80": "127.0.0.1:8901"}; '
        '"*:80" stands for every host',
    )

    @field_validator("connect_to")
    @classmethod
    def _host_and_port(cls, value: dict[str, str]) -> dict[str, str]:
        for key, target in value.items():
            for part in (key, target):
                if not HOST_PORT.match(part) or ":" not in part.rsplit("]", 1)[-1]:
                    raise ValueError(f"{part!r} is not host:port")
        return value

    @field_validator("timeout", "host_gap")
    @classmethod
    def _sane(cls, value: timedelta) -> timedelta:
        if not timedelta(0) < value <= timedelta(minutes=5):
            raise ValueError("must lie between 1s and 5m")
        return value


class PollConfig(Section):
    """How often feeds are asked."""

    min_interval: Duration = Field(default=timedelta(minutes=15), description="no feed is asked more often")
    max_interval: Duration = Field(default=timedelta(hours=6), description="no healthy feed is asked less often")
    initial: Duration = Field(default=timedelta(hours=1), description="until a feed's own rhythm is known")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta(minutes=1) <= self.min_interval <= self.initial <= self.max_interval <= timedelta(days=7):
            raise ValueError("1m <= min_interval <= initial <= max_interval <= 7d must hold")
        return self


class ReadConfig(Section):
    """How pages are read."""

    workers: int = Field(default=0, ge=0, le=256, description="reading processes; 0 means one per core")
    deadline: Duration = Field(default=timedelta(seconds=20), description="a page that takes longer is killed")
    executor: Literal["processes", "dask"] = Field(
        default="processes", description="where pages are read: processes of this machine, or a Dask cluster"
    )
    scheduler: str = Field(default="", description="address of the Dask scheduler, such as tcp://10.0.0.5:8786")

    @model_validator(mode="after")
    def _scheduler_for_dask(self) -> Self:
        if (self.executor == "dask") != bool(self.scheduler):
            raise ValueError("`executor: dask` and `scheduler: tcp://…` go together")
        return self


class MatchingConfig(Section):
    """What is flagged."""

    states_alone: Literal["never", "context", "always"] = Field(
        default="context",
        description="whether a story that names only states is flagged: never, in cyber-policy context, or always",
    )
    weak_threshold: float = Field(
        default=0.6, gt=0, le=3, description="evidence an ambiguous name needs; lower finds more and errs more"
    )
    call_threshold: float = Field(
        default=1.0, gt=0, le=5, description="cyber-policy evidence a short name of the Call needs"
    )
    context_terms: int = Field(
        default=3, ge=1, le=50, description="different cyber-policy terms that make a whole story a context"
    )
    near: int = Field(default=200, ge=20, le=2000, description="characters within which evidence counts as near")


class RevisitConfig(Section):
    """When flagged stories are looked at again, to follow their corrections."""

    after: tuple[Duration, ...] = Field(
        default=(timedelta(hours=1), timedelta(days=1), timedelta(days=7)),
        max_length=20,
        description="times since a story was read, rising; an empty list for never",
    )

    @field_validator("after")
    @classmethod
    def _rising(cls, value: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        bounds = (timedelta(0), *value, timedelta(days=3650))
        if any(later - earlier < timedelta(minutes=10) for earlier, later in itertools.pairwise(bounds)):
            raise ValueError("must rise by at least 10m each, up to ten years")
        return value


class RetentionConfig(Section):
    """What is kept, and for how long."""

    unmatched_days: int = Field(default=30, ge=0, le=36_500, description="text of stories that matched nothing")
    log_days: int = Field(default=90, ge=7, le=36_500, description="records of polls and runs")


class DigestConfig(Section):
    """The report of each day, and of each week and month where wanted."""

    at: Clock = Field(default=time(6, 30), description="local time at which the digest of a past period is written")
    folder: Location = Field(default="data/digests", description="where digests are written")
    editions: tuple[Literal["daily", "weekly", "monthly"], ...] = Field(
        default=("daily",), description="which digests are made: daily, weekly (Monday to Sunday), monthly"
    )
    weekly_on: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        default="monday", description="the day on which the digest of the week before is written"
    )
    formats: tuple[Literal["html", "md", "txt", "json"], ...] = Field(
        default=("html", "md"), min_length=1, description="the files of each digest: html, md, txt, json"
    )

    @field_validator("editions", "formats")
    @classmethod
    def _once_each(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < len(value):
            raise ValueError("names something twice")
        return value


class HealthConfig(Section):
    """How the daemon minds itself, and where it shows how it is."""

    listen: str = Field(
        default="127.0.0.1:9469",
        description="loopback address of /healthz and /metrics (for Prometheus); empty for none",
    )
    min_free_mb: int = Field(
        default=500, ge=0, description="with less free space beside the database, polling and reading pause"
    )

    @field_validator("listen")
    @classmethod
    def _on_loopback(cls, value: str) -> str:
        if value:
            listen_address(value)
        return value


class BackupConfig(Section):
    """Where `paris-call backup` writes, and how much of it is kept."""

    folder: Location = Field(default="data/backups", description="where backups are written; best on another disk")
    daily: int = Field(default=7, ge=0, description="the newest of so many days are kept")
    weekly: int = Field(default=4, ge=0, description="and the newest of so many weeks")


class FeedbackConfig(Section):
    """What follows from verdicts that people give on matches."""

    least_precision: float = Field(
        default=0.8, ge=0, le=1, description="a name right less often is proposed to count only with a cue"
    )
    least_verdicts: int = Field(default=5, ge=1, le=1000, description="fewer verdicts on a name propose nothing")
