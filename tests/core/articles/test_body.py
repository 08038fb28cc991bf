"""Which reading of a page's body is taken."""

from __future__ import annotations

from pipeline.core.articles.body import body_of
from pipeline.core.articles.boilerplate import prune
from pipeline.core.articles.markup import parse

SENTENCES = (
    "The match ended without a goal, as far as anybody could tell.",
    "The fog came in from the river at half time and nobody saw the second half, the referee included.",
    "The keeper of the home side says that he held a penalty, and that of the visitors that there was none.",
    "The delegate wrote a single word into the report, and the word was white, as everybody had expected.",
)


def test_a_short_body_between_line_breaks_does_not_take_the_share_bar_with_it() -> None:
    tree = parse(
        "<html><body><div class='top'><a href='/'>The Paper</a> <a href='/world'>World</a></div>"
        f"<div class='piece'><h1>No goals, and fog</h1>{'<br><br>'.join(SENTENCES)}<br><br></div>"
        "<div class='below'>To share: <a href='#'>Facebook</a> <a href='#'>LinkedIn</a></div></body></html>"
    )
    assert tree is not None
    paragraphs = [paragraph.text for paragraph in body_of(tree, prune(tree, "https://paper.example/1"))]
    assert all(any(sentence in text for text in paragraphs) for sentence in SENTENCES)
    assert not any("Facebook" in text and SENTENCES[-1] in text for text in paragraphs)
