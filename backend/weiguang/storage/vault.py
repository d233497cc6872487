"""Client-side field encryption for what must not lie readable in the database: phones, claimants' names, true stories.

Built on MongoDB's explicit client-side encryption with a local master key (96 bytes); a KMS is a setting of the same
interface. Every opening has a purpose and leaves a line in the audit log (网络安全法 art. 23 asks six months of logs).
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from datetime import datetime
from typing import Any

from bson.binary import STANDARD, Binary
from bson.codec_options import CodecOptions
from pymongo.database import Database
from pymongo.encryption import ClientEncryption
from pymongo.errors import DuplicateKeyError, EncryptionError

from weiguang.storage import audit

KEY_NAME = "personal"
_RANDOM = "AEAD_AES_256_CBC_HMAC_SHA_512-Random"


class Vault:
    """Seals text and opens it again. One instance a process, shared by its threads."""

    def __init__(self, database: Database[dict[str, Any]], master_key: bytes, secret: bytes) -> None:
        """``master_key`` is 96 bytes; ``secret`` keys the look-up digests."""
        self._secret = secret
        self._keys = database["vault_keys"]
        self._encryption: ClientEncryption[dict[str, Any]] = ClientEncryption(
            {"local": {"key": master_key}},
            f"{database.name}.vault_keys",
            database.client,
            CodecOptions(uuid_representation=STANDARD),
        )
        self._key = self._data_key()

    def _data_key(self) -> Binary:
        """The data key, made once: the unique index on its name lets one of two starters win."""
        self._keys.create_index(
            "keyAltNames", unique=True, partialFilterExpression={"keyAltNames": {"$exists": True}}, name="key_name"
        )
        found = self._encryption.get_key_by_alt_name(KEY_NAME)
        if found is None:
            with suppress(DuplicateKeyError, EncryptionError):  # another starter made it first
                self._encryption.create_data_key("local", key_alt_names=[KEY_NAME])
            found = self._encryption.get_key_by_alt_name(KEY_NAME)
        if found is None:
            raise RuntimeError("the vault's data key could not be made")
        return Binary(found["_id"], 4)

    def seal(self, text: str) -> Binary:
        """Encrypt; the same text never gives the same bytes twice."""
        return self._encryption.encrypt(text, _RANDOM, key_id=self._key)

    def open(self, sealed: Binary, *, purpose: str, by: str, about: str, now: datetime) -> str:
        """Decrypt for a stated purpose; ``by`` is who looks, ``about`` what is looked at (ids, never names)."""
        audit.note("vault.open", by=by, about=about, purpose=purpose, now=now)
        return str(self._encryption.decrypt(sealed))

    def digest(self, purpose: str, text: str) -> str:
        """A keyed digest (hex, 32 characters) to find equal values without storing them."""
        return hmac.digest(self._secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hex()[:32]


def mask_phone(phone: str) -> str:
    """``13812341234`` → ``138****1234``."""
    return f"{phone[:3]}****{phone[-4:]}"


def mask_name(name: str) -> str:
    """``王小明`` → ``王**``."""
    return name[:1] + "*" * max(1, len(name) - 1)


class _Installed:
    vault: Vault | None = None


def install(vault: Vault) -> None:
    """Make ``vault`` the process's own, as mongoengine keeps the process's connection."""
    _Installed.vault = vault


def the_vault() -> Vault:
    """The vault installed at start."""
    if _Installed.vault is None:
        raise RuntimeError("the vault is not open yet: call storage.opening.open_storage first")
    return _Installed.vault
