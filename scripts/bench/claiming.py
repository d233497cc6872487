"""Claims per second: the whole verb (validation, sealing, one conditional write) against the lean write alone.

The background worker does not run: it is a process of its own and works after the answer.
"""

from __future__ import annotations

import uuid

from bson import ObjectId
from harness import Result, duel, fire, gunicorn, options, report, request
from product import make_root, prepared
from pymongo import MongoClient

from weiguang.wishes.models import Wish
from weiguang.wishes.rules import make_code
from weiguang.wishes.service import new_wish


def main() -> int:
    chosen = options(__doc__)
    with (
        prepared() as environment,
        gunicorn("weiguang.wsgi:app", environment, "/readyz") as ours,
        gunicorn("lean:app", environment, "/ready") as lean,
    ):
        root, fair = make_root(), ObjectId()
        lean_wishes = MongoClient(environment["MONGODB_URI"])["lean"].wishes

        def claim(number: int) -> Result:
            codes = _publish(root, fair, chosen.requests, number)
            return fire(ours, [request("PUT", f"/api/v1/wishes/{code}/claim", _card()) for code in codes])

        def claim_lean(number: int) -> Result:
            codes = list({make_code() for _ in range(chosen.requests)})
            lean_wishes.insert_many([{"_id": f"{code}{number}", "state": "open"} for code in codes])
            return fire(lean, [request("PUT", f"/claims/{code}{number}", _card()) for code in codes])

        return report("claims", duel({"weiguang": claim, "lean": claim_lean}, chosen.rounds), "lean", least=0.6)


def _publish(root: ObjectId, fair: ObjectId, most: int, number: int) -> list[str]:
    taken = {wish["_id"] for wish in Wish.collection().find({}, {"_id": 1})}
    codes = list({make_code() for _ in range(most)} - taken)
    first = number * most
    wishes = [new_wish(code=code, serial=first + step, fair=fair, line=[root]) for step, code in enumerate(codes)]
    Wish.collection().insert_many(wishes)
    return codes


def _card() -> dict[str, object]:
    return {
        "client_id": str(uuid.uuid4()),
        "name": "王小明",
        "phone": "13912345678",
        "consent": True,
        "message": "加油",
    }


if __name__ == "__main__":
    raise SystemExit(main())
