"""Check-ins per second: the whole verb (session, code, credit, one insert) against the lean insert alone.

The background worker does not run: it is a process of its own and works after the answer.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from bson import ObjectId
from harness import Result, duel, fire, gunicorn, options, report, request
from product import make_root, prepared

from weiguang.checkins.rules import proof_of, slot_at
from weiguang.checkins.service import ensure_event_point
from weiguang.people.models import Person
from weiguang.people.signing_in import hash_token


def main() -> int:
    chosen = options(__doc__)
    with (
        prepared() as environment,
        gunicorn("weiguang.wsgi:app", environment, "/readyz") as ours,
        gunicorn("lean:app", environment, "/ready") as lean,
    ):
        root = make_root()

        def check_in(number: int) -> Result:
            event = {"_id": ObjectId(), "title": "公益集市", "branch": root, "line": [root]}
            point, now = ensure_event_point(event), datetime.now(UTC)
            proof = proof_of(point["secret"], slot_at(now))
            body = {"point": point["_id"], "proof": proof, "scanned_at": now.isoformat()}
            return fire(ours, [_put("/api/v1/check-ins/", body, token) for token in _members(root, chosen.requests)])

        def check_in_lean(number: int) -> Result:
            people = [{"point": "ABCDEF", "person": f"{number}-{step}"} for step in range(chosen.requests)]
            return fire(lean, [_put("/check-ins/", person, "none") for person in people])

        return report("checkins", duel({"weiguang": check_in, "lean": check_in_lean}, chosen.rounds), "lean", least=0.6)


def _put(path: str, body: dict[str, object], token: str) -> bytes:
    return request("PUT", f"{path}{uuid.uuid4()}", body, {"Authorization": f"Bearer {token}"})


def _members(root: ObjectId, how_many: int) -> list[str]:
    """Signed-in members; returns their tokens."""
    now, tokens = datetime.now(UTC), [uuid.uuid4().hex for _ in range(how_many)]
    Person.collection().insert_many([_member(root, token, now) for token in tokens])
    return tokens


def _member(root: ObjectId, token: str, now: datetime) -> dict[str, object]:
    session = {"id": ObjectId(), "token": hash_token(token), "device": "bench", "created_at": now, "seen_at": now}
    return {"name": "张三", "formal": root, "functional": [], "roles": [], "sessions": [session]}


if __name__ == "__main__":
    raise SystemExit(main())
