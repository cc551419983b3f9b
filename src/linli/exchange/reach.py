"""Which addresses outside this server may be spoken to: values in, verdicts out.

A program that calls whatever address somebody typed in can be made to call into the private network (SSRF). So only
public addresses by HTTPS are allowed, and beside them what the setting names: host names, addresses, networks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
LONGEST_URL = 500
_PORTS = {"https": 443, "http": 80}
_NAT64 = IPv6Network("64:ff9b::/96")


class NotAllowed(Exception):
    """The address may not be spoken to; the text says why."""


@dataclass(frozen=True)
class Target:
    """An address taken apart; ``path`` carries the question too."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, allowed: Iterable[str] = ()) -> Target:
    """The address taken apart; raises ``NotAllowed`` for what is no address of ours to call."""
    target = _parsed(url)
    if target.scheme == "http" and not _is_named(target.host, allowed):
        raise NotAllowed("只能用 https:// 开头的地址")
    return target


def _parsed(url: str) -> Target:
    if len(url) > LONGEST_URL or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise NotAllowed("地址太长，或者含有空格")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("这不是一个网址") from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise NotAllowed("请填写以 https:// 开头的完整网址")
    if parts.username is not None or parts.fragment or not parts.netloc.isascii() or not url.isascii():
        raise NotAllowed("地址里不能有用户名、# 和非英文字符")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path)


def ask(target: Target, found: Iterable[str], allowed: Iterable[str] = ()) -> str:
    """The first of the network addresses a host name led to; raises ``NotAllowed`` if one of them is not public.

    All of them are looked at: a name that leads to a public and to a private address is a trap.
    """
    rules, addresses = list(allowed), [ip_address(one) for one in found]
    if not addresses:
        raise NotAllowed("找不到这个主机名")
    if not all(is_allowed(target.host, one, rules) for one in addresses):
        raise NotAllowed("这个地址在内网或本机，没有列入允许的主机")
    return str(addresses[0])


def is_allowed(host: str, address: Address, allowed: Iterable[str] = ()) -> bool:
    """Whether a host at a network address may be spoken to: public, or named by the setting."""
    rules = list(allowed)
    return _is_public(address) or host in rules or any(address in network for network in _networks(rules))


def _is_named(host: str, allowed: Iterable[str]) -> bool:
    """Whether the setting names the host, or a network in which it lies if it is written as an address."""
    rules = list(allowed)
    if host in rules:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in _networks(rules))


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (_inside_nat64(address))
        if inner is not None:
            return _is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inside_nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def _networks(rules: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    found = list[IPv4Network | IPv6Network]()
    for rule in rules:
        try:
            found.append(ip_network(rule, strict=False))
        except ValueError:
            continue  # a host name
    return found
