"""What every process of the product needs before it works: storage, audiences, the senders."""

from __future__ import annotations

from weiguang import audiences
from weiguang.checkins import personal_codes, rolls
from weiguang.notices.channels import sms, webpush
from weiguang.notices.channels.vapid import VapidKeys
from weiguang.notices.channels.webpush import WebPush
from weiguang.school import enrolling
from weiguang.settings import Settings
from weiguang.storage.opening import open_storage
from weiguang.wishes.delivery import jobs as delivery_jobs


def wire(settings: Settings) -> None:
    """Connect and install; call after the fork, once a process."""
    open_storage(settings)
    audiences.install()
    personal_codes.install(personal_codes.Keys(settings.code_pems))
    rolls.install({"term": enrolling.on_roll})
    delivery_jobs.install(settings.purge_days)
    webpush.install(WebPush(VapidKeys(settings.vapid_pem, settings.vapid_subject), origins=settings.push_origins))
    sms.install(sms.GATEWAYS[settings.sms])
