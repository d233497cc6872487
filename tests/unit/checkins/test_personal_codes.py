"""Reading personal codes against the shared vectors; signing, and keys that follow one another."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from weiguang.checkins.deciding import CODE_LIVES, Known, Offered, Rule, decide
from weiguang.checkins.personal_codes import Keys, Reading, Verifier, is_personal
from weiguang.storage.clock import utc_now

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "personal_codes.json").read_text())
PERSON = ObjectId("64a0b1c2d3e4f5061728394a")


def pem() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_key(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[name] + "="), "big") for name in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


VERIFIER = Verifier({one["kid"]: public_key(one["jwk"]) for one in VECTORS["keys"]})


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_code_reads_as_the_vectors_say(case: dict[str, Any]) -> None:
    read, moment = VERIFIER.read(case["code"]), datetime.fromisoformat(case["moment"])
    told = (str(read.person), read.issued_at) if read.person else (None, None)
    assert told == (case["person"], case["issued_at"] and datetime.fromisoformat(case["issued_at"]))
    answer = decide(Rule(), Offered("personal", read.code, read.issued_at), Known(), moment)
    assert {"admit": "good"}.get(answer, answer) == case["answer"]


def test_what_is_signed_is_read() -> None:
    keys, issued_at = Keys({1: pem()}), utc_now().replace(microsecond=0)
    assert keys.read(keys.sign(PERSON, issued_at)) == Reading("good", PERSON, issued_at)


def test_a_new_key_signs_and_the_old_one_goes_on_verifying() -> None:
    old, new = pem(), pem()
    before, after, now = Keys({1: old}), Keys({1: old, 2: new}), utc_now()
    assert after.read(before.sign(PERSON, now)).code == after.read(after.sign(PERSON, now)).code == "good"
    assert before.read(after.sign(PERSON, now)).code == "unknown_key"
    assert [key["kid"] for key in after.public()] == [1, 2]


def test_no_code_is_longer_than_a_small_picture_holds() -> None:
    code = Keys({255: pem()}).sign(PERSON, utc_now() + CODE_LIVES)
    assert (len(code), code.isupper()) == (136, True)


def test_an_elliptic_key_of_another_curve_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(TypeError):
        Keys({1: other})


@pytest.mark.parametrize(("text", "personal"), [("WG1:A", True), (" wg 2:x", True), ("ABCDEFGHJK", False), ("", False)])
def test_a_screen_s_proof_is_told_from_a_personal_code(text: str, personal: bool) -> None:
    assert is_personal(text) is personal


def test_every_bit_of_a_code_matters() -> None:
    keys, now = Keys({1: pem()}), utc_now() - timedelta(hours=1)
    code = keys.sign(PERSON, now)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for place in range(4, len(code)):
        other = letters[(letters.index(code[place]) + 1) % 32]
        assert keys.read(code[:place] + other + code[place + 1 :]).code != "good"
