"""Which addresses may be reached, and where a connection really goes.

The rule is about the address a socket connects to, never about a name, so it holds against names that resolve to
something else the second time. An address *written* in a URL is judged by its spelling as well: `2130706433` and
`127.1` are loopback to a resolver, and nobody publishes a story there.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import urlsplit

from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.adapters.http.policy import HttpPolicy

Address: TypeAlias = IPv4Address | IPv6Address

_HOST: Final = re.compile(r"[\w.:-]+")
_ANY: Final = frozenset({"", "*"})  # hosts that stand for every host

# The IANA registries of special-purpose addresses, written out: `is_global` differs between Python versions and lets
# several of these pass.
_SPECIAL_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # a public number that inside Azure is the host's own metadata server
            "169.254.0.0/16",  # link-local, cloud metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
# Of IPv6 only this block is handed out to the public; everything that wraps an IPv4 address without being in it
# (mapped, compatible, NAT64) is refused by that alone.
_GLOBAL_V6: Final = IPv6Network("2000::/3")
_SPECIAL_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which wraps an IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _SPECIAL_V6)


def parse_authority(text: str) -> tuple[str, int | None]:
    """`host`, `host:port`, `[v6]:port` or a bare IPv6 address, as host and port; None is no port.

    Raises:
        ValueError: none of these.
    """
    authority = f"[{text}]" if text.count(":") > 1 and "[" not in text else text
    try:
        parts = urlsplit(f"//{authority}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise ValueError(f"{text!r} is neither host nor host:port") from error
    if parts.netloc != authority or "@" in authority:
        raise ValueError(f"{text!r} is more than host and port")
    return host, port


def _parse_named(text: str) -> tuple[str, int | None]:
    host, port = parse_authority(text)
    if host in _ANY or not _HOST.fullmatch(host):
        raise ValueError(f"{text!r} names no host")
    return host, port


def literal(host: str) -> Address | None:
    """The address that `host` spells, in any notation a resolver would accept; None for a name."""
    if ":" in host:
        return IPv6Address(host)
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def parse_address(text: str) -> Address:
    """A resolver's answer as an address, without the scope that some append to link-local ones.

    Raises:
        ValueError: not an address.
    """
    return ip_address(text.partition("%")[0])


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where a connection to a host may go."""

    hosts: frozenset[tuple[str, int | None]]  # as spelled; None is any port
    networks: tuple[IPv4Network | IPv6Network, ...]
    detours: tuple[tuple[tuple[str, int | None], tuple[str, int | None]], ...]  # connect_to, parsed

    @classmethod
    def of(cls, policy: HttpPolicy) -> Guard:
        """The guard that `policy` describes.

        Raises:
            ValueError: an entry of `allow_private` or `connect_to` is not one; the message quotes it.
        """
        return cls(
            hosts=frozenset(_parse_named(entry) for entry in policy.allow_private if "/" not in entry),
            networks=tuple(ip_network(entry) for entry in policy.allow_private if "/" in entry),
            detours=tuple((parse_authority(here), _parse_named(there)) for here, there in policy.connect_to),
        )

    def refuse_literal(self, host: str, port: int) -> None:
        """Passes names, and written addresses that may be reached.

        Raises:
            ExchangeError: BLOCKED_ADDRESS.
        """
        if self._is_listed(host, port):
            return
        if host == "localhost" or host.endswith(".localhost"):
            self._refuse_closed(host, IPv4Address("127.0.0.1"))
            return
        address = literal(host)
        if address is None:
            return
        if isinstance(address, IPv4Address) and str(address) != host:
            raise _blocked(f"{host} is an unusual spelling of {address}")
        self._refuse_closed(host, address)

    def destination(self, host: str, port: int) -> tuple[str, int]:
        """Where to connect for `host`: there, or where `connect_to` says.

        Raises:
            ExchangeError: BLOCKED_ADDRESS, for an address written in the URL, whatever `connect_to` says.
        """
        self.refuse_literal(host, port)
        for (from_host, from_port), (to_host, to_port) in self.detours:
            if (from_host == host or from_host in _ANY) and from_port in {None, port}:
                return to_host, to_port or port
        return host, port

    def refuse_private(self, host: str, port: int, addresses: Iterable[Address]) -> None:
        """Passes `host` when every one of its addresses may be reached.

        One private address among public ones is refused as a whole: a name that mixes them is set up to be tried
        until the private one is drawn.

        Raises:
            ExchangeError: BLOCKED_ADDRESS.
        """
        if self._is_listed(host, port):
            return
        for address in addresses:
            self._refuse_closed(host, address)

    def _is_listed(self, host: str, port: int) -> bool:
        return (host, port) in self.hosts or (host, None) in self.hosts

    def _refuse_closed(self, host: str, address: Address) -> None:
        if not is_public(address) and not any(address in network for network in self.networks):
            raise _blocked(f"{host} is at {address}, which is not public")


def _blocked(detail: str) -> ExchangeError:
    return ExchangeError(FetchReason.BLOCKED_ADDRESS, detail, retryable=False)
