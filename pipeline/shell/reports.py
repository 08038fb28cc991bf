"""The report job by itself: it needs neither network nor workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.adapters.sinks.files import FileSink
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.jobs.report import Report
from pipeline.model import Edition
from pipeline.shell.sections import WEEKDAYS

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.database import Database
    from pipeline.shell.settings import Settings


def report_of(settings: Settings, database: Database) -> Report:
    """The report job a configuration asks for."""
    return Report(
        store=DigestStore(database),
        sinks=(FileSink(settings.digests, settings.config.digest.formats),),
        timezone=settings.config.timezone,
        at=settings.config.digest.at,
        editions=tuple(Edition(edition) for edition in settings.config.digest.editions),
        weekly_on=WEEKDAYS.index(settings.config.digest.weekly_on),
    )
