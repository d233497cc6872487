"""Signing in: send a code, check it, open a session."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access import limits
from weiguang.errors import Unacceptable
from weiguang.people import rules
from weiguang.people.gateway import CodeGateway
from weiguang.people.models import Person, SignInCode
from weiguang.storage.documents import upserted
from weiguang.storage.vault import mask_phone, the_vault

DAY_S = 86_400


class CodeWrong(Unacceptable):
    """Not the code that was sent."""

    code = "code_wrong"
    title = "验证码不对，请再看一眼短信"


class CodeExpired(Unacceptable):
    """No code is running for this phone: too late, used up, or burnt by wrong tries."""

    code = "code_expired"
    title = "验证码已失效，请重新获取"


def send_code(*, phone: str, address: str, gateway: CodeGateway, demo: bool, now: datetime) -> tuple[int, str]:
    """Send a one-time code; return the seconds until another may be sent, and the code.

    A repeat within the minute sends nothing and answers the time that is left, so a double tap costs nothing. The
    answer is the same whether the phone is known or not. Raises `TooMany` past the daily caps.
    """
    key = the_vault().digest("phone", phone)
    running = SignInCode.collection().find_one({"_id": key, "expires_at": {"$gt": now}})
    if running:
        waited = (now - running["sent_at"]).total_seconds()
        if waited < rules.RESEND_AFTER_S and running["tries"] < rules.CODE_TRIES:
            return int(rules.RESEND_AFTER_S - waited), running["code"]
    a_day = rules.CODES_A_DAY_DEMO if demo else rules.CODES_A_DAY
    limits.hit(name="code-phone", key=key, most=a_day, window_s=DAY_S, now=now)
    if not demo:
        seen = the_vault().digest("address", address)
        limits.hit(name="code-address", key=seen, most=rules.CODES_A_DAY_ADDRESS, window_s=DAY_S, now=now)
        limits.hit(name="code-all", key="", most=rules.CODES_A_DAY_TOTAL, window_s=DAY_S, now=now)
    code = f"{secrets.randbelow(1_000_000):06d}"
    try:
        # Matches only what was read above, so of two taps at once one sends and the other answers with its code.
        SignInCode.collection().replace_one(
            {"_id": key, "sent_at": running["sent_at"] if running else {"$lte": now - rules.CODE_LIVES}},
            {"code": code, "tries": 0, "sent_at": now, "expires_at": now + rules.CODE_LIVES},
            upsert=True,
        )
    except DuplicateKeyError:
        return send_code(phone=phone, address=address, gateway=gateway, demo=demo, now=now)
    gateway.send(phone=phone, code=code)
    return rules.RESEND_AFTER_S, code


def open_session(*, phone: str, code: str, device: str, now: datetime) -> tuple[str, ObjectId]:
    """Check the code and sign in, creating the person at the first time; return the token and the person's id.

    The try is counted before the code is compared, in one write, so parallel guesses cannot exceed five. Raises
    `CodeExpired` or `CodeWrong`.
    """
    key = the_vault().digest("phone", phone)
    running = SignInCode.collection().find_one_and_update(
        {"_id": key, "expires_at": {"$gt": now}, "tries": {"$lt": rules.CODE_TRIES}}, {"$inc": {"tries": 1}}
    )
    if running is None:
        raise CodeExpired
    if not hmac.compare_digest(running["code"].encode(), code.encode()):
        raise CodeWrong
    if not SignInCode.collection().delete_one({"_id": key, "code": running["code"]}).deleted_count:
        raise CodeExpired
    person = _person_of(key, phone, now)
    token = secrets.token_urlsafe(32)
    _add_session(person, token=token, device=device, now=now)
    return token, person["_id"]


def hash_token(token: str) -> str:
    """How a token is stored. It has 256 random bits, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _person_of(key: str, phone: str, now: datetime) -> dict[str, Any]:
    found = Person.collection().find_one({"phone_key": key})
    if found:
        return found
    fresh = {
        "phone_sealed": the_vault().seal(phone),
        "phone_masked": mask_phone(phone),
        "name": "",
        "text_size": "normal",
        "functional": [],
        "roles": [],
        "created_at": now,
    }
    return upserted(
        Person.collection().find_one_and_update(
            {"phone_key": key}, {"$setOnInsert": fresh}, upsert=True, return_document=ReturnDocument.AFTER
        )
    )


def _add_session(person: dict[str, Any], *, token: str, device: str, now: datetime) -> None:
    """Keep the newest sessions; the oldest falls out of the list."""
    session = {"id": ObjectId(), "token": hash_token(token), "device": device, "created_at": now, "seen_at": now}
    Person.collection().update_one(
        {"_id": person["_id"]}, {"$push": {"sessions": {"$each": [session], "$slice": -rules.SESSIONS_MOST}}}
    )
