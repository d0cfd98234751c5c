"""Reading a channel to find a post that may have arrived, and deleting its extra copies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from models import OutboxMessage, OutboxOp
from models.messages import Medium
from scheduler.sending import (
    MARK,
    MISSING_SCOPE,
    NOT_INSTALLED,
    WITHOUT_INSTALLATION,
    channel_of,
    is_clean_refusal,
    retry_after,
)
from services.outbox import (
    BEFORE_FIRST_TRY,
    Found,
    NotSearchable,
    Receipt,
    SearchFailed,
    SearchResult,
    SendAgain,
)

HISTORY_PAGE = 200


def find(
    client: WebClient, message: OutboxMessage, *, since: datetime | None = None
) -> SearchResult:
    """Where ``message`` stands in its channel since then, or since well before the first try: never
    within a unit of work.
    """
    start = since or (message.first_try or message.created_at) - BEFORE_FIRST_TRY
    if message.recipient.medium is Medium.MAIL:
        return SendAgain("mail cannot be looked for")
    if message.op is not OutboxOp.POST or not message.mark:
        return NotSearchable("such a message cannot be found again")
    return _searched(
        lambda: Found(
            tuple(sorted(_copies(client, message, start), key=lambda copy: str(copy["ts"])))
        )
    )


def remove(client: WebClient, receipts: list[Receipt]) -> SearchFailed | None:
    """Delete these copies; what went wrong, if trying again later may help."""
    for receipt in receipts:
        failed = _searched(lambda receipt=receipt: _deleted(client, receipt))
        if isinstance(failed, SearchFailed):
            return failed
    return None


def _searched(read: Any) -> SearchResult:
    try:
        result: SearchResult = read()
        return result
    except SlackApiError as error:
        return _failure(error.response)
    except Exception as error:
        return SearchFailed(f"{type(error).__name__}: {error}")


def _copies(client: WebClient, message: OutboxMessage, since: datetime) -> Iterator[Receipt]:
    """Every post that carries the mark, on all pages since then."""
    channel = channel_of(client, message.recipient)
    cursor = ""
    while True:
        page = client.conversations_history(
            channel=channel,
            oldest=f"{since.timestamp():.6f}",
            inclusive=True,
            include_all_metadata=True,
            limit=HISTORY_PAGE,
            **({"cursor": cursor} if cursor else {}),
        )
        yield from (
            {"channel": channel, "ts": post["ts"]}
            for post in page["messages"]
            if _mark(post) == message.mark
        )
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            if page.get("has_more"):
                raise ValueError("there are more pages, and no way to them")
            return


def _mark(post: dict[str, Any]) -> str:
    metadata = post.get("metadata") or {}
    if metadata.get("event_type") != MARK:
        return ""
    return str((metadata.get("event_payload") or {}).get("k", ""))


def _deleted(client: WebClient, receipt: Receipt) -> SearchResult:
    client.chat_delete(channel=receipt["channel"], ts=receipt["ts"])
    return Found()


def _failure(answer: SlackResponse) -> SearchResult:
    code = str(answer.get("error", ""))
    pause = retry_after(answer)
    if pause is not None:
        return SearchFailed("ratelimited", pause)
    if not is_clean_refusal(answer):
        return SearchFailed(f"HTTP {answer.status_code}: {code}", timedelta())
    if code in NOT_INSTALLED and code != MISSING_SCOPE:
        return SearchFailed(code, WITHOUT_INSTALLATION)
    return NotSearchable(code)
