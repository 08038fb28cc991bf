"""The text that Prometheus reads."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.rendering.metrics import Metric, MetricKind, Sample, exposition, gauge, gauges

LINE = re.compile(r'[a-z_]+(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+-]+')


def test_a_page_of_metrics_reads_as_the_format_wants() -> None:
    polls = Metric("polls_total", MetricKind.COUNTER, "Polls.", (Sample(3, (("job", "poll"), ("outcome", "ok"))),))
    assert exposition([polls, gauge("age_seconds", "Age.", 1.5), gauges("feeds", "Feeds.", "state", ())]) == (
        "# HELP polls_total Polls.\n# TYPE polls_total counter\n"
        'polls_total{job="poll",outcome="ok"} 3\n'
        "# HELP age_seconds Age.\n# TYPE age_seconds gauge\nage_seconds 1.5\n"
    )


@given(st.text(), st.text(), st.integers(0, 2**53))
def test_no_text_breaks_out_of_its_line(label: str, told: str, value: int) -> None:
    page = exposition([gauges("some_metric", told, "outcome", ((label, value),))])
    first, second, sample, rest = page.split("\n")
    assert (first[:7], second, rest) == ("# HELP ", "# TYPE some_metric gauge", "")
    assert LINE.fullmatch(sample)
