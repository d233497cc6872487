"""Web Push: RFC 8030 over our own HTTP session, RFC 8291 encryption by pywebpush, RFC 8292 by `vapid`.

pywebpush's own sender is left alone: it follows redirects to any URL, waits for ever, drops what a phone that is off
misses (TTL 0), and lets the claims of one push service leak into the next.
"""

from __future__ import annotations

import base64
import email.utils
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from pywebpush import WebPusher

from weiguang.notices.channels import endpoints
from weiguang.notices.channels.breaker import Breaker
from weiguang.notices.channels.vapid import VapidKeys
from weiguang.notices.rules import Answer

TIMEOUTS_S = (3.0, 10.0)
ANSWER_BYTES = 512
LOOK_UP_EVERY = timedelta(minutes=1)
RETRY_AFTER_MOST_S = 3_600.0
BUSY = frozenset({406, 408, 425, 429})
"""406 is how the Windows service says "too many"."""


@dataclass(frozen=True)
class Message:
    """What to say, for how long a push service shall keep it, and how loudly."""

    payload: bytes
    ttl_s: int
    urgency: str


class WebPush:
    """Sends to push services. One instance a process, shared by its threads, each with a session of its own."""

    def __init__(
        self, vapid: VapidKeys, *, origins: tuple[str, ...] = (), timeouts_s: tuple[float, float] = TIMEOUTS_S
    ) -> None:
        """``origins`` are allowed beside the built-in push services, exactly; a test service on loopback is one."""
        self.vapid = vapid
        self.breaker = Breaker()
        self._origins = frozenset(origin.lower() for origin in origins)
        self._timeouts_s = timeouts_s
        self._looked_up: dict[str, tuple[datetime, bool]] = {}
        self._local = threading.local()

    def origin_of(self, endpoint: str) -> str:
        """The origin of an endpoint we may call; raises `PushEndpointRefused`."""
        return endpoints.origin_of(endpoint, self._origins)

    def send(self, subscription: dict[str, Any], message: Message, *, now: datetime) -> Answer:
        """Send one message to one subscription and say what became of it; never raises for what the network does.

        The endpoint is judged again, because the list of allowed services may have changed since it was stored.
        """
        try:
            origin = self.origin_of(subscription["endpoint"])
        except endpoints.PushEndpointRefused:
            return Answer("failed", "endpoint_refused")
        rest_s = self.breaker.rest_s(origin, now)
        if rest_s:
            return Answer("retry", "origin_resting", rest_s)
        try:
            if origin not in self._origins and self._leads_home(urlsplit(origin).hostname or "", now):
                return Answer("failed", "private_address")
            answer = self._post(subscription, message, origin, now)
        except (requests.RequestException, OSError, ValueError) as error:
            self.breaker.missed(origin, now)
            return Answer("retry", "timeout" if isinstance(error, requests.Timeout) else "unreachable")
        self.breaker.heard(origin)
        return answer

    def _post(self, subscription: dict[str, Any], message: Message, origin: str, now: datetime) -> Answer:
        headers = {
            "Authorization": self.vapid.header(origin, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(message.ttl_s),
            "Urgency": message.urgency,
        }
        if origin.endswith(".notify.windows.com"):
            headers["X-WNS-Cache-Policy"] = "cache"  # without it a TTL is answered 400
        body = encrypt(subscription["p256dh"], subscription["auth"], message.payload)
        with self._session().post(
            subscription["endpoint"],
            data=body,
            headers=headers,
            timeout=self._timeouts_s,
            allow_redirects=False,
            stream=True,
        ) as response:
            response.raw.read(ANSWER_BYTES)  # enough to keep the connection; a long answer closes it
            return classify(response.status_code, response.headers.get("Retry-After"), now)

    def _leads_home(self, host: str, now: datetime) -> bool:
        """Judge a host's addresses once a minute.

        A name that turns private between the look and the call would still have to show the service's certificate.
        """
        until, private = self._looked_up.get(host, (now, True))
        if until <= now:
            private = endpoints.leads_home(host)
            self._looked_up[host] = (now + LOOK_UP_EVERY, private)
        return private

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False  # no proxy and no .netrc from the environment
        return self._local.session  # type: ignore[no-any-return]


def encrypt(p256dh: bytes, auth: bytes, payload: bytes) -> bytes:
    """Encrypt for one browser (RFC 8291, aes128gcm) under a fresh key pair and salt."""
    keys = {"p256dh": base64.urlsafe_b64encode(p256dh).decode(), "auth": base64.urlsafe_b64encode(auth).decode()}
    return bytes(WebPusher({"endpoint": "", "keys": keys}).encode(payload)["body"])


def classify(status: int, retry_after: str | None, now: datetime) -> Answer:
    """What a push service's answer means.

    404 and 410: the subscription is dead. Busy or broken: come back when asked to. Everything else, redirects included,
    is our fault or a changed key: the subscription stays, and nothing is repeated blindly.
    """
    if 200 <= status < 300:
        return Answer("sent")
    if status in (404, 410):
        return Answer("gone")
    if status in BUSY or status >= 500:
        return Answer("retry", f"http_{status}", _wait_s(retry_after, now))
    return Answer("failed", f"http_{status}")


def _wait_s(retry_after: str | None, now: datetime) -> float | None:
    """``Retry-After`` as seconds, from either of its two forms (RFC 9110), between a second and an hour."""
    if not retry_after:
        return None
    text = retry_after.strip()
    try:
        if text.isascii() and text.isdigit():
            seconds = float(text)
        else:
            moment = email.utils.parsedate_to_datetime(text)
            seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    except ValueError:
        return None
    return min(RETRY_AFTER_MOST_S, max(1.0, seconds))


class _Installed:
    webpush: WebPush | None = None


def install(webpush: WebPush) -> None:
    """Make ``webpush`` the process's own."""
    _Installed.webpush = webpush


def the_webpush() -> WebPush:
    """The sender installed at start."""
    if _Installed.webpush is None:
        raise RuntimeError("no push sender yet: call notices.channels.webpush.install first")
    return _Installed.webpush
