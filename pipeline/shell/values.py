"""What a value in config.yaml can be, in words an operator would write."""

from __future__ import annotations

import ipaddress
import re
from datetime import time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d+)\s*(ms|[smhd])")
_LAST_PORT = 65_535
HOST_PORT = re.compile(r"^(\[[0-9A-Fa-f:.]+\]|[^:/\s]+)(:(\d{1,5}|\*))?$")


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


def quiet_span(value: str) -> tuple[time, time]:
    """`22:00-07:00` as the times at which it begins and ends.

    Raises:
        ValueError: it is something else; in words for the operator.
    """
    start, _, end = value.partition("-")
    try:
        span = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        raise ValueError(f"{value!r} is not a span of hours; write it in quotes, like '22:00-07:00'") from None
    if span[0] == span[1] or any(moment.tzinfo for moment in span):
        raise ValueError(f"{value!r} begins when it ends, or names a time zone; write it like '22:00-07:00'")
    return span


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
