"""Encryption and identification of a push, against the RFCs' own examples."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import http_ece
import pytest
import pywebpush
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from weiguang.notices.channels.vapid import VapidKeys
from weiguang.notices.channels.webpush import encrypt

NOW = datetime(2026, 6, 1, tzinfo=UTC)

# RFC 8291, appendix A.
PLAINTEXT = b"When I grow up, I want to be a watermelon"
AS_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
UA_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH_SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_encryption_reproduces_the_rfcs_message(monkeypatch: pytest.MonkeyPatch) -> None:
    key = ec.derive_private_key(int.from_bytes(raw(AS_PRIVATE), "big"), ec.SECP256R1())
    monkeypatch.setattr(pywebpush.ec, "generate_private_key", lambda *_: key)
    monkeypatch.setattr(http_ece.os, "urandom", lambda _: raw(SALT))
    assert encrypt(raw(UA_PUBLIC), raw(AUTH_SECRET), PLAINTEXT) == raw(MESSAGE)


def test_no_two_messages_are_alike() -> None:
    assert encrypt(raw(UA_PUBLIC), raw(AUTH_SECRET), b"x") != encrypt(raw(UA_PUBLIC), raw(AUTH_SECRET), b"x")


def test_each_push_service_gets_a_token_of_its_own(keys: VapidKeys) -> None:
    audiences = [claims(keys.header(origin, NOW))["aud"] for origin in ("https://a.example", "https://b.example")]
    assert audiences == ["https://a.example", "https://b.example"]


def test_a_token_is_kept_for_hours_and_renewed_before_it_ends(keys: VapidKeys) -> None:
    first = keys.header("https://a.example", NOW)
    assert keys.header("https://a.example", NOW + timedelta(hours=5)) == first
    later = keys.header("https://a.example", NOW + timedelta(hours=7))
    assert claims(later)["exp"] > claims(first)["exp"] > (NOW + timedelta(hours=6)).timestamp()


def test_a_contact_may_be_a_page(pem: bytes) -> None:
    contact = "https://weiguang.example.cn/contact"
    assert claims(VapidKeys(pem, contact).header("https://a.example", NOW))["sub"] == contact


@pytest.fixture
def pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def keys(pem: bytes) -> VapidKeys:
    return VapidKeys(pem, "mailto:ops@example.org")


def claims(header: str) -> dict[str, object]:
    return json.loads(raw(header.split("t=")[1].split(".")[1]))


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
