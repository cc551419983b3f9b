"""The network address of a visitor behind proxies."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def visitor_address(remote: str, forwarded: str, proxies: int) -> IPv4Address | IPv6Address | None:
    """The address that the outermost of our own proxies saw; ``None`` for nothing that is an address.

    ``remote`` is the peer of the connection, ``forwarded`` the X-Forwarded-For header, to which every proxy appends
    its own peer. With no proxies the header is a stranger's word and counts for nothing.
    """
    told = [part for part in forwarded.split(",") if part.strip()] if proxies else []
    chain = [*told, remote]
    try:
        return ip_address(chain[max(len(chain) - 1 - proxies, 0)].strip())
    except ValueError:
        return None
