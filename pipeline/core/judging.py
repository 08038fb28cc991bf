"""From an article to a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.core import matching
from pipeline.core.mentions import Matcher
from pipeline.model import Reading

if TYPE_CHECKING:
    from pipeline.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges articles with one matcher built once; all that matching stored text again needs."""

    matcher: Matcher

    def __call__(self, article: Article) -> Reading:
        """What was found in an article, and the verdict."""
        findings = self.matcher.find(article.title, article.text, article.language)
        return Reading(
            article=article,
            findings=findings,
            match=matching.decide(findings, self.matcher.policy),
            matcher_version=matching.VERSION,
            gazetteer_version=self.matcher.gazetteer_version,
        )
