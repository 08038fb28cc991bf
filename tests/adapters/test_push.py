"""Push against a real web server, by Apprise's plain JSON service; no secret of a target comes out again."""

from __future__ import annotations

import json
import logging
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.adapters import push
from pipeline.adapters.push import PushPost, PushTarget
from pipeline.errors import ConfigError, Fate, PostError, Problem
from pipeline.model import Letter, Parcel
from tests.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise asks for it

TOKEN = "s3cr3t-token"
PARCEL = Parcel(
    recipient="team",
    letter=Letter(subject="Digest\r\nof today", text="3 stories\n• \u202eone"),
    message_id="<1@a>",
    dated=NOW,
)


class _Service(HTTPServer):
    def __init__(self, status: int) -> None:
        self.status = status
        self.got: list[tuple[str, dict[str, Any]]] = []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))
        if self.server.status == 0:  # takes it and hangs up
            self.close_connection = True
            return
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's name)
        pass


@contextmanager
def service(status: int = 200) -> Iterator[_Service]:
    server = _Service(status)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def post(port: int, scheme: str = "json") -> PushPost:
    return PushPost(
        (PushTarget("team", lambda: f"{scheme}://user:{TOKEN}@127.0.0.1:{port}/hook/{TOKEN}/?+X-Key={TOKEN}"),)
    )


def test_a_message_arrives_as_it_is() -> None:
    commits: list[str] = []
    with service() as server:
        post(server.server_port).send(PARCEL, lambda: commits.append("committed"))
    ((path, payload),) = server.got
    assert path.startswith(f"/hook/{TOKEN}")
    assert (payload["title"], payload["message"]) == ("Digest of today", "3 stories\n• one")
    assert commits == ["committed"]


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (500, Fate.LATER),
        (503, Fate.LATER),
        (429, Fate.LATER),
        (401, Fate.LATER),
        (413, Fate.REFUSED),
        (302, Fate.LATER),
    ],
)
def test_what_the_service_answers_decides_the_next_try(
    status: int, fate: Fate, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with service(status) as server, caplog.at_level(logging.DEBUG), pytest.raises(PostError) as failed:
        post(server.server_port).send(PARCEL, lambda: None)
    assert failed.value.fate is fate
    assert str(status) in failed.value.detail
    assert len(server.got) == 1  # no redirect is followed
    said = capsys.readouterr()
    assert TOKEN not in str(failed.value) + said.out + said.err + caplog.text


def test_nobody_there_is_certain() -> None:
    with service() as server:
        port = server.server_port
    with pytest.raises(PostError) as failed:
        post(port).send(PARCEL, lambda: None)
    assert failed.value.fate is Fate.LATER
    assert TOKEN not in str(failed.value)


def test_hung_up_without_an_answer_it_may_have_arrived() -> None:
    with service(0) as server, pytest.raises(PostError) as failed:
        post(server.server_port).send(PARCEL, lambda: None)
    assert len(server.got) == 1
    assert failed.value.fate is Fate.UNSURE
    assert TOKEN not in str(failed.value)


def test_a_target_is_examined_without_being_asked() -> None:
    with service() as server:
        assert post(server.server_port).examine("team") == "team: JSON"
    assert server.got == []
    assert TOKEN not in repr(post(1))


def test_an_address_that_is_none_is_told_without_being_shown() -> None:
    with pytest.raises(PostError, match="none that Apprise understands") as failed:
        post(1, "nonsense").examine("team")
    assert TOKEN not in str(failed.value)


def test_a_missing_address_is_told() -> None:
    def missing() -> str:
        raise ConfigError((Problem(file="$TEAM", line=0, message="is not set"),))

    with pytest.raises(PostError, match=r"team: \$TEAM: is not set"):
        PushPost((PushTarget("team", missing),)).examine("team")


def test_without_apprise_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    monkeypatch.setattr(push, "find_spec", lambda _: None)
    with pytest.raises(PostError, match=r"pip install .*notify") as failed:
        post(1).send(PARCEL, lambda: None)
    assert failed.value.fate is Fate.DOWN
