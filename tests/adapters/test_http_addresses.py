"""Which addresses may be reached."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.http import HttpPolicy
from pipeline.adapters.http.addresses import Guard, is_public, parse_authority
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason


def guard(*allow_private: str, connect_to: tuple[tuple[str, str], ...] = ()) -> Guard:
    return Guard.of(HttpPolicy(user_agent="Test/1", allow_private=allow_private, connect_to=connect_to))


def is_refused(checked: Guard, host: str, port: int = 80) -> bool:
    try:
        checked.refuse_literal(host, port)
    except ExchangeError as error:
        assert error.reason is FetchReason.BLOCKED_ADDRESS  # noqa: PT017  (either outcome is asked for)
        return True
    return False


@pytest.mark.parametrize(
    "text", ["93.184.216.34", "8.8.8.8", "192.0.1.1", "2606:2800:220:1::1", "2001:4860:4860::8888"]
)
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.0.170",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_special_addresses_are_not(text: str) -> None:
    assert not is_public(ip_address(text))


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "0",
        "1",
        "::1",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "169.254.169.254",
        "localhost",
        "sub.localhost",
        "134744072",  # 8.8.8.8, but nobody writes it like that
    ],
)
def test_written_addresses_that_may_not_be_reached_are_refused_in_every_spelling(host: str) -> None:
    assert is_refused(guard(), host)


@pytest.mark.parametrize(
    "host", ["example.org", "8.8.8.8", "2001:4860:4860::8888", "localhost.example", "0x7f.example"]
)
def test_names_and_public_addresses_pass(host: str) -> None:
    assert not is_refused(guard(), host)


def test_an_exception_is_for_its_spelling_and_port() -> None:
    allowed = guard("127.0.0.1:8901")
    assert not is_refused(allowed, "127.0.0.1", 8901)
    assert is_refused(allowed, "127.0.0.1", 8902)
    for other in ("2130706433", "127.1", "::ffff:127.0.0.1", "::1", "localhost"):
        assert is_refused(allowed, other, 8901)


def test_an_exception_without_a_port_is_for_every_port() -> None:
    allowed = guard("localhost", "[::1]")
    assert not is_refused(allowed, "localhost", 1)
    assert not is_refused(allowed, "::1", 2)


def test_a_block_is_for_the_address_reached_by_whatever_name() -> None:
    allowed = guard("10.1.0.0/16", "127.0.0.0/8")
    allowed.refuse_private("wiki.corp.example", 80, [ip_address("10.1.2.3")])
    assert not is_refused(allowed, "10.1.2.3")
    assert not is_refused(allowed, "localhost")
    assert is_refused(allowed, "10.2.0.1")
    with pytest.raises(ExchangeError):
        allowed.refuse_private("wiki.corp.example", 80, [ip_address("10.2.0.1")])


def test_an_exception_for_an_address_is_none_for_a_name_that_resolves_to_it() -> None:
    with pytest.raises(ExchangeError, match="not public"):
        guard("127.0.0.1:80").refuse_private("rebound.example", 80, [ip_address("127.0.0.1")])


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(ExchangeError) as caught:
        guard().refuse_private("mixed.example", 80, [ip_address("8.8.8.8"), ip_address("10.0.0.1")])
    assert caught.value.reason is FetchReason.BLOCKED_ADDRESS
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("pattern", "host", "port", "destination"),
    [
        ("example.org:80", "example.org", 80, ("127.0.0.1", 8901)),
        ("example.org:80", "example.org", 443, ("example.org", 443)),
        ("example.org", "example.org", 443, ("127.0.0.1", 8901)),
        ("*:80", "other.example", 80, ("127.0.0.1", 8901)),
        ("*:80", "other.example", 443, ("other.example", 443)),
        (":80", "other.example", 80, ("127.0.0.1", 8901)),
        ("*", "other.example", 12345, ("127.0.0.1", 8901)),
    ],
)
def test_connections_go_where_connect_to_says(pattern: str, host: str, port: int, destination: tuple[str, int]) -> None:
    assert guard(connect_to=((pattern, "127.0.0.1:8901"),)).destination(host, port) == destination


def test_the_first_detour_that_fits_is_taken_and_a_missing_port_is_kept() -> None:
    routed = guard(connect_to=(("a.example", "b.example"), ("*", "c.example:1")))
    assert routed.destination("a.example", 81) == ("b.example", 81)
    assert routed.destination("x.example", 81) == ("c.example", 1)


@pytest.mark.parametrize("host", ["169.254.169.254", "::1", "2130706433", "localhost"])
def test_a_detour_for_every_host_does_not_open_written_addresses(host: str) -> None:
    routed = guard("127.0.0.1:8901", connect_to=(("*", "127.0.0.1:8901"),))
    with pytest.raises(ExchangeError) as caught:
        routed.destination(host, 80)
    assert caught.value.reason is FetchReason.BLOCKED_ADDRESS


@pytest.mark.parametrize(
    "entry", ["", "*", "*:80", ":80", "a:b", "h:99999", "a@b", "http://a", "10.0.0.1/8", "10.0.0.0/99"]
)
def test_an_exception_that_names_no_host_is_an_error_and_not_ignored(entry: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        guard(entry)


@given(st.text())
def test_any_text_is_an_authority_or_a_value_error(text: str) -> None:
    try:
        _, port = parse_authority(text)
    except ValueError:
        return
    assert port is None or 0 <= port < 65536
