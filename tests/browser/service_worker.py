"""Reach into a page's service worker over the DevTools protocol."""

from __future__ import annotations

import json

from playwright.sync_api import Page


class ServiceWorker:
    """The service worker that controls a page."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin + "/"
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # one that is being installed hears nothing
        self.cdp = page.context.new_cdp_session(page)
        self.registrations: list[str] = []
        self.cdp.on("ServiceWorker.workerRegistrationUpdated", self._remember)
        self.cdp.send("ServiceWorker.enable")
        page.wait_for_timeout(200)

    def _remember(self, event: dict[str, list[dict[str, object]]]) -> None:
        self.registrations += [
            str(one["registrationId"])
            for one in event["registrations"]
            if one["scopeURL"] == self.origin and not one["isDeleted"]
        ]

    def push(self, payload: dict[str, object]) -> None:
        """Deliver a push message, as the browser does after decrypting it."""
        self._send("ServiceWorker.deliverPushMessage", data=json.dumps(payload))

    def sync(self, tag: str) -> None:
        """Fire a background sync."""
        self._send("ServiceWorker.dispatchSyncEvent", tag=tag, lastChance=False)

    def _send(self, command: str, **more: object) -> None:
        self.cdp.send(command, {"origin": self.origin, "registrationId": self.registrations[-1], **more})
