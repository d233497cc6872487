"""Web Push: subscribing, and what becomes of a push, against a strict push service on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bson import ObjectId

from factories.notices import notice_body
from factories.people import make_branch, make_person
from fakes.push_service import Browser, PushService, Says, installed
from support.api import Caller
from weiguang.notices import rules
from weiguang.notices.models import Delivery, Subscription
from weiguang.settings import Settings
from weiguang.storage.clock import utc_now

Settle = Callable[[], None]


class Branch:
    """A branch whose secretary writes notices, and its members with their browsers."""

    def __init__(self, nobody: Caller, service: PushService) -> None:
        self.nobody, self.service = nobody, service
        self.id = make_branch(kind="committee")
        self.secretary = nobody.sign_in(make_person(roles=[("secretary", self.id)])[1])

    def member(self, *browsers: Browser, **more: Any) -> Caller:
        member = self.nobody.sign_in(make_person(formal=self.id, **more)[1])
        for browser in browsers:
            assert member.put("/push/subscription", browser.subscription()).status_code == 201
        return member

    def send(self, **more: Any) -> str:
        answer = self.secretary.post("/notices", notice_body({"branches": [str(self.id)]}, **more))
        return str(answer.get_json()["id"])

    def pushes(self, notice: str) -> dict[str, int]:
        counted = self.secretary.get(f"/notices/{notice}/delivery").get_json()["webpush"]
        return {state: count for state, count in counted.items() if count}


@pytest.fixture
def service(settings: Settings, clean: None) -> Iterator[PushService]:
    with installed(settings) as running:
        yield running


@pytest.fixture
def branch(nobody: Caller, service: PushService) -> Branch:
    return Branch(nobody, service)


def come_due() -> None:
    """As if the time that a push has to wait had passed."""
    Delivery.collection().update_many({"state": "queued"}, {"$set": {"due_at": utc_now() - timedelta(seconds=1)}})


def test_a_push_says_what_the_notice_says(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser()
    branch.member(browser)
    notice = branch.send(title="集合改到九点", body="下雨，改在室内。")
    settle()
    said = {"title": "集合改到九点", "body": "下雨，改在室内。", "tag": notice, "url": f"/inbox/{notice}"}
    assert browser.received == [said]
    assert branch.pushes(notice) == {"sent": 1}


def test_the_forecast_of_pushes_is_what_is_sent(branch: Branch, settle: Settle) -> None:
    branch.member(branch.service.browser(), branch.service.browser())
    branch.member(branch.service.browser())
    branch.member()
    forecast = branch.secretary.post("/notices/reach", {"audience": {"branches": [str(branch.id)]}}).get_json()
    notice = branch.send()
    settle()
    assert forecast == {"people": 3, "channels": {"inbox": 3, "webpush": 2}, "unreachable_by_push": 1}
    assert branch.pushes(notice) == {"sent": 2}


def test_a_push_carries_no_name_and_no_phone(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser()
    member = branch.member(browser, name="欧阳惠芳")
    branch.send(body="有事请打 13812341234。")
    settle()
    said = str(browser.received) + str(browser.headers)
    assert not any(word in said for word in ("欧阳", "13812341234", member.me["id"], member.me["phone_masked"]))


def test_urgency_and_lifetime_follow_the_notice(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser()
    branch.member(browser)
    branch.send(urgency="high", expires_at=(utc_now() + timedelta(hours=1)).isoformat())
    settle()
    assert browser.headers[0]["Urgency"] == "high"
    assert 3500 < int(browser.headers[0]["TTL"]) <= 3600


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_goes_and_the_others_get_theirs(branch: Branch, settle: Settle, status: int) -> None:
    dead, alive = branch.service.browser(Says(status)), branch.service.browser()
    branch.member(dead)
    branch.member(alive)
    notice = branch.send()
    settle()
    assert branch.pushes(notice) == {"gone": 1, "sent": 1}
    assert [row["endpoint"] for row in Subscription.collection().find()] == [alive.endpoint]


def test_a_person_with_one_living_browser_got_it(branch: Branch, settle: Settle) -> None:
    dead, alive = branch.service.browser(Says(410)), branch.service.browser()
    branch.member(dead, alive)
    notice = branch.send()
    settle()
    assert (branch.pushes(notice), len(alive.received)) == ({"sent": 1}, 1)


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_our_own_fault_keeps_the_subscription_and_is_named(branch: Branch, settle: Settle, status: int) -> None:
    browser = branch.service.browser(Says(status))
    branch.member(browser)
    notice = branch.send()
    settle()
    assert branch.pushes(notice) == {"failed": 1}
    assert Delivery.collection().find_one({})["reason"] == f"http_{status}"
    assert (Subscription.collection().count_documents({}), browser.calls) == (1, 1)


def test_a_busy_service_is_left_alone_as_long_as_it_asked(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser(Says(429, {"Retry-After": "90"}), Says())
    branch.member(browser)
    notice, before = branch.send(), utc_now()
    settle()
    assert (browser.calls, branch.pushes(notice)) == (1, {"queued": 1})
    assert Delivery.collection().find_one({})["due_at"] >= before + timedelta(seconds=89)
    come_due()
    settle()
    assert (browser.calls, branch.pushes(notice)) == (2, {"sent": 1})


def test_a_retry_goes_only_to_the_browser_that_missed_it(branch: Branch, settle: Settle) -> None:
    quick, busy = branch.service.browser(), branch.service.browser(Says(503), Says())
    branch.member(quick, busy)
    notice = branch.send()
    settle()
    come_due()
    settle()
    assert (quick.calls, busy.calls, branch.pushes(notice)) == (1, 2, {"sent": 1})


def test_a_service_that_stays_broken_ends_in_a_named_failure(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser(Says(500))
    branch.member(browser)
    notice = branch.send()
    for _ in range(rules.ATTEMPTS + 2):
        settle()
        come_due()
    assert (browser.calls, branch.pushes(notice)) == (rules.ATTEMPTS, {"failed": 1})
    assert Delivery.collection().find_one({})["reason"] == "http_500"


def test_a_service_that_hangs_stops_nobody(nobody: Caller, settings: Settings, settle: Settle) -> None:
    with installed(settings, timeouts_s=(3.0, 1.5)) as service:
        branch = Branch(nobody, service)
        alive = [service.browser() for _ in range(3)]
        for browser in (service.browser(Says(hangs=True)), *alive):
            branch.member(browser)
        notice = branch.send()
        settle()
        assert [len(browser.received) for browser in alive] == [1, 1, 1]
        assert branch.pushes(notice) == {"sent": 3, "queued": 1}
        assert Delivery.collection().find_one({"state": "queued"})["reason"] == "timeout"


def test_a_redirect_is_not_followed(branch: Branch, settle: Settle) -> None:
    target = branch.service.browser()
    branch.member(branch.service.browser(Says(307, {"Location": target.endpoint})))
    notice = branch.send()
    settle()
    assert (target.calls, branch.pushes(notice)) == (0, {"failed": 1})


def test_a_push_that_comes_too_late_is_not_sent(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser(Says(503), Says())
    branch.member(browser)
    notice = branch.send()
    settle()
    Delivery.collection().update_many({}, {"$set": {"expires_at": utc_now() - timedelta(seconds=1)}})
    come_due()
    settle()
    assert (browser.calls, branch.pushes(notice)) == (1, {"expired": 1})


def test_an_endpoint_that_is_no_longer_allowed_is_not_called(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser()
    branch.member(browser)
    Subscription.collection().update_many({}, {"$set": {"endpoint": "http://127.0.0.1:1/push"}})
    notice = branch.send()
    settle()
    assert (browser.calls, branch.pushes(notice)) == (0, {"failed": 1})
    assert Delivery.collection().find_one({})["reason"] == "endpoint_refused"


def test_the_key_is_an_uncompressed_point(nobody: Caller) -> None:
    key = nobody.get("/push/key").get_json()["key"]
    assert (len(key), key[0]) == (87, "B")


def test_subscribing_twice_is_one_subscription(branch: Branch) -> None:
    member, browser = branch.member(), branch.service.browser()
    codes = [member.put("/push/subscription", browser.subscription()).status_code for _ in range(2)]
    assert codes == [201, 200]


def test_a_browser_belongs_to_whoever_signed_in_last(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser()
    branch.member(browser)
    new = branch.nobody.sign_in(make_person()[1])
    assert new.put("/push/subscription", browser.subscription()).status_code == 200
    branch.send()
    settle()
    assert browser.received == []
    assert [row["person"] for row in Subscription.collection().find()] == [ObjectId(new.me["id"])]


def test_only_the_owner_ends_a_subscription(branch: Branch) -> None:
    browser = branch.service.browser()
    owner, stranger = branch.member(browser), branch.member()
    body = {"endpoint": browser.endpoint}
    assert stranger.delete("/push/subscription", body).status_code == 204
    assert Subscription.collection().count_documents({}) == 1
    assert [owner.delete("/push/subscription", body).status_code for _ in range(2)] == [204, 204]
    assert Subscription.collection().count_documents({}) == 0


def test_one_account_keeps_a_bounded_number_of_browsers(branch: Branch) -> None:
    browsers = [branch.service.browser() for _ in range(12)]
    branch.member(*browsers)
    kept = {row["endpoint"] for row in Subscription.collection().find()}
    assert (len(kept), browsers[-1].endpoint in kept) == (10, True)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:27017/",
        "http://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com:22/x",
        "http://fcm.googleapis.com/x",
        "https://internal.example.cn/x",
        "file:///etc/passwd",
    ],
)
def test_an_endpoint_that_is_no_push_service_is_refused(branch: Branch, endpoint: str) -> None:
    body = branch.service.browser().subscription() | {"endpoint": endpoint}
    assert branch.member().put("/push/subscription", body).get_json()["code"] == "push_endpoint_refused"
    assert Subscription.collection().count_documents({}) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("p256dh", "BA" + "A" * 85),
        ("p256dh", "AAAA"),
        ("p256dh", "不是"),
        ("auth", "AAAA"),
        ("auth", "!!!!"),
        ("auth", {}),
    ],
)
def test_keys_that_no_browser_makes_are_refused(branch: Branch, name: str, value: Any) -> None:
    body = branch.service.browser().subscription()
    body["keys"][name] = value
    answer = branch.member().put("/push/subscription", body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "validation_failed")
    assert answer.get_json()["errors"][0]["field"] == f"keys.{name}"


def test_a_stranger_subscribes_nothing(nobody: Caller, service: PushService) -> None:
    assert nobody.put("/push/subscription", service.browser().subscription()).status_code == 401


def test_a_browser_that_was_signed_out_is_not_told_anything_more(branch: Branch, settle: Settle) -> None:
    browser = branch.service.browser()
    member = branch.member(browser)
    session = member.get("/auth/sessions").get_json()["items"][0]["id"]
    assert member.delete(f"/auth/sessions/{session}").status_code == 204
    branch.send()
    settle()
    assert browser.received == []
