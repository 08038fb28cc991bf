"""Where connections go: names, addresses and their disguises, detours, certificates."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import FetchError, FetchReason
from tests.http_support import WAIT, Server, failure, fetcher, http, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.adapters.http.network import Resolver

PUBLIC = "93.184.216.34"  # only ever a resolver's word; nothing here connects to it


@pytest.fixture
def canary() -> Iterator[Server]:
    """A private server that must never hear from us."""
    with Server(http(b"SECRET")) as server:
        yield server
    assert server.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
def test_a_private_server_is_not_reached_by_url(canary: Server, host: str) -> None:
    error = failure(fetcher(), f"http://{host}:{canary.port}/secret")
    assert (error.reason, error.retryable) == (FetchReason.BLOCKED_ADDRESS, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
def test_a_private_server_is_not_reached_by_redirect(canary: Server, host: str) -> None:
    with Server(http(b"", f"Location: http://{host}:{canary.port}/secret", status="302 Found")) as server:
        error = failure(fetcher(server.place), server.url())
    assert error.reason is FetchReason.BLOCKED_ADDRESS
    assert error.final_url.endswith("/secret")


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["fe80::1%lo"],
        [PUBLIC, "127.0.0.1"],
    ],
)
def test_a_private_server_is_not_reached_by_name(canary: Server, addresses: list[str]) -> None:
    fetch = fetcher(canary.place, resolver=lambda host, port: addresses)
    error = failure(fetch, f"http://inside.example:{canary.port}/")
    assert error.reason is FetchReason.BLOCKED_ADDRESS


def test_a_name_is_looked_up_once_for_each_connection_and_goes_where_it_was_checked(canary: Server) -> None:
    """Rebinding: public to the check, private to the connection. Here there is no second look to lie to."""
    # 127.0.0.2 plays the public address; nobody listens there, so that a connection to it is refused.
    answers = iter([["127.0.0.2"], ["127.0.0.1"]])
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    reasons = []
    with closing(fetcher("127.0.0.2/32", resolver=resolver)) as fetch:
        for visit in (1, 2):
            with pytest.raises(FetchError) as caught:
                read(fetch, f"http://rebound.example:{canary.port}/")
            reasons.append(caught.value.reason)
            assert asked == ["rebound.example"] * visit
    assert reasons == [FetchReason.CONNECT, FetchReason.BLOCKED_ADDRESS]


def test_connect_to_moves_the_connection_and_leaves_the_request_alone() -> None:
    with Server(http(b"hello")) as server:
        routes = (("news.example:80", server.place),)
        with closing(fetcher(server.place, connect_to=routes)) as fetch:
            page = read(fetch, "http://news.example/x")
        assert (page.body, page.url) == (b"hello", "http://news.example/x")
        assert b"\r\nHost: news.example\r\n" in server.heads[0]


def test_connect_to_opens_no_private_address_by_itself(canary: Server) -> None:
    error = failure(fetcher(connect_to=(("*", canary.place),)), "http://news.example/")
    assert error.reason is FetchReason.BLOCKED_ADDRESS


@pytest.mark.parametrize("host", ["169.254.169.254", "[::1]", "2130706433", "localhost", "10.0.0.1"])
def test_connect_to_for_every_host_still_refuses_written_addresses(canary: Server, host: str) -> None:
    fetch = fetcher(canary.place, connect_to=(("*", canary.place),))
    assert failure(fetch, f"http://{host}/latest/").reason is FetchReason.BLOCKED_ADDRESS


def test_a_server_inside_an_allowed_block_is_reached_by_name() -> None:
    fetch = fetcher("127.0.0.0/8", resolver=lambda host, port: ["127.0.0.1"])
    with Server(http(b"wiki")) as server, closing(fetch):
        assert read(fetch, f"http://wiki.corp.example:{server.port}/").body == b"wiki"


def test_the_next_address_is_tried_when_the_first_is_dead() -> None:
    fetch = fetcher("127.0.0.0/8", resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    with Server(http(b"here")) as server, closing(fetch):
        assert read(fetch, f"http://two.example:{server.port}/").body == b"here"


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_port_nobody_listens_at_is_a_failure_to_connect() -> None:
    place = f"127.0.0.1:{unused_port()}"
    error = failure(fetcher(place), f"http://{place}/")
    assert (error.reason, error.retryable) == (FetchReason.CONNECT, True)


def raising(error: Exception) -> Callable[[str, int], Iterable[str]]:
    def resolver(host: str, port: int) -> Iterable[str]:
        raise error

    return resolver


@pytest.mark.parametrize(
    "resolver",
    [
        pytest.param(raising(socket.gaierror(socket.EAI_NONAME, "unknown")), id="no such name"),
        pytest.param(raising(UnicodeError("label too long")), id="no name at all"),
        pytest.param(lambda host, port: [], id="no address"),
        pytest.param(lambda host, port: ["rubbish"], id="no address either"),
    ],
)
def test_a_name_without_address_is_a_dns_failure(resolver: Resolver) -> None:
    error = failure(fetcher(resolver=resolver), "http://nowhere.example/")
    assert (error.reason, error.retryable) == (FetchReason.DNS, True)


def tls_failure(talk: Callable[[socket.socket], object]) -> FetchError:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.settimeout(WAIT)
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        error = failure(fetcher(place), f"https://{place}/")
        thread.join(WAIT)
    return error


def test_a_server_without_tls_is_a_tls_failure() -> None:
    error = tls_failure(lambda connection: (connection.recv(1), connection.send(http(b"plain"))))
    assert (error.reason, error.retryable) == (FetchReason.TLS, True)


def test_a_certificate_nobody_vouches_for_is_a_tls_failure(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl here to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(key)]
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([openssl, "req", "-x509", *curve, *name, "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    error = tls_failure(lambda connection: context.wrap_socket(connection, server_side=True).close())

    assert (error.reason, error.retryable) == (FetchReason.TLS, True)
    assert "verify" in error.detail
