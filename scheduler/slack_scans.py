"""Asks Slack what everybody, and each group's channel, is by now: one page a beat."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlmodel import Session

from models import Group, Person, ScanStage
from models.database import reading, unit_of_work
from scheduler.sending import retry_after
from services import group_channels, people, slack_scan
from services.people import Profile
from services.slack_scan import Step
from views import group_channels as channel_views

PAGE_SIZE = 200
"""How many people Slack is asked for at once, as it recommends."""
WITHOUT_ANSWER = timedelta(minutes=5)
"""How long Slack is left alone when it does not answer."""
HIDDEN = {"user_not_found", "user_not_visible"}

log = logging.getLogger(__name__)


def ask_next(now: datetime, client: WebClient) -> int:
    """Ask what is to be asked next; how many people and channels Slack told of.

    No call is made within a unit of work, and what Slack does not answer is asked again later.
    """
    with reading() as session:
        if not slack_scan.is_due(session, now):
            return 0
    with unit_of_work() as session:
        step = slack_scan.claim(session, now)
    if step is None:
        return 0
    try:
        return _ask(step, client, now)
    except SlackApiError as error:
        if error.response.get("error") == "invalid_cursor":
            with unit_of_work() as session:
                slack_scan.begin(session, now)
            return 0
        wait = retry_after(error.response) or WITHOUT_ANSWER
        log.warning("Slack does not say who everybody is: %s", error.response.get("error"))
    except Exception as error:
        wait = WITHOUT_ANSWER
        log.warning("Slack does not say who everybody is: %s", type(error).__name__)
    with unit_of_work() as session:
        slack_scan.put_off(session, until=now + wait)
    return 0


def _ask(step: Step, client: WebClient, now: datetime) -> int:
    match step.stage:
        case ScanStage.PEOPLE:
            return _ask_page(step, client, now)
        case ScanStage.MISSING:
            return _ask_missing(step, client, now)
        case ScanStage.CHANNELS:
            return _ask_channels(step, client, now)


def _ask_page(step: Step, client: WebClient, now: datetime) -> int:
    page = client.users_list(limit=PAGE_SIZE, cursor=step.cursor)
    profiles = [people.profile_of(user) for user in page["members"]]
    cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
    return _file(step, profiles, cursor, now)


def _ask_missing(step: Step, client: WebClient, now: datetime) -> int:
    with reading() as session:
        found = slack_scan.missing(session, step)
    users = [_user(client, str(person.slack_id)) for person in found]
    return _file(step, [people.profile_of(user) for user in users if user], _last(found), now)


def _ask_channels(step: Step, client: WebClient, now: datetime) -> int:
    with reading() as session:
        found = slack_scan.channels(session, step, now)
    answers = {group.id: is_private(client, str(group.channel_id)) for group in found}
    with unit_of_work() as session:
        for group_id, private in answers.items():
            if private is not None:
                _note_channel(session, group_id, private, now)
        if not found:
            slack_scan.tidy(session, now)
        slack_scan.go_on(session, step, _last(found), now=now)
    return len(answers)


def _note_channel(session: Session, group_id: int, private: bool, now: datetime) -> None:
    """A group that has become private says so to those who can mend it."""
    if slack_scan.note_channel(session, group_id, is_private=private, now=now):
        group = session.get_one(Group, group_id)
        occurrence = ("private", f"{now:%Y%m%dT%H%M%S}")
        words = channel_views.became_private(group)
        group_channels.tell(session, group, words, occurrence=occurrence, now=now)


def is_private(client: WebClient, channel_id: str) -> bool | None:
    """Whether a channel is private; None where Slack shows none."""
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        if error.response.get("error") in ("channel_not_found", "missing_scope"):
            return None
        raise
    return bool(channel.get("is_private"))


def _user(client: WebClient, slack_id: str) -> dict[str, Any] | None:
    try:
        return dict(client.users_info(user=slack_id)["user"])
    except SlackApiError as error:
        if error.response.get("error") in HIDDEN:
            return None
        raise


def _file(step: Step, profiles: Sequence[Profile], cursor: str, now: datetime) -> int:
    with unit_of_work() as session:
        count = slack_scan.refresh(session, profiles, now=now)
        slack_scan.go_on(session, step, cursor, now=now)
    return count


def _last(rows: Sequence[Group] | Sequence[Person]) -> str:
    """Where to go on: empty where a step has found nothing more."""
    return str(rows[-1].id) if rows else ""
