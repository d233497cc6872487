"""Limits and lifetimes of signing in (OWASP ASVS 5, chapters 6 and 7)."""

from __future__ import annotations

from datetime import datetime, timedelta

CODE_LIVES = timedelta(minutes=5)
CODE_TRIES = 5
RESEND_AFTER_S = 60
CODES_A_DAY = 10
CODES_A_DAY_DEMO = 2_000
CODES_A_DAY_ADDRESS = 500
CODES_A_DAY_TOTAL = 20_000

SESSION_IDLE = timedelta(days=30)
SESSION_LIVES = timedelta(days=180)
SESSIONS_MOST = 20
SEEN_EVERY = timedelta(hours=1)


def session_alive(*, created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session still counts."""
    return now - seen_at < SESSION_IDLE and now - created_at < SESSION_LIVES
