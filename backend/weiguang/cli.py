"""``weiguang …``: serve, prepare, work, recount, openapi."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from weiguang import create_app
from weiguang.preparing import add_code_key, make_secrets, prepare
from weiguang.recount import run_recount
from weiguang.serving import serve
from weiguang.settings import SettingsError, code_keys_of, from_environment
from weiguang.storage.embedded import EmbeddedMongo, EmbeddedMongoError, running_uri
from weiguang.worker import work


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every expected failure is one clear sentence and a non-zero exit."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except (SettingsError, EmbeddedMongoError) as error:
        print(f"微光：{error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="weiguang")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="run the whole product")
    serving.add_argument("--demo", action="store_true")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--data", type=Path, default=Path(os.environ.get("WEIGUANG_DATA", "var")))
    commands.add_parser("prepare", help="make secrets and indexes; in demo mode load the demo data")
    commands.add_parser("work", help="run the background worker")
    recounting = commands.add_parser("recount", help="recompute every total from the ledger")
    recounting.add_argument("--verify", action="store_true", help="compare only; change nothing")
    recounting.add_argument("--data", type=Path, default=Path(os.environ.get("WEIGUANG_DATA", "var")))
    commands.add_parser("new-code-key", help="make the next key of personal codes; restart to sign with it")
    openapi = commands.add_parser("openapi", help="write the OpenAPI document")
    openapi.add_argument("path", type=Path)
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.command == "serve":
        return serve(demo=options.demo, port=options.port, data=options.data.resolve())
    if options.command == "recount":
        return _recount(options)
    if options.command == "prepare":
        make_secrets(Path(os.environ.get("WEIGUANG_DATA", "var")).resolve())
        prepare(from_environment())
        return 0
    if options.command == "new-code-key":
        print(add_code_key(code_keys_of(os.environ)))
        return 0
    if options.command == "work":
        return work(from_environment())
    document = create_app().test_client().get("/api/v1/openapi.json").get_json()
    options.path.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return 0


def _recount(options: argparse.Namespace) -> int:
    """Use MONGODB_URI, or the running product's database, or start the embedded one just for this."""
    data = options.data.resolve()
    os.environ["WEIGUANG_DATA"] = str(data)
    os.environ.setdefault("WEIGUANG_VAPID_SUBJECT", "https://example.org/recount")
    uri = os.environ.get("MONGODB_URI") or running_uri(data)
    if uri:
        os.environ["MONGODB_URI"] = uri
        return run_recount(from_environment(), verify=options.verify)
    if not data.is_dir():
        raise SettingsError(f"没有数据目录 {data}。")
    mongo = EmbeddedMongo(data)
    os.environ["MONGODB_URI"] = mongo.start()
    try:
        return run_recount(from_environment(), verify=options.verify)
    finally:
        mongo.stop()
