"""Who has no Slack account and takes mail is written to by the same rules as everybody."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from models import (
    Lane,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    PageCode,
    Person,
    PersonalLink,
    Rsvp,
    RsvpAnswer,
)
from models.meetings import AnswerTotals
from models.messages import DEPUTIZED, MOVED, Key, Medium, Recipient
from models.payloads import Message
from models.reach import Reach, set_up, takes_mail
from models.reminders import PartnersReminder
from models.subjects import Subject
from services import (
    access,
    deliveries,
    history_pages,
    links,
    meetings,
    outbox,
    people,
    preferences,
    reminders,
    tasks,
)
from services.meetings import audience
from services.people import Profile, addresses, forgetting, merging, personal_data
from services.reminders import Due
from services.reminders.scanning import changed_people, note_people
from tests.factories import NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, serve, task
from tests.keys import everything

pytestmark = pytest.mark.usefixtures("reach_of_the_process")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BY_MAIL = Reach(sends_mail=True, public_url="https://convene.example.org")
WORDS: Message = {"text": "It ended.", "blocks": []}


@pytest.fixture
def cast_of(session: Session) -> Cast:
    """The cast, where a mail server is configured: Pia has an address and no Slack."""
    set_up(BY_MAIL)
    return cast(session)


def lanes(found: list[Due], now: datetime = NOW) -> list[str]:
    return [due.to.lane for due in found if due.is_due(now)]


def mailbox(person: Person) -> str:
    return Recipient(Medium.MAIL, str(person.id)).lane


def out_of_reach(person: Person, how: str) -> None:
    if how == "no address":
        person.email = None
    else:
        setattr(person, how, NOW)


UNREACHED = ("no address", "mail_stopped_at", "mail_bounced_at")


def test_she_is_reminded_asked_and_told_of_her_task_by_mail(
    session: Session, cast_of: Cast
) -> None:
    meeting(session, cast_of.metadata)
    meeting(session, cast_of.metadata, starts_at=NOW + 7 * DAY)
    task(session, cast_of.pia, due_on=NOW.date())
    everywhere = everything(session)
    by_mail = mailbox(cast_of.pia)
    assert lanes(reminders.meetings_ahead(session, NOW, everywhere)) == [
        *("UANN", "UBEN"),
        by_mail,
        "UGIL",
    ]
    assert by_mail in lanes(reminders.answers_missing(session, NOW, everywhere))
    assert lanes(reminders.tasks_due(session, NOW, everywhere)) == [by_mail]


@pytest.mark.parametrize("how", UNREACHED)
def test_whom_mail_does_not_reach_either_is_not_written_to(
    session: Session, cast_of: Cast, how: str
) -> None:
    row = meeting(session, cast_of.metadata)
    task(session, cast_of.pia, due_on=NOW.date())
    out_of_reach(cast_of.pia, how)
    session.flush()
    everywhere = everything(session)
    assert lanes(reminders.meetings_ahead(session, NOW, everywhere)) == ["UANN", "UBEN", "UGIL"]
    assert reminders.tasks_due(session, NOW, everywhere) == []
    assert [p.name for p in meetings.summary(session, row, now=NOW).not_asked] == ["Pia Pons"]
    [due] = reminders.partners_to_tell(session, NOW, everywhere)
    assert due.person == cast_of.ann


def test_who_is_asked_by_mail_counts_as_asked_and_chairs_need_tell_nobody(
    session: Session, cast_of: Cast
) -> None:
    row = meeting(session, cast_of.metadata)
    seen = meetings.summary(session, row, now=NOW)
    assert (seen.not_asked, cast_of.pia in seen.not_answered) == ([], True)
    assert seen.without_slack == [cast_of.pia]
    [line] = meetings.lines(session, [row], cast_of.ann, now=NOW)
    assert line.totals == seen.totals == AnswerTotals(not_answered=4)
    assert reminders.partners_to_tell(session, NOW, everything(session)) == []
    set_up(Reach())
    [line] = meetings.lines(session, [row], cast_of.ann, now=NOW)
    assert line.totals == AnswerTotals(not_answered=3, not_asked=1)


def test_of_several_only_those_whom_nothing_reaches_are_told_by_the_chair(
    session: Session, cast_of: Cast
) -> None:
    uma = person(session, "Uma Ueda")
    serve(session, cast_of.metadata, uma)
    uma.mail_bounced_at = NOW
    meeting(session, cast_of.metadata)
    [due] = reminders.partners_to_tell(session, NOW, everything(session))
    assert isinstance(due.facts, PartnersReminder)
    assert isinstance(due.facts, PartnersReminder)
    assert [who for who, _answer in due.facts.partners] == [uma]


def test_who_came_is_asked_in_slack_alone(session: Session, cast_of: Cast) -> None:
    circle = group(session, "Circle", chair=cast_of.pia, channel_id="CCIRCLE")
    meeting(session, circle, starts_at=NOW - 2 * HOUR)
    assert reminders.lists_missing(session, NOW, everything(session)) == []


def test_a_chair_without_slack_hears_by_mail_of_what_is_long_overdue(
    session: Session, cast_of: Cast
) -> None:
    circle = group(session, "Circle", chair=cast_of.pia, channel_id="CCIRCLE")
    task(session, cast_of.ben, group_id=circle.id, due_on=NOW.date() - 14 * DAY)
    assert lanes(reminders.long_overdue(session, NOW, everything(session))) == [
        mailbox(cast_of.pia)
    ]


def test_word_of_what_concerns_her_goes_to_her_mailbox(session: Session, cast_of: Cast) -> None:
    def recipients() -> list[Person]:
        return outbox.tell(
            session,
            [cast_of.ben, cast_of.pia],
            WORDS,
            kind=DEPUTIZED,
            subject=Subject.of(cast_of.metadata),
            now=NOW,
        )

    assert recipients() == [cast_of.ben, cast_of.pia]
    rows = session.exec(select(OutboxMessage.lane).order_by(OutboxMessage.lane)).all()
    assert rows == ["UBEN", mailbox(cast_of.pia)]
    cast_of.pia.is_active = False
    assert recipients() == [cast_of.ben]


def test_her_answer_by_link_is_marked_and_counted(session: Session, cast_of: Cast) -> None:
    row = meeting(session, cast_of.metadata)
    meetings.record_rsvp_for(session, row, cast_of.pia.id, RsvpAnswer.NO, by=cast_of.ann, now=NOW)
    seen = meetings.summary(session, row, now=NOW)
    assert (seen.by_link, seen.recorders) == (frozenset(), {cast_of.pia.id: "Ann Abara"})
    given = session.get_one(Rsvp, (row.id, cast_of.pia.id))
    given.answer, given.by_link = RsvpAnswer.YES, True
    session.flush()
    seen = meetings.summary(session, row, now=NOW)
    assert (seen.yes, seen.by_link, seen.recorders) == (
        [cast_of.pia],
        frozenset([cast_of.pia.id]),
        {},
    )


@pytest.mark.parametrize("how", ["", *UNREACHED])
def test_who_said_yes_hears_that_it_was_moved_where_mail_reaches_her(
    session: Session, cast_of: Cast, how: str
) -> None:
    row = meeting(session, cast_of.metadata)
    yes, hers = RsvpAnswer.YES, cast_of.pia.id
    session.add(Rsvp(meeting_id=row.id, person_id=hers, answer=yes, answered_at=NOW))
    if how:
        out_of_reach(cast_of.pia, how)
    session.flush()
    found = audience.concerned(session, [row], by=cast_of.ann, now=NOW)
    assert found == ([] if how else [cast_of.pia])


def test_a_mail_server_that_is_configured_later_has_her_scanned_anew(
    session: Session, cast_of: Cast
) -> None:
    def seen() -> set[int]:
        found = changed_people(session, NOW)
        if found:
            note_people(session, found, NOW)
        return set(found)

    set_up(Reach())
    assert len(seen()) == 6
    assert seen() == set()
    set_up(BY_MAIL)
    assert seen() == {cast_of.pia.id}
    for column in ("mail_stopped_at", "mail_bounced_at"):
        for value in (NOW, None):
            setattr(cast_of.pia, column, value)
            session.flush()
            assert seen() == {cast_of.pia.id}
    cast_of.ben.mail_stopped_at = NOW
    session.flush()
    assert seen() == set()


def test_a_holiday_of_her_library_has_its_people_scanned_anew(
    session: Session, cast_of: Cast
) -> None:
    note_people(session, changed_people(session, NOW), NOW)
    preferences.set_holidays(
        session, "Dec 24", cast_of.tunxis.id, by=cast_of.dag, today=NOW.date(), now=NOW
    )
    assert set(changed_people(session, NOW)) == {cast_of.cleo.id}


def waiting(session: Session, key: Key, to: Recipient, **changes: object) -> OutboxMessage:
    assert outbox.post(session, WORDS, to=to, key=key, now=NOW)
    row = session.exec(select(OutboxMessage).where(OutboxMessage.key == str(key))).one()
    for name, value in changes.items():
        setattr(row, name, value)
    session.flush()
    return row


def news_of(person: Person, number: int = 1) -> Key:
    return Key(MOVED, Subject("meeting", number), "1", Subject.of(person))


PIA_IN_SLACK = Profile("UPIA", "Pia Pons", "pia@writing.example.edu", "America/New_York", False)


@pytest.mark.usefixtures("our_workspace")
def test_who_joins_slack_is_the_same_and_gets_there_what_waits_for_her(
    session: Session, cast_of: Cast
) -> None:
    by_mail = Recipient.person(cast_of.pia)
    sent = waiting(session, news_of(cast_of.pia, 1), by_mail, state=OutboxState.SENT)
    waits = waiting(session, news_of(cast_of.pia, 2), by_mail)
    session.add(Lane(name=by_mail.lane, next_at=NOW, trouble="550"))
    refused = {"state": OutboxState.DEAD, "error": "550"}
    refused_row = waiting(session, news_of(cast_of.pia, 3), by_mail, **refused)
    token = links.mint(session, cast_of.pia, now=NOW)
    joined = people.meet(session, PIA_IN_SLACK, now=NOW)
    for row in (sent, waits, refused_row):
        session.refresh(row)
    assert joined == cast_of.pia
    assert [(row.lane, row.state) for row in (sent, waits, refused_row)] == [
        (by_mail.lane, OutboxState.SENT),
        ("UPIA", OutboxState.READY),
        ("UPIA", OutboxState.READY),
    ]
    assert deliveries.troubles(session) == []
    assert links.holder(session, token, now=NOW) == cast_of.pia


@pytest.mark.usefixtures("our_workspace")
def test_what_she_was_reminded_of_by_mail_is_not_said_again_in_slack(
    session: Session, cast_of: Cast
) -> None:
    meeting(session, cast_of.metadata)
    everywhere = everything(session)

    def hers() -> list[Due]:
        found = reminders.meetings_ahead(session, NOW, everywhere)
        new = [due for due in found if due.person == cast_of.pia and due.is_due(NOW)]
        return [due for due in new if due.key not in outbox.known(session, [due.key])]

    [before] = hers()
    waiting(session, before.key, before.to, state=OutboxState.SENT)
    people.meet(session, PIA_IN_SLACK, now=NOW)
    assert hers() == []


def test_a_record_without_slack_takes_its_mail_and_its_links_along(
    session: Session, cast_of: Cast
) -> None:
    other = person(session, "Pia P. Pons")
    waits = waiting(session, news_of(other), Recipient.person(other))
    token = links.mint(session, other, now=NOW)
    done = merging.merge(session, cast_of.ben, other, by=cast_of.dag, now=NOW)
    session.refresh(waits)
    assert waits.lane == "UBEN"
    assert links.holder(session, token, now=NOW) == cast_of.ben
    links.revoke_all(session, cast_of.ben, by=cast_of.ben, now=NOW)
    fresh = links.mint(session, cast_of.ben, now=NOW)
    merging.undo(session, done.id, by=cast_of.dag, now=NOW)
    assert links.holder(session, fresh, now=NOW) is None


def test_of_two_without_slack_the_record_that_stays_keeps_what_is_known_of_its_mailbox(
    session: Session, cast_of: Cast
) -> None:
    other, third = person(session, "Pia P. Pons"), person(session, "Ida")
    other.mail_bounced_at = NOW
    waits = waiting(session, news_of(other), Recipient.person(other))
    merging.merge(session, cast_of.pia, other, by=cast_of.dag, now=NOW)
    session.refresh(waits)
    assert (waits.lane, cast_of.pia.mail_bounced_at) == (mailbox(cast_of.pia), None)
    third.email, cast_of.pia.mail_bounced_at, cast_of.pia.mail_stopped_at = None, NOW, NOW
    session.flush()
    merging.merge(session, third, cast_of.pia, by=cast_of.dag, now=NOW)
    assert third.email == "pia@writing.example.edu"
    assert (third.mail_bounced_at, third.mail_stopped_at) == (NOW, NOW)


def test_another_address_is_tried_again(session: Session, cast_of: Cast) -> None:
    cast_of.pia.mail_bounced_at = NOW
    addresses.take_main(session, cast_of.pia, "pia@elsewhere.example.edu", now=NOW)
    assert takes_mail(cast_of.pia)


def test_a_mail_that_has_gone_out_is_not_redrawn(session: Session, cast_of: Cast) -> None:
    subject = Subject.of(cast_of.metadata)
    for number, who in enumerate((cast_of.ben, cast_of.pia), start=1):
        row = waiting(session, news_of(who, number), Recipient.person(who), state=OutboxState.SENT)
        row.subject = str(subject)
        outbox.redraw(session, WORDS, card=row.id, lane=row.lane, revision=("a",), now=NOW)
    session.flush()
    assert outbox.update_cards(session, subject, WORDS, revision=("b",), now=NOW) == 1
    redrawn = select(OutboxMessage.lane).where(OutboxMessage.op == OutboxOp.UPDATE)
    assert set(session.exec(redrawn)) == {"UBEN"}


def test_who_may_not_see_a_task_any_more_learns_nothing_new_by_mail(
    session: Session, cast_of: Cast
) -> None:
    secret = group(session, "Secret", chair=cast_of.ann, channel_id="CSEC", private=True)
    hers = task(session, cast_of.ann, group_id=secret.id)
    cleo, pia, ann = (Recipient.person(who) for who in (cast_of.cleo, cast_of.pia, cast_of.ann))
    for number, to in enumerate((cleo, pia, ann), start=1):
        row = waiting(session, news_of(cast_of.pia, number), to)
        row.subject = str(Subject.of(hers))
    session.flush()
    line = access.task_line(session, hers, NOW)
    assert tasks.shut_out(session, line, NOW) == {cleo.lane, pia.lane}


def test_recipients_are_found_by_account_and_by_number_and_channels_are_nobody(
    session: Session, cast_of: Cast
) -> None:
    ben, pia = Recipient.person(cast_of.ben), Recipient.person(cast_of.pia)
    ben_by_mail = Recipient(Medium.MAIL, str(cast_of.ben.id))
    wanted = [ben, pia, ben_by_mail, Recipient.channel("CMETA"), Recipient(Medium.MAIL, "99999")]
    found = people.by_recipient(session, wanted)
    assert found == {ben: cast_of.ben, pia: cast_of.pia, ben_by_mail: cast_of.ben}
    assert people.by_recipient(session, []) == {}


def test_a_mail_that_failed_is_shown_with_her_name(session: Session, cast_of: Cast) -> None:
    failed = {"state": OutboxState.DEAD, "error": "550 no such user"}
    waiting(session, news_of(cast_of.pia), Recipient.person(cast_of.pia), **failed)
    [trouble] = deliveries.troubles(session)
    assert (trouble.person, trouble.lane) == (cast_of.pia, mailbox(cast_of.pia))
    assert deliveries.who_can_mend(session, trouble, NOW) == [cast_of.dag]
    dag = standing(session, cast_of.dag)
    deliveries.try_again(session, trouble.lane, by=dag, now=NOW)
    session.flush()
    assert history_pages.page(session, dag).lines[0].thing == "Pia Pons"


def test_forgetting_takes_her_links_and_all_that_waits_in_her_mailboxes(
    session: Session, cast_of: Cast
) -> None:
    other = person(session, "Pia P. Pons")
    sent = waiting(session, news_of(other), Recipient.person(other), state=OutboxState.SENT).id
    merging.merge(session, cast_of.pia, other, by=cast_of.dag, now=NOW)
    links.mint(session, cast_of.pia, now=NOW)
    cast_of.pia.mail_stopped_at = NOW
    code = PageCode(person_id=cast_of.pia.id, code_hash="x" * 64, expires_at=NOW)
    session.add(code)
    session.flush()
    held = personal_data.everything(session, cast_of.pia)
    assert {"personal_links", "page_codes", "outbox"} <= held.keys()
    forgetting.forget(session, cast_of.pia, by=None, now=NOW)
    assert session.exec(select(PersonalLink)).all() == []
    assert session.exec(select(PageCode)).all() == []
    assert session.get(OutboxMessage, sent) is None
    assert cast_of.pia.mail_stopped_at is None
