"""What `paris-call doctor` and `check` look at of mail and push."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.adapters import push
from pipeline.adapters.sqlite.database import open_readonly
from pipeline.adapters.sqlite.outbox import Outbox
from pipeline.core.checkup import fine, warning, wrong
from pipeline.core.secrets import masked
from pipeline.errors import ConfigError, PostError, Problem, StoreError
from pipeline.model import DispatchState
from pipeline.shell import delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adapters.secretfile import Secret
    from pipeline.core.checkup import Check
    from pipeline.model import Dispatch, Gazetteer
    from pipeline.shell.delivery_sections import FilterConfig
    from pipeline.shell.settings import Settings

_SHOWN: Final = 5  # of what somebody should look at
_TRY: Final = "`paris-call deliver test --to X` sends a test"


def examined(settings: Settings) -> Iterator[Check]:
    """Mail, push, their secrets, and what went wrong of late. Logs in to the mail server, and sends nothing."""
    if settings.config.mail.host:
        yield _mail(settings)
    for target in settings.config.push.targets:
        yield _target(settings, target.name)
    exposed = [str(secret.file) for _, secret in _secrets(settings) if secret.is_open_to_others()]
    if exposed:
        yield warning("secrets", f"anybody on this machine can read {', '.join(exposed)}", "chmod o-r them")
    if settings.database.exists():
        yield from _outbox(settings)


def problems(settings: Settings, gazetteer: Gazetteer) -> Iterator[Problem]:
    """What is wrong with the configuration of mail and push, as far as it shows without a network."""
    for where, secret in _secrets(settings):
        try:
            secret()
        except ConfigError as error:
            yield from (
                Problem(file=one.file, line=0, message=f"{where}: {one.message}", remedy=one.remedy)
                for one in error.problems
            )
    if settings.config.push.targets and not push.is_installed():
        yield Problem(file=str(settings.file), line=0, message=f"push: {push.MISSING}")
    ca_file = delivery.mail_ca_file(settings)
    if ca_file is not None and not ca_file.is_file():
        yield Problem(file=str(ca_file), line=0, message="mail.ca_file: no such file")
    made = set(settings.config.digest.editions)
    for recipient in delivery.recipients_of(settings):
        if lacking := sorted(set(recipient.editions) - made):
            message = f"{recipient.name} is to get {', '.join(lacking)} digests, which are not made"
            remedy = "name them in `digest: editions:` too"
            yield Problem(file=str(settings.file), line=0, message=message, remedy=remedy)
    for whose, wanted in _filters(settings):
        for kind, unknown in _unknown(wanted, gazetteer):
            remedy = "`paris-call signatories list` has all of them"
            yield Problem(file=str(settings.file), line=0, message=f"{whose}: no {kind} {unknown!r}", remedy=remedy)


def _mail(settings: Settings) -> Check:
    try:
        found = delivery.mail_post(settings).examine()
    except PostError as error:
        return wrong("mail", error.detail, f"correct `mail:` or the server; then {_TRY}")
    recipients = len(settings.config.mail.recipients)
    if not recipients:
        return warning("mail", f"{found}; nobody gets any", "name somebody in `mail: recipients:`")
    return fine("mail", f"{found}; {recipients} get some")


def _target(settings: Settings, name: str) -> Check:
    try:
        return fine("push", delivery.push_post(settings).examine(name))
    except PostError as error:
        return wrong("push", error.detail, f"correct `push:`; then {_TRY}")


def _outbox(settings: Settings) -> Iterator[Check]:
    try:
        db = open_readonly(settings.database)
    except StoreError:  # which another check says
        return
    try:
        outbox = Outbox(db)
        troubled, sent = outbox.troubled(), dict(outbox.tally()).get(DispatchState.SENT, 0)
    finally:
        db.close()
    if not troubled:
        if sent:
            yield fine("deliveries", f"{sent} sent, none in doubt")
        return
    shown = "; ".join(_in_words(one) for one in troubled[:_SHOWN])
    more = f"; and {len(troubled) - _SHOWN} more" if len(troubled) > _SHOWN else ""
    remedy = "`paris-call deliver list`; then `deliver retry ID`, or `deliver dismiss ID` for what did arrive"
    yield warning("deliveries", masked(shown + more), remedy)


def _in_words(one: Dispatch) -> str:
    what = f"{one.what} {one.day.isoformat()}" if one.day else "an alert"
    state = "failing" if one.state is DispatchState.PLANNED else one.state.value
    return f"{one.id}: {what} to {one.recipient} {state} ({one.error})"


def _secrets(settings: Settings) -> Iterator[tuple[str, Secret]]:
    password = delivery.mail_password(settings)
    if settings.config.mail.host and password is not None:
        yield "mail", password
    for name, secret in delivery.push_secrets(settings):
        yield f"push target {name}", secret


def _filters(settings: Settings) -> Iterator[tuple[str, FilterConfig]]:
    for recipient in settings.config.mail.recipients:
        yield f"filter of {recipient.to}", recipient.filter
    for target in settings.config.push.targets:
        yield f"filter of {target.name}", target.filter


def _unknown(wanted: FilterConfig, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    known = (
        ("signatory", wanted.signatories, {one.name for one in gazetteer.signatories}),
        ("category", wanted.categories, {one.category for one in gazetteer.signatories}),
        ("country", wanted.countries, {one.country for one in gazetteer.signatories}),
    )
    for kind, names, all_names in known:
        yield from ((kind, name) for name in names if name not in all_names)
