"""Which cards ask something that is over, and are to be drawn anew."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models import Meeting, OutboxMessage, OutboxOp, OutboxState
from models.messages import Recipient
from models.subjects import Subject
from services import meetings, outbox
from tests.factories import NOW, cast
from tests.happenings import meeting

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def posted(session: Session, row: Meeting, *redrawn_before_start: timedelta) -> None:
    """A card that went out a day before the meeting, and was redrawn then."""
    about = Subject.of(row)
    posted_at = row.starts_at - DAY
    outbox.post(
        session,
        {"text": "card"},
        to=Recipient.channel("CMETA"),
        key=meetings.card_key(row),
        now=posted_at,
        subject=about,
    )
    card = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.POST)).one()
    card.state = OutboxState.SENT
    session.flush()
    for number, before in enumerate(redrawn_before_start):
        at = row.starts_at - before
        text = {"text": f"{number}"}
        outbox.update_cards(session, about, text, revision=(f"{number}",), now=at)


@pytest.mark.parametrize(
    ("redrawn_before_start", "is_outdated"),
    [
        ((), True),
        ((SECOND,), True),
        ((timedelta(0),), False),
        ((SECOND, timedelta(0)), False),
        ((-SECOND,), False),
    ],
)
def test_a_card_that_was_drawn_before_the_start_is_outdated_after_it(
    session: Session, redrawn_before_start: tuple[timedelta, ...], is_outdated: bool
) -> None:
    row = meeting(session, cast(session).metadata, NOW - HOUR)
    posted(session, row, *redrawn_before_start)
    assert meetings.with_outdated_card(session, NOW) == ([row] if is_outdated else [])


def test_before_the_start_and_without_a_card_nothing_is_outdated(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata, NOW + SECOND)
    posted(session, ahead)
    meeting(session, people.metadata, NOW - HOUR)
    assert meetings.with_outdated_card(session, NOW) == []
    assert meetings.with_outdated_card(session, NOW + SECOND) == [ahead]
