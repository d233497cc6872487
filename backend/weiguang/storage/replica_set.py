"""A fresh or restarted mongod becomes the one member of the replica set ``weiguang``, with its user.

Every step looks at what is already there, so a start that was cut short is finished by the next one. We act as mongod's
internal user ``__system``, whose password is the key file: so nobody but the owner of the key can make the first user,
and a lost password file is replaced rather than a disaster.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure

from weiguang.storage.embedded_error import EmbeddedMongoError
from weiguang.storage.mongod import REPLICA_SET

USER = "weiguang"
ROLES = ["readWriteAnyDatabase", "dbAdminAnyDatabase", "clusterAdmin"]
PATIENCE_S = 120.0

AUTHENTICATION_FAILED = 18
USER_EXISTS = 51003

Client = MongoClient[dict[str, Any]]


class Moved(Exception):
    """The set's configuration names another port than the one mongod listens on."""


@dataclass(frozen=True)
class Access:
    """Where our mongod listens, the product's password, and the key that opens everything."""

    port: int
    password: str
    key: str

    @property
    def uri(self) -> str:
        """The address the product uses."""
        return (
            f"mongodb://{USER}:{self.password}@127.0.0.1:{self.port}/"
            f"?replicaSet={REPLICA_SET}&authSource=admin&w=majority&journal=true"
        )

    @property
    def member(self) -> str:
        """Our name in the configuration of the set."""
        return f"127.0.0.1:{self.port}"

    def as_system(self) -> Client:
        """A client with every right."""
        return self._client("__system", self.key, "local")

    def as_user(self) -> Client:
        """A client with the product's rights."""
        return self._client(USER, self.password, "admin")

    def _client(self, user: str, password: str, source: str) -> Client:
        return MongoClient(
            "127.0.0.1",
            self.port,
            username=user,
            password=password,
            authSource=source,
            authMechanism="SCRAM-SHA-256",
            directConnection=True,
            serverSelectionTimeoutMS=10_000,
        )


def make_ready(process: subprocess.Popen[bytes], access: Access) -> None:
    """Return when this mongod is a writable primary that knows our user.

    Raises `Moved` when the set must be moved first, `EmbeddedMongoError` when mongod dies on the way.
    """
    with access.as_system() as system:
        config = system["local"]["system.replset"].find_one()
        if config is None:
            member = {"_id": 0, "host": access.member}
            system.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        elif config["members"][0]["host"] != access.member:
            raise Moved
        _await_primary(system, process)
        if not _user_fits(access):
            _set_user(system, access.password)


def move(access: Access) -> None:
    """Write our address into the configuration of the set, on a mongod that was started alone.

    A forced reconfiguration of the running set would first wait half a minute for whoever has the old port to answer.
    """
    with access.as_system() as system:
        change = {"$set": {"members.0.host": access.member}, "$inc": {"version": 1}}
        system["local"]["system.replset"].update_one({"_id": REPLICA_SET}, change)


def _user_fits(access: Access) -> bool:
    with access.as_user() as user:
        try:
            user.admin.command("ping")
        except OperationFailure as error:
            if error.code != AUTHENTICATION_FAILED:
                raise
            return False
        return True


def _set_user(system: Client, password: str) -> None:
    safely = {"w": "majority", "j": True}
    try:
        system.admin.command("createUser", USER, pwd=password, roles=ROLES, writeConcern=safely)
    except OperationFailure as error:
        if error.code != USER_EXISTS:
            raise
        system.admin.command("updateUser", USER, pwd=password, roles=ROLES, writeConcern=safely)


def _await_primary(client: Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if client.admin.command("hello")["isWritablePrimary"]:
                return
        except AutoReconnect:  # a step-down closes connections
            pass
        time.sleep(0.01)
    raise EmbeddedMongoError("数据库启动了，但没有准备好接受写入。请看数据目录里的 logs/mongod.log。")
