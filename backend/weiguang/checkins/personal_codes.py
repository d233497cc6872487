"""Personal codes: ``WG1:`` and base32 of 18 bytes and their P-256 signature; held by tests/vectors/personal_codes.json.

The bytes are: version (1), key id, the person's id (12), the second of issue (4, big-endian). A code tells who somebody
is to whoever has the public keys, without signal and without a name in it. Keys are files; the newest signs, every one
verifies, so that after a rotation the codes of the old key are good until they expire, and late queues can be judged.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bson import ObjectId
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from weiguang.access.actor import Actor
from weiguang.checkins.deciding import CODE_LIVES, Code
from weiguang.errors import SignInRequired
from weiguang.storage.vault import mask_name

PREFIX = "WG1:"
VERSION = 1
PAYLOAD_BYTES, NUMBER_BYTES = 18, 32
ALGORITHM = ec.ECDSA(SHA256())

_TEXT = re.compile(r"WG1:([A-Z2-7]{131}[AQ])")
"""82 bytes are 132 letters of base32, of which the last four bits stay 0: so the last letter is one of two."""

Jwk = dict[str, str]


@dataclass(frozen=True)
class Reading:
    """How a code reads; ``person`` and ``issued_at`` only when it is good."""

    code: Code
    person: ObjectId | None = None
    issued_at: datetime | None = None


class Verifier:
    """Public keys by key id: what reads codes."""

    def __init__(self, keys: Mapping[int, ec.EllipticCurvePublicKey]) -> None:
        self._keys = dict(keys)

    def read(self, text: str) -> Reading:
        """Read a code; spaces and small letters are forgiven."""
        raw = _bytes_of(text)
        if raw is None:
            return Reading("unreadable")
        payload, signature = raw[:PAYLOAD_BYTES], raw[PAYLOAD_BYTES:]
        key = self._keys.get(payload[1])
        if key is None:
            return Reading("unknown_key")
        r, s = (int.from_bytes(half, "big") for half in (signature[:NUMBER_BYTES], signature[NUMBER_BYTES:]))
        try:
            key.verify(encode_dss_signature(r, s), payload, ALGORITHM)
        except InvalidSignature:
            return Reading("forged")
        issued_at = datetime.fromtimestamp(int.from_bytes(payload[14:], "big"), UTC)
        return Reading("good", ObjectId(payload[2:14]), issued_at)

    def public(self) -> list[dict[str, object]]:
        """What verifies: ``{kid, jwk}``, the newest last."""
        return [{"kid": kid, "jwk": _jwk(key)} for kid, key in sorted(self._keys.items())]


class Keys:
    """The keys of personal codes: all verify, the one of the highest id signs."""

    def __init__(self, pems: Mapping[int, bytes]) -> None:
        """``pems`` are private keys by key id, which is one byte."""
        private = {kid: _p256(pem) for kid, pem in pems.items()}
        self._newest = max(private)
        self._signing = private[self._newest]
        self._verifier = Verifier({kid: key.public_key() for kid, key in private.items()})

    def sign(self, person: ObjectId, issued_at: datetime) -> str:
        """The code of a person, good from ``issued_at``."""
        seconds = int(issued_at.timestamp()).to_bytes(4, "big")
        payload = bytes([VERSION, self._newest]) + person.binary + seconds
        r, s = decode_dss_signature(self._signing.sign(payload, ALGORITHM))
        signature = r.to_bytes(NUMBER_BYTES, "big") + s.to_bytes(NUMBER_BYTES, "big")
        return PREFIX + base64.b32encode(payload + signature).decode().rstrip("=")

    def read(self, text: str) -> Reading:
        """Read a code; see `Verifier`."""
        return self._verifier.read(text)

    def public(self) -> list[dict[str, object]]:
        """What verifies: ``{kid, jwk}``, the newest last."""
        return self._verifier.public()


def is_personal(proof: str) -> bool:
    """Whether somebody means this as a personal code."""
    return "".join(proof.split())[:2].upper() == "WG" and ":" in proof


def _bytes_of(text: str) -> bytes | None:
    """The 82 bytes of a code of our version, or None."""
    found = _TEXT.fullmatch("".join(text.split()).upper())
    if found is None:
        return None
    raw = base64.b32decode(found[1] + "====")
    return raw if raw[0] == VERSION else None


def _p256(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TypeError("a key of personal codes must be on P-256")
    return key


def _jwk(key: ec.EllipticCurvePublicKey) -> Jwk:
    numbers = key.public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(NUMBER_BYTES, "big")).decode().rstrip("=")


class _Installed:
    keys: Keys | None = None


def install(keys: Keys) -> None:
    """Make ``keys`` the process's own."""
    _Installed.keys = keys


def the_keys() -> Keys:
    """The keys installed at start."""
    if _Installed.keys is None:
        raise RuntimeError("the keys of personal codes are not installed yet: call wiring.wire first")
    return _Installed.keys


def show_personal_code(*, actor: Actor, now: datetime) -> dict[str, object]:
    """A fresh code of the actor, good for twelve hours."""
    if actor.person is None:
        raise SignInRequired
    issued_at = now.replace(microsecond=0)
    return {
        "code": the_keys().sign(actor.person, issued_at),
        "issued_at": issued_at,
        "expires_at": issued_at + CODE_LIVES,
        "name_masked": mask_name(actor.name),
        "server_time": now,
    }
