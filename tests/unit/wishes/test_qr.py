"""The QR code as SVG."""

from __future__ import annotations

from weiguang.wishes.qr import draw_code, draw_matrix


def test_each_run_of_dark_modules_is_one_rectangle() -> None:
    drawn = draw_matrix([[True, True, False], [False, False, True], [False, False, False]])
    assert 'd="M0 0h2v1h-2zM2 1h1v1h-1z"' in drawn
    assert 'viewBox="0 0 3 3"' in drawn


def test_a_short_address_in_capitals_fits_version_3_with_its_quiet_zone() -> None:
    drawn = draw_code("https://weiguang.example.cn", "ABC234").decode()
    assert 'viewBox="0 0 37 37"' in drawn
    assert len(drawn) < 6_000


def test_the_address_differs_by_its_code() -> None:
    assert draw_code("https://a.cn", "ABC234") != draw_code("https://a.cn", "ABC235")
