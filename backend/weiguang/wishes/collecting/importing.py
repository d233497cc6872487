"""Taking a spreadsheet in: the file is inspected and kept sealed, the worker does the rest."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from weiguang.access.actor import Actor
from weiguang.access.limits import hit
from weiguang.errors import ClientIdReused, NotFound
from weiguang.events.service import get_fair
from weiguang.storage.uploads import inspect
from weiguang.storage.vault import the_vault
from weiguang.wishes.collecting.models import Import, ImportPart

KEPT = timedelta(days=1)
PART = 1 << 20
UPLOADS_MOST = 60
UPLOADS_WINDOW_S = 3600
ALIVE = ("queued", "running", "done")

_NOTHING_YET = dict.fromkeys(("tries", "rows", "done", "created", "unchanged", "errors", "warnings"), 0)


def start_import(
    *, actor: Actor, fair: ObjectId, client_id: str, filename: str, dry_run: bool, data: bytes, now: datetime
) -> dict[str, Any]:
    """Queue a preview or an import and return it; the same request, or the same file again, returns the first one.

    Raises `NotFound`, `Forbidden`, `ClientIdReused`, `TooMany` and every `uploads.FileRefused`.
    """
    event = get_fair(fair)
    actor.must("wish.collect", event["line"])
    kind = "preview" if dry_run else "import"
    digest = the_vault().digest("wish-file", hashlib.sha256(data).hexdigest())
    same = {"fair": fair, "kind": kind, "digest": digest}
    found = _repeated(actor.person, client_id, same) or (None if dry_run else _imported(same))
    if found:
        return found
    hit(name="wish-import", key=str(actor.person), most=UPLOADS_MOST, window_s=UPLOADS_WINDOW_S, now=now)
    queued = {
        "_id": ObjectId(),
        "client_id": client_id,
        "line": event["line"],
        "by": actor.person,
        "filename": filename,
        "format": inspect(data),
        "state": "queued",
        "columns": [],
        "findings": [],
        "started_at": now,
        "expires_at": now + KEPT if dry_run else None,
    }
    return _queue(queued | same | _NOTHING_YET, data, now)


def _repeated(person: ObjectId | None, client_id: str, same: dict[str, Any]) -> dict[str, Any] | None:
    found = Import.collection().find_one({"by": person, "client_id": client_id})
    if found and any(found[name] != value for name, value in same.items()):
        raise ClientIdReused
    return found


def _imported(same: dict[str, Any]) -> dict[str, Any] | None:
    """The import that this very file made, or is making."""
    return Import.collection().find_one(same | {"state": {"$in": ALIVE}})


def _queue(queued: dict[str, Any], data: bytes, now: datetime) -> dict[str, Any]:
    """Parts first: an import is never without its file. Parts without an import expire."""
    expires = now + KEPT
    parts = [data[at : at + PART] for at in range(0, len(data), PART)]
    ImportPart.collection().insert_many(
        {
            "of": queued["_id"],
            "number": number,
            "sealed": the_vault().seal(base64.b64encode(part).decode()),
            "expires_at": expires,
        }
        for number, part in enumerate(parts)
    )
    try:
        Import.collection().insert_one(queued)
    except DuplicateKeyError:
        # The unique client id: the same request, sent twice at once, was faster.
        forget_file(queued["_id"])
        found = _repeated(
            queued["by"], queued["client_id"], {name: queued[name] for name in ("fair", "kind", "digest")}
        )
        if found is None:
            raise NotFound from None
        return found
    return queued


def open_file(job: dict[str, Any], now: datetime) -> bytes:
    """The uploaded file; every part opened leaves its line in the audit log."""
    parts: Iterator[dict[str, Any]] = ImportPart.collection().find({"of": job["_id"]}).sort("number", 1)
    by, about = f"p:{job['by']}", f"import:{job['_id']}"
    opened = (the_vault().open(part["sealed"], purpose="import", by=by, about=about, now=now) for part in parts)
    return b"".join(base64.b64decode(text) for text in opened)


def forget_file(upload: ObjectId) -> None:
    """Delete the sealed file; a repeat changes nothing."""
    ImportPart.collection().delete_many({"of": upload})


def get_import(*, actor: Actor, fair: ObjectId, upload: ObjectId) -> dict[str, Any]:
    """One import, for whoever made it and for those who review; raises `NotFound`."""
    found = Import.collection().find_one({"_id": upload, "fair": fair})
    if found is None or (found["by"] != actor.person and not actor.may("wish.review", found["line"])):
        raise NotFound
    return found


def show_import(job: dict[str, Any]) -> dict[str, Any]:
    """As answers hold it."""
    names = ("kind", "state", "filename", "rows", "done", "created", "unchanged", "errors", "warnings", "columns")
    return {"id": job["_id"], **{name: job[name] for name in names}, "findings": job["findings"]}
