"""Looking at the rows of a spreadsheet, one after another, and keeping what an import would store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bson import ObjectId

from weiguang.storage.cells import Finding
from weiguang.storage.vault import the_vault
from weiguang.wishes.collecting.columns import Row
from weiguang.wishes.collecting.rules import Look, lint, look_of, rare_finding
from weiguang.wishes.collecting.storing import Pair, count_looks, make_pair
from weiguang.wishes.models import Wish

FINDINGS_KEPT = 300
"""Errors first: whoever has more is helped by the first ones."""


@dataclass
class Check:
    """What is known so far about one spreadsheet."""

    event: Mapping[str, Any]
    author: ObjectId
    import_: ObjectId
    known: dict[int, str | None]
    free: int
    counted: Counter[Look]
    now: datetime
    findings: list[Finding] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    unchanged: int = 0
    rows: dict[int, int] = field(default_factory=dict)
    looks: list[tuple[int, Look]] = field(default_factory=list)

    def look_at(self, number: int, cells: Mapping[str, Any]) -> None:
        """Read one row; keep what it would store, or what is wrong with it."""
        row = Row(number, cells, self.event["date"])
        draft = row.read()
        found = row.findings + [Finding(one.field, one.code, one.message, row=number) for one in lint(draft, draft)]
        if draft["serial"]:
            found += self._serial(number, draft["serial"])
        digest = the_vault().digest("wish-row", json.dumps(draft, sort_keys=True, ensure_ascii=False))
        if draft["serial"] in self.known and not any(one.level == "error" for one in found):
            self._again(number, draft["serial"], digest)
        else:
            self.looks.append((number, look_of(draft)))
            self.counted[look_of(draft)] += 1
            if not any(one.level == "error" for one in found):
                source = {"import": self.import_, "digest": digest}
                self.pairs.append(
                    make_pair(
                        event=self.event,
                        serial=draft["serial"],
                        draft=draft,
                        author=self.author,
                        source=source,
                        now=self.now,
                    )
                )
        self.findings += found

    def _serial(self, number: int, serial: int) -> list[Finding]:
        first = self.rows.setdefault(serial, number)
        if first == number:
            return []
        return [Finding("serial", "serial_twice", f"序号 {serial} 和第 {first} 行重复了，请改成不同的序号", row=number)]

    def _again(self, number: int, serial: int, digest: str) -> None:
        """A serial that the fair already has: the same row again, or another wish."""
        if self.known[serial] == digest:
            self.unchanged += 1
            return
        text = f"序号 {serial} 已经是另一个心愿了；新的心愿请换序号（{self.free} 起都没有用过），改旧的请到审核页里改"
        self.findings.append(Finding("serial", "serial_taken", text, row=number))

    def finish(self) -> list[Finding]:
        """Every finding, errors first; now that all rows are counted, also which wishes are rare."""
        rare = (rare_finding(look, self.counted, number) for number, look in self.looks)
        self.findings += [one for one in rare if one]
        return sorted(self.findings, key=lambda one: (one.level != "error", one.row or 0))


def begin_check(
    *, event: Mapping[str, Any], author: ObjectId, import_: ObjectId, serials: list[int], now: datetime
) -> Check:
    """A check that knows what the fair already has under these ``serials``."""
    query = {"fair": event["_id"], "serial": {"$in": serials}}
    found = Wish.collection().find(query, {"serial": 1, "source.digest": 1})
    known = {wish["serial"]: (wish.get("source") or {}).get("digest") for wish in found}
    last = Wish.collection().find_one({"fair": event["_id"]}, {"serial": 1}, sort=[("serial", -1)])
    free = max([*serials, last["serial"] if last else 0, 0]) + 1
    return Check(event, author, import_, known, free, Counter(count_looks(event["_id"])), now)
