"""Planning stops: which team drives to which wish on which day, one conditional write a wish."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument

from weiguang.access.actor import Actor
from weiguang.errors import NotFound, Unacceptable
from weiguang.participation.recording import person_key
from weiguang.storage.clock import local_day
from weiguang.wishes.delivery.rules import AUTOMATIC, DELIVERABLE, PLACES_KEPT, STOPS_MOST
from weiguang.wishes.delivery.teams import find_team, must_plan
from weiguang.wishes.life import HISTORY_KEPT, history_line
from weiguang.wishes.models import Wish
from weiguang.wishes.rules import STATE_WORDS

UNKNOWN = "这场活动里没有这个编号的心愿，请核对编号"
FULL = f"这个队这一天已经排满 {STOPS_MOST} 站，请换一天或换一个队"

_NEEDED = {"serial": 1, "district": 1, "state": 1}


def plan_stops(
    *, actor: Actor, fair: ObjectId, client_id: str, team: ObjectId, day: str, codes: list[str] | None, now: datetime
) -> list[dict[str, Any]]:
    """Give wishes to a team for a day: those named, else every prepared one of its districts without a stop.

    One answer a wish, in the order of the run sheet; a repeat finishes what an interrupted try began and answers the
    same. Raises `NotFound`, `Forbidden`, `Unacceptable`.
    """
    must_plan(actor, fair)
    found = find_team(team)
    if found["fair"] != fair:
        raise NotFound
    if day < local_day(now):
        errors = [{"field": "day", "message": "请选今天或以后的日子"}]
        raise Unacceptable("配送的日子已经过去，请选今天或以后的日子", errors=errors)
    wishes = _chosen(fair, codes) if codes is not None else _of_districts(found, client_id)
    stop = {"team": team, "day": day, "state": "planned", "plan": client_id}
    line = history_line("plan", by=person_key(actor.person) if actor.person else "", now=now, note=day)
    answers = _assign(fair, sorted(wishes, key=_place), stop, line)
    known = {wish["_id"] for wish in wishes}
    return answers + [_refused(code, "not_found", UNKNOWN) for code in dict.fromkeys(codes or []) if code not in known]


def _chosen(fair: ObjectId, codes: list[str]) -> list[dict[str, Any]]:
    return list(Wish.collection().find({"_id": {"$in": codes}, "fair": fair}, _NEEDED))


def _of_districts(team: dict[str, Any], client_id: str) -> list[dict[str, Any]]:
    """The prepared wishes without a stop, and those that this very plan gave the team already."""
    planned = {"delivery.team": team["_id"], "delivery.plan": client_id}
    waiting = {"state": {"$in": AUTOMATIC}, "district": {"$in": team["districts"]}, "delivery": None}
    query = {"fair": team["fair"], "$or": [planned, waiting]}
    return list(Wish.collection().find(query, _NEEDED).sort("serial", 1).limit(STOPS_MOST))


def _place(wish: dict[str, Any]) -> tuple[str, int]:
    return wish["district"], wish["serial"]


def _assign(
    fair: ObjectId, wishes: Iterable[dict[str, Any]], stop: dict[str, Any], line: dict[str, Any]
) -> list[dict[str, Any]]:
    where = {"delivery.team": stop["team"], "delivery.day": stop["day"]}
    others = Wish.collection().find(where | {"delivery.plan": {"$ne": stop["plan"]}}, {"delivery.seq": 1})
    places = [wish["delivery"]["seq"] for wish in others]
    room, seq = STOPS_MOST - len(places), max(places, default=0)
    answers: list[dict[str, Any]] = []
    for wish in wishes:
        if room <= 0:
            answers.append(_refused(wish["_id"], "day_full", FULL))
            continue
        seq += 1
        answer = _assign_one(fair, wish, stop | {"seq": seq}, line)
        room -= answer["state"] == "planned"
        answers.append(answer)
    return answers


def _assign_one(fair: ObjectId, wish: dict[str, Any], stop: dict[str, Any], line: dict[str, Any]) -> dict[str, Any]:
    """Set the stop and keep its tries and where it was; a repeat of a plan, however late, is answered as planned."""
    plans = {"$concatArrays": [{"$ifNull": ["$delivery.plans", []]}, {"$literal": [stop["plan"]]}]}
    was = [{"team": "$delivery.team", "day": "$delivery.day"}]
    places = {"$concatArrays": [{"$ifNull": ["$delivery.was", []]}, {"$cond": ["$delivery.team", was, []]}]}
    more = {"plans": plans, "was": {"$slice": [places, -PLACES_KEPT]}}
    merged = {"$mergeObjects": [{"tries": []}, "$delivery", {"$literal": stop}, more]}
    history = {"$concatArrays": [{"$ifNull": ["$history", []]}, {"$literal": [line]}]}
    changed = Wish.collection().find_one_and_update(
        {
            "_id": wish["_id"],
            "fair": fair,
            "state": {"$in": DELIVERABLE},
            "delivery.plans": {"$ne": stop["plan"]},
        },
        [{"$set": {"delivery": merged, "history": {"$slice": [history, -HISTORY_KEPT]}}}],
        projection={"_id": 1},
        return_document=ReturnDocument.AFTER,
    )
    if changed is None:
        standing = Wish.collection().find_one({"_id": wish["_id"]}, {"state": 1, "delivery.plans": 1}) or wish
        if stop["plan"] not in (standing.get("delivery") or {}).get("plans", []):
            words = STATE_WORDS[standing["state"]]
            return _refused(wish["_id"], "wish_wrong_state", f"这个心愿现在是“{words}”，不用排配送")
    return {"code": wish["_id"], "state": "planned", "message": "已排好"}


def _refused(code: str, why: str, message: str) -> dict[str, Any]:
    return {"code": code, "state": "refused", "reason": why, "message": message}
