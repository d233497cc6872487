"""Make an installation ready: secrets, indexes, and in demo mode the demo data. A repeat changes nothing."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mongoengine.connection import get_db
from pymongo.database import Database

from weiguang import registry
from weiguang.demo.loading import load_demo
from weiguang.settings import CODE_KEYS, SECRET_BYTES, VAULT_BYTES, Settings, SettingsError, read_code_keys
from weiguang.storage.clock import utc_now
from weiguang.storage.documents import create_indexes
from weiguang.storage.vault import the_vault
from weiguang.wiring import wire

KEY_IDS_MOST = 255
"""A key's id is one byte of every code."""


def make_secrets(data: Path) -> None:
    """Write the key files that are missing, mode 0600; never touch one that exists."""
    keys = data / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(keys / "secret", secrets.token_bytes(SECRET_BYTES))
    _write_once(keys / "vault", secrets.token_bytes(VAULT_BYTES))
    _write_once(keys / "vapid.pem", _private_key())
    codes = keys / CODE_KEYS
    codes.mkdir(mode=0o700, exist_ok=True)
    if not any(codes.glob("*.pem")):
        _write_once(codes / "1.pem", _private_key())


def add_code_key(directory: Path) -> Path:
    """Write the next key of personal codes; it signs after a restart, and the older ones go on verifying."""
    newest = max(read_code_keys(directory))
    if newest == KEY_IDS_MOST:
        raise SettingsError("签到码密钥的编号用完了：请移走早已不用的旧密钥，再把最新的一把改名为 1.pem。")
    path = directory / f"{newest + 1}.pem"
    _write_once(path, _private_key())
    return path


def _private_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write_once(path: Path, content: bytes) -> None:
    """A crash half-way leaves no half key: the content is complete before the name exists."""
    if path.exists():
        return
    partial = path.with_suffix(path.suffix + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    partial.rename(path)


def refuse_mixed_modes(database: Database[dict[str, Any]], *, demo: bool) -> None:
    """Demo mode shows codes to everybody, so no process may run it on real data; raises `SettingsError`."""
    kept = database["site"].find_one({"_id": "site"}) or {"demo": demo}
    if demo and not kept["demo"]:
        raise SettingsError("这个数据库里有真实数据，不能用演示模式打开。请去掉 --demo，或换一个 --data 目录。")
    if kept["demo"] and not demo:
        raise SettingsError("这个数据目录是演示数据。正式使用请换一个 --data 目录；继续演示请加上 --demo。")


def prepare(settings: Settings) -> None:
    """Indexes, the key check, the demo data.

    Raises `SettingsError` when the keys are not the ones this database was sealed with, or when demo mode meets a
    database with real data.
    """
    wire(settings)
    database = get_db()
    create_indexes(registry.MODELS)
    site = database["site"]
    check = the_vault().digest("key-check", "weiguang")
    site.update_one({"_id": "site"}, {"$setOnInsert": {"key_check": check, "demo": settings.demo}}, upsert=True)
    kept = site.find_one({"_id": "site"}) or {}
    if kept["key_check"] != check:
        raise SettingsError("密钥与这个数据库不匹配：请换回原来的 keys 目录，否则电话等加密内容无法读出。")
    refuse_mixed_modes(database, demo=settings.demo)
    if settings.demo:
        load_demo(database, utc_now())
