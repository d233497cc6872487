"""Programme in, programme out: paste or upload, look, import, change, export; followers are told; calendars."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from bson import ObjectId

from factories.people import make_branch, make_person
from factories.programme import DISTRICTS, HEADER, TITLE, copied, printed, published, row, table, workbook
from support.api import Caller, client_id
from weiguang.events.models import Event
from weiguang.events.programme.models import Programme
from weiguang.events.programme.uploading import UPLOAD_MOST

Settle = Callable[[], None]


class Newsroom:
    """A root committee and its districts, an organiser of all, one of a district, a citizen."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.districts = [make_branch(parent=self.root, name=name, district=name) for name in DISTRICTS]
        self.organiser = self.person(("organiser", self.root))
        self.local = self.person(("organiser", self.districts[0]))
        self.citizen = self.person()

    def person(self, *roles: tuple[str, ObjectId]) -> Caller:
        return self.nobody.sign_in(make_person(roles=list(roles))[1])

    def preview(self, text: str, **more: Any) -> dict[str, Any]:
        answer = self.organiser.post("/programmes/preview", {"text": text, **more})
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    def import_(self, text: str, name: str = "", **more: Any) -> Any:
        return self.organiser.put(f"/programmes/imports/{name or client_id()}", {"text": text, **more})

    def imported(self, text: str, **more: Any) -> dict[str, Any]:
        answer = self.import_(text, **more)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    def table(self, query: str) -> list[list[str]]:
        shown = self.organiser.get(f"/programmes/table?{query}").get_json()
        return [[shown["title"]], [one["header"] for one in shown["columns"]], *(one["cells"] for one in shown["rows"])]


@pytest.fixture
def news(nobody: Caller) -> Newsroom:
    return Newsroom(nobody)


GIVEN = {2021: {}, 2023: {"day": "2023-06-28", "host": "宁波市民政局"}}


@pytest.mark.parametrize("year", [2021, 2023])
def test_a_published_table_comes_out_as_it_went_in(news: Newsroom, year: int) -> None:
    done = news.imported(copied(printed(year)), **GIVEN[year])
    assert (done["counts"]["new"], done["year"], done["errors"]) == (11, year, 0)
    assert news.table(f"programme={done['programme']['id']}") == printed(year)
    assert news.table(f"year={year}")[1:] == printed(year)[1:]


@pytest.mark.parametrize("year", [2021, 2023])
def test_its_events_are_what_was_published(news: Newsroom, year: int) -> None:
    news.imported(copied(printed(year)), **GIVEN[year])
    events = news.nobody.get(f"/events?year={year}&limit=100").get_json()["items"]
    wanted = {(one["date"], tuple(one["venues"]), one["district"]) for one in published(year)["rows"]}
    assert {(one["date"], tuple(one["venues"]), one["district"]) for one in events} == wanted
    assert {event["year"] for event in events} == {year}
    tentative = sum(one["tentative"]["time"] for one in published(year)["rows"])
    assert sum(event["tentative"]["time"] for event in events) == tentative


@pytest.mark.parametrize("year", [2021, 2023])
def test_the_exported_spreadsheet_imports_as_the_same_table(news: Newsroom, year: int) -> None:
    done = news.imported(copied(printed(year)), **GIVEN[year])
    file = news.organiser.get(f"/programmes/table.xlsx?programme={done['programme']['id']}")
    text = news.organiser.post("/programmes/file", data=file.data).get_json()["text"]
    again = news.imported(text)  # the day and the host of 2023 are known by now
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 11, "refused": 0, "gone": 0}
    assert Event.collection().count_documents({}) == 11


def test_a_preview_stores_nothing(news: Newsroom) -> None:
    look = news.preview(table(row(1), row(2, venue="天一广场或鼓楼")))
    assert (look["title"], look["year"], look["counts"]["new"], look["programme"]) == (TITLE, 2026, 2, None)
    assert look["rows"][1]["tentative"]["place"] is True
    assert [(one["row"], one["level"]) for one in look["findings"]] == [(4, "warning")]
    assert Event.collection().count_documents({}) == Programme.collection().count_documents({}) == 0


def test_the_same_table_again_changes_nothing(news: Newsroom) -> None:
    first = news.imported(table(row(1), row(2)))
    before = list(Event.collection().find())
    again = news.imported(table(row(1), row(2)))
    assert (first["counts"]["new"], again["counts"]["unchanged"]) == (2, 2)
    assert list(Event.collection().find()) == before
    assert first["programme"] == again["programme"]


def test_the_same_request_again_answers_the_same(news: Newsroom) -> None:
    name = client_id()
    answers = [news.import_(table(row(1)), name).get_json() for _ in range(2)]
    assert answers[0] == answers[1] and answers[0]["counts"]["new"] == 1
    assert news.import_(table(row(2)), name).get_json()["code"] == "client_id_reused"


def test_a_changed_table_updates_its_rows_and_says_what_changes(news: Newsroom) -> None:
    news.imported(table(row(1), row(2), row(3)))
    changed = table(row(1), row(2, time="6月29日", venue="天一广场"), row(4))
    look = news.preview(changed)
    acts = [(one["number"], one["act"]) for one in look["rows"]]
    assert acts == [(3, "unchanged"), (4, "changed"), (5, "new")]
    assert [(one["label"], one["before"], one["after"]) for one in look["rows"][1]["changes"]] == [
        ("时间", "6月28日上午9:00", "6月29日"),
        ("地点", "鼓楼广场", "天一广场"),
    ]
    assert [one["title"] for one in look["gone"]] == ["便民服务第3场"]
    assert news.imported(changed)["counts"] == {"new": 1, "changed": 1, "unchanged": 1, "refused": 0, "gone": 1}
    assert Event.collection().count_documents({}) == 4


def test_what_was_fixed_by_hand_stays_when_other_cells_change(news: Newsroom) -> None:
    tentative = row(1, venue="天一广场或鼓楼")
    event = news.imported(table(tentative))["rows"][0]["event"]
    news.organiser.patch(f"/events/{event}", {"venues": ["鼓楼"], "tentative": {"place": False, "time": False}})
    assert news.imported(table(tentative))["counts"]["unchanged"] == 1
    later = row(1, venue="天一广场或鼓楼", time="6月30日")
    assert news.imported(table(later))["counts"]["changed"] == 1
    shown = news.nobody.get(f"/events/{event}").get_json()
    assert (shown["venues"], shown["date"], shown["tentative"]["place"]) == (["鼓楼"], "2026-06-30", False)
    assert news.table("year=2026")[2][4:] == ["鼓楼", "6月30日"]


def test_a_row_is_found_again_by_its_host_when_its_name_changed(news: Newsroom) -> None:
    event = news.imported(table(row(1), row(2)))["rows"][0]["event"]
    look = news.preview(table(row(2), row(1, name="便民服务专场")))
    assert [(one["act"], one["event"] == event) for one in look["rows"]] == [("unchanged", False), ("changed", True)]


def test_one_bad_row_stops_the_whole_table(news: Newsroom) -> None:
    answer = news.import_(table(row(1), row(2, time="28日"), row(3, venue="")))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "table_has_errors")
    assert [one["message"][:5] for one in answer.get_json()["errors"]] == ["第 4 行", "第 5 行"]
    assert Event.collection().count_documents({}) == Programme.collection().count_documents({}) == 0


def test_a_cancelled_row_is_cancelled_and_printed_so(news: Newsroom) -> None:
    event = news.imported(table(row(1), row(2, name="义诊（已取消）")))["rows"][1]["event"]
    shown = news.nobody.get(f"/events/{event}").get_json()
    assert (shown["title"], shown["cancelled"]) == ("义诊", True)
    news.organiser.patch(f"/events/{event}", {"cancelled": False})
    first = Event.collection().find_one({"seq": 1})["_id"]
    news.organiser.patch(f"/events/{first}", {"cancelled": True, "cancel_note": "台风"})
    assert [cells[1] for cells in news.table("year=2026")[2:]] == ["便民服务第1场（已取消）", "义诊"]


def test_a_table_is_imported_for_ones_own_branch_only(news: Newsroom) -> None:
    body = {"text": table(row(1)), "branch": str(news.root)}
    assert news.local.put(f"/programmes/imports/{client_id()}", body).status_code == 403
    done = news.imported(table(row(1)))
    for path in (f"programme={done['programme']['id']}", f"programme={ObjectId()}"):
        assert news.local.get(f"/programmes/table?{path}").status_code in (403, 404)
    assert news.local.get("/programmes/table?year=2026").get_json()["rows"] == []
    assert news.local.get("/programmes").get_json()["items"] == []
    assert [one["events"] for one in news.organiser.get("/programmes").get_json()["items"]] == [1]


@pytest.mark.parametrize("query", ["", "year=2026&programme=" + "0" * 24, "year=x", "programme=7"])
def test_a_table_to_print_is_one_programme_or_one_year(news: Newsroom, query: str) -> None:
    assert news.organiser.get(f"/programmes/table?{query}").status_code == 422


def test_a_formula_is_no_formula_any_more(news: Newsroom) -> None:
    news.imported(table(row(1, name="=HYPERLINK(1)", content="+8613700000000")))
    file = news.organiser.get("/programmes/table.xlsx?year=2026").data
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(file)).active.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {"'=HYPERLINK(1)", "'+8613700000000"} <= {cell.value for cell in cells}
    text = news.organiser.post("/programmes/file", data=file).get_json()["text"]
    assert news.preview(text, title=TITLE)["counts"]["unchanged"] == 1


def stuffed(name: str, content: bytes) -> bytes:
    """A workbook with one file more in its archive."""
    book = io.BytesIO(workbook([list(HEADER), row(1)]))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return book.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" ", "file_not_spreadsheet"),
        (b"%PDF-1.7", "file_not_spreadsheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "file_too_old"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "file_has_password"),
        (workbook([["随便", "写写"]]), "header_missing"),
        (workbook([list(HEADER), row(1)])[:-200], "file_broken"),
        (b"PK\x03\x04 nothing", "file_broken"),
        (stuffed("xl/vbaProject.bin", b"x"), "file_has_macros"),
        (stuffed("xl/media/a.bin", b"\0" * (20 << 20)), "file_swells"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(news: Newsroom, data: bytes, code: str) -> None:
    answer = news.organiser.post("/programmes/file", data=data)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)


def test_a_file_of_fifty_megabytes_is_refused(news: Newsroom) -> None:
    assert news.organiser.post("/programmes/file", data=b"x" * (50 << 20)).status_code == 413
    assert news.organiser.post("/programmes/file", data=b"x" * UPLOAD_MOST).status_code == 422


@pytest.mark.parametrize("wrong", [{"text": 7}, {"year": "x"}, {"day": "6月"}, {"nobody": 1}, {"text": {"$ne": ""}}])
def test_what_is_no_table_is_refused(news: Newsroom, wrong: dict[str, Any]) -> None:
    assert news.organiser.post("/programmes/preview", {"text": table(row(1))} | wrong).status_code == 422


def test_an_event_has_several_hosts_stalls_and_times(news: Newsroom) -> None:
    event = news.imported(table(row(1, host="甲协会、乙中心")))["rows"][0]["event"]
    stalls = [{"number": "A1", "name": "义剪", "host": "甲协会"}]
    body = {"stalls": stalls, "starts": "09:30", "ends": "11:00", "hosts": ["甲协会", "丙学校"], "blocks": ["公益集市"]}
    assert news.organiser.patch(f"/events/{event}", body).status_code == 200
    shown = news.nobody.get(f"/events/{event}").get_json()
    assert {name: shown[name] for name in body} == body and shown["host"] == "甲协会、丙学校"
    for wrong in (
        {"starts": "9:30"},
        {"starts": "25:00"},
        {"stalls": [{"host": "x"}]},
        {"to_date": "x"},
        {"hosts": []},
    ):
        assert news.organiser.patch(f"/events/{event}", wrong).status_code == 422


def told(who: Caller) -> list[tuple[str, str]]:
    return [(one["title"], one["body"]) for one in who.get("/inbox").get_json()["items"]]


def test_following_twice_is_once_and_can_be_taken_back(news: Newsroom) -> None:
    event = news.imported(table(row(1)))["rows"][0]["event"]
    path = f"/events/{event}/follow"
    assert [news.citizen.put(path, {}).status_code for _ in range(2)] == [201, 200]
    assert news.citizen.get(f"/events/{event}").get_json()["following"] is True
    assert news.nobody.get(f"/events/{event}").get_json()["following"] is False
    assert [news.citizen.delete(path).status_code for _ in range(2)] == [204, 204]
    assert news.citizen.get(f"/events/{event}").get_json()["following"] is False
    assert news.nobody.put(path, {}).status_code == 401
    assert [news.citizen.call(one, f"/events/{ObjectId()}/follow", {}).status_code for one in ("PUT", "DELETE")] == [
        404
    ] * 2


def test_a_place_that_is_fixed_is_told_to_followers_and_to_who_signed_up(news: Newsroom, settle: Settle) -> None:
    event = news.imported(table(row(1, venue="天一广场或鼓楼")))["rows"][0]["event"]
    news.citizen.put(f"/events/{event}/follow", {})
    news.local.put(f"/events/{event}/registration", {"client_id": client_id()})
    fixed = {"venues": ["鼓楼"], "tentative": {"time": False, "place": False}}
    for _ in range(2):
        assert news.organiser.patch(f"/events/{event}", fixed).status_code == 200
        settle()
    said = ("活动地点有变化", "“便民服务第1场”：地点定了：鼓楼（原来是天一广场、鼓楼，暂定）。")
    assert told(news.citizen) == told(news.local) == [said]
    assert told(news.organiser) == []
    assert news.citizen.get("/inbox").get_json()["items"][0]["link"] == f"/events/{event}"


def test_whoever_follows_and_signed_up_is_told_once(news: Newsroom, settle: Settle) -> None:
    event = news.imported(table(row(1)))["rows"][0]["event"]
    news.citizen.put(f"/events/{event}/follow", {})
    news.citizen.put(f"/events/{event}/registration", {"client_id": client_id()})
    news.organiser.patch(f"/events/{event}", {"date": "2026-06-29"})
    settle()
    assert [title for title, _ in told(news.citizen)] == ["活动时间有变化"]


@pytest.mark.parametrize(
    ("change", "title", "words"),
    [
        ({"cancelled": True, "cancel_note": "台风来了"}, "活动取消了", "取消了，台风来了。"),
        ({"tentative": {"time": True}}, "活动时间有变化", "时间还没有定，先按6月28日上午9:00（暂定）准备。"),
        ({"date": "2026-07-01"}, "活动时间有变化", "时间改为7月1日（原来是6月28日上午9:00）。"),
        ({"date_text": "6月28日下午2:00"}, "活动时间有变化", "时间改为6月28日下午2:00（原来是"),
        (
            {"venues": ["天一广场"], "date": "2026-07-01"},
            "活动时间、地点有变化",
            "地点改为天一广场（原来是鼓楼广场）。",
        ),
        ({"title": "新名字", "content": "新内容"}, None, ""),
        ({"venues": ["鼓楼广场"]}, None, ""),
    ],
)
def test_a_change_is_told_in_plain_words(
    news: Newsroom, settle: Settle, change: dict[str, Any], title: str | None, words: str
) -> None:
    event = news.imported(table(row(1)))["rows"][0]["event"]
    news.citizen.put(f"/events/{event}/follow", {})
    news.organiser.patch(f"/events/{event}", change)
    settle()
    assert [one for one, _ in told(news.citizen)] == ([title] if title else [])
    assert all(words in body for _, body in told(news.citizen))
    assert Event.collection().count_documents({"telling.key": {"$exists": True}}) == 0


def test_an_import_tells_the_followers_of_the_rows_it_changes(news: Newsroom, settle: Settle) -> None:
    events = [one["event"] for one in news.imported(table(row(1), row(2)))["rows"]]
    for event in events:
        news.citizen.put(f"/events/{event}/follow", {})
    for _ in range(2):
        news.imported(table(row(1), row(2, venue="天一广场")))
        settle()
    assert told(news.citizen) == [("活动地点有变化", "“便民服务第2场”：地点改为天一广场（原来是鼓楼广场）。")]


def calendar(answer: Any) -> list[dict[str, str]]:
    """An independent reading of RFC 5545: unfold, split, unescape."""
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    raw = answer.data.decode()
    assert raw.endswith("\r\n") and all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    found: list[dict[str, str]] = []
    for line in raw.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line:
            plain = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
            found[-1].setdefault(name, plain)
    return found


def test_one_event_is_a_calendar_entry(news: Newsroom) -> None:
    content = "甲，乙;丙,丁\\戊" + "长" * 90
    rows = (row(1, content=content, time="6月28日上午9:00-11:30"), row(2, time="6月28日至30日（暂定）"))
    timed, whole = (one["event"] for one in news.imported(table(*rows))["rows"])
    [entry] = calendar(news.nobody.get(f"/events/{timed}/calendar.ics"))
    assert (entry["UID"], entry["STATUS"], entry["SEQUENCE"]) == (f"event-{timed}@weiguang", "CONFIRMED", "0")
    assert (entry["DTSTART"], entry["DTEND"]) == ("20260628T010000Z", "20260628T033000Z")
    assert content in entry["DESCRIPTION"] and entry["LOCATION"] == "鼓楼广场"
    [entry] = calendar(news.nobody.get(f"/events/{whole}/calendar.ics"))
    assert (entry["DTSTART;VALUE=DATE"], entry["DTEND;VALUE=DATE"]) == ("20260628", "20260701")
    assert (entry["STATUS"], entry["SUMMARY"]) == ("TENTATIVE", "便民服务第2场（时间暂定）")


def test_a_change_grows_the_sequence_and_keeps_the_uid(news: Newsroom) -> None:
    event = news.imported(table(row(1)))["rows"][0]["event"]
    [before] = calendar(news.nobody.get(f"/events/{event}/calendar.ics"))
    for _ in range(2):
        news.organiser.patch(f"/events/{event}", {"cancelled": True})
    [after] = calendar(news.nobody.get(f"/events/{event}/calendar.ics"))
    assert (after["UID"], after["SEQUENCE"], after["STATUS"]) == (before["UID"], "1", "CANCELLED")


def test_a_feed_holds_a_district_or_a_branch_and_answers_304(news: Newsroom) -> None:
    news.imported(table(row(1), row(2, host="江北区社会组织服务中心")))
    by_district = calendar(news.nobody.get("/calendar.ics?district=江北区"))
    assert [entry["SUMMARY"] for entry in by_district] == ["便民服务第2场"]
    assert len(calendar(news.nobody.get(f"/calendar.ics?branch={news.root}"))) == 2
    assert calendar(news.nobody.get(f"/calendar.ics?branch={news.districts[0]}")) == []
    first = news.nobody.get("/calendar.ics")
    again = news.nobody.get("/calendar.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (len(calendar(first)), again.status_code) == (2, 304)
    assert news.nobody.get(f"/calendar.ics?branch={ObjectId()}").status_code == 404
    assert news.nobody.get("/calendar.ics?x=1").status_code == 422
