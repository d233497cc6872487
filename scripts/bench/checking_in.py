"""Check-ins: the whole verb (session, code, credit, one insert) against the lean insert alone; packs; batches; growth.

The background worker does not run: it is a process of its own and works after the answer. The pack is for 10,000 people
who signed up; a batch is 1,000 rows of one scanning phone; growth is the cost of one check-in beside 10⁴, 10⁵ and (not
with ``--quick``) 10⁶ ledger rows that are there already.
"""

from __future__ import annotations

import gzip
import statistics
import time
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bson import ObjectId
from harness import Request, Result, close, compare, duel, fire, gunicorn, options, rates, request
from product import make_members, make_root, prepared

from weiguang.checkins.personal_codes import the_keys
from weiguang.checkins.rules import proof_of, slot_at
from weiguang.checkins.service import ensure_event_point, ensure_point
from weiguang.events.managing import new_event
from weiguang.events.models import Event, Registration
from weiguang.participation.models import Participation
from weiguang.people.models import Person

CONNECTIONS = (1, 16, 64)
PEOPLE, ROWS = 10_000, 1_000
PACK_MOST = 1 << 20
GROWTH_MOST = 1.5
"""How much dearer a check-in may be beside the most ledger rows than beside the fewest."""


def main() -> int:
    chosen = options(__doc__)
    with (
        prepared() as environment,
        gunicorn("weiguang.wsgi:app", environment, "/readyz") as ours,
        gunicorn("lean:app", environment, "/ready") as lean,
    ):
        bench = Bench(ours, lean, make_root(), chosen.requests)
        metrics, ratios, fine = bench.online(2 if chosen.quick else chosen.rounds)
        for part in (
            bench.pack(),
            bench.batch(),
            bench.growth((10**4, 10**5) if chosen.quick else (10**4, 10**5, 10**6)),
        ):
            metrics |= part[0]
            fine = fine and part[1]
        return close("checkins", metrics, ratios, ok=fine and ratios["ceiling"] >= 0.6)


class Bench:
    """The two servers and what is measured on them."""

    def __init__(self, ours: int, lean: int, root: ObjectId, requests: int) -> None:
        self.ours, self.lean, self.root, self.requests = ours, lean, root, requests
        self.staff = make_members(root, 1, ({"role": "organiser", "branch": root},))[0]

    def online(self, rounds: int) -> tuple[dict[str, float], dict[str, float], bool]:
        """Members scanning the screen, at several numbers of connections."""
        metrics: dict[str, float] = {}
        ratios: dict[str, float] = {}
        fine = True
        for connections in CONNECTIONS:
            share = self.requests // (4 if connections == 1 else 2)
            print(f"\n{connections} connection(s)")
            contenders = {"weiguang": self.scans(share, connections), "lean": self.lean_scans(share, connections)}
            results = duel(contenders, rounds)
            ratio, clean = compare(results, "lean")
            metrics |= rates(results, prefix=f"c{connections}_")
            for field in ("p50_ms", "p99_ms"):
                metrics[f"c{connections}_{field}"] = round(
                    statistics.median(getattr(run, field) for run in results["weiguang"]), 2
                )
            ratios[f"ceiling_c{connections}"], fine = ratio, fine and clean
        return metrics, ratios | {"ceiling": ratios["ceiling_c16"]}, fine

    def scans(self, how_many: int, connections: int) -> Callable[[int], Result]:
        def run(_: int) -> Result:
            point, now = ensure_event_point(self.event()), datetime.now(UTC)
            proof = proof_of(point["secret"], slot_at(now))
            body = {"point": point["_id"], "proof": proof, "scanned_at": now.isoformat()}
            return fire(
                self.ours,
                [put("/api/v1/check-ins/", body, token) for token in make_members(self.root, how_many)],
                connections=connections,
            )

        return run

    def lean_scans(self, how_many: int, connections: int) -> Callable[[int], Result]:
        def run(number: int) -> Result:
            people = [{"point": "ABCDEF", "person": f"{connections}-{number}-{step}"} for step in range(how_many)]
            return fire(self.lean, [put("/check-ins/", person, "none") for person in people], connections=connections)

        return run

    def pack(self) -> tuple[dict[str, float], bool]:
        """The pack of a point for 10,000 who signed up: build time, size, size compressed."""
        event = self.event()
        people = self.people(PEOPLE)
        now = datetime.now(UTC)
        Registration.collection().insert_many([self.signed_up(event["_id"], person, now) for person in people])
        point = self.point(event, "registered")
        took = []
        for _ in range(5):
            began = time.perf_counter()
            raw = self.get(f"/api/v1/check-in-points/{point['_id']}/pack")
            took.append((time.perf_counter() - began) * 1000)
        packed = len(gzip.compress(raw, 6))
        found = {"pack_ms": round(statistics.median(took), 1), "pack_bytes": len(raw), "pack_gzip_bytes": packed}
        print(f"\npack for {PEOPLE} people: {found}")
        return found, packed <= PACK_MOST

    def batch(self) -> tuple[dict[str, float], bool]:
        """A thousand rows of one scanning phone: by name, by personal code, and the same sent again."""
        point, people = self.point(self.event(), "anyone"), self.people(ROWS)
        now = datetime.now(UTC)
        named = self.rows(point, [{"person": str(person)} for person in people])
        other = self.point(self.event(), "anyone")
        coded = self.rows(other, [{"proof": the_keys().sign(person, now - timedelta(minutes=1))} for person in people])
        found, fine = {}, True
        for name, rows in (("names", named), ("codes", coded), ("again", named)):
            result = fire(
                self.ours, [post("/api/v1/check-ins/batch", rows, self.staff)], accepted=(200,), connections=1
            )
            found[f"batch_{name}_ms"], fine = round(result.p50_ms, 1), fine and not result.refused
        print(f"batch of {ROWS} rows: {found}")
        return found, fine

    def growth(self, sizes: tuple[int, ...]) -> tuple[dict[str, float], bool]:
        """The median of one check-in after another, beside more and more ledger rows."""
        found: dict[str, float] = {}
        for size in sizes:
            self.fill(size)
            self.scans(100, 1)(0)
            found[f"rows_{size}_p50_ms"] = round(self.scans(400, 1)(0).p50_ms, 3)
        print(f"one check-in beside many ledger rows: {found}")
        cheapest, dearest = min(found.values()), list(found.values())[-1]
        return found, dearest <= cheapest * GROWTH_MOST

    def fill(self, size: int) -> None:
        """Ledger rows as they are, up to ``size``."""
        standing = Participation.collection().estimated_document_count()
        for start in range(standing, size, 10_000):
            rows = [self.row(number) for number in range(start, min(size, start + 10_000))]
            Participation.collection().insert_many(rows, ordered=False)

    def row(self, number: int) -> dict[str, object]:
        moment = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=number % 400_000)
        key, who = f"checkin:FILLED:{number:024x}:{moment:%Y-%m-%d}", f"p:{number % 50_000:024x}"
        shared = {"kind": "check_in", "measure": "attendances", "quantity": 1, "approx": False, "who": who}
        where = {
            "branches": [str(self.root)],
            "credited": ["all", str(self.root)],
            "subject": "event:x",
            "title": "集市",
        }
        when = {"day": f"{moment:%Y-%m-%d}", "occurred_at": moment, "received_at": moment}
        return {"_id": key, "client_id": key, "source": "self_scan"} | shared | where | when

    def event(self) -> dict[str, object]:
        made = new_event(line=[self.root], title="公益集市", date="2023-06-28")
        Event.collection().insert_one(made)
        return made

    def point(self, event: dict[str, object], who: str) -> dict[str, object]:
        about = {"subject": f"event:{event['_id']}", "title": "公益集市", "event": event["_id"], "branch": self.root}
        key = f"made:{uuid.uuid4()}"
        return ensure_point(key, kind="desk", name="东门", line=[self.root], rule={"who": who}, **about)  # type: ignore[arg-type]

    def people(self, how_many: int) -> list[ObjectId]:
        names, ids = "赵钱孙李周吴郑王冯陈", [ObjectId() for _ in range(how_many)]
        made = [
            {
                "_id": one,
                "name": f"{names[number % 10]}{names[number // 10 % 10]}{number % 97}",
                "phone_masked": f"138****{number:04d}",
            }
            for number, one in enumerate(ids)
        ]
        Person.collection().insert_many(made)
        return ids

    def rows(self, point: dict[str, object], ways: list[dict[str, str]]) -> list[dict[str, object]]:
        now = datetime.now(UTC).isoformat()
        return [{"client_id": str(uuid.uuid4()), "point": point["_id"], "scanned_at": now} | way for way in ways]

    def signed_up(self, event: object, person: ObjectId, now: datetime) -> dict[str, object]:
        key = f"{event}:{person}"
        return {"_id": key, "event": event, "person": person, "client_id": key, "registered_at": now}

    def get(self, path: str) -> bytes:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.ours}{path}", headers={"Authorization": f"Bearer {self.staff}"}
        )
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return bytes(answer.read())


def put(path: str, body: dict[str, object], token: str) -> Request:
    return request("PUT", f"{path}{uuid.uuid4()}", body, {"Authorization": f"Bearer {token}"})


def post(path: str, body: object, token: str) -> Request:
    return request("POST", path, body, {"Authorization": f"Bearer {token}"})


if __name__ == "__main__":
    raise SystemExit(main())
