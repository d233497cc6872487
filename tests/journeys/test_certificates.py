"""Certificates: asked for, frozen, void when the ledger says otherwise, and verified by whoever holds the paper."""

from __future__ import annotations

import json
import re
from typing import Any

import pypdfium2
import pytest
from bson import ObjectId

from contracts.test_privacy import every_path, fetched
from factories.hours import DAY, Service
from factories.people import make_branch
from support.api import Caller, client_id
from weiguang.checkins.hours.certificates import service as certificates
from weiguang.checkins.hours.certificates.models import Certificate
from weiguang.people.models import Person


@pytest.fixture
def service(nobody: Caller) -> Service:
    made = Service(nobody)
    made.stay(minutes=155)
    made.stay(day="2023-06-01", minutes=59)
    return made


def verify(service: Service, code: str) -> dict[str, Any]:
    answer = service.nobody.get(f"/certificates/{code}")
    assert answer.status_code == 200
    return dict(answer.get_json())


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\r", "")


def test_a_certificate_says_who_what_how_long_who_recorded_it_number_and_day(service: Service) -> None:
    answer = service.issue()
    paper = answer.get_json()
    assert (answer.status_code, paper["state"], paper["name"], paper["issuer"]) == (
        201,
        "valid",
        "林志愿",
        "甬城志愿服务队",
    )
    line = {"title": "社区义诊", "first": DAY, "last": "2023-06-01", "times": 2, "minutes": 214, "by_hand": False}
    assert (paper["lines"], paper["machine_minutes"], paper["hand_minutes"]) == ([line], 214, 0)
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-\d{8}-\d{6}", paper["number"])
    assert paper["link"] == f"HTTP://127.0.0.1:8000/V/{paper['code']}"
    assert service.as_("volunteer").get("/me/certificates").get_json()["items"][0]["title"] == "社区义诊"


def test_anybody_who_holds_the_paper_sees_what_is_on_it_and_no_more(service: Service) -> None:
    paper = service.issue().get_json()
    public = verify(service, paper["code"].lower())
    assert public == {name: paper[name] for name in paper if name not in ("link", "pdf")}
    told = json.dumps(public, ensure_ascii=False)
    phone = service.people["volunteer"][1]
    secrets = (str(service.id("volunteer")), phone, phone[-4:], f"{phone[:3]}****", service.point["_id"])
    assert [secret for secret in secrets if secret in told.replace(paper["number"], "")] == []


def test_no_other_route_tells_strangers_anything(service: Service) -> None:
    """Every route with every id there is, as the privacy crawl of the contracts does it."""
    code = service.issue().get_json()["code"]
    row = service.as_("volunteer").get("/me/hours").get_json()["items"][0]["id"]
    service.ask(row=row, text="密文：那天腰疼先走了")
    told = {
        path
        for who in ("nobody", "other", "stranger")
        for path in every_path(service.as_(who))
        for text in [fetched(service.as_(who), path)]
        if any(secret in text for secret in ("林志愿", code, "密文", row))
    }
    assert told == {f"/certificates/{code}"}


def test_wrong_codes_are_all_alike_and_limited(service: Service) -> None:
    code = service.issue().get_json()["code"]
    near = code[:-1] + ("2" if code[-1] != "2" else "3")
    answers = [service.nobody.get(f"/certificates/{wrong}") for wrong in (near, "ABCDEF", "AAAABBBBCCCC")]
    assert {(one.status_code, one.get_json()["detail"]) for one in answers} == {(404, certificates.UNKNOWN)}
    for _ in range(certificates.WRONG_MOST - 3):
        service.nobody.get("/certificates/AAAABBBBCCCD")
    assert [service.nobody.get(f"/certificates/{one}").status_code for one in (near, code)] == [429, 429]


def test_what_it_said_stays_and_a_correction_makes_it_void(service: Service) -> None:
    paper = service.issue().get_json()
    row = service.as_("volunteer").get("/me/hours").get_json()["items"][1]["id"]
    service.rename("改了名的活动")
    assert verify(service, paper["code"])["lines"] == paper["lines"]
    service.correct(row, 60)
    void = verify(service, paper["code"])
    assert (void["state"], void["lines"], void["machine_minutes"]) == ("void", paper["lines"], 214)
    assert paper["since"] is None and void["since"] is not None


def test_a_void_one_is_replaced_once(service: Service) -> None:
    old = service.issue().get_json()
    early = service.issue(replaces=old["code"])
    assert (early.status_code, early.get_json()["code"]) == (409, "certificate_still_valid")
    service.correct(service.as_("volunteer").get("/me/hours").get_json()["items"][1]["id"], 60)
    new = service.issue(replaces=old["code"])
    assert (new.status_code, new.get_json()["state"], new.get_json()["hand_minutes"]) == (201, "valid", 60)
    assert verify(service, old["code"])["state"] == "replaced"
    assert service.issue(replaces=old["code"]).get_json()["code"] == "certificate_replaced"
    assert [one["state"] for one in service.as_("volunteer").get("/me/certificates").get_json()["items"]] == [
        "valid",
        "replaced",
    ]


def test_hours_that_came_later_leave_it_valid(service: Service) -> None:
    forgotten = service.stay(day="2023-06-03", minutes=200, forgotten=True)
    paper = service.issue().get_json()
    assert paper["machine_minutes"] == 214
    service.stay(day="2023-06-05", minutes=30)
    service.as_("first").post("/hours/forgotten/checks", {"row": forgotten, "minutes": 100})
    assert verify(service, paper["code"])["state"] == "valid"


def test_hand_added_hours_are_told_apart_on_paper(service: Service) -> None:
    service.decide(service.propose(day="2023-05-22").get_json()["id"])
    paper = service.issue().get_json()
    assert [(line["by_hand"], line["minutes"]) for line in paper["lines"]] == [(False, 214), (True, 90)]
    assert (paper["machine_minutes"], paper["hand_minutes"]) == (214, 90)


def test_the_issuer_stands_above_all_that_recorded(service: Service) -> None:
    beside = make_branch(parent=service.root, name="另一支部")
    elsewhere = service.another("敬老", beside)
    service.stay("other", day="2023-06-07")
    assert service.issue("other").get_json()["issuer"] == "甬城志愿服务队"
    service.point = elsewhere
    service.stay("volunteer", day="2023-06-08")
    assert service.issue().get_json()["issuer"] == "综合党委"
    one = service.issue(event=str(elsewhere["event"])).get_json()
    assert (one["issuer"], one["first"], one["last"], one["machine_minutes"]) == (
        "另一支部",
        "2023-06-08",
        "2023-06-08",
        150,
    )
    service.point = service.another("远方", make_branch(kind="committee", name="别的城市"))
    service.stay("volunteer", day="2023-06-09")
    assert service.issue().get_json()["code"] == "several_issuers"


def test_a_certificate_over_nothing_is_refused(service: Service) -> None:
    empty = service.issue(first="2022-01-01", last="2022-12-31")
    assert (empty.status_code, empty.get_json()["code"]) == (409, "no_hours")
    service.stay("other", minutes=5)
    assert service.issue("other").get_json()["code"] == "no_hours"
    assert service.issue(event=str(ObjectId())).get_json()["code"] == "no_hours"
    assert Certificate.collection().count_documents({}) == 0


def test_a_certificate_needs_a_name(service: Service) -> None:
    Person.collection().update_one({"_id": service.id("volunteer")}, {"$set": {"name": ""}})
    answer = service.issue()
    assert (answer.status_code, answer.get_json()["code"]) == (409, "name_missing")
    assert "填好姓名" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("period", "field"),
    [
        ({"first": None}, "first"),
        ({"last": None}, "first"),
        ({"first": "2023-12-01", "last": "2023-01-01"}, "last"),
        ({"last": "2190-01-01"}, "last"),
        ({"first": "昨天"}, "first"),
        ({"replaces": "AB"}, "replaces"),
    ],
)
def test_a_period_that_is_none_is_refused_by_field(service: Service, period: dict[str, Any], field: str) -> None:
    answer = service.issue(**period)
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, field)


def test_asking_twice_is_one_certificate(service: Service) -> None:
    name = client_id()
    answers = [service.issue(client_id=name) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert service.issue(client_id=name, first="2023-05-01").get_json()["code"] == "client_id_reused"


def test_a_certificate_is_its_owner_s_to_open(service: Service) -> None:
    code = service.issue().get_json()["code"]
    for path in (f"/me/certificates/{code}", f"/me/certificates/{code}/pdf"):
        assert [service.as_(who).get(path).status_code for who in ("volunteer", "other", "first", "nobody")] == [
            200,
            404,
            404,
            401,
        ]


def test_the_pdf_says_what_the_page_says_in_chinese(service: Service) -> None:
    paper = service.issue().get_json()
    answer = service.as_("volunteer").get(f"/me/certificates/{paper['code']}/pdf")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert f'filename="{paper["number"]}.pdf"' in answer.headers["Content-Disposition"]
    said = re.sub(r"\s", "", text_of(answer.data))
    for words in (
        "兹证明林志愿",
        "社区义诊",
        "3.5小时",
        "甬城志愿服务队",
        paper["number"],
        paper["code"],
        "民政部令第67号",
    ):
        assert words in said
    again = service.as_("volunteer").get(f"/me/certificates/{paper['code']}/pdf").data
    assert again == answer.data


def test_a_long_record_takes_more_pages(service: Service) -> None:
    for number in range(40):
        service.point = service.another(f"第{number}次敬老服务，陪老人聊天、打扫房间、量血压，一起包饺子过端午")
        service.stay(day="2023-06-09", minutes=60)
    code = service.issue().get_json()["code"]
    pages = pypdfium2.PdfDocument(service.as_("volunteer").get(f"/me/certificates/{code}/pdf").data)
    assert len(pages) >= 3


def test_a_void_pdf_says_so(service: Service) -> None:
    code = service.issue().get_json()["code"]
    service.correct(service.as_("volunteer").get("/me/hours").get_json()["items"][0]["id"], 60)
    pdf = service.as_("volunteer").get(f"/me/certificates/{code}/pdf").data
    assert "作废" in text_of(pdf)


def test_a_rare_character_is_printed_by_the_browser_instead(service: Service) -> None:
    Person.collection().update_one({"_id": service.id("volunteer")}, {"$set": {"name": "林\U0002b4ef"}})
    code = service.issue().get_json()["code"]
    answer = service.as_("volunteer").get(f"/me/certificates/{code}/pdf")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "letters_missing")
