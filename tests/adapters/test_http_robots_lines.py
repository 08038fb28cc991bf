"""What is kept of a robots.txt: all that it says about us, and no more than a parser can bear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from pipeline.adapters.http.robots import relevant

AGENT_LINES = st.sampled_from(
    [
        "User-agent: *",
        "user-agent:ParisCallMonitor",
        "User-Agent: PARISCALLMONITOR  # us",
        "useragent: Other",
        "User agent: Third",
        "User-agent Other",
        "USER-AGENT",
    ]
)
RULE_LINES = st.sampled_from(
    [
        "Disallow: /a",
        "Allow: /a/b",
        "Disallow:",
        "disallow /b",
        "Disallow: /*c$",
        "Crawl-delay: 3",
        "Sitemap: http://x.example/s",
        "# note",
        "",
        "nonsense",
    ]
)


@given(
    st.lists(AGENT_LINES | RULE_LINES, max_size=25),
    st.sampled_from(["/", "/a", "/a/b", "/b", "/xc", "/d"]),
)
def test_what_is_kept_of_a_file_says_the_same_about_us(lines: list[str], path: str) -> None:
    text = "\n".join(lines)
    whole, kept = Protego.parse(text), Protego.parse(relevant(text, "ParisCallMonitor"))
    url = f"http://x.example{path}"
    assert kept.can_fetch(url, "ParisCallMonitor") == whole.can_fetch(url, "ParisCallMonitor")
    assert kept.crawl_delay("ParisCallMonitor") == whole.crawl_delay("ParisCallMonitor")


@given(st.text() | st.lists(st.text(max_size=8).map(lambda s: f"User-agent: {s}") | RULE_LINES).map("\n".join))
def test_any_text_leaves_three_agents_at_most(text: str) -> None:
    assert len(Protego.parse(relevant(text, "ParisCallMonitor"))._user_agents) <= 3
