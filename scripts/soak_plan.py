"""When a soak polls, and when what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long, how many, and when what goes wrong; times in virtual hours."""

    days: int
    step: float
    hosts: int
    aftermath: int = 44  # passes of six calm hours at the end: longer than a repeated ETag is believed

    @property
    def hours(self) -> Iterator[float]:
        """The instants of the passes: three days are slept through, and the clock is set back an hour once."""
        slept = (self.days * 0.6 * 24, self.days * 0.6 * 24 + 72) if self.days >= 10 else (0.0, 0.0)  # noqa: PLR2004  (a short run has no three days to sleep)
        set_back = self.days * 0.8 * 24
        hour, was_set_back = 0.0, False
        while hour <= self.days * 24:
            if not slept[0] < hour < slept[1]:
                yield hour
            if hour > set_back and not was_set_back:
                hour, was_set_back = hour - 1 - self.step, True
            hour += self.step

    def is_outage(self, hour: float) -> bool:
        """Whether we are offline: ten hours of every sixth day, from the second on."""
        return int(hour / 24) % 6 == 1 and 8 <= hour % 24 < 18  # noqa: PLR2004  (hours of a day)

    def kills_worker(self, place: int) -> bool:
        """Whether a worker is killed before this pass: every tenth."""
        return place % 10 == 5  # noqa: PLR2004  (half of ten)
