"""The ceiling: the least a Flask endpoint can do and still be right: parse, one majority-journaled write, answer.

A viewer of a board gets the constant 304.

No accounts, no validation, no encryption. The product is measured against it in the same run.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import orjson
from flask import Flask, Response, request
from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError

app = Flask(__name__)
database = MongoClient(os.environ["MONGODB_URI"], w="majority", journal=True, maxPoolSize=10)["lean"]


def answer(body: object, status: int) -> Response:
    return Response(orjson.dumps(body), status, content_type="application/json")


@app.get("/ready")
def ready() -> Response:
    return answer({}, 200)


@app.get("/board")
def board() -> Response:
    """Nothing changed, whatever was asked: the least that answering a viewer costs."""
    return Response(status=304, headers={"ETag": '"same"'})


@app.put("/claims/<code>")
def claim(code: str) -> Response:
    sent, now = orjson.loads(request.get_data(cache=False)), datetime.now(UTC)
    claimed = {"state": "claimed", "name": sent["name"], "phone": sent["phone"], "claimed_at": now}
    taken = database.wishes.find_one_and_update({"_id": code, "state": "open"}, {"$set": claimed}, {"_id": 1})
    return answer({"code": code, "claimed_at": now}, 201 if taken else 409)


@app.put("/completions/<key>")
def complete(key: str) -> Response:
    sent, now = orjson.loads(request.get_data(cache=False)), datetime.now(UTC)
    try:
        database.completions.insert_one({"_id": key, "client_id": sent["client_id"], "at": now})
    except DuplicateKeyError:
        return answer({"state": "completed"}, 200)
    return answer({"state": "completed", "completed_at": now}, 201)


@app.put("/check-ins/<client_id>")
def check_in(client_id: str) -> Response:
    sent, now = orjson.loads(request.get_data(cache=False)), datetime.now(UTC)
    key = f"{sent['point']}:{sent['person']}:{now:%Y-%m-%d}"
    try:
        database.check_ins.insert_one({"_id": key, "client_id": client_id, "at": now})
    except DuplicateKeyError:
        return answer({"state": "duplicate"}, 200)
    return answer({"state": "stored", "at": now}, 201)
