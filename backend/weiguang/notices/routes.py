"""Notices, the inbox and push subscriptions over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bson import ObjectId
from flask import g
from marshmallow import fields

from weiguang.notices import composing, following, inbox, subscriptions
from weiguang.notices.channels.webpush import the_webpush
from weiguang.notices.schemas import (
    DeliverySchema,
    EndpointSchema,
    InboxItemSchema,
    NewNoticeSchema,
    NoticeSchema,
    OpenedSchema,
    PushKeySchema,
    ReachQuerySchema,
    ReachSchema,
    SeenSchema,
    SubscriptionKeptSchema,
    SubscriptionSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.schema import Page

blp = Blueprint("notices", __name__, description="通知和收件箱")


@blp.route("/notices/reach", methods=["POST"])
@blp.requires("notice.send")
@blp.arguments(ReachQuerySchema)
@blp.answers(200, ReachSchema)
def forecast_reach(body: dict[str, Any]) -> dict[str, Any]:
    """Whom a notice would reach; nothing is sent."""
    return _reach(composing.forecast_reach(actor=g.actor, audience=body["audience"]))


@blp.route("/notices", methods=["POST"])
@blp.requires("notice.send")
@blp.arguments(NewNoticeSchema)
@blp.also(200, NoticeSchema)
@blp.answers(201, NoticeSchema)
def write_notice(body: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Send a notice, now or later."""
    notice, new = composing.write_notice(actor=g.actor, now=g.now, **body)
    return following.show(notice), 201 if new else 200


@blp.route("/notices")
@blp.requires("notice.send")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(NoticeSchema))
def list_notices(query: dict[str, Any]) -> dict[str, Any]:
    """The notices I sent or look after, newest first."""
    after = cursor.decode(query["cursor"], ObjectId)
    rows = following.list_notices(actor=g.actor, after=after[0] if after else None, limit=query["limit"])
    items, further = cursor.page(rows, query["limit"], lambda row: (row["_id"],))
    return {"items": [following.show(row) for row in items], "next": further}


@blp.route("/notices/<oid:notice>")
@blp.signed_in
@blp.answers(200, NoticeSchema)
def get_notice(notice: ObjectId) -> dict[str, Any]:
    """One notice, for its sender and for whoever got it."""
    return following.show(following.get_notice(actor=g.actor, notice=notice))


@blp.route("/notices/<oid:notice>/reach")
@blp.requires("notice.send")
@blp.answers(200, ReachSchema)
def get_reach(notice: ObjectId) -> dict[str, Any]:
    """Whom a notice was, or will be, sent to."""
    return _reach(following.get_reach(actor=g.actor, notice=notice))


@blp.route("/notices/<oid:notice>/delivery")
@blp.requires("notice.send")
@blp.answers(200, DeliverySchema)
def get_delivery(notice: ObjectId) -> dict[str, dict[str, int]]:
    """How far a notice got, in numbers only."""
    return following.get_delivery(actor=g.actor, notice=notice)


@blp.route("/inbox")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(InboxItemSchema, unseen=fields.Integer(required=True)))
def list_inbox(query: dict[str, Any]) -> dict[str, Any]:
    """My inbox, newest first."""
    after = cursor.decode(query["cursor"], int, ObjectId)
    rows = inbox.list_inbox(actor=g.actor, after=after, limit=query["limit"], now=g.now)
    items, further = cursor.page(rows, query["limit"], lambda row: (_milliseconds(row["sent_at"]), row["id"]))
    return {"items": items, "next": further, "unseen": inbox.count_unseen(actor=g.actor, now=g.now)}


@blp.route("/inbox/<oid:notice>/seen", methods=["PUT"])
@blp.signed_in
@blp.arguments(OpenedSchema, required=False)
@blp.answers(200, SeenSchema)
def mark_seen(_: dict[str, Any], notice: ObjectId) -> dict[str, Any]:
    """I opened it."""
    return {"id": notice, "seen_at": inbox.mark_seen(actor=g.actor, notice=notice, now=g.now)["seen_at"]}


@blp.route("/push/key")
@blp.public
@blp.answers(200, PushKeySchema)
def get_push_key() -> dict[str, str]:
    """The key a browser needs to subscribe."""
    return {"key": the_webpush().vapid.public_key}


@blp.route("/push/subscription", methods=["PUT"])
@blp.signed_in
@blp.arguments(SubscriptionSchema)
@blp.also(200, SubscriptionKeptSchema)
@blp.answers(201, SubscriptionKeptSchema)
def save_subscription(body: dict[str, Any]) -> tuple[dict[str, str], int]:
    """Send pushes to this browser."""
    key, new = subscriptions.save_subscription(actor=g.actor, endpoint=body["endpoint"], now=g.now, **body["keys"])
    return {"id": key}, 201 if new else 200


@blp.route("/push/subscription", methods=["DELETE"])
@blp.signed_in
@blp.arguments(EndpointSchema)
@blp.answers(204)
def delete_subscription(body: dict[str, str]) -> None:
    """Send no more pushes to this browser."""
    subscriptions.delete_subscription(actor=g.actor, endpoint=body["endpoint"])


def _reach(reach: dict[str, int]) -> dict[str, Any]:
    people, webpush = reach["people"], reach["webpush"]
    return {
        "people": people,
        "channels": {"inbox": people, "webpush": webpush},
        "unreachable_by_push": max(0, people - webpush),
    }


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
