"""A visitor's address is what our own proxies saw, not what the visitor says."""

import pytest

from linli.lib.addresses import visitor_address


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("10.0.0.1", "", 0, "10.0.0.1"),
        ("10.0.0.1", "6.6.6.6", 0, "10.0.0.1"),  # nobody of ours wrote that header
        ("127.0.0.1", "1.2.3.4", 1, "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", 1, "1.2.3.4"),  # the visitor forged the first one
        ("127.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        ("127.0.0.1", "", 1, "127.0.0.1"),  # asked past the proxy
        ("127.0.0.1", "2001:db8::1", 1, "2001:db8::1"),
        ("", "", 0, None),
        ("127.0.0.1", "unknown", 1, None),
    ],
)
def test_the_address_our_outermost_proxy_saw(remote: str, forwarded: str, proxies: int, expected: str | None):
    found = visitor_address(remote, forwarded, proxies)
    assert (str(found) if found else None) == expected
