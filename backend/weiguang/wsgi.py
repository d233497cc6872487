"""gunicorn's entry: ``weiguang.wsgi:app``. Imported in each worker, after the fork."""

from __future__ import annotations

from weiguang import create_app

app = create_app()
