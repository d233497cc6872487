"""What an operator sees when the product is up."""

from __future__ import annotations

import sys

import qrcode

DEMO_ACCOUNTS = (
    ("13800000001", "党员"),
    ("13800000002", "党员"),
    ("13800000003", "支部书记"),
    ("13800000004", "主办方"),
    ("13800000005", "综合党委"),
    ("13800000006", "运维"),
    ("13800000007", "社工"),
    ("13800000008", "集市志愿者"),
)


def say(line: str = "") -> None:
    """One line for the operator, at once, also when the output is a file."""
    print(line, flush=True)


def welcome(address: str, *, demo: bool, seconds: float) -> None:
    """The address, as text and as a QR code, and in demo mode who can sign in."""
    say()
    say(f"微光已就绪（用时 {seconds:.1f} 秒）：{address}")
    say()
    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(tty=sys.stdout.isatty(), invert=True)
    if demo:
        say("演示账号（验证码会直接显示在登录页（演示））：")
        for phone, role in DEMO_ACCOUNTS:
            say(f"  {phone}  {role}")
        say()
    say("按 Ctrl-C 停止。")
