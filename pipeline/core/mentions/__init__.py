"""Mentions: who is named in an article, by which rule, and who only seems to be.

text -> passage (folded) -> candidates (one automaton) -> nesting -> judging -> mentions and rejections
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.core.mentions.candidates import scan
from pipeline.core.mentions.described import find_described
from pipeline.core.mentions.judging import judge, judge_form
from pipeline.core.mentions.languages import Tongue
from pipeline.core.mentions.names import Role
from pipeline.core.mentions.paris_call import CALL_FIELDS, CONTEXT, judge_call
from pipeline.core.mentions.passage import Passage
from pipeline.core.mentions.policy import MatchPolicy, StatesAlone
from pipeline.core.mentions.resolve import nest, without_doubles
from pipeline.core.mentions.terms import ArticleText
from pipeline.core.mentions.vocabulary import Vocabulary, build
from pipeline.model import Field, Findings, Gazetteer, Mention, SubjectKind

if TYPE_CHECKING:
    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.terms import TermHit

__all__ = ["MatchPolicy", "Matcher", "StatesAlone"]

_COLONS = frozenset(":：>|")
_SIGNPOSTS = frozenset({Role.TRAP, Role.LOOKALIKE})  # found only to swallow others


@dataclass(frozen=True)
class Matcher:
    """Finds mentions. Built once per process (a fraction of a second); pickles as its gazetteer and policy."""

    gazetteer: Gazetteer
    policy: MatchPolicy = field(default_factory=MatchPolicy)
    vocabulary: Vocabulary = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vocabulary", build(self.gazetteer))

    def __reduce__(self) -> tuple[type[Matcher], tuple[Gazetteer, MatchPolicy]]:
        return type(self), (self.gazetteer, self.policy)

    @property
    def gazetteer_version(self) -> str:
        """The version of the data, to be kept with every verdict."""
        return self.gazetteer.version

    def find(self, title: str, text: str, language: str = "") -> Findings:
        """All mentions in an article, and all candidates that are none, each with its rule.

        Args:
            title: The headline; offsets of its mentions count from its start.
            text: The body, paragraphs separated by a blank line.
            language: BCP 47, or empty; a wrong one costs little.
        """
        tongue = Tongue(title, text, language)
        passages = (Passage(Field.TITLE, title, tongue), Passage(Field.BODY, text, tongue))
        article = ArticleText(passages, self.vocabulary)
        candidates: list[Candidate] = []
        for passage in passages:
            if passage.text:
                found, terms = scan(self.vocabulary, passage)
                nest(found)
                candidates += found
                article.add(passage, terms)
        if candidates:
            boilerplate = article.terms_of("boilerplate")
            for passage in passages:
                passage.openers = _openers(passage, boilerplate)
        names = [candidate for candidate in candidates if candidate.name.role not in _SIGNPOSTS]
        called = [candidate for candidate in names if candidate.name.profile.kind is SubjectKind.CALL]
        others = [candidate for candidate in names if candidate.name.profile.kind is not SubjectKind.CALL]
        for candidate in names:
            judge_form(candidate)
        judge(others, called, article, self.policy)
        judge_call(called, others, article.terms_of(*CALL_FIELDS) if called else [], self.policy)
        if any(candidate.accepted for candidate in called):
            judge(others, called, article, self.policy)
        context = article.terms_of(*CONTEXT)
        if context and not any(candidate.accepted for candidate in called):
            described = find_described(passages, others)
            names += [described] if described else []
        accepted = without_doubles(candidate for candidate in names if candidate.accepted)
        taken = {(id(candidate.passage), candidate.start, candidate.name.profile.subject) for candidate in accepted}
        rejected = without_doubles(
            candidate
            for candidate in names
            if not candidate.accepted
            and (id(candidate.passage), candidate.start, candidate.name.profile.subject) not in taken
        )
        return Findings(
            mentions=tuple(_mention(candidate) for candidate in accepted),
            rejected=tuple(_mention(candidate) for candidate in rejected),
            context=tuple(dict.fromkeys(term.surface for term in context)),
        )


def _openers(passage: Passage, terms: list[TermHit]) -> list[int]:
    """Where boilerplate may begin: at phrases of it, and at single words only with a colon ("Photo: ...")."""
    return sorted(
        term.start
        for term in terms
        if term.passage is passage and (" " in term.surface or passage.text[term.end : term.end + 1] in _COLONS)
    )


def _mention(candidate: Candidate) -> Mention:
    passage = candidate.passage
    begin, stop = passage.sentence(candidate.start, candidate.end)
    return Mention(
        subject=candidate.name.profile.subject,
        kind=candidate.name.profile.kind,
        field=passage.field,
        start=candidate.start,
        end=candidate.end,
        surface=candidate.surface,
        sentence=passage.text[begin:stop],
        rule=candidate.rule,
        score=candidate.score,
        evidence=candidate.evidence,
    )
