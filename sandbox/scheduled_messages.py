"""Messages for later: handed in by the app, posted when the sandbox's clock reaches them."""

from typing import Any

from sandbox import posting
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.workspace import Channel, Scheduled

Payload = dict[str, Any]

FURTHEST = 120 * 24 * 3600
WINDOW = 5 * 60
MOST_IN_WINDOW = 30
DELETION_CLOSES_SECONDS = 60
"""Seconds before its time in which a message can no longer be taken back."""


def schedule(slack: Slack, channel: Channel, post_at: int, **content: Any) -> Scheduled:
    """Keeps a message until `post_at`; its content has been checked."""
    _refuse_moment(slack, channel, post_at)
    row = Scheduled(slack.workspace.new_id("Q"), channel.id, post_at, int(slack.now()), **content)
    with slack.lock:
        slack.workspace.scheduled[row.id] = row
        slack.workspace.note("scheduled")
    _remember(slack, row)
    return row


def take_back(slack: Slack, channel: Channel, scheduled_id: str) -> None:
    row = slack.workspace.scheduled.get(scheduled_id)
    if (
        row is None
        or row.channel != channel.id
        or row.post_at - slack.now() < DELETION_CLOSES_SECONDS
    ):
        raise SlackError("invalid_scheduled_message_id")
    with slack.lock:
        del slack.workspace.scheduled[row.id]
        slack.workspace.note("scheduled")


def resume(slack: Slack) -> None:
    """Takes up what waited when the sandbox was stopped;
    what became due meanwhile is posted at once.
    """
    for row in list(slack.workspace.scheduled.values()):
        _remember(slack, row)


def _remember(slack: Slack, row: Scheduled) -> None:
    slack.agenda.at(row.post_at, lambda: _post(slack, row))


def _post(slack: Slack, row: Scheduled) -> None:
    """Nobody is told where it cannot be posted;
    with metadata it never is, which Slack lists as a bug.
    """
    with slack.lock:
        waiting = slack.workspace.scheduled.pop(row.id, None)
        slack.workspace.note("scheduled")
    channel = slack.workspace.channels.get(row.channel)
    if waiting and channel and row.metadata is None and _may_write(slack, channel):
        posting.post(
            slack,
            channel,
            text=row.text,
            blocks=row.blocks,
            thread_ts=row.thread_ts,
            at=row.post_at,
        )


def _may_write(slack: Slack, channel: Channel) -> bool:
    is_member = slack.bot.user_id in channel.members
    everywhere = channel.is_open_to_all and "chat:write.public" in slack.manifest.scopes
    return not channel.is_archived and not slack.shut_out and (is_member or everywhere)


def _refuse_moment(slack: Slack, channel: Channel, post_at: int) -> None:
    now = slack.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + FURTHEST:
        raise SlackError("time_too_far")
    times = [row.post_at for row in slack.workspace.scheduled.values() if row.channel == channel.id]
    if _busiest([*times, post_at], post_at) > MOST_IN_WINDOW:
        raise SlackError("restricted_too_many")


def _busiest(times: list[int], post_at: int) -> int:
    """The most messages in any five minutes that hold this moment."""
    starts = [time for time in times if post_at - WINDOW < time <= post_at]
    return max(sum(1 for time in times if start <= time < start + WINDOW) for start in starts)
