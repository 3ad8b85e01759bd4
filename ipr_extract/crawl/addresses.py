"""Which addresses may be asked at all: the site's own hosts, by http or https, and nothing inside of a network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from ipr_extract.sites import Site

_LONGEST = 2000
_PORTS = {"http": 80, "https": 443}


def refusal(url: str, site: Site) -> str | None:
    """Why an address is not asked; None where it may be.

    A host that is an address in numbers has to be public, or be named with its port in ``allow_private``. What a
    name stands for is known only when it is looked up: that is held to ``is_public`` again (``client.py``).
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "not an address"
    if parts.scheme not in _PORTS:
        return f"another scheme: {parts.scheme or 'none'}"
    if not host or len(url) > _LONGEST:
        return "not an address"
    if parts.username is not None or parts.password is not None:
        return "an address with a user's name in it"
    if not site.covers(host):
        return f"another host: {host}"
    if is_literal(host):
        named = f"{host}:{port or _PORTS[parts.scheme]}"
        if named.replace("[", "").replace("]", "") not in _bare(site) and not is_public(host):
            return f"a private address: {host}"
    elif host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return f"a private address: {host}"
    return None


def _bare(site: Site) -> set[str]:
    return {name.replace("[", "").replace("]", "") for name in site.politeness.allow_private}


def is_literal(host: str) -> bool:
    """Whether a host is an address in numbers.

    >>> is_literal("127.0.0.1"), is_literal("::1"), is_literal("www.gov.cn")
    (True, True, False)
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an address in numbers belongs to the public network.

    >>> [is_public(a) for a in ("10.1.2.3", "169.254.169.254", "::ffff:127.0.0.1", "8.8.8.8")]
    [False, False, False, True]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # An IPv4 address in the clothes of an IPv6 one: mapped, 6to4, Teredo, NAT64.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast and not found.is_reserved
