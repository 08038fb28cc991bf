"""`paris-call deliver`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.errors import PostError
from pipeline.shell.options import config_option, group_config_option, json_option, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.adapters.sqlite.outbox import Outbox
    from pipeline.model import Dispatch


@click.group("deliver")
@group_config_option
def command() -> None:
    """Look after what goes to people: digests and alerts by mail and push.

    The daemon and `paris-call once` send; these commands show what became of it, and settle what they must not decide.
    """


@command.command("list")
@config_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Also what arrived or waits its turn.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="With --all, so many.")
def list_command(config_file: Path, as_json: bool, everything: bool, limit: int) -> None:
    """Show what somebody should look at: unsure, refused for good, or failing so far."""
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.outbox import Outbox  # noqa: PLC0415

    db = open_readonly(settings.database)
    outbox = Outbox(db)
    found = outbox.latest(limit) if everything else outbox.troubled()
    db.close()
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], indent=2, ensure_ascii=False))
        return
    if not found:
        click.echo("nothing sent yet" if everything else "nothing to look at")
    for one in found:
        click.echo(_in_words(one))


@command.command("retry")
@config_option
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID...")
def retry_command(config_file: Path, ids: tuple[int, ...]) -> None:
    """Send again what `deliver list` shows under these numbers.

    The daemon does it within half a minute, or else the next `paris-call once`. What is unsure may arrive twice, with
    the same Message-ID.
    """
    from pipeline.shell.clock import utc_now  # noqa: PLC0415  (help must not wait)

    now = utc_now()
    _settle(config_file, ids, lambda outbox, number: outbox.again(number, now), "will be sent again")


@command.command("dismiss")
@config_option
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID...")
def dismiss_command(config_file: Path, ids: tuple[int, ...]) -> None:
    """Take these numbers off the list: they did arrive, or nobody needs them any more."""
    _settle(config_file, ids, lambda outbox, number: outbox.dismiss(number), "is settled")


@command.command("test")
@config_option
@click.option("--to", "recipient", required=True, help="A mail address, or the name of a push target.")
def test_command(config_file: Path, recipient: str) -> None:
    """Send a test message. It is in no ledger; the database is not touched."""
    settings = load_settings(config_file)
    from pipeline.core import mailing  # noqa: PLC0415  (help must not wait)
    from pipeline.model import Parcel, Recipient, Via  # noqa: PLC0415
    from pipeline.shell import delivery  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    by_push = recipient in [target.name for target in settings.config.push.targets]
    if not by_push and not mailing.is_address(recipient):
        raise click.BadParameter(f"{recipient!r} is neither a mail address nor the name of a push target")
    if not by_push and not settings.config.mail.host:
        raise click.UsageError(f"{settings.file} names no mail server: set `mail: host:`")
    now = utc_now()
    parcel = Parcel(
        recipient=recipient,
        letter=mailing.trial_letter(Recipient(via=Via.PUSH if by_push else Via.MAIL, name=recipient)),
        message_id=f"<test.{now:%Y%m%d%H%M%S%f}@{delivery.domain_of(settings)}>",
        dated=now,
    )
    post = delivery.push_post(settings) if by_push else delivery.mail_post(settings)
    try:
        post.send(parcel, lambda: None)
    except PostError as error:
        click.echo(f"not sent ({error.fate}): {error.detail}", err=True)
        sys.exit(1)
    click.echo(f"sent to {recipient}")


def _settle(config_file: Path, ids: tuple[int, ...], deed: Callable[[Outbox, int], bool], done: str) -> None:
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.database import open_database, open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.outbox import Outbox  # noqa: PLC0415

    open_readonly(settings.database).close()  # a file that is not there yet has nothing to settle
    db = open_database(settings.database)
    try:
        unknown = [number for number in ids if not deed(Outbox(db), number)]
    finally:
        db.close()
    for number in ids:
        click.echo(f"{number}: no such dispatch to settle" if number in unknown else f"{number} {done}")
    sys.exit(1 if unknown else 0)


def _in_words(one: Dispatch) -> str:
    what = f"{one.what} {one.day.isoformat()}" if one.day else f"alert on article {one.article_id}"
    tries = f", {one.attempts} tries" if one.attempts > 1 else ""
    waits = f", next {one.next_attempt_at:%Y-%m-%d %H:%M} UTC" if one.state == "planned" else ""
    why = f": {one.error}" if one.error else ""
    return f"{one.id:>6}  {one.state:<8} {what} by {one.via} to {one.recipient}{tries}{waits}{why}"


def _as_json(one: Dispatch) -> dict[str, object]:
    return {
        "id": one.id,
        "what": one.what,
        "day": one.day.isoformat() if one.day else None,
        "article_id": one.article_id,
        "via": one.via.value,
        "recipient": one.recipient,
        "state": one.state.value,
        "attempts": one.attempts,
        "planned_at": one.planned_at.isoformat(),
        "next_attempt_at": one.next_attempt_at.isoformat() if one.state == "planned" else None,
        "sent_at": one.sent_at.isoformat() if one.sent_at else None,
        "message_id": one.message_id,
        "error": one.error,
    }
