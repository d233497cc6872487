"""Which browsers agreed to pushes, and whose they are."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import Binary, ObjectId
from cryptography.hazmat.primitives.asymmetric import ec

from weiguang.access.actor import Actor
from weiguang.errors import Unacceptable
from weiguang.notices.addressing import Audience, the_audiences
from weiguang.notices.channels.webpush import the_webpush
from weiguang.notices.models import Subscription
from weiguang.people.sessions import sessions_of

MOST_A_PERSON = 10
AUTH_BYTES = 16
PAGE = 2_000


class PushKeysInvalid(Unacceptable):
    """Keys that no browser would make."""

    title = "浏览器给出的推送密钥不对，请重新打开通知"


def save_subscription(*, actor: Actor, endpoint: str, p256dh: str, auth: str, now: datetime) -> tuple[str, bool]:
    """Keep the browser's subscription as the actor's own; return its id and whether it is new.

    A browser where somebody else signs in keeps its endpoint: the newest session owns it. Raises `PushEndpointRefused`,
    `PushKeysInvalid`.
    """
    origin = the_webpush().origin_of(endpoint)
    point, secret = _point(p256dh), _secret(auth)
    key = subscription_id(endpoint)
    kept = Subscription.collection().update_one(
        {"_id": key},
        {
            "$set": {
                "person": actor.person,
                "session": actor.session,
                "endpoint": endpoint,
                "origin": origin,
                "p256dh": Binary(point),
                "auth": Binary(secret),
            },
            "$setOnInsert": {"created_at": now, "last_ok": None},
        },
        upsert=True,
    )
    new = kept.upserted_id is not None
    if new:
        _forget_oldest(actor)
    return key, new


def delete_subscription(*, actor: Actor, endpoint: str) -> None:
    """Forget the actor's subscription; one that is not there, or not theirs, is left as it is."""
    Subscription.collection().delete_one({"_id": subscription_id(endpoint), "person": actor.person})


def subscription_id(endpoint: str) -> str:
    """The natural key of an endpoint."""
    return hashlib.sha256(endpoint.encode()).hexdigest()


def subscribers_among(people: list[ObjectId]) -> list[ObjectId]:
    """Those of ``people`` with a live subscription, each once, by id."""
    return sorted(Subscription.collection().distinct("person", {"person": {"$in": people}}))


def subscriptions_of(people: Iterable[ObjectId]) -> dict[ObjectId, list[dict[str, Any]]]:
    """Live subscriptions by person. A browser whose session was ended is not told anything more."""
    wanted = list(people)
    sessions = sessions_of(wanted)
    found: dict[ObjectId, list[dict[str, Any]]] = {}
    for subscription in Subscription.collection().find({"person": {"$in": wanted}}):
        if subscription["session"] in sessions:
            found.setdefault(subscription["person"], []).append(subscription)
    return found


def count_subscribers(audience: Audience) -> int:
    """How many people of an audience have a live subscription."""
    if audience.get("everyone"):
        grouped = Subscription.collection().aggregate([{"$group": {"_id": "$person"}}, {"$count": "people"}])
        return next((int(row["people"]) for row in grouped), 0)
    count, after = 0, None
    while True:
        people = the_audiences().resolve(audience, after=after, limit=PAGE)
        count += len(subscribers_among(people))
        if len(people) < PAGE:
            return count
        after = people[-1]


def _forget_oldest(actor: Actor) -> None:
    """Nobody needs more browsers than this; without a cap one account could have us send without end."""
    mine = Subscription.collection().find({"person": actor.person}, {"_id": 1}).sort("created_at", -1)
    surplus = [subscription["_id"] for subscription in mine.skip(MOST_A_PERSON)]
    if surplus:
        Subscription.collection().delete_many({"_id": {"$in": surplus}, "person": actor.person})


def _point(text: str) -> bytes:
    """The browser's public key: 65 bytes that lie on P-256."""
    point = _decoded(text, "keys.p256dh")
    try:
        if len(point) != 65:
            raise ValueError
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise _refused("keys.p256dh") from None
    return point


def _secret(text: str) -> bytes:
    secret = _decoded(text, "keys.auth")
    if len(secret) != AUTH_BYTES:
        raise _refused("keys.auth")
    return secret


def _decoded(text: str, field: str) -> bytes:
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _refused(field) from None


def _refused(field: str) -> PushKeysInvalid:
    return PushKeysInvalid(errors=[{"field": field, "message": "格式不对"}])
