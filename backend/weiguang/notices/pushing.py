"""The second half of sending: from queued pushes to push services.

The postman keeps a bounded number of pushes in flight on threads of its own and never waits long for any of them, so
a push service that hangs delays neither the others nor the rest of the worker. Threads only talk to the network; what
they heard is written by the step that collects them.

A delivery is taken by a conditional update that makes it ``sending`` under the taker's mark and moves ``due_at`` to the
end of the lease. Two workers therefore share the queue, and the rows of a killed one are simply due again. What is
written afterwards filters on the mark: whoever lost the lease changes nothing.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

from weiguang.notices import rules
from weiguang.notices.channels.webpush import Message, the_webpush
from weiguang.notices.models import Delivery, Notice, Subscription
from weiguang.notices.rules import Answer
from weiguang.notices.subscriptions import subscriptions_of
from weiguang.work.leases import until

log = logging.getLogger(__name__)

THREADS = 16
MOST_FLYING = 64
LEASE_S = 60.0
PATIENCE_S = 40.0
"""When to stop starting calls under one lease: the longest call still ends inside it."""
COLLECT_S = 0.05


@dataclass(frozen=True)
class Trip:
    """One delivery under way and what each subscription answered."""

    delivery: dict[str, Any]
    answers: dict[str, Answer]


class Postman:
    """One a process; `step` is its runner."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._flying: set[Future[Trip]] = set()

    def step(self, *, owner: str, now: datetime) -> int:
        """Take what is due, send it off, collect what has come back; 0 when nothing was due or under way."""
        taken = self._send_off(owner, now) if len(self._flying) <= MOST_FLYING // 2 else 0
        if not self._flying:
            return taken
        done, self._flying = wait(self._flying, timeout=COLLECT_S, return_when=FIRST_COMPLETED)
        write_back(list(filter(None, map(_trip_of, done))), now)
        return taken + len(done) + len(self._flying)

    def _send_off(self, owner: str, now: datetime) -> int:
        taken = take(MOST_FLYING - len(self._flying), owner=owner)
        late = [delivery for delivery in taken if delivery["expires_at"] <= now]
        close_expired(late)
        sendable = [delivery for delivery in taken if delivery["expires_at"] > now]
        if not sendable:
            return len(taken)
        self._pool = self._pool or ThreadPoolExecutor(THREADS, thread_name_prefix="push")
        subscriptions = subscriptions_of(delivery["person"] for delivery in sendable)
        payloads = _payloads({delivery["notice"] for delivery in sendable})
        give_up = time.monotonic() + PATIENCE_S
        for delivery in sendable:
            message = Message(
                payload=payloads[delivery["notice"]],
                ttl_s=rules.ttl_s(expires_at=delivery["expires_at"], now=now),
                urgency=delivery["urgency"],
            )
            mine = subscriptions.get(delivery["person"], [])
            self._flying.add(self._pool.submit(carry, delivery, mine, message, give_up=give_up, now=now))
        return len(taken)


def take(most: int, *, owner: str) -> list[dict[str, Any]]:
    """Take up to ``most`` due deliveries, urgent ones first."""
    deliveries = Delivery.collection()
    mark = f"{owner}/{ObjectId()}"
    found: list[dict[str, Any]] = []
    for urgency in ("high", "normal"):
        due = {
            "urgency": urgency,
            "state": {"$in": ["queued", "sending"]},
            "$expr": {"$lte": ["$due_at", "$$NOW"]},
        }
        room = most - len(found)
        ids = [one["_id"] for one in deliveries.find(due, {"_id": 1}).sort("due_at", 1).limit(room)] if room > 0 else []
        if not ids:
            continue
        # Another worker may have found the same rows: the precondition is checked again, row by row, by this write.
        deliveries.update_many(
            {"_id": {"$in": ids}, **due},
            [
                {
                    "$set": {
                        "state": "sending",
                        "owner": mark,
                        "due_at": until(LEASE_S),
                        "attempts": {"$add": ["$attempts", 1]},
                    }
                }
            ],
        )
        found += list(deliveries.find({"_id": {"$in": ids}, "owner": mark}))
    return found


def carry(
    delivery: dict[str, Any],
    subscriptions: list[dict[str, Any]],
    message: Message,
    *,
    give_up: float,
    now: datetime,
) -> Trip:
    """Send to every subscription that has not answered yet; runs on a thread and touches no database."""
    answers: dict[str, Answer] = {}
    for subscription in subscriptions:
        if subscription["_id"] in delivery["results"]:
            continue
        if time.monotonic() > give_up:
            answers[subscription["_id"]] = Answer("retry", "out_of_time", 1.0)
        else:
            answers[subscription["_id"]] = the_webpush().send(subscription, message, now=now)
    return Trip(delivery, answers)


def write_back(trips: list[Trip], now: datetime) -> None:
    """Write what the trips brought: dead subscriptions go first, then the state of each delivery."""
    if not trips:
        return
    heard = [(key, answer.outcome) for trip in trips for key, answer in trip.answers.items()]
    gone = [key for key, outcome in heard if outcome == "gone"]
    alive = [key for key, outcome in heard if outcome == "sent"]
    if gone:
        Subscription.collection().delete_many({"_id": {"$in": gone}})
    if alive:
        Subscription.collection().update_many({"_id": {"$in": alive}}, {"$set": {"last_ok": now}})
    Delivery.collection().bulk_write([_conclusion(trip) for trip in trips], ordered=False)
    _report(trips)


def close_expired(deliveries: list[dict[str, Any]]) -> None:
    """Name the end of those that came too late to be worth sending."""
    if deliveries:
        Delivery.collection().bulk_write(
            [UpdateOne(_held(delivery), {"$set": {"state": "expired"}}) for delivery in deliveries], ordered=False
        )


def _conclusion(trip: Trip) -> UpdateOne:
    end = rules.conclude(trip.delivery["results"], trip.answers, trip.delivery["attempts"])
    fields: dict[str, Any] = {
        "state": end.state,
        "results": {"$literal": end.results},
        "reason": {"$literal": end.reason},
        "due_at": until(end.wait_s),
    }
    return UpdateOne(_held(trip.delivery), [{"$set": fields}])


def _held(delivery: dict[str, Any]) -> dict[str, Any]:
    return {"_id": delivery["_id"], "state": "sending", "owner": delivery["owner"]}


def _payloads(notices: set[ObjectId]) -> dict[ObjectId, bytes]:
    found = Notice.collection().find({"_id": {"$in": list(notices)}}, {"title": 1, "body": 1})
    return {notice["_id"]: rules.fit_payload(str(notice["_id"]), notice["title"], notice["body"]) for notice in found}


def _trip_of(flown: Future[Trip]) -> Trip | None:
    """What a thread brought home. After a fault nothing is written: the lease ends and the delivery is due again."""
    error = flown.exception()
    if error is None:
        return flown.result()
    log.error("a push failed inside: %s", type(error).__name__)
    return None


def _report(trips: list[Trip]) -> None:
    """One line a step for what needs an operator; no endpoint, no person."""
    refused = Counter(answer.reason for trip in trips for answer in trip.answers.values() if answer.outcome == "failed")
    if refused:
        log.warning("push services refused: %s; check the VAPID key and contact", dict(refused))
