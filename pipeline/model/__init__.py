"""The nouns, in flow order. Frozen values; times are aware UTC; lengths are characters, sizes bytes, spans seconds.

Feed (a URL we poll) -> Entry (one item of a feed, a promise of an article) -> Page (bytes a server sent) ->
Article (the readable text of one page) -> Mention (a span that names a subject) -> Match (the verdict, with reasons).
A Reading is all that came of one page; a Digest what a day held; a Run one execution of one job.
"""

from pipeline.model.archive import Filed, Hit, Sighting, Status
from pipeline.model.articles import Article, BodyQuality, DateSource, Obstacle
from pipeline.model.backfill import ArchivedPage, Damage, Sift, Sifted
from pipeline.model.digests import Coverage, Delivery, Digest, DigestItem, DigestWindow, FeedTrouble
from pipeline.model.entries import Entry, EntryName, FeedDocument, Flood, Outcome, PendingPage, Poll, PollOutcome
from pipeline.model.feedback import AliasRecord, Feedback, Verdict
from pipeline.model.feeds import Feed, FeedKind, FeedState, Subscription
from pipeline.model.network import HostClosure, Page, Redirect, Request, Unchanged
from pipeline.model.subjects import (
    CallName,
    CaseRule,
    Field,
    Findings,
    Gazetteer,
    LexiconTerm,
    Match,
    Mention,
    Reading,
    ReadTask,
    Signatory,
    StateName,
    SubjectKind,
    Tier,
)
from pipeline.model.work import Heartbeat, Run, Tally

__all__ = [
    "AliasRecord",
    "ArchivedPage",
    "Article",
    "BodyQuality",
    "CallName",
    "CaseRule",
    "Coverage",
    "Damage",
    "DateSource",
    "Delivery",
    "Digest",
    "DigestItem",
    "DigestWindow",
    "Entry",
    "EntryName",
    "Feed",
    "FeedDocument",
    "FeedKind",
    "FeedState",
    "FeedTrouble",
    "Feedback",
    "Field",
    "Filed",
    "Findings",
    "Flood",
    "Gazetteer",
    "Heartbeat",
    "Hit",
    "HostClosure",
    "LexiconTerm",
    "Match",
    "Mention",
    "Obstacle",
    "Outcome",
    "Page",
    "PendingPage",
    "Poll",
    "PollOutcome",
    "ReadTask",
    "Reading",
    "Redirect",
    "Request",
    "Run",
    "Sift",
    "Sifted",
    "Sighting",
    "Signatory",
    "StateName",
    "Status",
    "SubjectKind",
    "Subscription",
    "Tally",
    "Tier",
    "Unchanged",
    "Verdict",
]
