"""Signing in and my account over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, current_app, g, request

from weiguang.account.profile import show_profile
from weiguang.account.schemas import (
    CodeRequestSchema,
    CodeSentSchema,
    MeChangesSchema,
    MeSchema,
    OwnRowSchema,
    SessionSchema,
    SignedInSchema,
    SignInSchema,
)
from weiguang.participation.explaining import list_own_rows
from weiguang.participation.rules import shown_quantity
from weiguang.people import gateway, rules, sessions, signing_in
from weiguang.people.service import update_profile
from weiguang.web import cursor, identity
from weiguang.web.blueprint import Blueprint
from weiguang.web.json import answer
from weiguang.web.schema import Page
from weiguang.web.site import settings_of

blp = Blueprint("account", __name__, description="登录和我的")


@blp.route("/auth/codes", methods=["POST"])
@blp.public
@blp.arguments(CodeRequestSchema)
@blp.answers(202, CodeSentSchema)
def send_code(body: dict[str, Any]) -> dict[str, Any]:
    """Send a one-time code; the answer is the same whether the phone is known or not."""
    demo = settings_of(current_app).demo
    sender = gateway.DemoGateway() if demo else gateway.ConsoleGateway()
    wait_s, code = signing_in.send_code(
        phone=body["phone"], address=request.remote_addr or "", gateway=sender, demo=demo, now=g.now
    )
    return {"resend_after_s": wait_s} | ({"demo_code": code} if demo else {})


@blp.route("/auth/sessions", methods=["POST"])
@blp.public
@blp.arguments(SignInSchema)
@blp.answers(201, SignedInSchema)
def open_session(body: dict[str, Any]) -> Response:
    """Sign in. The token is shown once; a browser gets it as a cookie too."""
    token, person = signing_in.open_session(now=g.now, **body)
    response = answer({"token": token, "person": show_profile(person)}, 201)
    return identity.set_cookie(response, token, max_age_s=int(rules.SESSION_IDLE.total_seconds()))


@blp.route("/auth/sessions")
@blp.signed_in
@blp.answers(200, cursor.page_of(SessionSchema))
def list_sessions() -> dict[str, Any]:
    """The devices I am signed in on."""
    return {"items": sessions.list_sessions(actor=g.actor), "next": None}


@blp.route("/auth/sessions/<oid:session>", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def end_session(session: ObjectId) -> None:
    """Sign one device out."""
    sessions.end_session(actor=g.actor, session=session)


@blp.route("/auth/sessions/current", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def end_this_session() -> Response:
    """Sign this device out."""
    sessions.end_session(actor=g.actor, session=g.actor.session)
    return identity.clear_cookie(Response(status=204))


@blp.route("/auth/sessions", methods=["DELETE"])
@blp.signed_in
@blp.answers(204)
def end_all_sessions() -> Response:
    """Sign every device out."""
    sessions.end_all_sessions(actor=g.actor)
    return identity.clear_cookie(Response(status=204))


@blp.route("/me")
@blp.signed_in
@blp.answers(200, MeSchema)
def show_me() -> dict[str, Any]:
    """My profile."""
    return show_profile(g.actor.person)


@blp.route("/me", methods=["PATCH"])
@blp.signed_in
@blp.arguments(MeChangesSchema)
@blp.answers(200, MeSchema)
def change_me(body: dict[str, Any]) -> dict[str, Any]:
    """Change my name, my text size, or whether questions come again."""
    update_profile(g.actor.person, body)
    return show_profile(g.actor.person)


@blp.route("/me/participation")
@blp.signed_in
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(OwnRowSchema))
def list_my_rows(query: dict[str, Any]) -> dict[str, Any]:
    """My own record, newest first; no score."""
    rows = list_own_rows(actor=g.actor, after=cursor.decode(query["cursor"], str, str), limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: (row["day"], row["_id"]))
    return {"items": [_own_row(row) for row in items], "next": following}


def _own_row(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in ("kind", "title", "occurred_at", "measure", "source")}
    return {"id": row["_id"], "quantity": shown_quantity(row["quantity"], row["measure"])} | shown
