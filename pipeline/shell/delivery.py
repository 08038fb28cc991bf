"""The delivery a configuration asks for: who gets what, by which way, with secrets from where they are kept."""

from __future__ import annotations

from email.headerregistry import Address
from typing import TYPE_CHECKING

from pipeline.adapters.push import PushPost, PushTarget
from pipeline.adapters.secretfile import Secret
from pipeline.adapters.smtp import Relay, SmtpPost
from pipeline.adapters.sqlite.dispatches import DispatchTable
from pipeline.core import mailing
from pipeline.core.alerting import AlertPolicy, QuietHours
from pipeline.core.digests import narrowed
from pipeline.core.rendering import to_mail
from pipeline.core.rendering.short import to_short
from pipeline.jobs.dispatch import Deliver
from pipeline.model import DigestFilter, Edition, Letter, Recipient, Via
from pipeline.shell import config
from pipeline.shell.delivery_sections import sender
from pipeline.shell.reports import report_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from pipeline.adapters.sqlite.database import Database
    from pipeline.jobs.dispatch import Post
    from pipeline.jobs.report import Report
    from pipeline.shell.delivery_sections import FilterConfig
    from pipeline.shell.settings import Settings


def deliver_of(settings: Settings, database: Database, goes_on: Callable[[], bool]) -> Deliver:
    """The delivery job a configuration asks for; with nobody to deliver to, it does nothing."""
    configured = settings.config.alerts
    span = configured.quiet_hours()
    zone = settings.config.timezone
    return Deliver(
        store=DispatchTable(database),
        posts=posts_of(settings),
        recipients=recipients_of(settings),
        digest_letter=_DigestLetters(report_of(settings, database)),
        alerts=AlertPolicy(
            tiers=configured.tiers,
            quiet=QuietHours(start=span[0], end=span[1], timezone=zone) if span else None,
            per_hour=configured.per_hour,
        ),
        domain=domain_of(settings),
        timezone=zone,
        goes_on=goes_on,
    )


def recipients_of(settings: Settings) -> tuple[Recipient, ...]:
    """Everybody who gets something."""
    mail, push, alerts = settings.config.mail, settings.config.push, settings.config.alerts
    by_mail = mail.recipients if mail.host else ()
    return (
        *(
            Recipient(
                via=Via.MAIL,
                name=one.to,
                editions=one.editions,
                alerts=one.alerts and Via.MAIL in alerts.via and bool(alerts.tiers),
                wanted=_filter(one.filter),
            )
            for one in by_mail
        ),
        *(
            Recipient(
                via=Via.PUSH,
                name=one.name,
                editions=one.editions,
                alerts=one.alerts and Via.PUSH in alerts.via and bool(alerts.tiers),
                wanted=_filter(one.filter),
            )
            for one in push.targets
        ),
    )


def posts_of(settings: Settings) -> tuple[Post, ...]:
    """The ways that are configured."""
    found: list[Post] = []
    if settings.config.mail.host:
        found.append(mail_post(settings))
    if settings.config.push.targets:
        found.append(push_post(settings))
    return tuple(found)


def mail_post(settings: Settings) -> SmtpPost:
    """Mail, whose host is configured."""
    mail = settings.config.mail
    name, address = sender(mail.sender)
    contact = settings.config.fetch.contact
    return SmtpPost(
        Relay(
            host=mail.host,
            port=mail.port,
            tls=mail.tls,
            timeout=mail.timeout.total_seconds(),
            sender=Address(display_name=name, addr_spec=address),
            contact=contact if mailing.is_address(contact) else address,
            user=mail.user,
            password=mail_password(settings),
            ca_file=mail_ca_file(settings),
        )
    )


def push_post(settings: Settings) -> PushPost:
    """Push, with every target."""
    return PushPost(tuple(PushTarget(name, secret) for name, secret in push_secrets(settings)))


def mail_password(settings: Settings) -> Secret | None:
    """Where the password for mail is, if there is a login."""
    mail = settings.config.mail
    return Secret(_beside(settings, mail.password_file), mail.password_env) if mail.user else None


def mail_ca_file(settings: Settings) -> Path | None:
    """The certificates to trust instead of the system's, if any."""
    return _beside(settings, settings.config.mail.ca_file)


def push_secrets(settings: Settings) -> tuple[tuple[str, Secret], ...]:
    """Where the address of each push target is, by the target's name."""
    targets = settings.config.push.targets
    return tuple((one.name, Secret(_beside(settings, one.url_file), one.url_env)) for one in targets)


class _DigestLetters:
    """A digest as each recipient gets it."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, edition: str, day: date, recipient: Recipient) -> Letter:
        digest = narrowed(self._report.digest(day, Edition(edition)), recipient.wanted)
        if recipient.via is Via.PUSH:
            return to_short(digest)
        mail = to_mail(digest)
        return Letter(subject=mail.subject, text=mail.text, html=mail.html)


def domain_of(settings: Settings) -> str:
    """The domain of our message ids."""
    mail = settings.config.mail
    return sender(mail.sender)[1].partition("@")[2] if mail.sender else "paris-call.invalid"


def _filter(configured: FilterConfig) -> DigestFilter:
    return DigestFilter(
        signatories=configured.signatories,
        categories=configured.categories,
        countries=configured.countries,
        languages=configured.languages,
        tiers=configured.tiers,
    )


def _beside(settings: Settings, configured: str) -> Path | None:
    return config.beside(settings.file, configured) if configured else None
