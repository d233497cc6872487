"""Delivery teams: who is in them, and who may see what is theirs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.errors import ClientIdReused, Conflict, NotFound, Unacceptable
from weiguang.events.service import get_fair, titles_of
from weiguang.participation.recording import fingerprint
from weiguang.people.service import find_by_phones, masked_phones_of, names_of
from weiguang.storage.vault import mask_name
from weiguang.wishes.delivery.models import Team
from weiguang.wishes.delivery.rules import MEMBERS_MOST


class TeamFull(Conflict):
    """A team has only so many members."""

    code = "team_full"
    title = f"一个配送队最多 {MEMBERS_MOST} 人，请先移走几位，或另建一个队"


def must_plan(actor: Actor, fair: ObjectId) -> dict[str, Any]:
    """The fair whose deliveries the actor plans. Raises `NotFound`, `Forbidden`."""
    event = get_fair(fair)
    actor.must("wish.deliver", event["line"])
    return event


def find_team(team: ObjectId) -> dict[str, Any]:
    """One team as stored; raises `NotFound`."""
    found = Team.collection().find_one({"_id": team})
    if found is None:
        raise NotFound
    return found


def is_member(actor: Actor, team: dict[str, Any]) -> bool:
    """Whether the actor belongs to this team."""
    return actor.person is not None and actor.person in team["members"]


def teams_of(actor: Actor, teams: Iterable[ObjectId]) -> set[ObjectId]:
    """Which of these teams the actor belongs to."""
    query = {"_id": {"$in": list(teams)}, "members": actor.person}
    return {team["_id"] for team in Team.collection().find(query, {"_id": 1})} if actor.person else set()


def must_see(actor: Actor, team: ObjectId) -> dict[str, Any]:
    """The team, for its members and for whoever plans; raises `NotFound` for everybody else."""
    found = find_team(team)
    if not is_member(actor, found) and not actor.may("wish.deliver", found["line"]):
        raise NotFound
    return found


def must_belong(actor: Actor, team: ObjectId) -> dict[str, Any]:
    """The team, for its members alone; raises `NotFound`."""
    found = find_team(team)
    if not is_member(actor, found):
        raise NotFound
    return found


def create_team(
    *, actor: Actor, fair: ObjectId, client_id: str, now: datetime, name: str, phones: list[str], districts: list[str]
) -> tuple[dict[str, Any], bool]:
    """Make a team of people who are known by these phones; return it and whether it is new.

    A repeat answers the same. Raises `NotFound`, `Forbidden`, `Unacceptable`, `ClientIdReused`.
    """
    event = must_plan(actor, fair)
    members = _resolve(phones)
    printed = fingerprint(json.dumps([name, list(map(str, members)), districts], ensure_ascii=False))
    made = {
        "_id": ObjectId(),
        "fair": fair,
        "line": event["line"],
        "name": name,
        "districts": districts,
        "members": members,
        "client_id": client_id,
        "fingerprint": printed,
        "created_at": now,
    }
    try:
        Team.collection().insert_one(made)
        return show_teams([made])[0], True
    except DuplicateKeyError:  # an earlier try was stored
        found = Team.collection().find_one({"fair": fair, "client_id": client_id})
    if found is None or found["fingerprint"] != printed:
        raise ClientIdReused
    return show_teams([found])[0], False


def change_team(
    *,
    actor: Actor,
    team: ObjectId,
    name: str | None = None,
    districts: list[str] | None = None,
    add_phones: list[str] | None = None,
    remove: list[ObjectId] | None = None,
) -> dict[str, Any]:
    """Rename a team, set its districts, add and remove people; a repeat changes nothing.

    Raises `NotFound`, `Forbidden`, `Unacceptable`, `TeamFull`.
    """
    standing = find_team(team)
    actor.must("wish.deliver", standing["line"])
    members = {"$setUnion": [{"$setDifference": ["$members", remove or []]}, _resolve(add_phones or [])]}
    said = {"name": name, "districts": districts}
    named = {field: {"$literal": value} for field, value in said.items() if value is not None}
    changed = Team.collection().find_one_and_update(
        {"_id": team, "$expr": {"$lte": [{"$size": members}, MEMBERS_MOST]}},
        [{"$set": {"members": members, **named}}],
        return_document=ReturnDocument.AFTER,
    )
    if changed is None:
        raise TeamFull
    return show_teams([changed])[0]


def list_teams(*, actor: Actor, fair: ObjectId, after: tuple[str, ObjectId] | None, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit + 1`` teams of a fair by name. Raises `NotFound`, `Forbidden`."""
    must_plan(actor, fair)
    query: dict[str, Any] = {"fair": fair}
    if after:
        name, team = after
        query |= {"name": {"$gte": name}, "$or": [{"name": {"$gt": name}}, {"_id": {"$gt": team}}]}
    return show_teams(Team.collection().find(query).sort([("name", 1), ("_id", 1)]).limit(limit + 1))


def list_my_teams(*, actor: Actor) -> list[dict[str, Any]]:
    """The teams the actor belongs to, newest first."""
    found = list(Team.collection().find({"members": actor.person}).sort("_id", -1).limit(MEMBERS_MOST))
    titles = titles_of(team["fair"] for team in found)
    shown = ("name", "districts", "fair")
    return [
        {"id": team["_id"], "fair_title": titles.get(team["fair"], "")} | {name: team[name] for name in shown}
        for team in found
    ]


def show_teams(teams: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Teams as planners see them: members by masked name and phone."""
    found = list(teams)
    people = {person for team in found for person in team["members"]}
    names, phones = names_of(people), masked_phones_of(people)
    return [
        {name: team[name] for name in ("name", "districts", "fair")}
        | {
            "id": team["_id"],
            "members": [
                {"id": person, "name_masked": mask_name(names[person]), "phone_masked": phones.get(person, "")}
                for person in team["members"]
                if person in names
            ],
        }
        for team in found
    ]


def _resolve(phones: list[str]) -> list[ObjectId]:
    """The people with these phones, in order; every unknown phone is named by its place."""
    known = find_by_phones(phones)
    unknown = [number for number, phone in enumerate(phones) if phone not in known]
    if unknown:
        errors = [
            {"field": f"phones.{number}", "message": f"第 {number + 1} 个手机号还没有登录过，请对方先登录一次"}
            for number in unknown
        ]
        raise Unacceptable("有手机号还没有在这里登录过：请对方先用手机号登录一次，再加入配送队", errors=errors)
    return list(dict.fromkeys(known[phone] for phone in phones))
