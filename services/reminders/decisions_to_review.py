"""The question to chairs, on the review date of a decision, whether it worked."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Decision, Group, Membership, Person
from models.messages import DID_IT_WORK
from models.reminders import DecisionReminder
from models.subjects import Subjects
from services import preferences, terms
from services.access import CHAIR_ROLES
from services.dates import instant
from services.reminders.due import MORNING, Due, can_be_reached, due_to
from services.reminders.scanning import ids_of

_OF_USE_FOR = timedelta(days=30)


def decisions_to_review(session: Session, now: datetime, about: Subjects) -> list[Due]:
    """A question to each chair at nine on the review date, in her own zone, as long as nobody has
    answered it. It goes to those in Slack alone, since the form is there.
    """
    statement = (
        select(Decision, Group, Person)
        .join(Group, col(Group.id) == Decision.group_id)
        .join(Membership, col(Membership.group_id) == Group.id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Decision.id).in_(ids_of("decision", about)))
        .where(col(Decision.review_on) > now.date() - _OF_USE_FOR, terms.active(now))
        .where(
            terms.serving(now), col(Membership.role).in_(CHAIR_ROLES), *can_be_reached(chairs=True)
        )
        .where(col(Person.slack_id).is_not(None))
        .order_by(col(Decision.review_on), col(Decision.id), col(Person.id))
    )
    everybody = preferences.reminder_hours(session, now)
    found = (
        due_to(
            everybody.of(person),
            DecisionReminder(decision, group, person),
            kind=DID_IT_WORK,
            occurrence=f"{decision.review_on:%Y%m%d}",
            moment=begins,
            expires_at=begins + _OF_USE_FOR,
            now=now,
        )
        for decision, group, person in session.exec(statement)
        if decision.review_on
        for begins in (instant(decision.review_on, MORNING, person.zone),)
    )
    return [due for due in found if due is not None]
