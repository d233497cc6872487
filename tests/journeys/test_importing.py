"""Importing a spreadsheet of wishes: all rows or none, and what is said about files that cannot be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from mongoengine.connection import get_db

from factories.collecting import HEADERS, SECRET, csv, row, rows, xlsx
from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import make_wish
from support.api import Caller, client_id
from weiguang.wishes.collecting import jobs
from weiguang.wishes.collecting.models import Import, ImportPart
from weiguang.wishes.models import Beneficiary, Wish
from weiguang.work.worker import Worker

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class Desk:
    """An organiser with a fair and a worker that runs when told."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(self.root, fair=True)
        self.organiser = self.person("organiser")
        jobs.forget_steps()

    def person(self, role: str) -> Caller:
        _, phone = make_person(roles=[(role, self.root)])
        return self.nobody.sign_in(phone)

    def send(
        self, data: bytes, *, dry_run: bool = False, client: str = "", who: Caller | None = None
    ) -> tuple[int, Any]:
        query = f"client_id={client or client_id()}&filename=wishes.xlsx&dry_run={str(dry_run).lower()}"
        path = f"/fairs/{self.fair}/wishes/import?{query}"
        answer = (who or self.organiser).post(path, data=data, content_type="application/octet-stream")
        return answer.status_code, answer.get_json()

    def look(self, upload: str, who: Caller | None = None) -> Any:
        return (who or self.organiser).get(f"/fairs/{self.fair}/wishes/imports/{upload}").get_json()

    def work(self, most: int = 1000) -> int:
        """Run the worker's runner until nothing is due, or ``most`` steps."""
        steps = 0
        while steps < most and jobs.run_imports(Worker(name="test")):
            steps += 1
        return steps

    def imported(self, data: bytes, **more: Any) -> Any:
        status, queued = self.send(data, **more)
        assert status == 202, queued
        self.work()
        return self.look(queued["id"])

    def stored(self) -> int:
        count = Wish.collection().count_documents({"source.import": {"$exists": True}})
        assert Beneficiary.collection().count_documents({}) == count
        return count


@pytest.fixture
def desk(nobody: Caller) -> Desk:
    return Desk(nobody)


def test_a_preview_stores_nothing_and_an_import_everything(desk: Desk) -> None:
    data = xlsx(rows(7))
    seen = desk.imported(data, dry_run=True)
    assert (seen["state"], seen["rows"], seen["done"], seen["created"], desk.stored()) == ("done", 7, 7, 7, 0)
    assert [column["field"] for column in seen["columns"]] == list(HEADERS)
    done = desk.imported(data)
    assert (done["state"], done["created"], done["errors"], desk.stored()) == ("done", 7, 0, 7)
    drafts = desk.organiser.get(f"/fairs/{desk.fair}/drafts").get_json()["items"]
    assert [one["serial"] for one in drafts] == [1, 2, 3, 4, 5, 6, 7]
    assert {(one["by"], one["mine"]) for one in drafts} == {("2023-07-15", True)}


def test_the_file_is_kept_sealed_and_gone_afterwards(desk: Desk) -> None:
    _, queued = desk.send(xlsx(rows(7)))
    kept = list(ImportPart.collection().find())
    assert len(kept) == 1 and kept[0]["expires_at"] and b"PK" not in bytes(kept[0]["sealed"])[:64]
    desk.work()
    assert ImportPart.collection().count_documents({}) == 0
    everything = str([list(get_db()[name].find()) for name in get_db().list_collection_names()])
    assert not [secret for secret in SECRET.values() if secret in everything]
    assert desk.look(queued["id"])["state"] == "done"


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    data = xlsx(rows(7))
    first = desk.imported(data)
    again = desk.send(data)[1]
    assert (again["id"], again["created"], desk.stored()) == (first["id"], 7, 7)


def test_the_same_rows_in_another_file_are_unchanged_and_new_ones_come_in(desk: Desk) -> None:
    desk.imported(xlsx(rows(7)))
    more = desk.imported(csv(rows(9)))
    assert (more["state"], more["created"], more["unchanged"], desk.stored()) == ("done", 2, 7, 9)


def test_a_changed_row_under_a_known_serial_is_an_error_that_names_it(desk: Desk) -> None:
    desk.imported(xlsx(rows(7)))
    changed = rows(8)
    changed[2]["item"] = "一口锅"
    failed = desk.imported(xlsx(changed))
    assert (failed["state"], failed["created"], desk.stored()) == ("failed", 0, 7)
    assert [(one["row"], one["code"]) for one in failed["findings"]] == [(4, "serial_taken")]
    assert "9 起都没有用过" in failed["findings"][0]["message"]


def test_a_serial_of_a_wish_that_is_no_import_is_taken(desk: Desk) -> None:
    make_wish(desk.fair, serial=3)
    assert desk.imported(xlsx(rows(7)))["findings"][0]["code"] == "serial_taken"


def test_a_request_sent_twice_is_one_import(desk: Desk) -> None:
    data, client = xlsx(rows(7)), client_id()
    first, second = desk.send(data, client=client, dry_run=True), desk.send(data, client=client, dry_run=True)
    assert first == second
    assert desk.send(xlsx(rows(8)), client=client, dry_run=True)[1]["code"] == "client_id_reused"
    assert Import.collection().count_documents({}) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_people_save(desk: Desk, encoding: str) -> None:
    done = desk.imported(csv(rows(7), encoding))
    assert (done["state"], done["created"]) == ("done", 7)
    assert Wish.collection().find_one({"serial": 1})["item"] == "一把四脚拐杖"


def test_the_template_is_imported_without_its_example(desk: Desk) -> None:
    answer = desk.organiser.get(f"/fairs/{desk.fair}/wishes/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book.worksheets[0][1]] == list(HEADERS.values())
    for one in rows(6):
        book.worksheets[0].append([one[name] for name in HEADERS])
    filled = io.BytesIO()
    book.save(filled)
    done = desk.imported(filled.getvalue())
    assert (done["rows"], done["created"], done["errors"]) == (6, 6, 0)


def test_an_empty_template_says_so(desk: Desk) -> None:
    template = desk.organiser.get(f"/fairs/{desk.fair}/wishes/template.xlsx").data
    assert desk.imported(template, dry_run=True)["findings"][0]["code"] == "no_rows"


def test_five_thousand_rows_come_in_with_a_figure_of_progress(desk: Desk) -> None:
    data = xlsx(rows(5000))
    _, queued = desk.send(data)
    desk.work(most=6)
    half = desk.look(queued["id"])
    assert (half["state"], half["rows"], 0 < half["done"] < 5000, desk.stored()) == ("running", 5000, True, 0)
    desk.work()
    assert (desk.look(queued["id"])["created"], desk.stored()) == (5000, 5000)


def test_an_import_cut_off_by_a_kill_begins_again_and_stores_each_row_once(desk: Desk) -> None:
    _, queued = desk.send(xlsx(rows(900)))
    desk.work(most=4)
    assert (desk.look(queued["id"])["state"], desk.stored()) == ("running", 0)
    jobs.forget_steps()
    desk.work()
    assert (desk.look(queued["id"])["created"], desk.stored()) == (900, 900)
    jobs.forget_steps()
    assert (desk.work(), desk.stored()) == (0, 900)


def test_a_serial_taken_while_the_rows_were_checked_aborts_the_whole(desk: Desk) -> None:
    _, queued = desk.send(xlsx(rows(300)))
    desk.work(most=3)
    make_wish(desk.fair, serial=300)
    desk.work()
    failed = desk.look(queued["id"])
    assert (failed["state"], failed["findings"][0]["code"], desk.stored()) == ("failed", "serial_taken", 0)


def test_a_file_that_kills_its_worker_is_given_up(desk: Desk) -> None:
    _, queued = desk.send(xlsx(rows(300)))
    for _ in range(jobs.TRIES_MOST):
        desk.work(most=1)
        jobs.forget_steps()
    desk.work()
    failed = desk.look(queued["id"])
    assert (failed["state"], failed["findings"][0]["code"]) == ("failed", "import_interrupted")


CELLS = [
    ({"serial": "甲"}, "serial_unclear"),
    ({"serial": None}, "serial_unclear"),
    ({"item": None}, "cell_empty"),
    ({"story": "很" * 301}, "cell_too_long"),
    ({"group": "学生"}, "group_unclear"),
    ({"age_band": "青年"}, "age_unclear"),
    ({"by": "下个月"}, "day_unclear"),
    ({"phone": "12"}, "phone_unclear"),
    ({"organisation": None}, "cell_empty"),
    ({"story": "=A1"}, "cell_is_formula"),
    ({"story": "我在海曙中心小学读书"}, "tells_school"),
    ({"story": "请打 13712345678"}, "tells_phone"),
    ({"story": "钱阿秀想要拐杖"}, "tells_name"),
    ({"serial": 1}, "serial_twice"),
]


@pytest.mark.parametrize(("cells", "code"), CELLS)
def test_a_bad_cell_is_an_error_with_its_row(desk: Desk, cells: dict[str, Any], code: str) -> None:
    filled = rows(6)
    filled[3] |= cells
    seen = desk.imported(xlsx(filled), dry_run=True)
    errors = [(one["row"], one["code"]) for one in seen["findings"] if one["level"] == "error"]
    assert (errors, seen["errors"]) == ([(5, code)], 1)
    assert (desk.imported(xlsx(filled))["state"], desk.stored()) == ("failed", 0)


def test_a_rare_description_and_a_missing_guardian_are_warnings(desk: Desk) -> None:
    filled = [*rows(6), row(7, group="困境儿童", age_band="9岁", district="象山县", guardian=None)]
    seen = desk.imported(xlsx(filled))
    assert [(one["row"], one["code"]) for one in seen["findings"]] == [(8, "guardian_missing"), (8, "too_rare")]
    assert (seen["state"], seen["warnings"], desk.stored()) == ("done", 2, 7)


def test_merged_cells_are_named_and_a_merged_title_is_harmless(desk: Desk) -> None:
    def merge(sheet: Any) -> None:
        sheet.insert_rows(1)
        sheet["A1"] = "2023年微心愿征集表"
        sheet.merge_cells("A1:N1")

    assert desk.imported(xlsx(rows(6), merge))["state"] == "done"
    seen = desk.imported(xlsx(rows(6), lambda sheet: sheet.merge_cells("G3:G5")), dry_run=True)
    found = next(one for one in seen["findings"] if one["code"] == "merged_cells")
    assert (found["row"], "G3:G5" in found["message"]) == (3, True)


def test_more_than_five_thousand_rows_are_refused_with_the_row(desk: Desk) -> None:
    seen = desk.imported(csv(rows(5001)), dry_run=True)
    assert [(one["row"], one["code"]) for one in seen["findings"]] == [(5002, "too_many_rows")]


@pytest.mark.parametrize(("header", "code"), [("随便", "column_missing"), ("物品", "column_twice")])
def test_a_header_too_few_or_too_many_is_named(desk: Desk, header: str, code: str) -> None:
    data = xlsx(rows(6), lambda sheet: sheet.cell(1, 3, header))
    assert code in [one["code"] for one in desk.imported(data, dry_run=True)["findings"]]


def test_a_sheet_without_headers_has_failed_with_the_reason(desk: Desk) -> None:
    seen = desk.imported("你好,世界\r\n1,2".encode(), dry_run=True)
    assert (seen["state"], seen["findings"][0]["code"], seen["findings"][0]["row"]) == (
        "failed",
        "header_missing",
        None,
    )


def test_a_csv_of_two_encodings_names_the_lines(desk: Desk) -> None:
    mixed = csv(rows(3)) + b"\r\n" + "4,一把椅子，椅背要高一些".encode("gb18030")
    found = desk.imported(mixed, dry_run=True)["findings"][0]
    assert (found["code"], "第 5 行" in found["message"]) == ("mixed_encodings", True)


def repacked(data: bytes, change: Callable[[zipfile.ZipFile], None], drop: str = "") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != drop:
                new.writestr(entry.filename, old.read(entry))
        change(new)
    return written.getvalue()


FILES = {
    "file_has_password": OLE + "EncryptedPackage".encode("utf-16-le"),
    "file_too_old": OLE + b"\0" * 600,
    "file_has_macros": repacked(xlsx(rows(1)), lambda archive: archive.writestr("xl/vbaProject.bin", b"x")),
    "file_swells": repacked(xlsx(rows(1)), lambda archive: archive.writestr("xl/media/a.bin", b"\0" * (70 << 20))),
    "file_broken": xlsx(rows(1))[:-200],
    "file_not_spreadsheet": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
}


@pytest.mark.parametrize("code", FILES)
def test_a_dangerous_file_is_refused_with_what_to_do(desk: Desk, code: str) -> None:
    status, problem = desk.send(FILES[code])
    assert (status, problem["code"]) == (422, code)
    assert Import.collection().count_documents({}) == ImportPart.collection().count_documents({}) == 0


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"<html>", b" \r\n ", repacked(xlsx(rows(1)), lambda _: None, "xl/workbook.xml")]
)
def test_other_files_are_no_spreadsheets(desk: Desk, data: bytes) -> None:
    assert desk.send(data)[1]["code"] == "file_not_spreadsheet"


def test_an_empty_file_and_one_beyond_ten_megabytes_are_refused(desk: Desk) -> None:
    assert desk.send(b"")[0] == 422
    assert desk.send(b"a" * ((10 << 20) + 1))[0] == 413


def test_a_workbook_with_broken_insides_has_failed(desk: Desk) -> None:
    broken = repacked(
        xlsx(rows(1)), lambda archive: archive.writestr("xl/workbook.xml", b"<nonsense"), "xl/workbook.xml"
    )
    assert desk.imported(broken, dry_run=True)["findings"][0]["code"] == "file_broken"


def test_an_xml_bomb_is_not_expanded(desk: Desk) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]><worksheet>&y;</worksheet>'
    sheet = "xl/worksheets/sheet1.xml"
    data = repacked(xlsx(rows(1)), lambda archive: archive.writestr(sheet, bomb), sheet)
    assert desk.imported(data, dry_run=True)["findings"][0]["code"] == "file_broken"


def test_a_sheet_that_claims_to_be_endless_costs_nothing(desk: Desk) -> None:
    data = xlsx(rows(6), lambda sheet: sheet.cell(1_048_576, 16_384, "x"))
    assert desk.imported(data, dry_run=True)["created"] == 6


def test_only_the_importer_and_those_who_review_see_an_import(desk: Desk) -> None:
    worker = desk.person("social_worker")
    own, other = desk.send(xlsx(rows(6)), who=worker)[1]["id"], desk.send(csv(rows(6)), dry_run=True)[1]["id"]
    assert desk.look(own, worker)["id"] == desk.look(own)["id"] == own
    assert desk.look(other, worker)["code"] == "not_found"
