"""Mail and push as an operator sets them up, against a real mail server; no secret ever comes out again."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.sqlite.digests import DigestStore
from pipeline.adapters.sqlite.feeds import FeedStore
from pipeline.adapters.sqlite.pages import PageStore
from pipeline.core.digests import local_day, window_of
from pipeline.model import Edition, Outcome, Tier
from pipeline.shell.cli import cli
from pipeline.shell.clock import utc_now
from pipeline.shell.delivery import deliver_of
from pipeline.shell.settings import settings_of
from tests import smtp_support
from tests.builders import entry, feed, flagged, name, ok_poll, subscription, told
from tests.smtp_support import PASSWORD, USER, Certificate, Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise asks for it

TOKEN = "s3cr3t-token"


@dataclass
class Installation:
    folder: Path
    box: Mailbox
    port: int
    said: list[str] = field(default_factory=list)

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def write(self, more: str = "", **mail: object) -> None:
        settings = {
            "host": "localhost",
            "port": self.port,
            "user": USER,
            "password_file": "password",
            "ca_file": "ca.pem",
            "timeout": "10s",
            "from": "Monitor <monitor@example.org>",
            "recipients": [{"to": "ann@example.org"}, {"to": "ben@example.org"}],
            **mail,
        }
        text = f"database: monitor.db\nhealth: {{min_free_mb: 1}}\nmail: {json.dumps(settings)}\n{more}"
        self.config.write_text(text, encoding="utf-8")

    def call(self, *arguments: str) -> tuple[int, str]:
        told = CliRunner().invoke(cli, [*arguments, "--config", str(self.config)])
        self.said.append(told.output)
        return told.exit_code, told.output

    def dispatch(self) -> list[tuple[str, str]]:
        db = open_database(self.folder / "monitor.db")
        try:
            found = list(deliver_of(settings_of(self.config), db, lambda: True)(utc_now()))
        finally:
            db.close()
        self.said += [repr(event) for event in found]
        return [(event.recipient, event.outcome) for event in found]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return smtp_support.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def installation(tmp_path: Path, made: Certificate) -> Iterator[Installation]:
    (tmp_path / "feeds.txt").write_text("https://news.example/feed\n", encoding="utf-8")
    (tmp_path / "ca.pem").write_bytes(made.chain.read_bytes())
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "password").chmod(0o600)
    db = open_database(tmp_path / "monitor.db")
    now = utc_now()
    told(db, window_of(local_day(now, "Europe/Paris") - timedelta(days=1), "Europe/Paris"), moment=now)
    db.close()
    box = Mailbox()
    with smtp_support.serving(box, made) as port:
        found = Installation(tmp_path, box, port)
        found.write()
        yield found
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("monitor.db*"))
    everything = "\n".join(found.said).encode() + stored
    assert PASSWORD.encode() not in everything
    assert TOKEN.encode() not in everything


def checks(installation: Installation) -> dict[str, Any]:
    _, told = installation.call("doctor", "--json")
    return {check["name"]: check for check in json.loads(told)["checks"]}


def test_a_sound_installation_passes_and_delivers(installation: Installation) -> None:
    code, told = installation.call("check")
    assert code == 0, told
    assert "delivery: 2 recipients by mail, 0 push targets" in told
    assert checks(installation)["mail"]["verdict"] == "fine"
    assert f"logged in as {USER}; 2 get some" in checks(installation)["mail"]["detail"]
    assert installation.box.arrived == []
    assert installation.dispatch() == [("ann@example.org", "sent"), ("ben@example.org", "sent")]
    assert installation.dispatch() == []
    assert sorted(recipient for recipient, _ in installation.box.arrived) == ["ann@example.org", "ben@example.org"]
    assert b"Paris Call digest" in installation.box.arrived[0][1]
    assert checks(installation)["deliveries"]["verdict"] == "fine"
    assert "mail, push   2 sent" in installation.call("status")[1]
    assert installation.call("deliver", "list")[1] == "nothing to look at\n"
    assert installation.call("deliver", "list", "--all")[1].count("  sent ") == 2


def test_what_failed_is_shown_everywhere_and_settled_by_a_person(installation: Installation) -> None:
    installation.box.at_rcpt["ann@example.org"] = "550 5.1.1 no such mailbox"
    installation.box.after_data = ""
    assert installation.dispatch() == [("ann@example.org", "failed"), ("ben@example.org", "unsure")]
    installation.box.at_rcpt.clear()
    installation.box.after_data = "250 OK"
    assert installation.dispatch() == []
    told = installation.call("deliver", "list")[1]
    assert "failed" in told
    assert "no such mailbox" in told
    assert "unsure" in told
    troubles = json.loads(installation.call("deliver", "list", "--json")[1])
    ids = {trouble["recipient"]: str(trouble["id"]) for trouble in troubles}
    assert checks(installation)["deliveries"]["verdict"] == "warning"
    assert "1 failed, 1 unsure; see `paris-call deliver list`" in installation.call("status")[1]
    assert installation.call("deliver", "retry", ids["ann@example.org"])[0] == 0
    assert installation.call("deliver", "dismiss", ids["ben@example.org"])[0] == 0
    assert installation.call("deliver", "retry", "999")[0] == 1
    assert installation.dispatch() == [("ann@example.org", "sent")]
    assert installation.call("deliver", "list")[1] == "nothing to look at\n"


def test_a_test_message(installation: Installation) -> None:
    assert installation.call("deliver", "test", "--to", "ann@example.org") == (0, "sent to ann@example.org\n")
    assert b"Subject: Paris Call monitor: a test" in installation.box.arrived[0][1]
    installation.box.at_rcpt["ann@example.org"] = "550 no such mailbox"
    code, told = installation.call("deliver", "test", "--to", "ann@example.org")
    assert code == 1
    assert "550 no such mailbox" in told
    assert installation.call("deliver", "test", "--to", "nobody")[0] == 2
    assert installation.call("deliver", "test", "--to", "a@b\r\nBcc: c@d")[0] == 2


def test_a_wrong_password_is_told_and_corrected_without_a_restart(installation: Installation) -> None:
    (installation.folder / "password").write_text("wrong horse", encoding="utf-8")
    mail = checks(installation)["mail"]
    assert mail["verdict"] == "wrong"
    assert "535" in mail["detail"]
    assert [outcome for _, outcome in installation.dispatch()] == ["retry"]
    (installation.folder / "password").write_text(PASSWORD, encoding="utf-8")
    with closing(sqlite3.connect(installation.folder / "monitor.db")) as db:
        db.execute("UPDATE dispatches SET next_attempt_at = '2026-01-01T00:00:00Z'")
        db.commit()
    assert [outcome for _, outcome in installation.dispatch()] == ["sent", "sent"]


def test_a_password_that_all_may_read_is_warned_of(installation: Installation) -> None:
    (installation.folder / "password").chmod(0o644)
    assert checks(installation)["secrets"]["verdict"] == "warning"


def test_missing_secrets_files_and_names_are_problems(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_VARIABLE", raising=False)
    target = '{name: team, url_env: NO_SUCH_VARIABLE, filter: {signatories: ["Nobody & Sons"], countries: [XXX]}}'
    installation.write(f"push: {{targets: [{target}]}}\n", password_file="missing", ca_file="none.pem")
    code, told = installation.call("check")
    assert code == 2
    for said in ("missing: mail: No such file", "$NO_SUCH_VARIABLE: push target team: is not set", "none.pem"):
        assert said in told
    assert "filter of team: no signatory 'Nobody & Sons'" in told
    assert "filter of team: no country 'XXX'" in told


def test_push_targets_are_examined_by_their_shape(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM", f"json://user:{TOKEN}@127.0.0.1:1/{TOKEN}")
    monkeypatch.setenv("OTHER", f"nonsense://{TOKEN}")
    installation.write("push: {targets: [{name: team, url_env: TEAM}]}\n")
    assert checks(installation)["push"] == {"name": "push", "verdict": "fine", "detail": "team: JSON", "remedy": ""}
    code, told = installation.call("deliver", "test", "--to", "team")
    assert code == 1
    assert "not sent (later)" in told
    installation.write("push: {targets: [{name: team, url_env: OTHER}]}\n")
    assert checks(installation)["push"]["verdict"] == "wrong"


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("mail: {host: mail.example.org}", "`from` is missing"),
        ("mail: {host: mail.example.org, from: a@b.example, tls: none}", "use starttls"),
        ("mail: {host: mail.example.org, from: a@b.example, user: me}", "one of `password_file` and `password_env`"),
        ("mail: {host: mail.example.org, from: a@b.example, password: s3cr3t-token}", "unknown key `mail.password`"),
        ("mail: {host: 'x\\ny', from: a@b.example}", "mail.host"),
        ('mail: {from: "Ann\\r\\nBcc: <a@b.example>"}', "mail.from"),
        ('mail: {recipients: [{to: "a@b.example\\r\\nBcc: c@d.example"}]}', "mail.recipients.0.to"),
        ("mail: {recipients: [{to: a@b.example, edition: [daily]}]}", "did you mean `editions`?"),
        ("mail: {host: h, from: a@b.example, recipients: [{to: a@b.example}, {to: A@b.example}]}", "listed twice"),
        ("push: {targets: [{name: team}]}", "one of `url_file` and `url_env`"),
        ("push: {targets: [{name: team, url_env: 'tgram://s3cr3t-token/1'}]}", "push.targets.0.url_env"),
        ("alerts: {quiet: '22:00'}", "like '22:00-07:00'"),
        ("alerts: {quiet: '22:00-22:00'}", "begins when it ends"),
        ("alerts: {per_hour: 0}", "alerts.per_hour"),
        ("alerts: {tiers: [all]}", "alerts.tiers.0"),
    ],
)
def test_mistakes_in_the_configuration_are_told_with_their_line(
    installation: Installation, section: str, said: str
) -> None:
    installation.config.write_text(f"database: monitor.db\n{section}\n", encoding="utf-8")
    code, told = installation.call("check")
    assert code == 2
    assert f"{installation.config}:2: " in told
    assert said in told


def test_each_edition_goes_to_those_who_asked_for_it(installation: Installation) -> None:
    now = utc_now()
    db = open_database(installation.folder / "monitor.db")
    last_week = window_of(local_day(now, "Europe/Paris") - timedelta(days=7), "Europe/Paris", Edition.WEEKLY)
    seen = last_week.since + timedelta(hours=9)
    FeedStore(db).subscribe([subscription()], 3600, seen)
    FeedStore(db).record(
        feed(), ok_poll(1, 2, moment=seen), [(entry(number), name(entry(number))) for number in (1, 2)]
    )
    pages = PageStore(db)
    for page, tier in zip(pages.lease(seen, 2), (Tier.CALL, Tier.MENTION), strict=True):
        pages.settle(page, flagged(page.url, f"Airbus signed, says {page.id}.", tier), Outcome.MATCHED, "", seen)
    DigestStore(db).begun(Edition.WEEKLY, now)
    told(db, last_week, moment=now)
    db.close()
    recipients = [
        {"to": "ann@example.org", "editions": ["weekly"]},
        {"to": "ben@example.org", "editions": ["daily", "weekly"], "filter": {"tiers": ["call"]}},
    ]
    installation.write(recipients=recipients)
    assert "ann@example.org is to get weekly digests, which are not made" in installation.call("check")[1]
    installation.write("digest: {editions: [daily, weekly]}\n", recipients=recipients)
    assert installation.call("check")[0] == 0
    assert sorted(who for who, outcome in installation.dispatch() if outcome == "sent") == [
        "ann@example.org",
        "ben@example.org",
        "ben@example.org",
    ]
    assert installation.dispatch() == []
    (anns,), bens = letters(installation, "ann@example.org"), letters(installation, "ben@example.org")
    (bens_week,) = [letter for letter in bens if " · week " in letter["Subject"]]
    assert len(bens) == 2
    for kind in ("plain", "html"):
        whole, narrow = part(anns, kind), part(bens_week, kind)
        assert "/story-1" in whole
        assert "/story-2" in whole
        assert "/story-1" in narrow
        assert "/story-2" not in narrow


def letters(installation: Installation, recipient: str) -> list[EmailMessage]:
    return [message_from_bytes(words, policy=policy.SMTP) for to, words in installation.box.arrived if to == recipient]


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())
