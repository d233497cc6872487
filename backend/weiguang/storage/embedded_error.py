"""What stops the embedded database."""

from __future__ import annotations


class EmbeddedMongoError(Exception):
    """The embedded database cannot run; the message is a Chinese sentence with what to do about it."""
