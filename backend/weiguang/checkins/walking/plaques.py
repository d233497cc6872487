"""What is printed and what was visited: for those who manage the route."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from weiguang.access.actor import Actor
from weiguang.checkins.walking.rules import plaque_link, tally
from weiguang.checkins.walking.service import reach_route
from weiguang.participation.explaining import act_keys


def list_plaques(*, actor: Actor, route: ObjectId, base_url: str) -> dict[str, Any]:
    """The plaques of a route's stops, in order. Raises `NotFound`, `Forbidden`."""
    found = reach_route(actor, route)
    return {
        **{name: found[name] for name in ("title", "kind", "district", "state", "invented")},
        "plaques": [
            {
                "stop": stop["id"],
                "number": number,
                "name": stop["name"],
                "place": stop["place"],
                "code": stop["code"],
                "link": plaque_link(base_url, stop["code"]),
            }
            for number, stop in enumerate(found["stops"], start=1)
        ],
    }


def count_visits(*, actor: Actor, route: ObjectId, first: str | None, last: str | None) -> dict[str, Any]:
    """Visits (人次) of each stop, by day, and the known people (人) behind them; removed stops keep theirs.

    Only who was signed in is known. Raises `NotFound`, `Forbidden`.
    """
    found = reach_route(actor, route)
    stops = [*found["stops"], *found["removed"]]
    stop_of = {stop["code"]: stop["id"] for stop in stops}
    tallied = tally(act_keys(f"checkin:{code}:" for code in stop_of), stop_of, first, last)
    numbers = {stop["id"]: number for number, stop in enumerate(found["stops"], start=1)}
    return {
        "title": found["title"],
        "visits": sum(tallied["stops"].values()),
        "people": tallied["people"],
        "stops": [
            {
                "stop": stop["id"],
                "number": numbers.get(stop["id"]),
                "name": stop["name"],
                "visits": tallied["stops"].get(stop["id"], 0),
            }
            for stop in stops
            if stop["id"] in numbers or stop["id"] in tallied["stops"]
        ],
        "days": [
            {
                "day": day,
                "visits": sum(of_stop.values()),
                "stops": [{"stop": stop, "visits": visits} for stop, visits in of_stop.items()],
            }
            for day, of_stop in tallied["days"].items()
        ],
    }
