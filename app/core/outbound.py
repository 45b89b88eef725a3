"""Where a request of ours may go. A name is looked up, what it means is judged, and that very address is connected to,
so that nobody can answer with a harmless address first and with another one when it counts.

The internet may be reached, and of other networks those that are named. Some addresses are never reached, named or
not: they hand out a machine's credentials, mean everybody at once, or hide another address inside.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LookupTimeout
from threading import Thread

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOCAL_NETWORKS: tuple[Network, ...] = tuple(map(ipaddress.ip_network, (
    "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
)))
"""This machine and the private networks of RFC 1918 and RFC 4193."""

_NEVER: tuple[Network, ...] = tuple(map(ipaddress.ip_network, (
    "0.0.0.0/8", "::/128",  # nowhere in particular, which many systems take for this machine
    "169.254.0.0/16", "fe80::/10", "fec0::/10",  # link-local: where clouds hand out credentials
    "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128",  # clouds that do it elsewhere
    "224.0.0.0/4", "240.0.0.0/4", "ff00::/8",  # everybody at once, and reserved
    "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32",  # an IPv4 address inside (NAT64, 6to4, Teredo)
)))
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


class AddressRefused(Exception):
    """The name leads to no address that may be reached; `str()` names the first it leads to."""


def reachable_addresses(host: str, port: int, seconds: float, networks: Iterable[Network]) -> list[str]:
    """The addresses of `host` that may be connected to, best first.

    Raises AddressRefused when there are addresses but none may be reached, OSError when there are none, and
    TimeoutError when the look-up takes longer than `seconds`.
    """
    found = _looked_up(host, port, seconds)
    allowed = tuple(networks)
    usable = [address for address in found if may_be_reached(address, allowed)]
    if not usable:
        raise AddressRefused(found[0])
    return usable


def may_be_reached(address: str, networks: Iterable[Network]) -> bool:
    """Whether a numeric `address` is on the internet or in one of `networks`, and none of those never reached."""
    number = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    if any(number in network for network in _NEVER):
        return False
    return _is_public(number) or any(number in network for network in networks)


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside ::ffff:0:0/96, because that is the one the system connects to."""
    return getattr(address, "ipv4_mapped", None) or address


def _is_public(address: Address) -> bool:
    return address.is_global and (address.version == 4 or address in _GLOBAL_UNICAST)  # noqa: PLR2004 - IPv4


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """What the system makes of `host`, also of spellings such as 0x7f.1 and 2130706433."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        return _asked(host, port, seconds)


def _asked(host: str, port: int, seconds: float) -> list[str]:
    """The system's look-up knows no time limit, so it runs beside; one that never ends is left behind."""
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([str(address[0]) for *_, address in found])
        except (OSError, UnicodeError) as error:
            answer.set_exception(error if isinstance(error, OSError) else OSError(str(error)))

    Thread(target=ask, name="name-look-up", daemon=True).start()
    try:
        return answer.result(seconds)
    except LookupTimeout:
        raise TimeoutError(host) from None
