"""How a one-time code reaches a phone. The real providers come with the SMS channel; the demo shows it on the page."""

from __future__ import annotations

import logging
from typing import Protocol

log = logging.getLogger(__name__)


class CodeGateway(Protocol):
    """Sends one code to one phone."""

    def send(self, *, phone: str, code: str) -> None:
        """Send; raises nothing a user should see."""


class DemoGateway:
    """Sends nothing: in demo mode the answer itself carries the code."""

    def send(self, *, phone: str, code: str) -> None:
        """Do nothing."""


class ConsoleGateway:
    """For an operator without an SMS contract: the code appears on the server's own terminal."""

    def send(self, *, phone: str, code: str) -> None:
        """Print the masked phone and the code."""
        print(f"[验证码] {phone[:3]}****{phone[-4:]} {code}", flush=True)
