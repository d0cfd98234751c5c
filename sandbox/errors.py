"""The two ways in which the sandbox says no: to the app, and to the person at the page."""

from typing import Any

from sandbox.refusals import WORDS


class SlackError(Exception):
    """A refusal in the Web API's own words, answered as `{"ok": false, "error": code}`."""

    def __init__(self, code: str, *, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or ([f"[ERROR] {WORDS[code]}"] if code in WORDS else [])
        self.extra = extra

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class RateLimited(SlackError):
    """Too fast; answered with 429 and how many seconds to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


class Declined(Exception):
    """Something a person tried at the page did not work; `message` is for them to read."""

    def __init__(self, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extra = extra


class Malformed(Exception):
    """A request of the page that no page would make."""


# The world, not the payload, is the reason for these: an app must expect them and they break no
# rule.
CIRCUMSTANCES = frozenset(
    (
        "channel_not_found",
        "channel_is_archived",
        "not_in_channel",
        "is_archived",
        "user_not_in_channel",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "message_not_found",
        "thread_not_found",
        "cant_update_message",
        "cant_delete_message",
        "hash_conflict",
        "not_found",
        "ratelimited",
        "already_in_channel",
        "name_taken",
        "user_disabled",
        "user_is_restricted",
        "ura_max_channels",
        "cannot_dm_bot",
        "cant_invite_self",
        "messages_tab_disabled",
        "not_enabled",
        "file_not_found",
        "used_url",
        "expired_url",
        "already_archived",
        "not_archived",
        "token_revoked",
        "account_inactive",
        "is_inactive",
        "cannot_find_message",
        "already_reacted",
        "no_reaction",
        "too_many_emoji",
        "too_many_reactions",
        "invalid_scheduled_message_id",
        "time_in_past",
        "restricted_too_many",
        "permission_denied",
        "too_many_bookmarks",
        "internal_error",
        "service_unavailable",
    )
)
