"""`paris-call digest`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import Instant, config_option, load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.jobs.report import Report
    from pipeline.model import Digest, Edition


_FIRST, _LAST = 1900, 3000  # years


class _Day(click.ParamType["date"]):
    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A calendar day."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2026-11-24", param, ctx)
        if not _FIRST < day.year < _LAST:  # a day's window needs a day before it and after it
            self.fail(f"{value!r} is not a day of our time", param, ctx)
        return day


@click.command("digest")
@config_option
@click.argument("day", type=_Day(), required=False, metavar="[DATE]")
@click.option(
    "--edition",
    type=click.Choice(["daily", "weekly", "monthly"]),
    default="daily",
    show_default=True,
    help="The day, or the week or month that it lies in.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "txt", "html", "json"]),
    default="md",
    show_default=True,
    help="How it is printed.",
)
@click.option(
    "--filter",
    "wanted",
    multiple=True,
    metavar="KEY=VALUE",
    help="Only what a reader wants; keys: signatory, category, country, language, tier. Can be given several times.",
)
@click.option("--open", "to_open", is_flag=True, help="Show it in the browser instead of printing it.")
@click.option(
    "--rebuild",
    type=_Day(),
    help="Write the files of a reported period again, and say whether they are the same to the byte.",
)
@click.option("--now", type=Instant(), help="Take this for the present moment.")
def command(  # noqa: PLR0913  (one for each option)
    *,
    config_file: Path,
    day: date | None,
    edition: str,
    form: str,
    wanted: tuple[str, ...],
    to_open: bool,
    rebuild: date | None,
    now: datetime | None,
) -> None:
    """Show the digest of a day, week or month; without DATE that of today, as far as it has come.

    A period already reported gives the digest that was told then, whatever has become of its stories since. One not
    reported yet is shown as it would be now; that does not count as its delivery.
    """
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.core.digests import local_day, narrowed  # noqa: PLC0415
    from pipeline.core.rendering import rendered  # noqa: PLC0415
    from pipeline.model import Edition  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415
    from pipeline.shell.filters import filter_of  # noqa: PLC0415
    from pipeline.shell.reports import report_of  # noqa: PLC0415

    if rebuild is not None and (day or wanted or to_open):
        raise click.UsageError("--rebuild DATE stands alone, or with --edition")
    try:
        selection = filter_of(wanted)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--filter") from None
    report = report_of(settings, open_readonly(settings.database))
    if rebuild is not None:
        _rebuild(report, rebuild, Edition(edition))
        return
    digest = narrowed(report.digest(day or local_day(now or utc_now(), report.timezone), Edition(edition)), selection)
    if to_open:
        _open(digest)
    else:
        click.echo(rendered(digest, form), nl=False)


def _rebuild(report: Report, day: date, edition: Edition) -> None:
    window = report.reported(day, edition)
    if window is None:
        raise click.ClickException(f"no {edition} digest of {day} was made yet; `paris-call digest {day}` previews it")
    digest = report.digest(window.day, edition)
    for sink in report.sinks:
        made, before = sink.send(digest), report.store.delivered(window, sink.name)
        click.echo(made.place)
        if before is None:
            click.echo("not delivered before", err=True)
        elif before == made.sha256:
            click.echo("the same bytes as delivered", err=True)
        else:
            click.echo("the same digest, but this version or configuration writes it in other bytes", err=True)


def _open(digest: Digest) -> None:
    import tempfile  # noqa: PLC0415  (help must not wait)
    from pathlib import Path  # noqa: PLC0415

    from pipeline.core.rendering import file_stem, rendered  # noqa: PLC0415

    page = Path(tempfile.mkdtemp(prefix="paris-call-")) / f"{file_stem(digest)}.html"
    page.write_text(rendered(digest, "html"), encoding="utf-8")
    click.echo(str(page))
    click.launch(page.as_uri())
