"""The small pages, asked over real connections."""

from __future__ import annotations

import socket
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.loopback import Answer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20


def well() -> Answer:
    return Answer(HTTPStatus.OK, "text/plain", "à la carte\n")


@pytest.fixture
def port() -> Iterator[int]:
    with serving("127.0.0.1", 0, {"/healthz": well}) as port:
        yield port


def ask(port: int, path: str, method: str = "GET", host: str = "127.0.0.1") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, headers={"Host": host})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_a_page_is_served_inert(port: int) -> None:
    answer, body = ask(port, "/healthz?x=1")
    assert (answer.status, body.decode()) == (200, "à la carte\n")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_head_gives_the_length_alone(port: int) -> None:
    answer, body = ask(port, "/healthz", "HEAD")
    assert (answer.status, answer.headers["Content-Length"], body) == (200, "12", b"")


def test_other_paths_and_methods_are_refused(port: int) -> None:
    assert ask(port, "/../etc/passwd")[0].status == 404
    assert ask(port, "/healthz", "POST")[0].status == 501


@pytest.mark.parametrize("host", ["localhost", "localhost:9469", "127.0.0.1:9469", "[::1]:9469", "[::1]"])
def test_loopback_by_any_name_is_answered(port: int, host: str) -> None:
    assert ask(port, "/healthz", host=host)[0].status == 200


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:9469", "10.0.0.1", "localhost.attacker.example", ""]
)
def test_a_name_that_was_pointed_at_us_is_not(port: int, host: str) -> None:
    assert ask(port, "/healthz", host=host)[0].status == 421


def test_clients_that_dawdle_do_not_hold_up_the_end() -> None:
    with serving("127.0.0.1", 0, {"/healthz": well}) as port:
        dawdlers = [socket.create_connection(("127.0.0.1", port), PATIENCE) for _ in range(20)]
        for dawdler in dawdlers:
            dawdler.sendall(b"GET /hea")
    for dawdler in dawdlers:
        dawdler.close()


def test_garbage_harms_nobody(port: int) -> None:
    for rubbish in (b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"A" * 70_000 + b"\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
            client.sendall(rubbish)
    assert ask(port, "/healthz")[0].status == 200


def test_a_taken_port_is_an_error(port: int) -> None:
    with pytest.raises(OSError, match="in use"), serving("127.0.0.1", port, {}):
        pass
