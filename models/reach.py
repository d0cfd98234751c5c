"""By which media people can be reached, as this process is set up."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from models.messages import Medium
from models.people import Obstacle, Person


@dataclass(frozen=True)
class Reach:
    """What the settings say about the media beside Slack."""

    sends_mail: bool = False
    """Whether a mail server is configured."""
    public_url: str = ""
    """The address of the pages from outside, without a slash at the end; empty where there are
    none.
    """
    mailbox: str = ""
    """The address to which people answer, also to invitations; empty where no mail is sent."""
    reads_answers: bool = False
    """Whether what people and their calendars answer to that address is read."""


_reach = Reach()


def set_up(reach: Reach) -> None:
    """Take over what the settings say, once, before anything is sent or shown."""
    global _reach
    _reach = reach


def current() -> Reach:
    """What holds in this process."""
    return _reach


def takes_mail(person: Person) -> bool:
    """Whether Convene may write to her by mail: she has an address that took the last mail, and did
    not say that she wants none.
    """
    return _reach.sends_mail and obstacle_of(person) is None


def obstacle_of(person: Person) -> Obstacle | None:
    """What keeps mail from her, whether or not any is sent."""
    if person.email is None:
        return Obstacle.NO_ADDRESS
    if person.mail_stopped_at is not None:
        return Obstacle.STOPPED
    return Obstacle.BOUNCED if person.mail_bounced_at is not None else None


def medium_of(person: Person) -> Medium | None:
    """How messages reach her, by Slack where she has an account; None where they do not."""
    if person.slack_id is not None:
        return Medium.SLACK
    return Medium.MAIL if takes_mail(person) else None


def is_reachable(person: Any = Person) -> sa.ColumnElement[bool]:
    """The condition that messages reach a ``Person``, or an alias of it, as ``medium_of`` says."""
    in_slack = col(person.slack_id).is_not(None)
    return sa.or_(in_slack, reads_mail(person)) if _reach.sends_mail else in_slack


def reads_mail(person: Any = Person) -> sa.ColumnElement[bool]:
    """The condition that nothing keeps mail from a ``Person``, as ``obstacle_of`` says, also where
    she is in Slack.
    """
    return sa.and_(
        col(person.email).is_not(None),
        col(person.mail_stopped_at).is_(None),
        col(person.mail_bounced_at).is_(None),
    )
