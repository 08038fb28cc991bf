"""Mail against a real server: what arrives, and what each failure means for the next try."""

from __future__ import annotations

import email
import email.policy
import socket
import threading
from contextlib import closing
from dataclasses import dataclass, replace
from email.headerregistry import Address
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.smtp import Relay, SmtpPost, message_of
from pipeline.errors import ConfigError, Fate, PostError, Problem
from pipeline.model import Letter, Parcel
from tests import smtp_support
from tests.builders import NOW
from tests.smtp_support import PASSWORD, USER, Certificate, Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

LETTER = Letter(subject="Paris Call digest", text="One story.\n", html="<p>One story.</p>")
HEADERS = {
    *("subject", "from", "to", "date", "message-id", "list-unsubscribe", "auto-submitted", "mime-version"),
    "content-type",
}


def parcel(recipient: str = "a@example.org", letter: Letter = LETTER) -> Parcel:
    return Parcel(recipient=recipient, letter=letter, message_id="<digest.1@example.org>", dated=NOW)


def relay(port: int = 0, **changes: Any) -> Relay:  # noqa: ANN401  (any field)
    plain = Relay(
        host="localhost",
        port=port,
        tls="starttls",
        timeout=10,
        sender=Address("Paris Call mönitor", addr_spec="monitor@example.org"),
        contact="ops@example.org",
        user=USER,
        password=lambda: PASSWORD,
    )
    return replace(plain, **changes)


@dataclass(frozen=True)
class Bench:
    box: Mailbox
    post: SmtpPost
    commits: list[str]

    def send(self, to: Parcel | None = None) -> None:
        self.post.send(to or parcel(), lambda: self.commits.append("committed"))

    def fails(self, to: Parcel | None = None) -> PostError:
        with pytest.raises(PostError) as failed:
            self.send(to)
        return failed.value


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return smtp_support.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def bench(made: Certificate) -> Iterator[Bench]:
    box = Mailbox()
    with smtp_support.serving(box, made) as port:
        yield Bench(box, SmtpPost(relay(port, ca_file=made.chain)), [])


def parsed(words: bytes) -> EmailMessage:
    return email.message_from_bytes(words, policy=email.policy.default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_message_arrives_whole_over_starttls_with_login(bench: Bench) -> None:
    letter = Letter(
        subject="Digest, 3 stories — Paříž", text="Ein Satz.\n.ein Punkt\n日本語\n" + "x" * 3000, html="<p>é</p>"
    )
    bench.send(parcel(letter=letter))
    ((recipient, words),) = bench.box.arrived
    message = parsed(words)
    assert recipient == "a@example.org"
    assert message["Subject"] == letter.subject
    assert part(message, "plain").splitlines() == letter.text.splitlines()
    assert part(message, "html").strip() == letter.html
    assert message.get_content_type() == "multipart/alternative"
    assert message["From"] == "Paris Call mönitor <monitor@example.org>"
    assert message["To"] == "a@example.org"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<digest.1@example.org>"
    assert message["List-Unsubscribe"] == "<mailto:ops@example.org?subject=unsubscribe>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert {name.lower() for name in message.keys()} == HEADERS  # noqa: SIM118  (a message's headers, repeated ones too)
    assert max(len(line) for line in words.splitlines()) < 998
    assert words.isascii()
    assert bench.commits == ["committed"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it does not know of the encryption below
def test_encrypted_from_the_first_byte(made: Certificate) -> None:
    box = Mailbox()
    with smtp_support.serving(box, made, implicit=True) as port:
        post = SmtpPost(relay(port, tls="implicit", ca_file=made.chain))
        assert "TLSv1" in post.examine()
        post.send(parcel(), lambda: None)
    assert len(box.arrived) == 1


def test_on_this_machine_it_may_go_without_encryption_and_login() -> None:
    box = Mailbox()
    with smtp_support.serving(box, None, login=False) as port:
        post = SmtpPost(relay(port, host="127.0.0.1", tls="none", user="", password=None))
        assert "not encrypted, without login" in post.examine()
        post.send(parcel(), lambda: None)
    assert len(box.arrived) == 1


def test_alerts_of_one_story_make_one_thread(bench: Bench) -> None:
    story = f"<story.7@{'very-long-name.' * 12}example.org>"
    bench.send(replace(parcel(), references=(story,)))
    message = parsed(bench.box.arrived[0][1])
    assert (message["In-Reply-To"], message["References"]) == (story, story)
    assert f"References: {story}".encode() in bench.box.arrived[0][1]  # as it is: programs read it


def test_a_certificate_nobody_vouches_for_is_refused(bench: Bench) -> None:
    post = SmtpPost(replace(bench.post.relay, ca_file=None))
    with pytest.raises(PostError, match="CERTIFICATE_VERIFY_FAILED") as failed:
        post.send(parcel(), lambda: None)
    assert failed.value.fate is Fate.DOWN
    assert bench.box.arrived == []


def test_a_certificate_for_another_name_is_refused(bench: Bench) -> None:
    post = SmtpPost(replace(bench.post.relay, host="127.0.0.1"))
    with pytest.raises(PostError, match="IP address mismatch") as failed:
        post.examine()
    assert failed.value.fate is Fate.DOWN


def test_without_starttls_nothing_is_said_in_the_clear() -> None:
    box = Mailbox()
    with smtp_support.serving(box, None, login=False) as port, pytest.raises(PostError, match="STARTTLS") as failed:
        SmtpPost(relay(port)).send(parcel(), lambda: None)
    assert failed.value.fate is Fate.DOWN
    assert box.arrived == []


def test_a_refused_login_closes_the_way_and_tells_no_password(bench: Bench) -> None:
    bench.box.login_answer = f"535 5.7.8 no such pair: {USER} {PASSWORD}"
    error = bench.fails()
    assert error.fate is Fate.DOWN
    assert "535" in str(error)
    assert PASSWORD not in str(error)
    assert PASSWORD not in repr(bench.post)
    assert bench.commits == []


def test_a_password_that_is_not_there_closes_the_way(bench: Bench) -> None:
    def missing() -> str:
        raise ConfigError((Problem(file="$MAIL_PASSWORD", line=0, message="is not set"),))

    with pytest.raises(PostError, match=r"\$MAIL_PASSWORD: is not set") as failed:
        SmtpPost(replace(bench.post.relay, password=missing)).examine()
    assert failed.value.fate is Fate.DOWN


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("451 4.7.1 greylisted", Fate.LATER),
        ("452 too many recipients", Fate.LATER),
        ("550 5.1.1 no such mailbox", Fate.REFUSED),
        ("530 log in first", Fate.DOWN),
        ("421 closing", Fate.DOWN),
        ("", Fate.DOWN),  # hangs up
    ],
)
def test_what_the_server_says_of_a_recipient_decides_the_next_try(bench: Bench, answer: str, fate: Fate) -> None:
    bench.box.at_rcpt["a@example.org"] = answer
    error = bench.fails()
    assert error.fate is fate
    assert answer[:3] in str(error)
    assert bench.commits == []  # never handed over, so it is certain
    bench.send(parcel("b@example.org"))
    assert [recipient for recipient, _ in bench.box.arrived] == ["b@example.org"]


@pytest.mark.parametrize(
    ("answer", "fate"),
    [("451 later", Fate.LATER), ("554 no", Fate.REFUSED), ("421 closing", Fate.DOWN), ("", Fate.DOWN)],
)
def test_refused_before_a_word_was_said_is_certain(bench: Bench, answer: str, fate: Fate) -> None:
    bench.box.before_data = answer
    assert bench.fails().fate is fate
    assert bench.box.arrived == []


@pytest.mark.parametrize(
    ("answer", "fate"), [("451 disk full", Fate.LATER), ("554 spam", Fate.REFUSED), ("421 closing", Fate.DOWN)]
)
def test_refused_after_the_last_word_is_certain(bench: Bench, answer: str, fate: Fate) -> None:
    bench.box.after_data, bench.box.keeps = answer, False
    assert bench.fails().fate is fate


@pytest.mark.parametrize("mood", ["", "hang"])
def test_no_answer_after_the_last_word_leaves_it_unsure(bench: Bench, mood: str) -> None:
    bench.box.after_data = mood
    post = SmtpPost(replace(bench.post.relay, timeout=1))
    with pytest.raises(PostError, match="handed over, but localhost gave no answer") as failed:
        post.send(parcel(), lambda: bench.commits.append("committed"))
    assert failed.value.fate is Fate.UNSURE
    assert bench.commits == ["committed"]
    assert len(bench.box.arrived) == 1


def test_what_is_too_big_is_refused_for_good(bench: Bench) -> None:
    big = Letter(subject="big", text="word " * 300_000)
    error = bench.fails(parcel(letter=big))
    assert error.fate is Fate.REFUSED
    assert "552" in str(error)
    assert bench.commits == []


def scripted(*steps: bytes, drip: float = 0.0) -> tuple[int, threading.Thread]:
    """A server that says `steps` whatever it is told, then, with `drip`, one byte every so often; and its thread."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(30)

    def serve() -> None:
        with closing(server), server.accept()[0] as connection:
            connection.settimeout(30)
            for step in steps:
                connection.sendall(step)
                if not connection.recv(4096):
                    return
            connection.settimeout(drip or 30)
            for _ in range(600):
                try:
                    if not connection.recv(4096):
                        return
                except TimeoutError:
                    connection.sendall(b"2")
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    return int(server.getsockname()[1]), thread


def test_a_server_that_never_answers_is_given_up() -> None:
    port, thread = scripted()
    plain = relay(port, host="127.0.0.1", tls="none", user="", password=None, timeout=0.2)
    with pytest.raises(PostError, match="timed out") as failed:
        SmtpPost(plain).send(parcel(), lambda: None)
    assert failed.value.fate is Fate.DOWN
    thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("steps", [(), (b"220 hello\r\n",), (b"220 hello\r\n", b"250 hello\r\n")])
def test_a_server_that_drips_is_cut_off(steps: tuple[bytes, ...]) -> None:
    port, thread = scripted(*steps, drip=0.1)
    plain = relay(port, host="127.0.0.1", tls="none", user="", password=None, timeout=0.5)
    with pytest.raises(PostError) as failed:
        SmtpPost(plain).send(parcel(), lambda: None)
    assert failed.value.fate is Fate.DOWN
    thread.join(60)
    assert not thread.is_alive()


def test_nobody_there_closes_the_way() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PostError, match=f"localhost:{port}") as failed:
        SmtpPost(relay(port)).examine()
    assert failed.value.fate is Fate.DOWN


def test_a_missing_file_of_certificates_is_named(tmp_path: Path) -> None:
    with pytest.raises(PostError, match=r"none\.pem") as failed:
        SmtpPost(relay(1, ca_file=tmp_path / "none.pem")).examine()
    assert failed.value.fate is Fate.DOWN


HOSTILE = st.text(
    st.one_of(st.sampled_from("\r\n\0\v\f\x1c\x1d\x1e\x85\u2028\u2029\u202e\ud800\ue000:=?<>@ "), st.characters())
)


@given(subject=HOSTILE, text=HOSTILE, html=HOSTILE)
def test_no_text_can_make_a_second_header(subject: str, text: str, html: str) -> None:
    letter = Letter(subject=subject, text=text, html=html)
    words = message_of(parcel(letter=letter), relay()).as_bytes()
    head, _, _ = words.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].decode().lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    html_part = {"content-transfer-encoding"} if not html else set()
    assert sorted(names) == sorted(HEADERS | html_part)
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert words.isascii()
    message = parsed(words)
    assert message["To"] == "a@example.org"
    assert "\n" not in message["Subject"]
    assert "\u202e" not in message["Subject"]
    assert part(message, "plain") is not None


def test_a_hostile_title_stands_in_the_subject_and_does_nothing(bench: Bench) -> None:
    title = "Summit\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script>\u202egpj.exe" + " long" * 100
    bench.send(parcel(letter=replace(LETTER, subject=title)))
    ((recipient, words),) = bench.box.arrived
    message = parsed(words)
    assert recipient == "a@example.org"
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Summit Bcc: everybody@example.org <script>alert(1)</script> gpj.exe")
    assert len(message["Subject"]) <= 200
