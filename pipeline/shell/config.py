"""config.yaml -> frozen sections. Every mistake is reported at once, with its line and what to do about it."""

from __future__ import annotations

import difflib
import ipaddress
import re
from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from pipeline.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d+)\s*(ms|[smhd])")
_LAST_PORT = 65_535
_HOST_PORT = re.compile(r"^(\[[0-9A-Fa-f:.]+\]|[^:/\s]+)(:(\d{1,5}|\*))?$")


def duration(value: object) -> timedelta:
    """`90` (seconds), `30m`, `6h`, `1d`, `1h30m` or `250ms`."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip().lower()
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return timedelta(seconds=value)
        if text and not _DURATION.sub("", text).strip():
            return timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in _DURATION.findall(text)))
    except OverflowError:
        raise ValueError(f"longer than time itself: {text[:40]}") from None
    raise ValueError(f"not a duration: {value!r}; write 30s, 15m, 6h or 1d")


def _clock(value: object) -> time:
    """`06:30`, also when a YAML 1.1 tool has turned it into minutes."""
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"not a time of day: {value!r}; write it in quotes, like '06:30'") from None


def listen_address(value: str) -> tuple[str, int]:
    """`127.0.0.1:9469` or `[::1]:9469` as an address and a port.

    Raises:
        ValueError: it is something else, or not on loopback; in words for the operator.
    """
    host, _, port = value.rpartition(":")
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise ValueError(f"{value!r} is not address:port, such as 127.0.0.1:9469") from None
    if not address.is_loopback:
        raise ValueError(f"{address} is not a loopback address; put a reverse proxy in front for other machines")
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > _LAST_PORT:
        raise ValueError(f"{port!r} is not a port")
    return str(address), int(port)


def _location(value: str) -> str:
    """A path that a file system can carry."""
    if not value.isprintable():
        raise ValueError("has a character that no path should have")
    return value


Duration = Annotated[timedelta, BeforeValidator(duration, json_schema_input_type=str | int)]
Clock = Annotated[time, BeforeValidator(_clock, json_schema_input_type=str)]
Location = Annotated[str, Field(max_length=1000), AfterValidator(_location)]


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
                if not _HOST_PORT.match(part) or ":" not in part.rsplit("]", 1)[-1]:
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


class RetentionConfig(Section):
    """What is kept, and for how long."""

    unmatched_days: int = Field(default=30, ge=0, le=36_500, description="text of stories that matched nothing")
    log_days: int = Field(default=90, ge=7, le=36_500, description="records of polls and runs")


class DigestConfig(Section):
    """The daily report."""

    at: Clock = Field(default=time(6, 30), description="local time at which yesterday's digest is written")
    folder: Location = Field(default="data/digests", description="where digests are written")


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


class Config(Section):
    """The whole of config.yaml. Paths are relative to the file itself."""

    database: Location = Field(default="data/monitor.db", description="the one SQLite file that holds everything")
    feeds: Location = Field(default="feeds.txt", description="the list of feeds")
    watchlist: Location = Field(default="", description="a CSV of further names to watch, see docs/gazetteer.md")
    timezone: str = Field(default="Europe/Paris", description="IANA name; a digest's day is a day there")
    fetch: FetchConfig = Field(default_factory=FetchConfig)
    poll: PollConfig = Field(default_factory=PollConfig)
    read: ReadConfig = Field(default_factory=ReadConfig)
    matching: MatchingConfig = Field(default_factory=MatchingConfig)
    retention: RetentionConfig = Field(default_factory=RetentionConfig)
    digest: DigestConfig = Field(default_factory=DigestConfig)
    health: HealthConfig = Field(default_factory=HealthConfig)
    backup: BackupConfig = Field(default_factory=BackupConfig)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no such time zone: {value!r}; write an IANA name such as Europe/Paris") from None
        return value


def load(path: Path) -> Config:
    """Reads a configuration file.

    Raises:
        ConfigError: with every problem in the file, each with its line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            (Problem(file=str(path), line=0, message="no such file", remedy="pass --config FILE, or write one"),)
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((Problem(file=str(path), line=0, message=f"cannot be read: {error}"),)) from None
    try:
        data = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        remedy = "indent with spaces, not tabs" if "\t" in text else ""
        message = f"not YAML: {error.problem or error.context}"
        raise ConfigError((Problem(file=str(path), line=line, message=message, remedy=remedy),)) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"not YAML: a control character (U+{error.character:04X})"
        raise ConfigError((Problem(file=str(path), line=line, message=message, remedy="delete it"),)) from None
    except RecursionError:
        raise ConfigError((Problem(file=str(path), line=0, message="not YAML: nested too deeply"),)) from None
    except (ValueError, OverflowError) as error:  # a date, number or tag that YAML's own types cannot hold
        message = f"not YAML: {str(error)[:200]}"
        raise ConfigError((Problem(file=str(path), line=0, message=message, remedy="put it in quotes"),)) from None
    if data is None:
        return Config()
    if not isinstance(data, dict):
        raise ConfigError((Problem(file=str(path), line=1, message="expected `key: value` lines"),))
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        problems = tuple(_problem(str(path), data, dict(detail)) for detail in error.errors())
        raise ConfigError(tuple(sorted(problems, key=lambda problem: problem.line))) from None


def beside(config_file: Path, configured: str) -> Path:
    """A configured path, taken relative to the configuration file."""
    return (config_file.parent / configured).resolve()


def json_schema() -> dict[str, Any]:
    """The JSON schema of config.yaml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Config.model_json_schema(mode="validation")}


def _problem(file: str, data: Any, detail: dict[str, Any]) -> Problem:  # noqa: ANN401  (whatever YAML held)
    where: tuple[str | int, ...] = detail["loc"]
    name = ".".join(str(part) for part in where)
    line = _line(data, where)
    if detail["type"] == "extra_forbidden":
        known = _keys_at(where[:-1])
        close = difflib.get_close_matches(str(where[-1]), known, n=1)
        remedy = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(known)}"
        return Problem(file=file, line=line, message=f"unknown key `{name}`", remedy=remedy)
    message = str(detail["msg"]).removeprefix("Value error, ")
    given = detail.get("input")
    shown = f", got {given!r}" if isinstance(given, str | int | float) and repr(given) not in message else ""
    return Problem(file=file, line=line, message=f"{name}: {message}{shown}" if name else message)


def _line(data: Any, where: tuple[str | int, ...]) -> int:  # noqa: ANN401  (whatever YAML held)
    line = 1
    for part in where:
        marks = getattr(data, "lc", None)
        if marks is None or marks.data is None or part not in marks.data:
            break
        line = marks.data[part][0] + 1
        data = data[part]
    return line


def _keys_at(where: Iterable[str | int]) -> list[str]:
    model: type[BaseModel] = Config
    for part in where:
        annotation = model.model_fields[str(part)].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return list(model.model_fields)
