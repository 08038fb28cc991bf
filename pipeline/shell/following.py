"""Follows a job while it runs: a log line or a progress tick per outcome, and the tally for its record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol, TypeAlias

from pipeline.core.stories.grouping import Grouped
from pipeline.jobs.dispatch import Dispatched
from pipeline.jobs.poll import Polled
from pipeline.jobs.read import PageRead
from pipeline.jobs.report import Reported
from pipeline.jobs.revisit import Revisited
from pipeline.model import Run
from pipeline.shell import log
from pipeline.shell.clock import utc_now

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator


Event: TypeAlias = Polled | PageRead | Grouped | Revisited | Reported | Dispatched


class Follower(Protocol):
    """Someone who watches events go by."""

    def saw(self, event: Event) -> None:
        """One outcome."""
        ...


class LogFollower:
    """One log line per outcome; failures as warnings."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger

    def saw(self, event: Event) -> None:
        """Logs it."""
        match event:
            case Polled(feed=feed, poll=poll):
                say = self._logger.warning if poll.outcome == "failed" else self._logger.info
                say(
                    log.line(
                        "poll",
                        feed=feed.url,
                        outcome=poll.outcome,
                        status=poll.status or "",
                        new=poll.new,
                        seen=poll.seen,
                        next=f"{feed.next_poll_at:%Y-%m-%dT%H:%M:%SZ}",
                        why=feed.next_poll_why,
                        detail=poll.detail,
                    )
                )
            case PageRead(page=page, outcome=outcome, why=why, reading=reading):
                found = reading.match if reading else None
                say = self._logger.warning if outcome in {"retry", "failed"} else self._logger.info
                say(
                    log.line(
                        "read",
                        url=page.url,
                        outcome=outcome,
                        attempt=page.attempts,
                        tier=found.tier if found else "",
                        subjects=", ".join(found.subjects) if found else "",
                        quality=reading.article.body_quality if reading else "",
                        why=why,
                    )
                )
            case Revisited(revisit=revisit, outcome=outcome, why=why, gained=gained, lost=lost):
                say = self._logger.warning if outcome in {"retry", "skipped"} else self._logger.info
                say(
                    log.line(
                        "revisit",
                        url=revisit.url,
                        outcome=outcome,
                        look=revisit.look,
                        attempt=revisit.attempts,
                        gained=", ".join(gained),
                        lost=", ".join(lost),
                        why=why,
                    )
                )
            case Grouped(article=article, story=story, outcome="joined"):
                self._logger.info(log.line("group", article=article, story=story))
            case Grouped():
                pass  # the read job has told of it
            case Reported(day=day, edition=edition, sink=sink, outcome=outcome, place=place, why=why):
                say = self._logger.warning if outcome == "failed" else self._logger.info
                say(log.line("digest", edition=edition, day=day, sink=sink, outcome=outcome, place=place, why=why))
            case Dispatched():
                self._saw_dispatch(event)

    def _saw_dispatch(self, event: Dispatched) -> None:
        say, remedy = self._logger.info, ""
        if event.outcome == "retry":
            say = self._logger.warning
        elif event.outcome in {"failed", "unsure"}:
            say = self._logger.error
            remedy = f"to send it again: paris-call deliver retry {' '.join(str(number) for number in event.ids)}"
        say(
            log.line(
                "deliver",
                what=event.what,
                via=event.via,
                to=event.recipient,
                outcome=event.outcome,
                next=f"{event.until:%Y-%m-%dT%H:%M:%SZ}" if event.until else "",
                why=event.why,
                remedy=remedy,
            )
        )


def follow(job: str, events: Iterator[Event], follower: Follower) -> Run:
    """Runs a job to its end and says what came of it."""
    started = utc_now()
    counts: Counter[str] = Counter()
    for event in events:
        counts[event.outcome] += 1
        follower.saw(event)
    return Run(
        job=job,
        started_at=started,
        finished_at=utc_now(),
        counts=tuple(sorted(counts.items())),
    )
