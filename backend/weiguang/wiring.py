"""What every process of the product needs before it works: storage, audiences, the push sender."""

from __future__ import annotations

from weiguang import audiences
from weiguang.notices.channels import webpush
from weiguang.notices.channels.vapid import VapidKeys
from weiguang.notices.channels.webpush import WebPush
from weiguang.settings import Settings
from weiguang.storage.opening import open_storage


def wire(settings: Settings) -> None:
    """Connect and install; call after the fork, once a process."""
    open_storage(settings)
    audiences.install()
    webpush.install(WebPush(VapidKeys(settings.vapid_pem, settings.vapid_subject), origins=settings.push_origins))
