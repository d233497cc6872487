"""What can go wrong in the domain, without a word about HTTP.

A domain error is a class with a stable ``code`` (snake_case, part of the public contract) and a Chinese sentence that
tells a user what to do next. Each is defined in the module that raises it; `web.problems` turns the bases into status
codes in one place.
"""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """Base of everything the domain refuses.

    ``detail`` may say more than the class's ``title``; ``errors`` names fields as ``{"field", "message"}``; ``extra``
    is public data added to the problem document.
    """

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "这一步没有办成"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[dict[str, str]] | None = None,
        extra: dict[str, Any] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(self.code)
        self.detail = detail or self.title
        self.errors = errors or []
        self.extra = extra or {}
        self.retry_after_s = retry_after_s


class NotFound(DomainError):
    """Unknown, or not the caller's to know about."""

    code = "not_found"
    title = "没有找到"


class Conflict(DomainError):
    """The request is well formed but the state of things does not allow it."""

    code = "conflict"
    title = "与现在的情况有冲突，请刷新后再试"


class Forbidden(DomainError):
    """Known to the caller, but not theirs to do."""

    code = "not_permitted"
    title = "您没有做这件事的权限"


class SignInRequired(DomainError):
    """Nobody is signed in."""

    code = "sign_in_required"
    title = "请先登录"


class Unacceptable(DomainError):
    """A value that no state of things would make right."""

    code = "validation_failed"
    title = "填写的内容有误，请检查后再试"


class TooMany(DomainError):
    """A limit was reached; ``retry_after_s`` says when to come back."""

    code = "too_many_requests"
    title = "操作太频繁，请稍后再试"


class TooLarge(DomainError):
    """More than anybody may send; asking again does not help."""

    code = "body_too_large"
    title = "提交的内容太大了，请减少后再试"


class ClientIdReused(Conflict):
    """One client id came with two different bodies: the second is refused and changes nothing."""

    code = "client_id_reused"
    title = "这个提交编号已用于另一份内容，请刷新后重试"
