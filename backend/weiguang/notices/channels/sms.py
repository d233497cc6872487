"""Text messages. An installation without a contract has no gateway, and says so: then somebody telephones."""

from __future__ import annotations

from typing import Protocol

from weiguang.storage.vault import mask_phone


class SmsGateway(Protocol):
    """Sends one text to one phone."""

    def send(self, *, key: str, phone: str, text: str) -> None:
        """Send; ``key`` names the message, so that a repeat after a crash can be recognised. Raises when it failed."""


class DemoGateway:
    """For rehearsals: takes everything and keeps nothing."""

    def send(self, *, key: str, phone: str, text: str) -> None:
        """Do nothing."""


class ConsoleGateway:
    """For an operator who tries things out: the text appears on the worker's own terminal."""

    def send(self, *, key: str, phone: str, text: str) -> None:
        """Print the masked phone and the text."""
        print(f"[短信] {mask_phone(phone)} {text}", flush=True)


GATEWAYS: dict[str, SmsGateway | None] = {"": None, "console": ConsoleGateway(), "demo": DemoGateway()}
"""By the setting ``WEIGUANG_SMS``."""


class _Installed:
    gateway: SmsGateway | None = None


def install(gateway: SmsGateway | None) -> None:
    """Make ``gateway`` the process's own; None when there is none."""
    _Installed.gateway = gateway


def the_sms() -> SmsGateway | None:
    """The gateway installed at start, or None."""
    return _Installed.gateway
