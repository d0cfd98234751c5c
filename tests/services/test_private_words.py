"""Who is told something in private, and that two events in one second are two."""

from datetime import timedelta

from sqlmodel import Session, select

from models import OutboxMessage
from models.messages import DEPUTIZED
from models.payloads import Message
from models.subjects import Subject
from services import outbox
from tests.factories import NOW, cast

WORDS: Message = {"text": "It ended.", "blocks": []}


def test_only_who_is_active_in_slack_and_did_not_do_it_is_told(session: Session) -> None:
    people = cast(session)
    people.cleo.is_active = False
    named = [people.ann, people.ben, people.ben, people.cleo, people.pia]
    recipients = outbox.tell(
        session,
        named,
        WORDS,
        kind=DEPUTIZED,
        subject=Subject.of(people.metadata),
        now=NOW,
        by=people.ann,
    )
    assert recipients == [people.ben]
    [row] = session.exec(select(OutboxMessage)).all()
    assert row.lane == people.ben.slack_id


def test_two_events_in_one_second_are_told_twice_and_a_named_one_once(session: Session) -> None:
    people = cast(session)
    subject = Subject.of(people.metadata)
    for now in (NOW, NOW + timedelta(milliseconds=1)):
        for occurrence in ("", "made"):
            outbox.tell(
                session,
                [people.ben],
                WORDS,
                kind=DEPUTIZED,
                subject=subject,
                now=now,
                occurrence=occurrence,
            )
    assert len(session.exec(select(OutboxMessage)).all()) == 3
