"""The text format that Prometheus reads, version 0.0.4."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Tally

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class MetricKind(StrEnum):
    """What may happen to a metric's values."""

    COUNTER = "counter"  # only grows, and starts anew with the process
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Sample:
    """One value, and the labels that tell it from its siblings."""

    value: float
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """One named thing that is measured, in base units (seconds, bytes)."""

    name: str
    kind: MetricKind
    help: str
    samples: tuple[Sample, ...]


def gauge(name: str, help_text: str, value: float) -> Metric:
    """A single value that may rise and fall."""
    return Metric(name, MetricKind.GAUGE, help_text, (Sample(value),))


def gauges(name: str, help_text: str, label: str, tally: Tally) -> Metric:
    """One value for each name of a tally."""
    return Metric(name, MetricKind.GAUGE, help_text, tuple(Sample(count, ((label, key),)) for key, count in tally))


def exposition(metrics: Iterable[Metric]) -> str:
    """The page that Prometheus scrapes; a metric without samples is left out."""
    return "".join(line + "\n" for metric in metrics if metric.samples for line in _lines(metric))


def _lines(metric: Metric) -> list[str]:
    told = metric.help.replace("\\", "\\\\").replace("\n", "\\n")
    lines = [f"# HELP {metric.name} {told}", f"# TYPE {metric.name} {metric.kind}"]
    lines += [f"{metric.name}{_labels(sample)} {_number(sample.value)}" for sample in metric.samples]
    return lines


def _labels(sample: Sample) -> str:
    pairs = [f'{name}="{_escaped(value)}"' for name, value in sample.labels]
    return "{" + ",".join(pairs) + "}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
