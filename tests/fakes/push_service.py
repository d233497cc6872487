"""A push service on loopback, as strict as the strictest real one, and the browsers that subscribed to it.

It speaks real HTTP on threads, checks the VAPID token and every header, and opens each message with the browser's own
private key. What it does not like stands in `PushService.faults`, which `installed` expects to be empty.
"""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from weiguang.notices.channels import webpush
from weiguang.notices.channels.vapid import VapidKeys
from weiguang.notices.channels.webpush import WebPush
from weiguang.settings import Settings


@dataclass(frozen=True)
class Says:
    """One answer: a status, perhaps with headers; ``hangs`` never answers while the service runs."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    hangs: bool = False


@dataclass
class Browser:
    """One subscribed browser. ``script`` is what its push service answers in turn; the last answer repeats."""

    endpoint: str
    script: list[Says]
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    calls: int = 0

    def subscription(self) -> dict[str, Any]:
        """What the browser's script would send to our server."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": _base64url(point), "auth": _base64url(self.auth)}}

    def open(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message as the browser does (RFC 8291)."""
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))

    def next_answer(self) -> Says:
        """The answer to this call."""
        self.calls += 1
        return self.script[min(self.calls, len(self.script)) - 1]


class PushService:
    """The service; use it as a context."""

    def __init__(self, vapid_key: str) -> None:
        self.vapid_key = vapid_key
        self.browsers: dict[str, Browser] = {}
        self.faults: list[str] = []
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> PushService:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def browser(self, *script: Says) -> Browser:
        """A browser subscribed here."""
        path = f"/push/{len(self.browsers)}"
        self.browsers[path] = Browser(self.origin + path, list(script) or [Says()])
        return self.browsers[path]

    def check(self, headers: Mapping[str, str], body: bytes) -> None:
        """Refuse what some real push service refuses."""
        lower = {name.lower(): value for name, value in headers.items()}
        assert lower["content-encoding"] == "aes128gcm"
        assert 0 < int(lower["ttl"]) <= 28 * 86_400
        assert lower["urgency"] in ("normal", "high")
        assert "topic" not in lower
        assert len(body) <= 4096
        self._check_vapid(lower["authorization"])

    def _check_vapid(self, header: str) -> None:
        """RFC 8292: signature, audience, lifetime and contact."""
        said = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
        assert said["k"].rstrip("=") == self.vapid_key
        signed, _, signature = said["t"].rpartition(".")
        raw = _bytes(signature)
        both = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(said["k"]))
        public.verify(both, signed.encode(), ec.ECDSA(hashes.SHA256()))
        claims = json.loads(_bytes(signed.split(".")[1]))
        assert claims["aud"] == self.origin
        assert time.time() < claims["exp"] <= time.time() + 86_400
        assert claims["sub"].startswith(("mailto:", "https://"))


@contextmanager
def installed(settings: Settings, *, timeouts_s: tuple[float, float] = (3.0, 10.0)) -> Iterator[PushService]:
    """Run a push service and let the product send to it; nothing it received may have been faulty."""
    before, vapid = webpush.the_webpush(), VapidKeys(settings.vapid_pem, settings.vapid_subject)
    with PushService(vapid.public_key) as service:
        webpush.install(WebPush(vapid, origins=(service.origin,), timeouts_s=timeouts_s))
        try:
            yield service
        finally:
            webpush.install(before)
    assert service.faults == []


def _handler_of(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            browser = service.browsers[self.path]
            said = browser.next_answer()
            if said.hangs:
                service.closing.wait()
                self.close_connection = True
                return
            try:
                service.check(dict(self.headers), body)
                message = browser.open(body)
            except Exception as error:
                service.faults.append(repr(error))
            else:
                if said.status == 201:
                    browser.received.append(message)
                    browser.headers.append(dict(self.headers))
            self._answer(said)

        def _answer(self, said: Says) -> None:
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
