"""config.yaml -> frozen sections. Every mistake is reported at once, with its line and what to do about it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from pipeline.errors import ConfigError, Problem
from pipeline.shell.delivery_sections import AlertsConfig, MailConfig, PushConfig
from pipeline.shell.sections import (
    BackupConfig,
    DigestConfig,
    FeedbackConfig,
    FetchConfig,
    HealthConfig,
    MatchingConfig,
    PollConfig,
    ReadConfig,
    RetentionConfig,
    RevisitConfig,
    Section,
)
from pipeline.shell.values import Location  # noqa: TC001  (pydantic reads it)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pydantic.fields import FieldInfo


class Config(Section):
    """The whole of config.yaml. Paths are relative to the file itself."""

    database: Location = Field(default="data/monitor.db", description="the one SQLite file that holds everything")
    feeds: Location = Field(default="feeds.txt", description="the list of feeds")
    watchlist: Location = Field(default="", description="a CSV of further names to watch, see docs/gazetteer.md")
    timezone: str = Field(default="Europe/Paris", description="IANA name; a digest's day is a day there")
    fetch: FetchConfig = Field(default_factory=FetchConfig)
    poll: PollConfig = Field(default_factory=PollConfig)
    read: ReadConfig = Field(default_factory=ReadConfig)
    revisit: RevisitConfig = Field(default_factory=RevisitConfig)
    matching: MatchingConfig = Field(default_factory=MatchingConfig)
    retention: RetentionConfig = Field(default_factory=RetentionConfig)
    digest: DigestConfig = Field(default_factory=DigestConfig)
    mail: MailConfig = Field(default_factory=MailConfig)
    push: PushConfig = Field(default_factory=PushConfig)
    alerts: AlertsConfig = Field(default_factory=AlertsConfig)
    health: HealthConfig = Field(default_factory=HealthConfig)
    backup: BackupConfig = Field(default_factory=BackupConfig)
    feedback: FeedbackConfig = Field(default_factory=FeedbackConfig)

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
            (
                Problem(
                    file=str(path),
                    line=0,
                    message="no such file",
                    remedy="pass --config FILE, or let `paris-call init` write one",
                ),
            )
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
    # What stands where a file or variable is asked for may be the secret itself.
    is_private = str(where[-1] if where else "").endswith(("_file", "_env"))
    tells = isinstance(given, str | int | float) and repr(given) not in message and not is_private
    shown = f", got {given!r}" if tells else ""
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
        if isinstance(part, int):  # a place in a list, whose kind has been looked up already
            continue
        annotation = next(field.annotation for name, field in _fields(model) if name == part)
        # Of a list, what its items are.
        kinds = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
        found = next((kind for kind in kinds if issubclass(kind, BaseModel)), None)
        if found is None:
            return []
        model = found
    return [name for name, _ in _fields(model)]


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return [(field.alias or name, field) for name, field in model.model_fields.items()]
