"""Personal codes, packs, people by name and what desks left to do, over HTTP."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from flask import Response, g

from weiguang.checkins import conflicts, personal_codes
from weiguang.checkins.desks import finding, packing
from weiguang.checkins.desks.schemas import (
    CheckInConflictSchema,
    CheckInDecisionSchema,
    CodeKeysSchema,
    FoundPeopleSchema,
    PackSchema,
    PeopleQuery,
    PersonalCodeSchema,
)
from weiguang.web import cursor
from weiguang.web.blueprint import Blueprint
from weiguang.web.etag import tagged_bytes
from weiguang.web.json import answer, encode
from weiguang.web.schema import Page

blp = Blueprint("checkin_desks", __name__, description="签到台")

NO_STORE = "no-store"


@blp.route("/me/personal-code")
@blp.signed_in
@blp.answers(200, PersonalCodeSchema)
def show_personal_code() -> Response:
    """My code, for staff to scan."""
    shown = answer(personal_codes.show_personal_code(actor=g.actor, now=g.now))
    shown.headers["Cache-Control"] = NO_STORE
    return shown


@blp.route("/check-in-keys")
@blp.public
@blp.answers(200, CodeKeysSchema)
def list_keys() -> dict[str, Any]:
    """The public keys that verify personal codes."""
    return {"items": personal_codes.the_keys().public()}


@blp.route("/check-in-points/<code:point>/pack")
@blp.requires("check_in.desk")
@blp.answers(200, PackSchema)
def show_pack(point: str) -> Response:
    """What a phone needs to check people in without signal; every download is in the audit log."""
    pack, tag = packing.make_pack(actor=g.actor, code=point, now=g.now)
    return tagged_bytes(encode(pack), cache=NO_STORE, tag=tag)


@blp.route("/check-in-points/<code:point>/people", methods=["POST"])
@blp.requires("check_in.desk")
@blp.arguments(PeopleQuery)
@blp.answers(200, FoundPeopleSchema)
def find_people(body: dict[str, Any], point: str) -> Response:
    """People of this point by name or the end of their phone number. A question by POST: no address holds a name."""
    shown = answer({"items": finding.find_people(actor=g.actor, code=point, words=body["q"], now=g.now)})
    shown.headers["Cache-Control"] = NO_STORE
    return shown


@blp.route("/events/<oid:event>/check-in-conflicts")
@blp.requires("check_in.desk")
@blp.arguments(Page, location="query")
@blp.answers(200, cursor.page_of(CheckInConflictSchema))
def list_conflicts(query: dict[str, Any], event: ObjectId) -> dict[str, Any]:
    """What the desks left to do, oldest first."""
    after = cursor.decode(query["cursor"], int, ObjectId)
    rows = conflicts.list_conflicts(actor=g.actor, event=event, after=after, limit=query["limit"])
    items, following = cursor.page(rows, query["limit"], lambda row: row["position"])
    return {"items": [{name: row[name] for name in row if name != "position"} for row in items], "next": following}


@blp.route("/check-in-conflicts/<oid:conflict>/decision", methods=["PUT"])
@blp.requires("check_in.desk")
@blp.arguments(CheckInDecisionSchema)
@blp.answers(200, CheckInConflictSchema)
def decide(body: dict[str, Any], conflict: ObjectId) -> dict[str, Any]:
    """Decide one thing to do; the same again changes nothing."""
    return conflicts.decide(actor=g.actor, conflict=conflict, now=g.now, **body)
