"""Which URLs the product is willing to call, and what their answers mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from weiguang.notices.channels import endpoints
from weiguang.notices.channels.breaker import TRIP, Breaker
from weiguang.notices.channels.endpoints import PushEndpointRefused
from weiguang.notices.channels.vapid import VapidKeys
from weiguang.notices.channels.webpush import Message, WebPush, classify
from weiguang.notices.rules import Answer

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OURS = "http://127.0.0.1:9501"
PEM = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:def", "https://fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", "https://updates.push.services.mozilla.com"),
        ("https://web.push.apple.com:443/QA", "https://web.push.apple.com"),
        ("https://wns2-par02p.notify.windows.com/w/?token=x%2F", "https://wns2-par02p.notify.windows.com"),
        ("https://FCM.googleapis.com/x", "https://fcm.googleapis.com"),
        (f"{OURS}/push/1", OURS),
    ],
)
def test_known_push_services_are_called(endpoint: str, origin: str) -> None:
    assert endpoints.origin_of(endpoint, [OURS]) == origin


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:x/x",
        "https://user:secret@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://evil.example\\.push.apple.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilpush.apple.com.cn/x",
        "https://push.apple.com/x",
        "https://notfcm.googleapis.com/x",
        "https://fcm.googleapis.com./x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/\n",
        "https://ｆcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:9502/x",
        "http://127.0.0.1:95010/x",
        "http://localhost:9501/x",
        "https://127.0.0.1:9501/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1:9501/x",
        "",
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_anything_else_is_refused(endpoint: str) -> None:
    with pytest.raises(PushEndpointRefused):
        endpoints.origin_of(endpoint, [OURS])


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "fe80::1%eth0"])
def test_a_name_that_leads_home_is_noticed(address: str) -> None:
    assert endpoints.leads_home("fcm.googleapis.com", answers("8.8.8.8", address))


def test_a_public_name_is_fine() -> None:
    assert not endpoints.leads_home("fcm.googleapis.com", answers("8.8.8.8", "2a00:1450:4001::5f"))


@pytest.mark.parametrize(
    ("outcome", "statuses"),
    [
        ("sent", (200, 201, 202)),
        ("gone", (404, 410)),
        ("failed", (301, 307, 400, 401, 403, 413)),
        ("retry", (406, 429, 500, 503)),
    ],
)
def test_each_answer_has_one_meaning(outcome: str, statuses: tuple[int, ...]) -> None:
    assert {classify(status, None, NOW).outcome for status in statuses} == {outcome}


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [
        ("7", 7.0),
        ("0", 1.0),
        ("999999", 3600.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        ("soon", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, wait_s: float | None) -> None:
    assert classify(429, header, NOW).wait_s == wait_s


def test_a_service_that_never_answers_rests_and_the_others_do_not() -> None:
    breaker = Breaker()
    for _ in range(TRIP):
        assert breaker.rest_s("https://dead", NOW) == 0
        breaker.missed("https://dead", NOW)
    assert breaker.rest_s("https://dead", NOW) == 30
    assert breaker.rest_s("https://alive", NOW) == 0
    assert breaker.rest_s("https://dead", NOW + timedelta(seconds=31)) == 0


def test_calls_under_way_do_not_lengthen_the_rest() -> None:
    breaker = Breaker()
    for _ in range(TRIP * 5):
        breaker.missed("https://dead", NOW)
    assert breaker.rest_s("https://dead", NOW) == 30
    breaker.missed("https://dead", NOW + timedelta(seconds=31))
    assert breaker.rest_s("https://dead", NOW + timedelta(seconds=31)) == 60


def test_one_answer_ends_the_rest() -> None:
    breaker = Breaker()
    for _ in range(TRIP):
        breaker.missed("https://dead", NOW)
    breaker.heard("https://dead")
    assert breaker.rest_s("https://dead", NOW) == 0


def test_a_push_service_that_leads_home_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "leads_home", lambda _: True)
    stored = {"_id": "x", "endpoint": "https://fcm.googleapis.com/x", "p256dh": b"", "auth": b""}
    sender = WebPush(VapidKeys(PEM, "mailto:ops@example.org"))
    assert sender.send(stored, Message(b"{}", 60, "normal"), now=NOW) == Answer("failed", "private_address")


def answers(*addresses: str) -> Any:
    return lambda *_, **__: [(0, 0, 0, "", (address, 443)) for address in addresses]
