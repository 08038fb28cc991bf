"""The sections of config.yaml about what goes to people."""

from __future__ import annotations

import ipaddress
import re
from datetime import time, timedelta
from email.utils import parseaddr
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from pipeline.core import mailing
from pipeline.model import Tier, Via
from pipeline.shell.sections import Section
from pipeline.shell.values import Duration, Location, quiet_span

EditionName = Literal["daily", "weekly", "monthly"]

_VARIABLE = r"^([A-Za-z_][A-Za-z0-9_]*)?$"


class FilterConfig(Section):
    """What one recipient wants; an empty list wants everything. Stories that name the Call always come."""

    signatories: tuple[str, ...] = Field(default=(), description="official names, states among them")
    categories: tuple[str, ...] = Field(default=(), description="of signatories, as in the table of that name")
    countries: tuple[str, ...] = Field(default=(), description="of signatories, ISO 3166-1 alpha-3: FRA, DEU")
    languages: tuple[str, ...] = Field(default=(), description="of articles, ISO 639-1: fr, de")
    tiers: tuple[Tier, ...] = Field(default=(), description="call, context, mention")


class MailRecipient(Section):
    """Somebody who gets mail."""

    to: str = Field(description="a mail address")
    editions: tuple[EditionName, ...] = Field(default=("daily",), description="which digests; none with []")
    alerts: bool = Field(default=True, description="whether alerts come too")
    filter: FilterConfig = Field(default_factory=FilterConfig, description="what they want of it")

    @field_validator("to")
    @classmethod
    def _an_address(cls, value: str) -> str:
        return address(value)


class MailConfig(Section):
    """The server that takes our mail, and who gets it. Without a host there is no mail."""

    host: str = Field(default="", description="of the mail server; empty for no mail", max_length=253)
    port: int = Field(default=587, ge=1, le=65_535, description="587 for starttls, 465 for implicit")
    tls: Literal["starttls", "implicit", "none"] = Field(
        default="starttls", description="how the connection is encrypted; none only on this machine"
    )
    user: str = Field(default="", description="to log in as; empty for no login", max_length=320)
    password_file: Location = Field(default="", description="a file whose first line is the password")
    password_env: str = Field(
        default="", pattern=_VARIABLE, description="or the environment variable that holds the password"
    )
    ca_file: Location = Field(default="", description="certificates to trust instead of the system's, PEM")
    timeout: Duration = Field(
        default=timedelta(seconds=30), description="for each step; a whole message may take four times as long"
    )
    sender: str = Field(
        default="", alias="from", description="address that mail comes from: monitor@example.org, or Name <address>"
    )
    recipients: tuple[MailRecipient, ...] = Field(default=(), description="who gets mail")

    @field_validator("host")
    @classmethod
    def _a_host(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+", value):
            raise ValueError(f"{value!r} is not the name or address of a host")
        return value

    @field_validator("sender")
    @classmethod
    def _a_sender(cls, value: str) -> str:
        if value:
            sender(value)
        return value

    @field_validator("timeout")
    @classmethod
    def _sane(cls, value: timedelta) -> timedelta:
        if not timedelta(seconds=1) <= value <= timedelta(minutes=2):
            raise ValueError("must lie between 1s and 2m")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.host:
            return self
        if not self.sender:
            raise ValueError("`from` is missing: the address that mail comes from")
        if self.tls == "none" and not _is_loopback(self.host):
            raise ValueError(f"tls: none is for a server on this machine, and {self.host} is another; use starttls")
        if bool(self.user) != bool(self.password_file or self.password_env):
            raise ValueError("a login takes `user` and one of `password_file` and `password_env`")
        if self.password_file and self.password_env:
            raise ValueError("either `password_file` or `password_env`, not both")
        _all_different([recipient.to.lower() for recipient in self.recipients])
        return self


class PushTargetConfig(Section):
    """A chat or push service, by an Apprise URL that is kept elsewhere because it is a secret."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="its name in logs and in the ledger")
    url_file: Location = Field(default="", description="a file whose first line is the Apprise URL")
    url_env: str = Field(default="", pattern=_VARIABLE, description="or the environment variable that holds it")
    editions: tuple[EditionName, ...] = Field(default=("daily",), description="which digests; none with []")
    alerts: bool = Field(default=True, description="whether alerts come too")
    filter: FilterConfig = Field(default_factory=FilterConfig, description="what they want of it")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if bool(self.url_file) == bool(self.url_env):
            raise ValueError("one of `url_file` and `url_env` says where the Apprise URL is")
        return self


class PushConfig(Section):
    """Chat and push services; needs the extra `notify`."""

    targets: tuple[PushTargetConfig, ...] = Field(default=(), description="which services")

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        _all_different([target.name for target in self.targets])
        return self


class AlertsConfig(Section):
    """What is told at once, besides the digests."""

    tiers: tuple[Tier, ...] = Field(default=(Tier.CALL,), description="of new stories; no alerts with []")
    quiet: str = Field(
        default="", description='local hours in which alerts wait, to come as one at their end: "22:00-07:00"'
    )
    via: tuple[Via, ...] = Field(default=(Via.MAIL, Via.PUSH), description="mail, push")
    per_hour: int = Field(
        default=6, ge=1, le=60, description="messages to one recipient; more stories come together in one"
    )

    @field_validator("quiet")
    @classmethod
    def _a_span(cls, value: str) -> str:
        if value:
            quiet_span(value)
        return value

    def quiet_hours(self) -> tuple[time, time] | None:
        """When quiet begins and ends, or None for never."""
        return quiet_span(self.quiet) if self.quiet else None


def address(value: str) -> str:
    """A plain mail address.

    Raises:
        ValueError: it is something else; in words for the operator.
    """
    if not mailing.is_address(value):
        raise ValueError(f"{value!r} is not a plain mail address such as name@example.org")
    return value


def sender(value: str) -> tuple[str, str]:
    """`Name <address>` or an address, as (name, address); the name may be empty.

    Raises:
        ValueError: it is something else; in words for the operator.
    """
    name, found = parseaddr(value)
    if not found or not value.isprintable() or name != mailing.header_text(name):
        raise ValueError(f"{value!r} is not a mail address, nor a name with one in angle brackets")
    return name, address(found)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _all_different(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"listed twice: {', '.join(twice)}")
