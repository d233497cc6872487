"""Claims per second: the whole verb (validation, sealing, one conditional write) against the lean write alone.

Two loads: every claim of a fresh wish, and a fair opening, where 5,000 people (1,500 with ``--quick``) go for 309
wishes at once and each wish must end with exactly one claimant. The background worker does not run: it is a process of
its own and works after the answer.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable

from bson import ObjectId
from harness import Result, close, compare, duel, fire, gunicorn, options, rates, request
from product import make_root, prepared
from pymongo import MongoClient
from pymongo.collection import Collection

from weiguang.storage.codes import make_code
from weiguang.wishes.models import Wish
from weiguang.wishes.service import new_wish

LEAST, LEAST_OPENING = 0.6, 0.6
WISHES, CONNECTIONS = 309, 64
ATTEMPTS, ATTEMPTS_QUICK = 5_000, 1_500
TAKEN_OR_LATE = (201, 409)

Contenders = dict[str, Callable[[int], Result]]


def main() -> int:
    chosen = options(__doc__)
    with (
        prepared() as environment,
        gunicorn("weiguang.wsgi:app", environment, "/readyz") as ours,
        gunicorn("lean:app", environment, "/ready") as lean,
    ):
        root, fair = make_root(), ObjectId()
        lean_wishes = MongoClient(environment["MONGODB_URI"])["lean"].wishes
        print("each claim takes a wish of its own")
        singly = duel(_singly(ours, lean, root, fair, lean_wishes, chosen.requests), chosen.rounds)
        ratio, clean = compare(singly, "lean")
        attempts = ATTEMPTS_QUICK if chosen.quick else ATTEMPTS
        print(f"a fair opening: {attempts} attempts at {WISHES} wishes from {CONNECTIONS} connections")
        opening = duel(_opening(ours, lean, root, lean_wishes, attempts), 1 if chosen.quick else 5)
        opening_ratio, opening_clean = compare(opening, "lean")
        return close(
            "claims",
            rates(singly) | rates(opening, "opening_"),
            {"ceiling": ratio, "opening": opening_ratio},
            ok=ratio >= LEAST and opening_ratio >= LEAST_OPENING and clean and opening_clean,
        )


def _singly(
    ours: int, lean: int, root: ObjectId, fair: ObjectId, lean_wishes: Collection[dict[str, object]], most: int
) -> Contenders:
    def claim(number: int) -> Result:
        codes = _publish(root, fair, most, number * most)
        return fire(ours, [_claim(code) for code in codes])

    def claim_lean(number: int) -> Result:
        codes = list({make_code() for _ in range(most)})
        lean_wishes.insert_many([{"_id": f"{code}{number}", "state": "open"} for code in codes])
        return fire(lean, [request("PUT", f"/claims/{code}{number}", _card()) for code in codes])

    return {"weiguang": claim, "lean": claim_lean}


def _opening(
    ours: int, lean: int, root: ObjectId, lean_wishes: Collection[dict[str, object]], attempts: int
) -> Contenders:
    """Everybody goes for whatever they see first; both servers get the same crowd."""

    def claim(_: int) -> Result:
        fair = ObjectId()
        codes = _publish(root, fair, WISHES, 0)
        result = fire(ours, [_claim(code) for code in _crowd(codes, attempts)], TAKEN_OR_LATE, CONNECTIONS)
        once = {"fair": fair, "state": "claimed", "ledger_due": {"$size": 1}, "history": {"$size": 1}}
        _check(result, attempts, len(codes), Wish.collection().count_documents(once))
        return result

    def claim_lean(number: int) -> Result:
        codes = [f"{make_code()}-{number}-{step}" for step in range(WISHES)]
        lean_wishes.insert_many([{"_id": code, "state": "open"} for code in codes])
        crowd = [request("PUT", f"/claims/{code}", _card()) for code in _crowd(codes, attempts)]
        result = fire(lean, crowd, TAKEN_OR_LATE, CONNECTIONS)
        _check(result, attempts, WISHES, lean_wishes.count_documents({"_id": {"$in": codes}, "state": "claimed"}))
        return result

    return {"weiguang": claim, "lean": claim_lean}


def _crowd(codes: list[str], attempts: int) -> list[str]:
    """Which wish each attempt goes for: every wish is wanted, most of them by many, in no order."""
    wanted = codes + random.choices(codes, k=attempts - len(codes))
    random.shuffle(wanted)
    return wanted


def _check(result: Result, attempts: int, wishes: int, claimed: int) -> None:
    """Each wish once: as many winners were told so as there are wishes, and the database agrees."""
    expected = Counter({201: wishes, 409: attempts - wishes})
    if claimed != wishes or result.answers != expected:
        raise SystemExit(f"not each wish once: {wishes} wishes, {claimed} claimed, answers {dict(result.answers)}")


def _publish(root: ObjectId, fair: ObjectId, most: int, first: int) -> list[str]:
    taken = {wish["_id"] for wish in Wish.collection().find({}, {"_id": 1})}
    codes: list[str] = []
    while len(codes) < most:
        code = make_code()
        if code not in taken:
            taken.add(code)
            codes.append(code)
    wishes = [new_wish(code=code, serial=first + step, fair=fair, line=[root]) for step, code in enumerate(codes)]
    Wish.collection().insert_many(wishes)
    return codes


def _claim(code: str) -> bytes:
    return request("PUT", f"/api/v1/wishes/{code}/claim", _card())


def _card() -> dict[str, object]:
    """Somebody new each time: the same phone and name again would be the same claimant."""
    return {
        "client_id": str(uuid.uuid4()),
        "name": "王小明",
        "phone": f"139{random.randrange(10**8):08d}",
        "consent": True,
        "message": "加油",
    }


if __name__ == "__main__":
    raise SystemExit(main())
