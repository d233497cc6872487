"""``python -m weiguang``."""

from __future__ import annotations

from weiguang.cli import main

raise SystemExit(main())
