"""One poll: its times at the reader's own clock, answering all of them in one form, and which time
suits best.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models import Availability, Group, Poll
from models.database import reading, unit_of_work
from models.polls import PollResult, SlotShown
from services import access, polls
from services.errors import Invalid
from services.polls import SLOT_FIELD, news
from views.polls import LABELS, REST_FIELD
from views.polls.cards import SEEN_BY, WORDS, picked_slot
from views.polls.slot_words import slot_span, slot_words
from web.personal_pages.visits import Done, Shown, Visit

_CHOICES = {each.value: each for each in Availability}


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        poll, group = access.poll_answers_to_see(session, number, by=visit.who)
        found = polls.result(session, poll, group, by=visit.who, now=visit.now)
        may_answer = polls.takes_answers(poll, visit.now) and access.may_answer_poll(
            poll, group, by=visit.who
        )
        given = polls.own_answers(session, poll, visit.person)
        facts = _facts(found, visit) | {
            "may_answer": may_answer,
            "is_answered": bool(given),
            "fields": _fields(found, given, visit) if may_answer else [],
            "remaining": visit.text(REST_FIELD),
        }
    return Shown("poll.html", facts)


def act(visit: Visit, number: int) -> Done:
    """Answer: what the form in Slack does, too."""
    with unit_of_work() as session:
        poll, group = access.poll_to_answer(session, number, by=visit.who)
        _answer(session, poll, group, visit)
    return Done("poll_answered", visit.path("polls", number), "answers")


def _answer(session: Session, poll: Poll, group: Group, visit: Visit) -> None:
    given = {
        slot.id: _choice(visit, f"{SLOT_FIELD}{slot.position}")
        for slot in polls.slots_of(session, poll)
    }
    is_new = polls.answer(
        session,
        poll,
        given,
        rest=_choice(visit, REST_FIELD),
        by=visit.person,
        now=visit.now,
        by_link=True,
    )
    if is_new:
        news.answered(session, poll, group, WORDS, by=visit.person, now=visit.now)


def _choice(visit: Visit, name: str) -> Availability | None:
    """None where nothing was chosen. Raises ``Invalid`` for anything that the form does not
    offer.
    """
    chosen = visit.text(name)
    if chosen and chosen not in _CHOICES:
        raise Invalid("That is none of the choices on this page. Choose again.", field=name)
    return _CHOICES.get(chosen)


def _facts(found: PollResult, visit: Visit) -> dict[str, Any]:
    """What everybody in the group sees: the times, the best first, with the reason."""
    zone, slots = visit.person.zone, {slot.slot_id: slot for slot in found.card.slots}
    picked = picked_slot(found.card)
    return {
        "poll": found.card.poll,
        "group": found.card.group,
        "count": f"{found.card.answered} of {found.card.people}",
        "picked": slot_words(picked, zone) if picked else "",
        "clock": zone,
        "is_weekly": found.card.slots[0].is_weekly,
        "seen_by": SEEN_BY,
        "labels": [(each.value, LABELS[each]) for each in Availability],
        "ranks": [
            (slot_words(slots[rank.slot_id], zone), rank.reason, _names(found, rank.slot_id))
            for rank in found.ranks
        ],
        "silent": [line.person.name for line in found.lines if line.is_there and not line.answers],
        "turns": [count for person, count in found.turns if person.id == visit.person.id],
        "turns_since": found.turns_since,
    }


def _names(found: PollResult, slot_id: int) -> list[tuple[str, list[str]]]:
    """Who answered what to a slot, by name."""
    return [
        (LABELS[each], names)
        for each in Availability
        if (
            names := [
                line.person.name
                for line in found.lines
                if line.is_there and line.answers.get(slot_id) is each
            ]
        )
    ]


def _fields(
    found: PollResult, given: Mapping[int, Availability], visit: Visit
) -> list[tuple[str, str, str]]:
    """The name, the label and the choice of each field: what was typed and refused, else what was
    answered before.
    """
    return [
        (name, slot_span(slot, visit.person.zone), visit.text(name) or _before(given, slot))
        for slot in found.card.slots
        for name in (f"{SLOT_FIELD}{slot.position}",)
    ]


def _before(given: Mapping[int, Availability], slot: SlotShown) -> str:
    answer = given.get(slot.slot_id)
    return answer.value if answer else ""
