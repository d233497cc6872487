"""gunicorn's settings. WEIGUANG_BIND, _PORT, _WORKERS, _THREADS and _PROXIED change them.

Threads, because a request mostly waits for MongoDB. No ``max_requests``: with threads it resets open connections.
The modules are imported here, once, before the fork: workers share their memory and start in a moment. The application
is made in each worker, after the fork, because a MongoClient does not survive one.
"""

import json
import os
import re
import resource
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from ssl import SSLError
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    ExpectationFailed,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.middleware.proxy_fix import ProxyFix

import weiguang  # noqa: F401 - for the workers

PROXIED = os.environ.get("WEIGUANG_PROXIED") == "1"
"""One proxy of ours stands in front, the only one that can reach us, and overwrites X-Forwarded-For and -Proto."""
PHONE = re.compile(r"1[3-9]\d{9}")


CONNECTIONS = 4000
"""Phones that poll a board hold a connection each."""
OTHER_FILES = 200


def connections() -> int:
    """As many as the system's limit of open files allows, raised as far as it goes: a worker out of files ends."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = CONNECTIONS + OTHER_FILES
    able = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft != resource.RLIM_INFINITY and soft < able:
        resource.setrlimit(resource.RLIMIT_NOFILE, (able, most))
    return max(able - OTHER_FILES, 100)


def clean(path: str) -> str:
    """A path fit for a log: no query, no phone number, no control characters that could fake a line."""
    path = PHONE.sub("***", path.partition("?")[0])
    return path if path.isprintable() else ascii(path)[1:-1]


class PrivateLogger(Logger):
    """One short line a request: method, path, status, milliseconds, request id. Nothing about who asked."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if not self.access_log_enabled:
            return
        number = environ.get("HTTP_X_REQUEST_ID", "-")
        self.access_log.info(
            "%s %s %s %.1f %s",
            environ["REQUEST_METHOD"],
            clean(environ.get("PATH_INFO", "-")),
            str(resp.status).partition(" ")[0],
            request_time.total_seconds() * 1000,
            clean(number)[:64],
        )

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        super().exception(msg, *(clean(arg) if isinstance(arg, str) else arg for arg in args), **kwargs)


class PrivateWorker(ThreadWorker):
    """Answers what cannot be parsed as the API does: a problem document, without repeating what was sent."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer and log the kind of error alone: a request line or a header may hold a phone or a token."""
        ours = isinstance(exc, (InvalidResponseHeader, InvalidResponseHeaderName))
        if isinstance(exc, (ParseException, SSLError)) and not ours:
            status = STATUSES.get(type(exc), 400)
            self.log.warning("%s on a connection, answered %s", type(exc).__name__, status)
        else:
            status = 500
            self.log.error("error on a connection", exc_info=exc)
        with suppress(OSError):
            write_nonblock(client, problem(status))


STATUSES = {LimitRequestLine: 414, LimitRequestHeaders: 431, ExpectationFailed: 417, UnsupportedTransferCoding: 501}
WORDS = {414: "地址太长了", 431: "请求头太长了", 500: "服务器出错了，请稍后再试"}


def problem(status: int) -> bytes:
    """A whole HTTP answer with an RFC 9457 problem document; the connection ends with it."""
    title = WORDS.get(status, "看不懂这个请求")
    told = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": "bad_request",
        "detail": title,
        "errors": [],
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: application/problem+json\r\n\r\n" + body


def on_starting(_server: Any) -> None:
    """Under ``weiguang serve`` the database starts at the same time: wait at the gate for its URI."""
    gate = os.environ.pop("WEIGUANG_GATE", "")
    if gate:
        with open(int(gate)) as told:
            os.environ["MONGODB_URI"] = told.read()


def post_worker_init(worker: Any) -> None:
    """Behind our proxy, a request comes from whom the proxy says: limits by address depend on it."""
    if PROXIED:
        worker.wsgi = ProxyFix(worker.wsgi, x_for=1, x_proto=1)


wsgi_app = "weiguang.wsgi:app"
proc_name = "weiguang-web"
DEMO = os.environ.get("WEIGUANG_DEMO") == "1"  # a demo shows sign-in codes on the page: this machine only
host = "127.0.0.1" if DEMO else os.environ.get("WEIGUANG_BIND", "127.0.0.1")
bind = f"{host}:{os.environ.get('WEIGUANG_PORT', '8000')}"
worker_class = PrivateWorker
workers = int(os.environ.get("WEIGUANG_WORKERS", "2"))
threads = int(os.environ.get("WEIGUANG_THREADS", "8"))
worker_connections = connections()
backlog = 2048
keepalive = 20
timeout = 60
graceful_timeout = 10
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - the heartbeat file, on no disk
forwarded_allow_ips = "*" if PROXIED else ""
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = "-"
errorlog = "-"
loglevel = "info"
logger_class = PrivateLogger
