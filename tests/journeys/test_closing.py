"""Taking a wish down, and the closing report: on screen, page by page, and as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from factories.events import make_event
from factories.fund import balance, photo, sale_body
from factories.people import make_branch, make_person
from factories.wishes import claim_body, make_wish
from support.api import Caller, client_id
from weiguang.storage.clock import local_day, utc_now
from weiguang.wishes.beneficiaries import store_beneficiary
from weiguang.wishes.models import Wish

NOW = utc_now()


class Office:
    """An organiser who closes one fair."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(self.root, fair=True)
        _, phone = make_person(roles=[("organiser", self.root)])
        self.me = nobody.sign_in(phone)

    def withdraw(self, wish: str, **more: Any) -> tuple[int, str | None]:
        body = {"client_id": client_id(), "reason": "not_needed"} | more
        answer = self.me.post(f"/wishes/{wish}/withdraw", body)
        return answer.status_code, answer.get_json()["code"] if answer.data else None

    def claim(self, wish: str, **more: Any) -> int:
        return self.nobody.put(f"/wishes/{wish}/claim", claim_body(**more)).status_code

    def fund(self, wish: str) -> str:
        sale = self.me.post(f"/fairs/{self.fair}/sales", sale_body(stall="=1+1")).get_json()["id"]
        self.me.post(f"/sales/{sale}/evidence", data=photo(), content_type="image/jpeg")
        body = {"client_id": client_id(), "wish": wish, "fen": 6050}
        return self.me.post(f"/fairs/{self.fair}/allocations", body).get_json()["id"]

    def report(self) -> dict[str, Any]:
        return self.me.get(f"/fairs/{self.fair}/report").get_json()

    def rows(self, show: str = "all") -> list[dict[str, Any]]:
        return self.me.get(f"/fairs/{self.fair}/report/wishes?show={show}").get_json()["items"]

    def book(self) -> Workbook:
        answer = self.me.get(f"/fairs/{self.fair}/report.xlsx")
        assert (answer.status_code, answer.headers["Content-Disposition"][:10]) == (200, "attachment")
        return load_workbook(io.BytesIO(answer.data), read_only=False)

    def counted(self) -> int:
        return self.nobody.get("/participation/counts?kind=claim").get_json()["exact"]


@pytest.fixture
def office(nobody: Caller) -> Office:
    return Office(nobody)


def stored(wish: str) -> dict[str, Any]:
    found = Wish.collection().find_one({"_id": wish})
    assert found is not None
    return found


def delivered(fair: Any, days: int = 4, **more: Any) -> str:
    """A wish that hung two days, was claimed, and came ``days`` later."""
    opened = NOW - timedelta(days=30)
    acts = {"open": opened, "claim": opened + timedelta(days=2), "deliver": opened + timedelta(days=2 + days)}
    history = [
        {"act": act, "at": at, "by": "p:secret"} | ({"note": "card"} if act == "claim" else {})
        for act, at in acts.items()
    ]
    claim = {
        "client": client_id(),
        "claimed_at": acts["claim"],
        "channel": "card",
        "who": "c:secret",
        "confirmed": True,
    }
    return make_wish(fair, state="delivered", history=history, claim=claim, **more)


@pytest.mark.parametrize("state", ["collected", "reviewed", "open", "ready"])
def test_a_wish_is_taken_down_with_a_reason(office: Office, state: str) -> None:
    wish, same = make_wish(office.fair, state=state), client_id()
    assert [office.withdraw(wish, client_id=same) for _ in range(2)] == [(204, None), (204, None)]
    assert (stored(wish)["state"], stored(wish)["withdrawn"]["reason"]) == ("withdrawn", "not_needed")
    assert [(line["act"], line["note"]) for line in stored(wish)["history"]] == [("withdraw", "not_needed")]
    assert office.withdraw(wish) == (409, "wish_wrong_state")
    assert office.claim(wish) == 409


def test_the_ledger_is_corrected_and_the_claimant_is_somebody_to_call(
    office: Office, settle: Callable[[], None]
) -> None:
    wish, body = make_wish(office.fair), claim_body()
    office.nobody.put(f"/wishes/{wish}/claim", body)
    settle()
    assert (office.counted(), office.withdraw(wish)) == (1, (204, None))
    settle()
    assert (office.counted(), stored(wish)["claim"], len(stored(wish)["displaced"])) == (0, None, 1)
    assert office.nobody.put(f"/wishes/{wish}/claim", body).status_code == 409


def test_a_member_reads_once_in_the_inbox_that_it_was_taken_down(office: Office, settle: Callable[[], None]) -> None:
    wish, member = make_wish(office.fair), office.nobody.sign_in(make_person()[1])
    member.put(f"/wishes/{wish}/claim", claim_body())
    same = client_id()
    for _ in range(2):
        assert office.withdraw(wish, client_id=same) == (204, None)
        settle()
    (item,) = member.get("/inbox").get_json()["items"]
    assert ("不用再准备" in item["title"], item["link"]) == (True, f"/wishes/{wish}")
    assert (stored(wish)["telling"], stored(wish).get("displaced", [])) == ([], [])


def test_a_citizen_whom_nothing_reaches_stands_on_the_call_list(office: Office, settle: Callable[[], None]) -> None:
    wish, body = make_wish(office.fair), claim_body()
    office.nobody.put(f"/wishes/{wish}/claim", body)
    office.withdraw(wish)
    settle()
    (row,) = office.me.get(f"/fairs/{office.fair}/rescue").get_json()["items"]
    assert (row["kind"], row["code"], row["next_act"]) == ("displaced", wish, "sorry")
    asked = {"client_id": client_id(), "purpose": "sorry", "number": row["claimant"]["number"]}
    assert office.me.post(f"/wishes/{wish}/contact", asked).get_json()["phone"] == body["phone"]


def test_the_fund_gets_back_what_a_withdrawn_wish_had(office: Office) -> None:
    wish = make_wish(office.fair)
    office.fund(wish)
    assert (balance(office.fair), office.withdraw(wish)) == ((10_000, 6050), (204, None))
    assert (balance(office.fair), stored(wish)["funded"], stored(wish)["fund_due"]) == ((10_000, 0), None, [])


@pytest.mark.parametrize("state", ["delivered", "closed"])
def test_what_was_delivered_is_not_taken_down(office: Office, state: str) -> None:
    assert office.withdraw(make_wish(office.fair, state=state)) == (409, "wish_wrong_state")


@pytest.mark.parametrize(
    "bad", [{"reason": "because"}, {"reason": "other"}, {"note": "家长电话 13812345678"}, {"nobody_knows": 1}]
)
def test_a_withdrawal_needs_a_reason_that_tells_nobody_s_name(office: Office, bad: dict[str, Any]) -> None:
    wish = make_wish(office.fair)
    assert office.withdraw(wish, **bad) == (422, "validation_failed")
    assert stored(wish)["state"] == "open"


def test_the_refusal_of_a_note_does_not_repeat_what_tells(office: Office) -> None:
    body = {"client_id": client_id(), "reason": "other", "note": "家长电话 13812345678"}
    answer = office.me.post(f"/wishes/{make_wish(office.fair)}/withdraw", body)
    assert "13812345678" not in answer.get_data(as_text=True)


def test_the_note_of_a_withdrawal_does_not_name_whom_the_wish_was_for(office: Office) -> None:
    wish = make_wish(office.fair)
    store_beneficiary(wish=wish, identity={"name": "钱阿秀"}, now=NOW)
    assert office.withdraw(wish, note="钱阿秀搬走了") == (422, "validation_failed")
    assert office.withdraw(wish, note="搬走了") == (204, None)


def test_one_client_id_withdraws_for_one_reason(office: Office) -> None:
    wish, mine = make_wish(office.fair), client_id()
    assert [office.withdraw(wish, client_id=mine) for _ in range(2)] == [(204, None)] * 2
    assert office.withdraw(wish, client_id=mine, reason="mistake") == (409, "client_id_reused")


def test_the_report_of_a_database_without_histories_is_made(office: Office) -> None:
    wish = make_wish(office.fair)
    office.claim(wish)
    gone = {"history": 1, "step_at": 1, "claim.channel": 1, "claim.confirmed": 1, "claim.organisation": 1}
    Wish.collection().update_one({"_id": wish}, {"$unset": gone})
    assert (office.report()["wishes"], office.rows()[0]["path"]) == (1, [])
    assert office.book().sheetnames[0] == "概况"


def test_the_report_counts_what_was_delivered(office: Office) -> None:
    delivered(office.fair, days=4, group="困难老人")
    delivered(office.fair, days=6, group="大病患者", district="鄞州区")
    make_wish(office.fair, group="困难老人")
    make_wish(office.fair, state="collected")
    office.withdraw(make_wish(office.fair))
    report = office.report()
    assert (report["delivered"], report["wishes"], report["delivered_percent"]) == (2, 3, 66.7)
    assert report["open_to_claimed"] == {"median_days": 2.0, "max_days": 2.0, "wishes": 2}
    assert report["claimed_to_delivered"] == {"median_days": 5.0, "max_days": 6.0, "wishes": 2}
    assert {row["group"]: row["unfinished"] for row in report["by_group"]} == {"困难老人": 1, "大病患者": 0}
    assert report["by_channel"] == [{"channel": "card", "wishes": 2, "delivered": 2, "unfinished": 0}]
    assert report["withdrawn"] == [{"reason": "not_needed", "wishes": 1}]
    assert [(row["reason"], row["wishes"]) for row in report["cases"]] == [("unpublished", 1), ("open", 1)]


def test_an_empty_fair_has_an_empty_report(office: Office) -> None:
    report = office.report()
    assert (report["wishes"], report["delivered"], report["delivered_percent"]) == (0, 0, None)
    assert report["open_to_claimed"] == {"median_days": None, "max_days": None, "wishes": 0}
    assert office.rows() == []
    assert office.book().sheetnames == ["概况", "心愿明细", "义卖账目", "未完成"]


def test_open_cases_say_why(office: Office) -> None:
    past = {"client": "a", "claimed_at": NOW - timedelta(days=40), "channel": "remote"}
    fresh = past | {"client": "b", "claimed_at": NOW}
    make_wish(office.fair, history=[{"act": "lapse", "at": NOW, "by": "system"}])
    make_wish(office.fair, state="claimed", claim=past)
    make_wish(office.fair, state="claimed", claim=fresh)
    make_wish(office.fair, state="ready", claim=fresh | {"client": "c"}, delivery={"state": "absent"})
    make_wish(office.fair, state="closed")
    assert [row["reason"] for row in office.rows("unfinished")] == ["lapsed", "overdue", "under_way", "absent"]
    assert (len(office.rows()), office.rows()[-1]["reason"]) == (5, None)


def test_each_wish_shows_its_path_but_never_who(office: Office) -> None:
    wish = make_wish(office.fair)
    office.claim(wish, name="赵六", message="悄悄话")
    (row,) = office.rows()
    assert [(step["act"], step["channel"]) for step in row["path"]] == [("claim", "remote")]
    assert (row["channel"], row["promise_by"] > local_day(utc_now())) == ("remote", True)
    raw = office.me.get(f"/fairs/{office.fair}/report/wishes").data.decode()
    assert not any(secret in raw for secret in ("赵", "悄悄话", "****", '"by"', "c:"))


def test_the_note_of_a_withdrawal_is_for_the_report_s_readers_only(office: Office) -> None:
    wish = make_wish(office.fair)
    assert office.withdraw(wish, reason="other", note="社区已经解决") == (204, None)
    (row,) = office.rows()
    assert (row["withdrawn"], row["withdrawn_note"], row["reason"]) == ("other", "社区已经解决", None)
    assert "社区已经解决" not in office.nobody.get(f"/wishes/{wish}").data.decode()
    assert not any("社区" in str(cell.value) for sheet in office.book() for row in sheet.iter_rows() for cell in row)


def test_the_wishes_of_a_report_come_page_by_page(office: Office) -> None:
    wishes = [make_wish(office.fair) for _ in range(5)]
    path, seen, cursor = f"/fairs/{office.fair}/report/wishes?limit=2", [], ""
    while cursor is not None:
        page = office.me.get(path + (f"&cursor={cursor}" if cursor else "")).get_json()
        seen, cursor = seen + [row["code"] for row in page["items"]], page["next"]
    assert seen == wishes


def test_the_spreadsheet_holds_the_same_figures(office: Office) -> None:
    delivered(office.fair)
    office.fund(make_wish(office.fair, item="=HYPERLINK(1)"))
    book = office.book()
    overview = {row[0]: row[1] for row in book["概况"].iter_rows(values_only=True)}
    assert (overview["已送达"], overview["共（上墙且没有撤下）"]) == (1, 2)
    assert (overview["义卖收入"], overview["已拨付"], overview["结余"]) == (100, 60.5, 39.5)
    amounts = [row[2] for row in book["义卖账目"].iter_rows(min_row=2, values_only=True)]
    assert amounts == [100, -60.5]
    assert [row[5] for row in book["未完成"].iter_rows(min_row=2, values_only=True)] == ["东西备好了，等着送去"]


def test_nothing_in_the_spreadsheet_is_a_formula_or_a_person(office: Office) -> None:
    wish = make_wish(office.fair, item="=HYPERLINK(1)", organisation="@SUM(1)")
    office.fund(wish)
    office.claim(make_wish(office.fair), name="赵六", phone="13912345678")
    cells = [cell for sheet in office.book() for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert {"'=HYPERLINK(1)", "'@SUM(1)", "'=1+1"} <= set(texts)
    assert not any(secret in text for text in texts for secret in ("赵", "139", "c:", "p:"))


def test_the_organiser_of_another_branch_closes_another_fair(office: Office) -> None:
    wish, fair = make_wish(office.fair), f"/fairs/{office.fair}"
    _, phone = make_person(roles=[("organiser", make_branch(kind="committee", name="别的党委"))])
    other = office.nobody.sign_in(phone)
    answers = [other.get(f"{fair}/report{path}") for path in ("", "/wishes", ".xlsx")]
    answers.append(other.post(f"/wishes/{wish}/withdraw", {"client_id": client_id(), "reason": "mistake"}))
    assert {answer.status_code for answer in answers} == {403}
    assert office.me.get(f"/fairs/{make_event(office.root, title='讲座')}/report").status_code == 404
    assert office.withdraw("ZZZZZZ")[0] == 404
