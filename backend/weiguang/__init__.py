"""Weiguang 微光: study, claim, check in, notify and count, for a city's social organisations.

`create_app` wires the web process; `weiguang.worker` the background one. Nothing else knows all features.
"""

from __future__ import annotations

from flask import Flask
from mongoengine.connection import get_db

from weiguang import registry, settings as settings_module
from weiguang.people import sessions
from weiguang.people.rules import SESSION_IDLE
from weiguang.preparing import refuse_mixed_modes
from weiguang.settings import Settings
from weiguang.storage.documents import missing_unique_indexes
from weiguang.web import api, headers, identity, pages, problems, site
from weiguang.web.json import OrjsonProvider
from weiguang.wiring import wire

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """Make the WSGI application; connects, so call it after the fork."""
    settings = settings or settings_module.from_environment()
    app = Flask("weiguang", static_folder=None)
    app.json = OrjsonProvider(app)
    app.extensions["weiguang"] = settings
    wire(settings)
    refuse_mixed_modes(get_db(), demo=settings.demo)
    missing = missing_unique_indexes(registry.MODELS)
    if missing:
        raise settings_module.SettingsError(f"数据库缺少唯一索引 {missing}，请先运行 weiguang prepare。")
    problems.install(app)
    identity.install(app, sessions.authenticate, idle_s=int(SESSION_IDLE.total_seconds()))
    web = api.configure(app)
    for blueprint in registry.BLUEPRINTS:
        web.register_blueprint(blueprint, url_prefix=api.PREFIX + (blueprint.url_prefix or ""))
    site.install(app, version=__version__)
    pages.install(app, settings.pwa, base_url=settings.base_url, faces=registry.FACES)
    headers.install(app, https=settings.base_url.startswith("https://"))
    return app
