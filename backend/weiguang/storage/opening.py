"""Open everything a process needs from MongoDB, in one call."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from weiguang.settings import Settings
from weiguang.storage import vault
from weiguang.storage.connection import connect


def open_storage(settings: Settings) -> Database[dict[str, Any]]:
    """Connect and open the vault; call after the fork, once a process."""
    database = connect(settings.mongodb_uri, threads=settings.threads)
    vault.install(vault.Vault(database, settings.vault_key, settings.secret))
    return database
