"""One typed object from the environment. A missing or weak secret stops the start."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SECRET_BYTES = 32
VAULT_BYTES = 96
CODE_KEYS = "personal-codes"
"""The directory of the keys of personal codes below ``keys``: ``1.pem``, ``2.pem`` …, of which the last one signs."""


class SettingsError(Exception):
    """A setting that stops the start; the message is a Chinese sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """What an installation can decide. Files hold the secrets: ``keys/`` below ``data``, mode 0600."""

    mongodb_uri: str
    data: Path
    base_url: str
    demo: bool
    secret: bytes
    vault_key: bytes
    vapid_pem: bytes
    code_pems: Mapping[int, bytes]
    vapid_subject: str
    push_origins: tuple[str, ...]
    sms: str
    purge_days: int
    upload_most: int
    operator: str
    filing_number: str
    pwa: Path
    threads: int


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raise `SettingsError` for what is missing or weak."""
    uri = environ.get("MONGODB_URI", "")
    if not uri:
        raise SettingsError("没有设置 MONGODB_URI。请用 ./scripts/serve 启动，它会自带数据库。")
    if environ.get("WEIGUANG_JOBS", "mongodb") != "mongodb":
        raise SettingsError("WEIGUANG_JOBS 目前只支持 mongodb。")
    data = Path(environ.get("WEIGUANG_DATA", "var")).resolve()
    keys = data / "keys"
    return Settings(
        mongodb_uri=uri,
        data=data,
        base_url=_base_url(environ),
        demo=environ.get("WEIGUANG_DEMO", "") == "1",
        secret=read_secret(keys / "secret", SECRET_BYTES),
        vault_key=read_secret(keys / "vault", VAULT_BYTES),
        vapid_pem=read_secret(keys / "vapid.pem", 100),
        code_pems=read_code_keys(code_keys_of(environ)),
        vapid_subject=_vapid_subject(environ),
        push_origins=tuple(filter(None, re.split(r"[,\s]+", environ.get("WEIGUANG_PUSH_ORIGINS", "")))),
        sms=_sms(environ),
        purge_days=_purge_days(environ),
        upload_most=_upload_most(environ),
        operator=environ.get("WEIGUANG_OPERATOR", ""),
        filing_number=environ.get("WEIGUANG_FILING_NUMBER", ""),
        pwa=Path(environ.get("WEIGUANG_PWA", Path(__file__).parents[2] / "pwa" / "dist")),
        threads=int(environ.get("WEIGUANG_THREADS", "8")),
    )


def read_secret(path: Path, least_bytes: int) -> bytes:
    """Return the secret in ``path``; refuse one that is missing, short, or readable by others."""
    try:
        mode = path.stat().st_mode & 0o077
        secret = path.read_bytes()
    except OSError:
        raise SettingsError(f"读不到密钥文件 {path}。请先运行 weiguang prepare。") from None
    if mode:
        raise SettingsError(f"密钥文件 {path} 别人也能读。请运行 chmod 600 {path}。")
    if len(secret) < least_bytes:
        raise SettingsError(f"密钥文件 {path} 太短，至少要 {least_bytes} 字节。")
    return secret


def code_keys_of(environ: Mapping[str, str]) -> Path:
    """The directory of the keys of personal codes."""
    data = Path(environ.get("WEIGUANG_DATA", "var")).resolve()
    return Path(environ.get("WEIGUANG_CODE_KEYS", data / "keys" / CODE_KEYS))


def read_code_keys(directory: Path) -> dict[int, bytes]:
    """The keys of personal codes by key id: files named by a number from 1 to 255; at least one."""
    found = {int(path.stem): path for path in directory.glob("*.pem") if re.fullmatch("[1-9][0-9]{0,2}", path.stem)}
    if not found or max(found) > 255:
        raise SettingsError(f"目录 {directory} 里没有签到码的密钥（1.pem 到 255.pem）。请先运行 weiguang prepare。")
    return {kid: read_secret(path, 100) for kid, path in sorted(found.items())}


def _base_url(environ: Mapping[str, str]) -> str:
    url = environ.get("WEIGUANG_BASE_URL") or f"http://127.0.0.1:{environ.get('WEIGUANG_PORT', '8000')}"
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", url):
        raise SettingsError("WEIGUANG_BASE_URL 应当像 https://weiguang.example.cn 这样，不带路径。")
    return url.rstrip("/")


def _sms(environ: Mapping[str, str]) -> str:
    chosen = environ.get("WEIGUANG_SMS", "")
    if chosen not in ("", "console", "demo"):
        raise SettingsError("WEIGUANG_SMS 可以不设（没有短信），或设为 console、demo。")
    return chosen


def _purge_days(environ: Mapping[str, str]) -> int:
    days = environ.get("WEIGUANG_PURGE_DAYS", "30")
    if not re.fullmatch(r"[0-9]{1,4}", days):
        raise SettingsError("WEIGUANG_PURGE_DAYS 应当是天数，例如 30。")
    return int(days)


def _upload_most(environ: Mapping[str, str]) -> int:
    most = re.fullmatch(r"([1-9][0-9]{0,11})([KMG]?)B?", environ.get("WEIGUANG_UPLOAD_MOST", "500MB").strip().upper())
    if not most:
        raise SettingsError("WEIGUANG_UPLOAD_MOST 是一个文件最大多少，应当像 500MB 这样，或者是字节数。")
    return int(most[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[most[2]]


def _vapid_subject(environ: Mapping[str, str]) -> str:
    subject = environ.get("WEIGUANG_VAPID_SUBJECT", "")
    if not subject and environ.get("WEIGUANG_DEMO") == "1":
        return "mailto:demo@example.org"
    if not re.fullmatch(r"mailto:[^@\s]+@[^@\s]+\.[^@\s]+|https://[^\s/]+\.[^\s]+", subject):
        raise SettingsError("请设置 WEIGUANG_VAPID_SUBJECT 为真实的联系方式，例如 mailto:ops@example.org。")
    return subject
