"""Audiences, payloads, lifetimes, and how a delivery ends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from weiguang.notices import rules
from weiguang.notices.rules import Answer, conclude

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ID = "65f0c0ffee65f0c0ffee65f0"


def test_an_audience_is_the_same_in_any_order() -> None:
    one = rules.normal_audience({"districts": ["海曙区", "江北区", "海曙区"], "events": []})
    assert one == rules.normal_audience({"districts": ["江北区", "海曙区"]})


@pytest.mark.parametrize("nobody", [{}, {"everyone": False}, {"branches": []}])
def test_an_audience_of_nobody_is_refused(nobody: dict[str, object]) -> None:
    with pytest.raises(rules.AudienceEmpty):
        rules.normal_audience(nobody)


def test_a_short_notice_is_pushed_whole() -> None:
    pushed = json.loads(rules.fit_payload(ID, "集合时间", "六月二十八日上午九点"))
    assert pushed == {"title": "集合时间", "body": "六月二十八日上午九点", "tag": ID, "url": f"/inbox/{ID}"}


@pytest.mark.parametrize("letter", ["字", "\n", "😀", "a", '"'])
def test_a_long_notice_is_shortened_to_whole_characters(letter: str) -> None:
    raw = rules.fit_payload(ID, "题" * 60, letter * 2000)
    body = json.loads(raw)["body"]
    assert len(raw) <= rules.PAYLOAD_BYTES
    assert body.endswith("…")
    assert set(body[:-1]) <= {letter}


def test_a_shortened_push_uses_the_room_there_is() -> None:
    assert len(rules.fit_payload(ID, "题", "字" * 2000)) > rules.PAYLOAD_BYTES - 4


@pytest.mark.parametrize("written", ["13812341234", "138 1234 1234", "138-1234-1234"])
def test_a_phone_number_is_masked_on_the_lock_screen(written: str) -> None:
    body = json.loads(rules.fit_payload(ID, "集合", f"请打{written}联系"))["body"]
    assert body == "请打138****1234联系"


def test_a_push_is_never_dropped_at_once_nor_kept_for_ever() -> None:
    assert rules.ttl_s(expires_at=NOW, now=NOW) == 1
    assert rules.ttl_s(expires_at=NOW + timedelta(days=400), now=NOW) == 28 * 86_400


def test_a_push_without_an_end_is_kept_for_a_day() -> None:
    assert rules.push_deadline(sent_at=NOW, expires_at=None) == NOW + timedelta(days=1)


def test_waiting_grows_up_to_an_hour() -> None:
    assert [rules.backoff_s(tries) for tries in (1, 2, 3, 9)] == [30, 120, 480, 3600]


def test_one_device_that_got_it_is_enough() -> None:
    end = conclude({}, {"a": Answer("gone"), "b": Answer("sent"), "c": Answer("failed", "http_403")}, 1)
    assert end.state == "sent"


def test_a_refusal_is_named() -> None:
    end = conclude({}, {"a": Answer("gone"), "b": Answer("failed", "http_403")}, 1)
    assert (end.state, end.reason) == ("failed", "http_403")


def test_without_any_subscription_the_push_is_gone() -> None:
    assert conclude({}, {}, 1).state == "gone"


def test_a_busy_service_is_asked_again_when_it_said() -> None:
    end = conclude({}, {"a": Answer("sent"), "b": Answer("retry", "http_429", 90.0)}, 1)
    assert (end.state, end.wait_s, end.results) == ("queued", 90.0, {"a": "sent"})


def test_tries_are_bounded() -> None:
    end = conclude({}, {"a": Answer("retry", "http_500")}, rules.ATTEMPTS)
    assert (end.state, end.reason) == ("failed", "http_500")


def test_a_device_that_got_it_earlier_still_counts_at_the_end() -> None:
    assert conclude({"a": "sent"}, {"b": Answer("retry", "timeout")}, rules.ATTEMPTS).state == "sent"
