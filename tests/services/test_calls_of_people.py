"""Calls where the people and libraries of them change: a copy of all that is theirs, forgetting,
merging, and libraries that become part of another.
"""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import CallAnswer, Membership, OutboxMessage, OutboxState, Person, Role, RoleKind
from models.calls import AnswerDoor
from models.messages import CALL_ANSWERED, CALL_ENDED, Key, Recipient
from models.reach import Reach, set_up
from models.subjects import Subject
from scheduler import calls as job
from services import access, calls, ledger, organizations, outbox, terms
from services.calls import NewAnswer, announcements
from services.errors import NotAllowed
from services.outbox import Drop, Send
from services.people import merging, place
from services.people.forgetting import NAME, forget
from services.people.personal_data import everything
from tests import factories
from tests.factories import BEFORE, NOW, Cast, cast, standing
from tests.happenings import serve
from tests.opened_calls import CLOSES, OpenedCall, opened, speaks, spoken_for
from tests.stories.test_costs import counted
from views.calls.cards import WORDS


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    spoken_for(session, found)
    return found


@pytest.fixture
def found(session: Session, people: Cast) -> OpenedCall:
    return opened(session, people, is_hidden=False)


def say(
    session: Session, found: OpenedCall, who: Person, choice: str, comment: str = ""
) -> CallAnswer:
    unit = found.units["Tunxis" if who.name.startswith("Cleo") else "Central"]
    capacity = calls.capacity_of(session, unit, standing(session, who))
    answered = calls.answer(
        session,
        found.call,
        unit,
        NewAnswer((choice,), comment=comment, is_comment_private=bool(comment)),
        by=who,
        capacity=capacity,
        door=AnswerDoor.SLACK,
        now=NOW,
    )
    announcements.recorded(session, found.call, found.group, unit, answered, WORDS, by=who, now=NOW)
    return answered.row


def test_the_copy_has_her_answers_and_calls_and_nobody_elses(
    session: Session, people: Cast, found: OpenedCall
) -> None:
    say(session, found, people.ben, "yes", "Ours alone")
    say(session, found, people.cleo, "no", "Theirs alone")
    bens, dags = everything(session, people.ben), everything(session, people.dag)
    [answer] = bens["call_answers"]
    assert (answer["choices"], answer["comment"]) == (["yes"], "Ours alone")
    assert "Theirs alone" not in str(bens)
    assert [row["question"] for row in dags["calls"]] == [found.call.question]
    assert "call_answers" not in dags
    assert "calls" not in bens


def test_the_file_has_no_private_comment(session: Session, people: Cast, found: OpenedCall) -> None:
    say(session, found, people.ben, "yes", "Ours alone")
    for who in (people.dag, people.ben):
        content = calls.to_csv(session, found.call, standing(session, who)).decode()
        assert "Central,1,,yes,yes,,,Ben Brook" in content


def test_what_a_forgotten_person_answered_stands_as_of_a_former_member(
    session: Session, people: Cast, found: OpenedCall
) -> None:
    say(session, found, people.ben, "yes", "As Ben Brook said")
    before = calls.tally_of(session, found.call, NOW)
    result = forget(session, people.ben, by=None, now=NOW)
    assert result.still_named == {"call_answers.comment": 1}
    assert calls.tally_of(session, found.call, NOW) == before
    dag = standing(session, people.dag)
    [line] = [row for row in calls.lines(session, found.call, dag) if row.unit.name == "Central"]
    assert line.person is not None
    assert line.person.name == NAME
    assert [each.person.name for each in line.respondents] == ["Ann Abara"]
    card = announcements.card(session, found.call, found.group, NOW)
    question = announcements.question_of(session, card, found.units["Central"])
    assert NAME in WORDS.question(question)["text"] + str(WORDS.question(question)["blocks"])
    for message in session.exec(select(OutboxMessage)):
        assert "Ben Brook" not in str(message.payload)


def test_two_records_that_answered_one_call_are_merged_and_parted_again(
    session: Session, people: Cast, found: OpenedCall
) -> None:
    ben, old = people.ben, factories.person(session, "Nell Old", at=people.central)
    session.add(Role(person_id=old.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    session.flush()
    say(session, found, old, "no")
    say(session, found, ben, "yes")
    done = merging.merge(session, ben, old, by=people.dag, now=NOW)
    owners = [row.person_id for row in answers(session)]
    assert owners == [ben.id, ben.id]
    assert calls.tally_of(session, found.call, NOW).answered == 1
    assert list(ledger.differences(session)) == []
    merging.undo(session, done.id, by=people.dag, now=NOW)
    assert [row.person_id for row in answers(session)] == [old.id, ben.id]


def answers(session: Session) -> list[CallAnswer]:
    return list(session.exec(select(CallAnswer).order_by(col(CallAnswer.id))))


def test_a_library_that_becomes_part_of_another_stays_a_unit_that_nobody_answers_for_twice(
    session: Session, people: Cast, found: OpenedCall
) -> None:
    say(session, found, people.cleo, "no")
    organizations.merge(session, people.central, people.tunxis, by=people.dag, now=NOW)
    session.expire_all()
    central, tunxis = (found.units[name] for name in ("Central", "Tunxis"))
    assert central.name == "Central"
    ben = standing(session, people.ben)
    # Who spoke for it works elsewhere now, and has not become the voice of the other one by that.
    for unit in (central, tunxis):
        with pytest.raises(NotAllowed):
            calls.capacity_of(session, unit, ben)
    assert calls.waiting_for(session, ben) == []
    assert terms.respondents(session, [central.id], NOW) == {}
    dag = standing(session, people.dag)
    unit, call, _ = access.unit_to_record(session, central.id, by=dag)
    calls.excuse(session, call, unit, "Part of Tunxis", by=people.dag, now=NOW)
    count = calls.tally_of(session, call, NOW)
    assert (count.units, count.excused, count.answered) == (2, 1, 1)


LATER = NOW + timedelta(hours=1)


def arrived(session: Session) -> None:
    """All that was promised went out."""
    sent = {"channel": "D1", "ts": "1.1"}
    session.execute(sa.update(OutboxMessage).values(state=OutboxState.SENT, receipt=sent))
    session.expire_all()


def to_lane(session: Session, lane: str) -> str:
    """All that is promised to somebody, and was not there when all went out."""
    rows = session.exec(select(OutboxMessage).where(OutboxMessage.lane == lane)).all()
    return str([row.payload for row in rows if row.state is not OutboxState.SENT])


def end(session: Session, found: OpenedCall, by: Person) -> None:
    calls.close_early(session, found.call, found.group, "All said", by=by, now=LATER)
    announcements.ended(session, found.call, found.group, WORDS, by=by, now=LATER)


def test_who_does_not_answer_for_a_unit_any_more_is_shown_no_answer_of_it(
    session: Session, people: Cast
) -> None:
    found = opened(session, people)
    arrived(session)
    place(session, people.ben, people.tunxis.id, by=people.ben, now=NOW)
    say(session, found, people.ann, "no", "Between us only")
    assert to_lane(session, "UBEN") == "[]"
    end(session, found, people.dag)
    assert to_lane(session, "UBEN") == "[]"
    assert "All said" in to_lane(session, "UCLEO")


def test_what_waits_for_who_does_not_answer_any_more_keeps_its_words(
    session: Session, people: Cast
) -> None:
    found = opened(session, people)
    place(session, people.ben, people.tunxis.id, by=people.ben, now=NOW)
    say(session, found, people.ann, "no", "Between us only")
    assert "A question to" in to_lane(session, "UBEN")
    assert "Between us only" not in to_lane(session, "UBEN")


def test_who_answers_sees_each_answer_of_the_unit(session: Session, people: Cast) -> None:
    found = opened(session, people)
    arrived(session)
    say(session, found, people.ann, "no", "Between us only")
    assert "Between us only" in to_lane(session, "UBEN")
    assert to_lane(session, "UCLEO") == "[]"


def test_those_called_of_a_private_group_that_ended_see_that_it_was_cancelled(
    session: Session, people: Cast
) -> None:
    found = opened(session, people)
    arrived(session)
    found.group.is_private, found.group.discharged_at = True, NOW
    session.add(found.group)
    services = session.exec(select(Membership).where(Membership.group_id == found.group.id)).all()
    assert people.ben.id in {service.person_id for service in services}
    for service in services:
        service.until = NOW
    session.flush()
    for call in calls.end_with_group(session, found.group, by=people.dag, now=NOW):
        announcements.ended(session, call, found.group, WORDS, by=people.dag, now=NOW)
    assert "The group was discharged." in to_lane(session, "UBEN")


@pytest.mark.parametrize("leaves", [False, True])
def test_whose_answer_another_replaces_is_told_as_long_as_she_answers_for_the_unit(
    session: Session, people: Cast, leaves: bool
) -> None:
    found = opened(session, people)
    say(session, found, people.ben, "yes")
    if leaves:
        place(session, people.ben, people.tunxis.id, by=people.ben, now=NOW)
    say(session, found, people.ann, "no")
    rows = session.exec(select(OutboxMessage)).all()
    lanes = [row.lane for row in rows if row.key.startswith("callanswer|")]
    assert lanes == ([] if leaves else ["UBEN"])


def leave(session: Session, person: Person) -> None:
    for service in session.exec(select(Membership).where(Membership.person_id == person.id)):
        service.until = NOW
    session.flush()


def lanes_of(session: Session, kind: str) -> list[str]:
    rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id))).all()
    return [row.lane for row in rows if row.key.startswith(f"{kind}|")]


@pytest.mark.parametrize(
    ("is_private", "leaves", "hears"),
    [(True, True, False), (True, False, True), (False, True, True)],
)
def test_who_drafted_a_call_hears_what_came_of_it_if_she_may_know_of_the_group(
    session: Session, people: Cast, is_private: bool, leaves: bool, hears: bool
) -> None:
    found = opened(session, people)
    found.group.is_private, found.call.drafted_by = is_private, people.ann.id
    if leaves:
        leave(session, people.ann)
    session.flush()
    end(session, found, people.dag)
    assert lanes_of(session, "callended") == ["CMETA", *(["UANN"] if hears else [])]


@pytest.mark.usefixtures("reach_of_the_process")
@pytest.mark.parametrize("leaves", [False, True])
def test_who_was_asked_by_mail_and_left_a_private_group_hears_no_more_of_its_call(
    session: Session, leaves: bool
) -> None:
    set_up(Reach(sends_mail=True, public_url="https://convene.example.org"))
    people = cast(session)
    lea = factories.person(session, "Lea Lind", at=people.tunxis)
    people.metadata.is_private = True
    serve(session, people.metadata, lea)
    speaks(session, people.tunxis, lea, people.metadata)
    found = opened(session, people)
    arrived(session)
    if leaves:
        leave(session, lea)
    lanes = [] if leaves else [Recipient.person(lea).lane]
    later = CLOSES + timedelta(days=1)
    calls.extend(session, found.call, later, "More time", by=people.dag, now=LATER)
    announcements.changed(session, found.call, found.group, WORDS, now=LATER)
    assert lanes_of(session, "callextended") == ["CMETA", *lanes]
    end(session, found, people.dag)
    assert lanes_of(session, "callended") == ["CMETA", *lanes]


def test_word_of_a_call_goes_out_only_to_those_who_may_still_have_it(
    session: Session, people: Cast, found: OpenedCall
) -> None:
    subject = Subject.of(found.call)
    found.group.is_private = True

    def verdict(kind: str, who: Person | None) -> type:
        to = Recipient.person(who) if who else Recipient.channel("CMETA")
        [key] = [
            Key(each, subject, f"o{who.id if who else 0}", Subject.of(who) if who else None)
            for each in (CALL_ENDED, CALL_ANSWERED)
            if each.key == kind
        ]
        outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW)
        row = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key))).one()
        return type(job.recheck(session, row, NOW))

    leave(session, people.ben)
    assert verdict("callended", None) is Send
    assert verdict("callended", people.dag) is Send
    assert verdict("callended", people.ann) is Send
    assert verdict("callended", people.ben) is Drop
    assert verdict("callanswer", people.ann) is Send
    assert verdict("callanswer", people.dag) is Send
    assert verdict("callanswer", people.ben) is Drop
    found.group.is_private = False
    place(session, people.ben, people.tunxis.id, by=people.ben, now=NOW)
    session.execute(sa.delete(OutboxMessage))
    assert verdict("callended", people.ben) is Send
    assert verdict("callanswer", people.ben) is Drop


def test_what_came_of_a_call_is_shown_in_as_many_queries_for_many_units(
    session: Session, people: Cast, database: Engine
) -> None:
    counts = []
    for number in (1, 20):
        for place_of in range(number):
            name = f"Library {number} {place_of}"
            library = factories.organization(session, name)
            who = factories.person(session, f"P {number} {place_of}", at=library)
            who.slack_id = f"UP{number}X{place_of}"
            speaks(session, library, who, people.metadata)
        found = opened(session, people, question=f"Shall {number} more join?")
        say(session, found, people.ben, "yes")
        arrived(session)
        found = OpenedCall(found.call, found.group, {})
        with counted(database) as statements:
            end(session, found, people.dag)
        counts.append(len(statements))
        rows = session.exec(select(OutboxMessage)).all()
        units = {str(Subject.of(unit)) for unit in calls.units_of(session, found.call)}
        waiting = [row for row in rows if row.state is OutboxState.READY]
        drawn = [row for row in waiting if row.subject in units]
        assert len(drawn) == len(units) > number
        assert len({str(row.payload["text"])[:40] for row in drawn}) == len(drawn)
        arrived(session)
    assert counts[0] == counts[1]
