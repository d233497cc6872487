"""Who we are to a push service (RFC 8292): one signed header an origin, kept for hours."""

from __future__ import annotations

import base64
import threading
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

USED_FOR = timedelta(hours=6)
VALID_FOR = timedelta(hours=12)
"""Below the 24 hours of RFC 8292, above `USED_FOR` by a margin for clocks that differ."""


class VapidKeys:
    """The application server's key pair; shared by threads."""

    def __init__(self, pem: bytes, subject: str) -> None:
        """``subject`` is a real ``mailto:`` or ``https:`` contact, checked at start: Apple answers 403 to any other."""
        self._vapid = Vapid02.from_pem(pem)
        self._vapid.conf = {"no-strict": True}  # py_vapid's own check refuses an https: contact that has a path
        self._subject = subject
        self._lock = threading.Lock()
        self._headers: dict[str, tuple[datetime, str]] = {}

    @property
    def public_key(self) -> str:
        """The uncompressed point in base64url, as browsers take it."""
        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def header(self, origin: str, now: datetime) -> str:
        """The ``Authorization`` header for one origin, whose claims are never shared with another's."""
        with self._lock:
            kept = self._headers.get(origin)
            if kept and kept[0] > now:
                return kept[1]
            claims = {"aud": origin, "sub": self._subject, "exp": int((now + VALID_FOR).timestamp())}
            header = str(self._vapid.sign(claims)["Authorization"])
            self._headers[origin] = (now + USED_FOR, header)
            return header
