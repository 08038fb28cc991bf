"""`paris-call digest`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import Instant, config_option, load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


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
@click.option("--date", "day", type=_Day(), help="The day, in the configured time zone.  [default: yesterday]")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print Markdown instead of writing files.")
@click.option("--now", type=Instant(), help="Take this for the present moment.")
def command(config_file: Path, day: date | None, to_stdout: bool, now: datetime | None) -> None:
    """Write or show the digest of a day.

    A day already reported gives the same digest again. A day not reported yet (today, say) is shown as it would be
    now; writing it to a file does not count as its delivery.
    """
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.core.digests import local_day  # noqa: PLC0415
    from pipeline.core.rendering import to_markdown  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415
    from pipeline.shell.reports import report_of  # noqa: PLC0415

    report = report_of(settings, open_readonly(settings.database))
    digest = report.digest(day or local_day(now or utc_now(), report.timezone) - timedelta(days=1))
    if to_stdout:
        click.echo(to_markdown(digest), nl=False)
        return
    for sink in report.sinks:
        click.echo(sink.send(digest).place)
