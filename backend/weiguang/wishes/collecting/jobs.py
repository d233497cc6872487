"""The worker's part: reading spreadsheets step by step, and opening what was approved while its wall was opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, DuplicateKeyError

from weiguang.events.service import get_event
from weiguang.storage.cells import Finding, text_of
from weiguang.storage.clock import utc_now
from weiguang.storage.uploads import FileRefused
from weiguang.wishes.collecting.checking import FINDINGS_KEPT, Check, begin_check
from weiguang.wishes.collecting.importing import forget_file, open_file
from weiguang.wishes.collecting.models import Import
from weiguang.wishes.collecting.opening import open_left_behind
from weiguang.wishes.collecting.sheets import Table, read_table
from weiguang.wishes.collecting.storing import give_codes, store_pairs
from weiguang.work.leases import take
from weiguang.work.worker import Worker

ROWS_A_STEP = 250
TRIES_MOST = 4
LEASE = "wish-imports"
LEASE_S = 30


class _Running:
    """The one import this process is in the middle of; a kill forgets it, and it begins again."""

    current: ClassVar[tuple[ObjectId, Iterator[int]] | None] = None


class _Finished(Exception):
    """Another worker was faster."""


def run_opening(_: Worker) -> int:
    """Open what was approved in the moment its wall was opened."""
    return open_left_behind(utc_now())


def run_imports(worker: Worker) -> int:
    """Do one step of the oldest import; one worker at a time, and harmless if it were two."""
    job = Import.collection().find_one({"state": {"$in": ["queued", "running"]}}, sort=[("_id", 1)])
    if job is None or not take(LEASE, owner=worker.name, seconds=LEASE_S):
        return 0
    kept, _Running.current = _Running.current, None
    steps = kept[1] if kept and kept[0] == job["_id"] else _begin(job["_id"], utc_now())
    done = next(steps, None)
    if done is not None:
        _Running.current = job["_id"], steps  # a step that failed is not kept: the import begins again
    return done or 1


def forget_steps() -> None:
    """Lose what is under way, as a kill does."""
    _Running.current = None


def _begin(import_: ObjectId, now: datetime) -> Iterator[int]:
    """Count the try, so that a file that kills its worker does not do so for ever."""
    job = Import.collection().find_one_and_update(
        {"_id": import_, "state": {"$in": ["queued", "running"]}},
        {"$set": {"state": "running", "done": 0}, "$inc": {"tries": 1}},
        return_document=ReturnDocument.AFTER,
    )
    if job is None:
        return
    if job["tries"] > TRIES_MOST:
        _fail(job, "import_interrupted", "导入中断了几次，没有存下任何心愿；请重新上传")
        return
    yield from _steps(job, now)


def _steps(job: dict[str, Any], now: datetime) -> Iterator[int]:
    try:
        table = read_table(open_file(job, now), job["format"])
    except FileRefused as refused:
        _fail(job, refused.code, refused.detail)
        return
    _note(job, {"rows": len(table.rows), "columns": table.columns})
    yield 1
    check = begin_check(
        event=get_event(job["fair"]), author=job["by"], import_=job["_id"], serials=_serials(table), now=now
    )
    check.findings += table.findings
    for start in range(0, len(table.rows), ROWS_A_STEP):
        batch = table.rows[start : start + ROWS_A_STEP]
        for number, cells in batch:
            check.look_at(number, cells)
        _note(job, {"done": start + len(batch)})
        yield len(batch)
    _conclude(job, check)


def _serials(table: Table) -> list[int]:
    texts = (text_of(cells.get("serial")).strip() for _, cells in table.rows)
    return [int(text) for text in texts if text.isdecimal() and len(text) <= 6]


def _conclude(job: dict[str, Any], check: Check) -> None:
    """Mark the import done, or failed, in the write that also stores its wishes."""
    findings = check.finish()
    errors = sum(one.level == "error" for one in findings)
    importing = job["kind"] == "import" and not errors
    result = {
        "state": "failed" if errors and job["kind"] == "import" else "done",
        "errors": errors,
        "warnings": len(findings) - errors,
        "created": len(check.pairs),
        "unchanged": check.unchanged,
        "findings": [one.shown() for one in findings[:FINDINGS_KEPT]],
    }

    def mark(session: ClientSession) -> None:
        done = {"$set": result if importing or job["kind"] == "preview" else result | {"created": 0}}
        if (
            not Import.collection()
            .update_one({"_id": job["_id"], "state": "running"}, done, session=session)
            .matched_count
        ):
            raise _Finished

    try:
        pairs = check.pairs if importing else []
        give_codes(pairs)
        store_pairs(pairs, also=mark)
    except (DuplicateKeyError, BulkWriteError):
        # Somebody took a serial since the rows were checked. Nothing is stored; the next step begins again.
        return
    except _Finished:
        pass
    forget_file(job["_id"])


def _note(job: dict[str, Any], what: dict[str, Any]) -> None:
    Import.collection().update_one({"_id": job["_id"], "state": "running"}, {"$set": what})


def _fail(job: dict[str, Any], code: str, message: str) -> None:
    """End without storing anything; a preview of an unreadable file has failed too."""
    finding = Finding("file", code, message).shown()
    _note(job, {"state": "failed", "errors": 1, "findings": [finding]})
    forget_file(job["_id"])
