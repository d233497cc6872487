"""Push endpoints are URLs that users supply: which ones we are willing to call (OWASP SSRF)."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from weiguang.errors import Unacceptable

HOSTS = frozenset({"fcm.googleapis.com", "web.push.apple.com"})
SUFFIXES = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
MOST_CHARACTERS = 1_000

# Only what RFC 3986 allows: two parsers that disagree about a backslash or a space would disagree about the host.
_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+/[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")

_HOST = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")

Resolve = Callable[..., Iterable[tuple[Any, ...]]]


class PushEndpointRefused(Unacceptable):
    """Not a push service we know."""

    code = "push_endpoint_refused"
    title = "这个浏览器的推送服务不在允许的名单里，通知仍会出现在收件箱"


def origin_of(endpoint: str, extra: Iterable[str] = ()) -> str:
    """The origin of an endpoint that we may call: a known push host over https, or exactly one of ``extra``.

    Raises `PushEndpointRefused`.
    """
    if len(endpoint) > MOST_CHARACTERS or not _URL.fullmatch(endpoint):
        raise PushEndpointRefused
    try:
        parts = urlsplit(endpoint)
    except ValueError:  # brackets that hold no address
        raise PushEndpointRefused from None
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    if origin in extra:
        return origin
    if parts.scheme != "https" or not is_known(parts.hostname or "") or _port(parts) not in (None, 443):
        raise PushEndpointRefused
    return f"https://{parts.hostname}"


def is_known(host: str) -> bool:
    """Whether a host (lower case) belongs to a push service on the built-in list."""
    return bool(_HOST.fullmatch(host)) and (host in HOSTS or host.endswith(SUFFIXES))


def leads_home(host: str, resolve: Resolve = socket.getaddrinfo) -> bool:
    """Whether any address of a host is private, loopback or otherwise not of the public internet."""
    found = resolve(host, 443, type=socket.SOCK_STREAM)
    return any(not ipaddress.ip_address(address[4][0].partition("%")[0]).is_global for address in found)


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise PushEndpointRefused from None
