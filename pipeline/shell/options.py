"""Options that several commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from pipeline.shell.settings import Settings

_GIVEN = "paris-call.config-file"


def _wherever_given(ctx: click.Context, param: click.Parameter, value: Path) -> Path:
    """`paris-call stories --config FILE show 1` means what `paris-call stories show 1 --config FILE` does."""
    if ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE:
        ctx.meta[_GIVEN] = value
    given = ctx.meta.get(_GIVEN, value)
    assert isinstance(given, Path)  # noqa: S101  (only this function writes it)
    return given


_config_option = partial(
    click.option,
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.yaml"),
    envvar="PARIS_CALL_CONFIG",
)
config_option = _config_option(show_default=True, callback=_wherever_given, help="The configuration file.")
group_config_option = _config_option(
    show_default=True,
    callback=_wherever_given,
    expose_value=False,
    help="The configuration file; may also follow the command.",
)
optional_config_option = _config_option(
    help="The configuration file; without one, the defaults hold.  [default: config.yaml, if there]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


class Instant(click.ParamType["datetime"]):
    """An ISO 8601 moment; without an offset it is UTC."""

    name = "ISO8601"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, aware, in UTC."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):  # no time, or one that lies before year 1 or after 9999 in UTC
            self.fail(f"{value!r} is not an ISO 8601 time such as 2026-11-24T06:00:00Z", param, ctx)


def load_settings(config_file: Path) -> Settings:
    """The configuration.

    Raises:
        ConfigError: with every problem in it.
    """
    from pipeline.shell.settings import settings_of  # noqa: PLC0415  (help must not wait for pydantic)

    return settings_of(config_file)


def load_settings_or_defaults(config_file: Path) -> Settings:
    """The configuration, or the defaults where there is no file.

    Raises:
        ConfigError: with every problem in it.
    """
    from pipeline.shell.config import Config  # noqa: PLC0415  (help must not wait for pydantic)
    from pipeline.shell.settings import Settings  # noqa: PLC0415

    return load_settings(config_file) if config_file.exists() else Settings(config_file, Config())
