"""Photos of the goods at a stop, never of a face: for the team and the planners, never public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from weiguang.access.actor import Actor
from weiguang.errors import Conflict, NotFound
from weiguang.participation.recording import person_key
from weiguang.storage.pictures import picture_id, read_picture, store_picture
from weiguang.wishes.delivery.rules import PICTURES_MOST, is_today
from weiguang.wishes.delivery.sheets import find_stop
from weiguang.wishes.delivery.teams import find_team, is_member
from weiguang.wishes.models import Wish


class PicturesFull(Conflict):
    """A stop keeps only a few photos."""

    code = "pictures_full"
    title = f"一个心愿最多留 {PICTURES_MOST} 张照片，已经够了"


def add_picture(*, actor: Actor, wish: str, data: bytes, now: datetime) -> str:
    """Keep one photo of a stop and return its id; the same photo again is the same.

    A member adds on the day of the stop, a planner at any time. Raises `NotFound`, `PicturesFull`,
    `PictureUnreadable`.
    """
    stop = _must_see(actor, wish)["delivery"]
    if not is_today(stop, now) and is_member(actor, find_team(stop["team"])):
        raise NotFound("照片只在配送当天能加；之后请交给主办方")
    kept = stop.get("pictures", [])
    if len(kept) >= PICTURES_MOST and picture_id(data=data, about=f"wish:{wish}") not in kept:
        raise PicturesFull
    picture = store_picture(
        data=data, about=f"wish:{wish}", by=person_key(actor.person) if actor.person else "", now=now
    )
    room = {"$or": [{f"delivery.pictures.{PICTURES_MOST - 1}": {"$exists": False}}, {"delivery.pictures": picture}]}
    added = Wish.collection().update_one(
        {"_id": wish, "delivery.team": stop["team"], **room}, {"$addToSet": {"delivery.pictures": picture}}
    )
    if not added.matched_count:
        raise PicturesFull
    return picture


def get_picture(*, actor: Actor, wish: str, picture: str) -> bytes:
    """The JPEG, for the stop's team and its planners; raises `NotFound`."""
    if picture not in _must_see(actor, wish)["delivery"].get("pictures", []):
        raise NotFound
    return read_picture(picture=picture, about=f"wish:{wish}")


def _must_see(actor: Actor, wish: str) -> dict[str, Any]:
    found = find_stop(wish)
    if not is_member(actor, find_team(found["delivery"]["team"])) and not actor.may("wish.deliver", found["line"]):
        raise NotFound
    return found
