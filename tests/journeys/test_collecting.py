"""Writing wishes down, reviewing them by a second person, and opening the wall."""

from __future__ import annotations

import pytest
from bson import ObjectId
from mongoengine.connection import get_db

from factories.collecting import SECRET, draft_body
from factories.events import make_event
from factories.people import make_branch, make_person
from factories.wishes import make_wish
from support.api import Caller, client_id
from weiguang.storage.clock import utc_now
from weiguang.wishes.collecting import opening
from weiguang.wishes.life import move
from weiguang.wishes.models import Beneficiary, Wish


class Fair:
    """A fair with a social worker who collects, an organiser and a committee who review."""

    def __init__(self, nobody: Caller) -> None:
        self.nobody = nobody
        self.root = make_branch(kind="committee", name="综合党委")
        self.fair = make_event(self.root, fair=True)
        self.worker = self.person("social_worker")
        self.organiser = self.person("organiser")
        self.committee = self.person("committee")

    def person(self, role: str, branch: ObjectId | None = None) -> Caller:
        _, phone = make_person(roles=[(role, branch or self.root)])
        return self.nobody.sign_in(phone)

    def draft(self, who: Caller | None = None, **more: object) -> dict[str, object]:
        answer = (who or self.worker).post(f"/fairs/{self.fair}/wishes", draft_body(**more))
        assert answer.status_code == 201, answer.get_json()
        return answer.get_json()

    def review(
        self, who: Caller, code: object, decision: str = "approve", **more: object
    ) -> tuple[int, dict[str, object]]:
        body = {"client_id": client_id(), "decision": decision} | more
        answer = who.post(f"/wishes/{code}/review", body)
        return answer.status_code, answer.get_json()

    def drafts(self, who: Caller, state: str = "collected") -> list[dict[str, object]]:
        return who.get(f"/fairs/{self.fair}/drafts?state={state}").get_json()["items"]

    def open_wall(self, **more: object) -> dict[str, object]:
        return self.organiser.post(f"/fairs/{self.fair}/wall", {"client_id": client_id()} | more).get_json()

    def edit(self, who: Caller, code: object, **changes: object) -> tuple[int, dict[str, object]]:
        answer = who.patch(f"/wishes/{code}/draft", changes)
        return answer.status_code, answer.get_json()


@pytest.fixture
def fair(nobody: Caller) -> Fair:
    return Fair(nobody)


def test_a_wish_goes_from_the_form_to_the_wall(fair: Fair) -> None:
    made = fair.draft()
    assert (made["state"], made["serial"], made["mine"], made["version"]) == ("collected", 1, True, 1)
    assert fair.nobody.get(f"/wishes/{made['code']}").status_code == 404
    assert fair.review(fair.organiser, made["code"])[1]["state"] == "reviewed"
    assert fair.nobody.get(f"/wishes/{made['code']}").status_code == 404
    assert fair.open_wall()["opened"] == 1
    assert fair.nobody.get(f"/wishes/{made['code']}").get_json()["state"] == "open"
    acts = [line["act"] for line in Wish.collection().find_one({"_id": made["code"]})["history"]]
    assert acts == ["collect", "approve", "open"]


def test_the_identity_is_sealed_and_in_no_answer(fair: Fair) -> None:
    made = fair.draft()
    seen = [made, fair.drafts(fair.worker), fair.drafts(fair.organiser), fair.review(fair.organiser, made["code"])]
    stored = str(list(Wish.collection().find())) + str(list(Beneficiary.collection().find()))
    assert not [secret for secret in SECRET.values() if secret in str(seen) + stored]


def test_the_same_form_again_is_one_wish(fair: Fair) -> None:
    body = draft_body()
    first, second = (fair.worker.post(f"/fairs/{fair.fair}/wishes", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    other = fair.worker.post(f"/fairs/{fair.fair}/wishes", body | {"item": "一口锅"})
    assert (other.status_code, other.get_json()["code"]) == (409, "client_id_reused")


def test_serials_go_on_where_the_fair_is(fair: Fair) -> None:
    make_wish(fair.fair, serial=41)
    assert [fair.draft()["serial"], fair.draft()["serial"]] == [42, 43]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("story", "我在海曙中心小学读书，想要书包", "学校"),
        ("story", "请打 13712345678 找我", "电话号码"),
        ("story", "我叫钱阿秀，想要书包", "姓名"),
        ("item", "住在柳汀街45号要一口锅", "详细地址"),
        ("deliver_hint", "送到槐花巷十二弄三号", "住址"),
        ("story", "得了糖尿病，想要血糖仪", "病名"),
    ],
)
def test_a_text_that_tells_is_refused_beside_its_field(fair: Fair, field: str, text: str, said: str) -> None:
    answer = fair.worker.post(f"/fairs/{fair.fair}/wishes", draft_body(**{field: text}))
    problem = answer.get_json()
    assert (answer.status_code, problem["code"]) == (422, "wish_text_tells")
    assert (problem["errors"][0]["field"], said in problem["errors"][0]["message"]) == (field, True)
    assert Wish.collection().count_documents({}) == Beneficiary.collection().count_documents({}) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": ""}, "item"),
        ({"group": "学生"}, "group"),
        ({"age_band": "8岁"}, "age_band"),
        ({"by": "6月28日"}, "by"),
        ({"story": {"$ne": ""}}, "story"),
        ({"state": "open"}, "state"),
        ({"beneficiary": {"true_story": "难"}}, "beneficiary.name"),
        ({"group": "困境儿童", "beneficiary": {"name": "某某", "true_story": "难"}}, "beneficiary.guardian"),
    ],
)
def test_a_form_with_bad_input_is_refused(fair: Fair, changes: dict[str, object], field: str) -> None:
    answer = fair.worker.post(f"/fairs/{fair.fair}/wishes", draft_body(**changes))
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_no_calendar_can_count_from_is_refused(fair: Fair, day: str) -> None:
    answer = fair.worker.post(f"/fairs/{fair.fair}/wishes", draft_body(by=day))
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "by")


def test_whoever_collected_a_wish_does_not_review_it(fair: Fair) -> None:
    made = fair.draft(fair.organiser)
    assert fair.review(fair.organiser, made["code"])[1]["code"] == "review_needs_second_person"
    assert fair.review(fair.organiser, made["code"], "send_back", note="改")[1]["code"] == "review_needs_second_person"
    assert fair.review(fair.committee, made["code"])[0] == 200
    assert fair.review(fair.worker, made["code"])[0] == 403


def test_a_wish_sent_back_is_changed_and_reviewed_again(fair: Fair) -> None:
    made = fair.draft()
    assert fair.review(fair.organiser, made["code"], "send_back")[1]["errors"][0]["field"] == "note"
    fair.review(fair.organiser, made["code"], "send_back", note="请写明鞋码")
    assert fair.drafts(fair.worker)[0]["note"] == "请写明鞋码"
    status, changed = fair.edit(fair.worker, made["code"], version=1, item="一双防滑的运动鞋，38码")
    assert (status, changed["version"], changed["item"]) == (200, 2, "一双防滑的运动鞋，38码")
    assert fair.review(fair.organiser, made["code"], version=1)[1]["code"] == "draft_changed"
    assert fair.review(fair.organiser, made["code"], version=2)[1]["state"] == "reviewed"
    assert fair.edit(fair.worker, made["code"], version=2, item="一口锅")[1]["code"] == "wish_wrong_state"


def test_a_decision_sent_twice_is_one_also_when_it_comes_late(fair: Fair) -> None:
    made, approval = fair.draft(), client_id()
    first = fair.review(fair.organiser, made["code"], client_id=approval)
    assert fair.review(fair.organiser, made["code"], client_id=approval) == first
    fair.review(fair.committee, made["code"], "send_back", note="再看看")
    assert fair.review(fair.organiser, made["code"], client_id=approval)[1]["state"] == "collected"


def test_one_client_id_decides_one_thing(fair: Fair) -> None:
    made, mine = fair.draft(), client_id()
    assert fair.review(fair.organiser, made["code"], client_id=mine)[1]["state"] == "reviewed"
    status, problem = fair.review(fair.organiser, made["code"], "send_back", note="再看看", client_id=mine)
    assert (status, problem["code"]) == (409, "client_id_reused")
    assert fair.review(fair.organiser, made["code"], client_id=mine)[1]["state"] == "reviewed"


def test_only_its_author_changes_a_draft(fair: Fair) -> None:
    made = fair.draft()
    assert fair.edit(fair.organiser, made["code"], version=1, item="一口锅")[1]["code"] == "draft_not_yours"
    assert fair.edit(fair.worker, "ZZZZZ2", version=1, item="一口锅")[0] == 404


def test_a_change_twice_is_one_and_an_old_one_is_refused(fair: Fair) -> None:
    made = fair.draft()
    first = fair.edit(fair.worker, made["code"], version=1, story="想要一双新鞋。")
    assert fair.edit(fair.worker, made["code"], version=1, story="想要一双新鞋。") == first
    assert fair.edit(fair.worker, made["code"], version=1, story="想要一口锅。")[1]["code"] == "draft_changed"


def test_a_change_is_linted_with_the_sealed_name(fair: Fair) -> None:
    made = fair.draft()
    assert fair.edit(fair.worker, made["code"], version=1, story="阿秀说：钱阿秀想要鞋")[1]["code"] == "wish_text_tells"
    assert (
        fair.edit(fair.worker, made["code"], version=1, beneficiary={"name": "运动鞋"})[1]["code"] == "wish_text_tells"
    )
    assert fair.edit(fair.worker, made["code"], version=1, beneficiary={"phone": "0574-87654321"})[0] == 200


def test_a_rare_wish_is_not_published_until_it_is_widened(fair: Fair) -> None:
    made = fair.draft(age_band="80岁以上", district="象山县")
    assert made["findings"][0]["code"] == "too_rare"
    status, problem = fair.review(fair.organiser, made["code"])
    assert (status, problem["code"]) == (409, "wish_not_publishable")
    assert "全市" in problem["detail"]
    fair.edit(fair.worker, made["code"], version=1, age_band="", district="全市")
    assert fair.review(fair.organiser, made["code"])[1]["state"] == "reviewed"


def test_five_alike_hide_each_other(fair: Fair) -> None:
    made = [fair.draft(age_band="80岁以上", district="象山县") for _ in range(5)]
    assert [one["code"] for one in fair.drafts(fair.organiser) if one["findings"]] == []
    assert fair.review(fair.organiser, made[0]["code"])[0] == 200


def test_authors_see_their_own_and_reviewers_all(fair: Fair) -> None:
    own, other = fair.draft(), fair.draft(fair.organiser)
    assert [one["code"] for one in fair.drafts(fair.worker)] == [own["code"]]
    assert [one["code"] for one in fair.drafts(fair.committee)] == [own["code"], other["code"]]
    progress = fair.worker.get(f"/fairs/{fair.fair}/collecting").get_json()
    assert (progress["collected"], progress["may_review"], progress["may_collect"]) == (1, False, True)


def test_one_draft_is_for_its_author_and_the_reviewers(fair: Fair) -> None:
    made, other = fair.draft(), fair.draft(fair.organiser)
    assert fair.worker.get(f"/wishes/{made['code']}/draft").get_json() == made
    assert fair.committee.get(f"/wishes/{made['code']}/draft").get_json() == made | {"mine": False}
    assert fair.worker.get(f"/wishes/{other['code']}/draft").status_code == 404


def test_drafts_come_in_pages(fair: Fair) -> None:
    made = [fair.draft()["code"] for _ in range(3)]
    first = fair.organiser.get(f"/fairs/{fair.fair}/drafts?limit=2").get_json()
    rest = fair.organiser.get(f"/fairs/{fair.fair}/drafts?limit=2&cursor={first['next']}").get_json()
    assert [one["code"] for one in first["items"] + rest["items"]] == made
    assert fair.organiser.get(f"/fairs/{fair.fair}/drafts?state=open").status_code == 422


def test_another_fairs_people_reach_nothing(fair: Fair) -> None:
    made = fair.draft()
    elsewhere = make_branch(parent=fair.root, kind="committee", name="区委员会")
    stranger = fair.person("organiser", elsewhere)
    assert fair.review(stranger, made["code"])[0] == 403
    for path in (
        f"/fairs/{fair.fair}/drafts",
        f"/fairs/{fair.fair}/collecting",
        f"/fairs/{fair.fair}/wishes/template.xlsx",
    ):
        assert stranger.get(path).status_code == 403
    assert stranger.post(f"/fairs/{fair.fair}/wishes", draft_body()).status_code == 403
    assert stranger.post(f"/fairs/{fair.fair}/wall", {"client_id": client_id()}).status_code == 403
    assert stranger.post(f"/wishes/{made['code']}/beneficiary", {"purpose": "review"}).status_code == 403


def test_only_a_fair_collects(fair: Fair) -> None:
    for event in (make_event(fair.root), ObjectId(), "nonsense"):
        assert fair.organiser.get(f"/fairs/{event}/drafts").status_code == 404
        assert fair.organiser.post(f"/fairs/{event}/wishes", draft_body()).status_code == 404


def test_the_true_story_opens_for_the_review_and_leaves_a_line(fair: Fair) -> None:
    made = fair.draft()
    opened = fair.organiser.post(f"/wishes/{made['code']}/beneficiary", {"purpose": "review"}).get_json()
    assert opened == {"true_story": "独自居住，去年摔过一次。", "known": ["name", "phone", "address", "guardian"]}
    line = get_db().audit.find_one({"purpose": "beneficiary.review"})
    assert (line["by"], line["about"]) == (f"p:{fair.organiser.me['id']}", f"wish:{made['code']}")
    assert fair.worker.post(f"/wishes/{made['code']}/beneficiary", {"purpose": "review"}).status_code == 403
    assert fair.organiser.post(f"/wishes/{made['code']}/beneficiary", {"purpose": "delivery"}).status_code == 422


def test_after_publication_the_story_stays_sealed(fair: Fair) -> None:
    made = fair.draft()
    fair.review(fair.organiser, made["code"])
    fair.open_wall()
    answer = fair.organiser.post(f"/wishes/{made['code']}/beneficiary", {"purpose": "review"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "wish_wrong_state")


def test_opening_the_wall_again_keeps_its_first_moment(fair: Fair) -> None:
    first = fair.open_wall()
    assert fair.open_wall() == first
    assert first["opened"] == 0


def test_what_is_approved_after_the_opening_opens_by_itself(fair: Fair) -> None:
    made = fair.draft()
    fair.open_wall()
    assert fair.review(fair.organiser, made["code"])[1]["state"] == "open"


def test_an_approval_that_met_the_opening_is_opened_by_the_worker(fair: Fair) -> None:
    made = fair.draft()
    fair.open_wall()
    move(wish=str(made["code"]), act="approve", by="p:somebody", now=utc_now())  # cut off before it opened
    assert opening.open_left_behind(utc_now()) == 1
    assert opening.open_left_behind(utc_now()) == 0
    assert fair.nobody.get(f"/wishes/{made['code']}").get_json()["state"] == "open"
