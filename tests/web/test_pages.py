"""A partner's own pages: what she sees there, and what she does."""

import re
from datetime import date, timedelta
from typing import TypeVar

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlmodel import SQLModel, select

from models import (
    Attendance,
    CalendarFeed,
    FeedKind,
    Group,
    HistoryEntry,
    Meeting,
    MemberRole,
    OutboxMessage,
    OutboxOp,
    OutboxState,
    Person,
    Preferences,
    Question,
    ReminderDelivery,
    Rsvp,
    RsvpAnswer,
    Task,
    reach,
)
from models.database import reading, unit_of_work
from models.messages import ASSIGNED, CODE, DECLINABLE, DIGEST, FRESH_LINK, Key, Recipient
from models.subjects import Subject
from services import calendar, digests, groups, links, meetings, outbox, tasks
from tests import factories
from tests.calendars import parse
from tests.factories import NOW, Cast
from tests.happenings import serve
from tests.web.conftest import BROWSER, Visitor, digits_of, token_of
from views import meetings as meeting_views
from views.elements import message, section
from web.personal_pages import fresh_links, page_words

Row = TypeVar("Row", bound=SQLModel)


def rows(table: type[Row]) -> list[Row]:
    with reading() as session:
        return list(session.exec(select(table)))


def actions() -> list[str]:
    return [entry.action for entry in rows(HistoryEntry)]


def meeting_of(people: Cast, *, in_hours: float = 48, title: str = "Norm rules") -> Meeting:
    with unit_of_work() as session:
        row = Meeting(
            group_id=people.metadata.id,
            title=title,
            starts_at=NOW + timedelta(hours=in_hours),
            minutes=60,
            zone="America/New_York",
            created_by=people.ann.id,
            created_at=NOW,
        )
        session.add(row)
        session.flush()
        summary = meetings.summary(session, row, now=NOW)
        outbox.post(
            session,
            meeting_views.card(summary),
            to=Recipient.channel("CMETA"),
            key=meetings.card_key(row),
            now=NOW,
            subject=Subject.of(row),
        )
        card = session.exec(select(OutboxMessage)).one()
        card.state = "sent"  # type: ignore[assignment]
        card.receipt = {"channel": "CMETA", "ts": "1.0"}
        session.add(card)
        return row


def task_of(people: Cast, title: str = "Check the vendor file") -> Task:
    with unit_of_work() as session:
        draft = tasks.TaskDraft(title, people.pia, date(2026, 11, 20), people.metadata)
        return tasks.add(session, draft, by=people.ann, now=NOW)


@pytest.fixture
def mail(reach_of_the_process: None) -> None:
    reach.set_up(reach.Reach(sends_mail=True, public_url="https://convene.example.edu"))


def test_her_first_page_shows_all_that_is_hers(people: Cast, pia: Visitor) -> None:
    meeting_of(people)
    task_of(people)
    page = pia.see()
    assert "The pages of <strong" in page
    for words in ("Pia Pons", "Norm rules", "Check the vendor file", "Metadata", "Overdue:"):
        assert words in page
    assert "Thu, Nov 26, 2026, 9:30 AM EST" in page
    assert "All times are in America/New York (EST)." in page
    assert "@" not in page


def test_times_are_in_her_zone(people: Cast, pia: Visitor) -> None:
    meeting_of(people)
    assert pia.send("/settings", act="zone", zone="Europe/Berlin") == (
        303,
        pia.path("/settings?done=saved#zone"),
    )
    assert "Thu, Nov 26, 2026, 3:30 PM CET" in pia.see()
    assert actions()[-1] == "person.amended"


@pytest.mark.parametrize("answer", list(RsvpAnswer))
def test_she_answers_and_it_is_recorded_as_by_link(
    people: Cast, pia: Visitor, answer: RsvpAnswer
) -> None:
    meeting = meeting_of(people)
    place = f"{pia.path()}?done={answer.value}#meeting-{meeting.id}"
    for _ in range(2):
        assert pia.send(f"/meetings/{meeting.id}", act=answer.value, back="home") == (303, place)
    [rsvp] = rows(Rsvp)
    assert (rsvp.person_id, rsvp.answer, rsvp.by_link) == (people.pia.id, answer, True)
    assert actions().count("meeting.answered") == 1
    [redrawn] = [row for row in rows(OutboxMessage) if row.op is OutboxOp.UPDATE]
    assert "Pia Pons" in str(redrawn.payload)
    assert f"You said {answer.value}." in pia.see()


def test_an_answer_from_another_device_the_next_day_replaces_the_first(
    people: Cast, pia: Visitor
) -> None:
    meeting = meeting_of(people)
    other = Visitor(pia.client, token_of(people.pia))
    pia.send(f"/meetings/{meeting.id}", act="yes")
    other.send(f"/meetings/{meeting.id}", act="no")
    assert [rsvp.answer for rsvp in rows(Rsvp)] == [RsvpAnswer.NO]
    assert "You said no." in pia.see(f"/meetings/{meeting.id}")


def test_what_is_answered_in_slack_later_is_not_by_link(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people)
    pia.send(f"/meetings/{meeting.id}", act="yes")
    with unit_of_work() as session:
        who = factories.standing(session, people.pia)
        meetings.record_rsvp(
            session, session.get_one(Meeting, meeting.id), RsvpAnswer.NO, by=who, now=NOW
        )
    assert [rsvp.by_link for rsvp in rows(Rsvp)] == [False]


def test_an_answer_after_the_start_is_refused_in_words(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people, in_hours=-0.5)
    status, page = pia.send(f"/meetings/{meeting.id}", act="yes")
    assert status == 409
    assert "has started, so answers are closed. If you came, say “I was there”." in page
    assert rows(Rsvp) == []


def test_she_was_there(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people, in_hours=-2)
    assert "Were you there?" in pia.see()
    for _ in range(2):
        assert pia.send(f"/meetings/{meeting.id}", act="came")[0] == 303
    assert [row.person_id for row in rows(Attendance)] == [people.pia.id]
    assert actions().count("meeting.attended") == 1
    assert "You are recorded as present." in pia.see(f"/meetings/{meeting.id}")
    assert "Were you there?" not in pia.see()


def test_it_is_too_late_to_say_so_after_three_days(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people, in_hours=-74)
    assert pia.send(f"/meetings/{meeting.id}", act="came")[0] == 409
    assert rows(Attendance) == []


def test_a_task_is_done_once_and_reopened(people: Cast, pia: Visitor) -> None:
    task = task_of(people)
    path = f"/tasks/{task.id}"
    for outcome in ("finished_story", "finished"):
        assert pia.send(path, act="done", back="home") == (303, pia.path(f"{path}?done={outcome}"))
    assert [row.done_by for row in rows(Task)] == [people.pia.id]
    assert ("Done on" in pia.see(path), "Reopen" in pia.see(path)) == (True, True)
    assert pia.send(path, act="reopen") == (303, pia.path(f"{path}?done=reopened"))
    assert [row.done_by for row in rows(Task)] == [None]
    assert actions()[-2:] == ["task.done", "task.reopened"]


def test_a_task_that_is_not_hers_is_nobodys_and_can_be_taken(people: Cast, pia: Visitor) -> None:
    task = task_of(people)
    for _ in range(2):
        assert pia.send(f"/tasks/{task.id}", act="not-mine") == (303, pia.path("?done=free"))
    assert [row.owner_id for row in rows(Task)] == [None]
    assert pia.send(f"/tasks/{task.id}", act="take")[0] == 303
    assert [row.owner_id for row in rows(Task)] == [people.pia.id]


def test_she_does_not_hand_back_what_is_somebody_elses(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        groups.set_role(
            session, people.metadata, people.pia.id, MemberRole.CO_CHAIR, by=people.ann, now=NOW
        )
        draft = tasks.TaskDraft("Theirs", people.ben, None, people.metadata)
        theirs = tasks.add(session, draft, by=people.ann, now=NOW)
    assert pia.send(f"/tasks/{theirs.id}", act="not-mine")[0] == 409
    assert pia.send(f"/tasks/{theirs.id}", act="take")[0] == 409
    assert [row.owner_id for row in rows(Task)] == [people.ben.id]


def test_the_group_with_its_charge_people_and_last_digest(people: Cast, pia: Visitor) -> None:
    meeting_of(people)
    with unit_of_work() as session:
        words = "*The week* in <#CMETA>: <@UANN> &amp; <https://e.org|the file> are <b>ready</b>"
        outbox.post(
            session,
            message("The week", [section(words)]),
            to=Recipient.channel("CMETA"),
            key=Key(DIGEST, digests.subject(people.metadata), "2026-W47"),
            now=NOW,
            subject=digests.subject(people.metadata),
        )
        for row in session.exec(select(OutboxMessage)):
            row.state = "sent"  # type: ignore[assignment]
    page = pia.see(f"/groups/{people.metadata.id}")
    for words in (
        "Looks after metadata for all member libraries.",
        "<bdi>Ann Abara</bdi>, <bdi>Central</bdi> <em>(chair)</em>",
        "Norm rules",
        "The week in CMETA: Ann Abara &amp; the file are",
    ):
        assert words in page
    assert "ann@" not in page


def test_she_raises_a_question_once(people: Cast, pia: Visitor) -> None:
    path = f"/groups/{people.metadata.id}"
    for _ in range(2):
        answer = pia.send(path, question="  Who pays\n the courier? ")
        assert answer == (303, pia.path(f"{path}?done=question#question"))
    [question] = rows(Question)
    assert (question.wording, question.raised_by) == ("Who pays the courier?", people.pia.id)
    assert pia.send(path, question=" ")[0] == 422
    assert pia.send(path, question="x" * 4000)[0] == 422


def test_a_group_that_somebody_left_takes_no_question(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        group = session.get_one(type(people.metadata), people.metadata.id)
        for person in (people.pia, people.ben):
            groups.leave(session, group, person, now=NOW)
    assert pia.send(f"/groups/{people.metadata.id}", question="Why?")[0] == 404
    ben = Visitor(pia.client, token_of(people.ben))
    status, page = ben.send(f"/groups/{people.metadata.id}", question="Why?")
    assert status == 403
    assert "Only members of Metadata can do that." in page
    assert "/wg" not in page


def members_of(group: Group) -> set[int]:
    with reading() as session:
        return {line.person.id for line in groups.roster(session, group, NOW)}


def test_she_leaves_a_group_once_she_is_asked_and_is_thanked(people: Cast, pia: Visitor) -> None:
    path = f"/groups/{people.metadata.id}"
    assert f'href="{pia.path(path)}/leave"' in pia.see(path)
    assert "Leave the group</button>" in pia.see(f"{path}/leave")
    assert people.pia.id in members_of(people.metadata)
    status, page = pia.send(f"{path}/leave", act="leave")
    assert (status, people.pia.id in members_of(people.metadata)) == (200, False)
    assert "You have left <bdi>Metadata</bdi>" in page
    assert "Thank you. Your past work stays on record." in page
    assert "To come back, ask a chair to add you." in page
    assert actions()[-1] == "membership.ended"
    # Of the second press and of the page nothing is left: she may not know of the group any more.
    assert pia.send(f"{path}/leave", act="leave")[0] == 404
    pia.see(f"{path}/leave", status=404)


def test_who_leaves_a_private_group_hears_what_belongs_to_nobody_now(
    people: Cast, pia: Visitor
) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = True
    for title in ("First", "Second"):
        task_of(people, title)
    assert "Tasks of yours that are open there" in pia.see(f"/groups/{people.metadata.id}/leave")
    page = pia.send(f"/groups/{people.metadata.id}/leave", act="leave")[1]
    assert "2 open tasks of yours belong to nobody now." in page
    assert {task.owner_id for task in rows(Task)} == {None}


@pytest.mark.parametrize("is_private", [True, False])
def test_the_card_of_a_task_that_is_nobodys_since_she_left_shows_it(
    people: Cast, pia: Visitor, *, is_private: bool
) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = is_private
    about = Subject.of(task_of(people, "Norms"))
    with unit_of_work() as session:
        to, key = Recipient.person(people.ann), Key(ASSIGNED, about, "ann", None)
        outbox.post(session, {"text": "x"}, to=to, key=key, now=NOW, subject=about)
        session.exec(sa.update(OutboxMessage).values(state=OutboxState.SENT))
    assert pia.send(f"/groups/{people.metadata.id}/leave", act="leave")[0] == 200
    drawn = [row for row in rows(OutboxMessage) if row.op is OutboxOp.UPDATE]
    assert [row.lane for row in drawn] == ([people.ann.slack_id] if is_private else [])
    assert all("Norms" in str(row.payload) for row in drawn)
    assert "Pia Pons" not in str([row.payload for row in drawn])


def test_who_leaves_hears_what_she_still_holds(people: Cast, pia: Visitor) -> None:
    task_of(people)
    page = pia.send(f"/groups/{people.metadata.id}/leave", act="leave")[1]
    assert "You still hold there:" in page
    assert "<li><bdi>Check the vendor file</bdi> (task)</li>" in page
    assert "to give it to somebody else" in page


def test_the_only_chair_stays(people: Cast, pia: Visitor) -> None:
    ann = Visitor(pia.client, token_of(people.ann))
    status, page = ann.send(f"/groups/{people.metadata.id}/leave", act="leave")
    assert (status, people.ann.id in members_of(people.metadata)) == (409, True)
    assert "Nothing was changed.</strong> Metadata would be left without a chair." in page
    assert "Leave the group</button>" in page


def test_who_is_in_no_group_cannot_leave_it(people: Cast, pia: Visitor) -> None:
    cleo = Visitor(pia.client, token_of(people.cleo))
    path = f"/groups/{people.metadata.id}"
    assert "Leave" not in cleo.see(path)
    assert "You are not a member of Metadata." in cleo.see(f"{path}/leave", status=409)
    assert cleo.send(f"{path}/leave", act="leave")[0] == 409
    ben = Visitor(pia.client, token_of(people.ben))
    assert "Come back any time." in ben.send(f"{path}/leave", act="leave")[1]
    assert ben.send(f"{path}/leave", act="leave")[0] == 409


def test_nobody_leaves_a_discharged_group(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        group = session.get_one(Group, people.metadata.id)
        groups.discharge(session, group, by=people.ann, now=NOW)
    path = f"/groups/{people.metadata.id}"
    for status in (
        pia.send(f"{path}/leave", act="leave")[0],
        pia.client.get(pia.path(f"{path}/leave")).status_code,
    ):
        assert status in (403, 404, 409)


def test_the_group_shows_what_it_has_to_settle(people: Cast, pia: Visitor) -> None:
    path = f"/groups/{people.metadata.id}"
    assert "No question is open." in pia.see(path)
    pia.send(path, question="Who pays the <courier>?")
    page = pia.see(path)
    assert "Open questions (1)" in page
    assert "Who pays the &lt;courier&gt;?" in page
    assert "<bdi>Pia Pons</bdi>, <time" in page


def test_her_hours_and_kinds(people: Cast, pia: Visitor) -> None:
    sent: dict[str, str | list[str]] = {
        "act": "save",
        "kinds": ["remind", "nudge"],
        "delivery": "digest",
        "digest_time": "07:30",
        "keeps_quiet": "yes",
        "quiet_from": "20:00:00",
        "quiet_until": "06:00",
        "days_off": ["5", "6"],
        "pause_until": "2026-12-24",
    }
    assert pia.send("/settings", **sent) == (303, pia.path("/settings?done=saved#reminders"))
    [chosen] = rows(Preferences)
    assert chosen.delivery is ReminderDelivery.DIGEST
    assert "remind" not in chosen.muted
    assert "due" in chosen.muted
    assert (chosen.digest_time.hour, chosen.quiet_from.hour, chosen.quiet_until.hour) == (7, 20, 6)
    assert chosen.pause_until == date(2026, 12, 24)
    page = pia.see("/settings")
    assert 'value="2026-12-24"' in page
    assert 'value="20:00"' in page
    sent = {"act": "save", "delivery": "single", "digest_time": "07:30"}
    assert pia.send("/settings", **sent)[0] == 303
    [chosen] = rows(Preferences)
    assert chosen.quiet_from == chosen.quiet_until
    assert chosen.days_off == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kinds": "everything"}, "none of the choices"),
        ({"delivery": "pigeon"}, "none of the choices"),
        ({"delivery": ""}, "none of the choices"),
        ({"digest_time": ""}, "Type an hour"),
        ({"digest_time": "25:00"}, "Type an hour"),
        ({"quiet_from": "noon"}, "Type an hour"),
        ({"quiet_from": "07:00", "quiet_until": "07:00"}, "cannot end at the hour"),
        ({"quiet_from": "07:30", "quiet_until": "07:00"}, "less than an hour"),
        ({"days_off": ["0", "1", "2", "3", "4", "5", "6"]}, "Leave at least one day"),
        ({"days_off": "7"}, "none of the choices"),
        ({"days_off": "²"}, "none of the choices"),
        ({"pause_until": "2026-11-24"}, "come already"),
        ({"pause_until": "2030-01-01"}, "a year at most"),
        ({"pause_until": "soon"}, "Type a day"),
        ({"act": "burn"}, "none of the choices"),
        ({"act": "zone", "zone": "Mars/Base"}, "Choose a time zone"),
        ({"act": "zone", "zone": "../etc/passwd"}, "Choose a time zone"),
    ],
)
def test_odd_settings_are_refused_and_change_nothing(
    people: Cast, pia: Visitor, fields: dict[str, str | list[str]], words: str
) -> None:
    usual: dict[str, str | list[str]] = {
        "act": "save",
        "delivery": "single",
        "digest_time": "08:00",
        "keeps_quiet": "yes",
        "quiet_from": "19:00",
        "quiet_until": "07:00",
    }
    status, page = pia.send("/settings", **usual | fields)
    assert status == 422
    assert words in page
    assert "Nothing was changed." in page
    assert rows(Preferences) == []


def test_writing_less_leaves_everything_else(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        session.add(
            Preferences(
                person_id=people.pia.id, muted=("due",), pause_until=NOW.date() - timedelta(days=9)
            )
        )
    assert pia.send("/settings", act="less") == (303, pia.path("/settings?done=less#reminders"))
    [chosen] = rows(Preferences)
    assert (chosen.delivery, chosen.muted) == (ReminderDelivery.DIGEST, ("due",))
    assert "Write to me less</button>" not in pia.see("/settings")


def test_writing_less_is_undone_with_one_press(people: Cast, pia: Visitor) -> None:
    pia.send("/settings", act="less")
    page = pia.see("/settings?done=less")
    assert "“Write to me one by one” undoes that." in page
    assert "Write to me one by one</button>" in page
    for _ in range(2):
        assert pia.send("/settings", act="each") == (303, pia.path("/settings?done=each#reminders"))
    [chosen] = rows(Preferences)
    assert chosen.delivery is ReminderDelivery.SINGLE
    page = pia.see("/settings")
    assert "Write to me less</button>" in page
    assert "one by one</button>" not in page


ALL_KINDS = {kind.key for kind in DECLINABLE}
OF_CHAIRS = {"long", "record", "draftlies", "partners", "emptyagenda", "worked", "sunset"}


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("pia", OF_CHAIRS | {"month"}),
        ("ben", OF_CHAIRS | {"month", "weeks", "invited"}),
        ("ann", {"month", "weeks", "invited"}),
        ("dag", {"weeks", "invited"}),
    ],
)
def test_she_chooses_among_what_comes_to_her(
    client: FlaskClient, people: Cast, name: str, missing: set[str]
) -> None:
    page = Visitor(client, token_of(getattr(people, name))).see("/settings")
    assert {key for key in ALL_KINDS if f'id="kind-{key}"' in page} == ALL_KINDS - missing


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("how", ["left", "left a private one", "was discharged"])
def test_an_address_can_be_ended_whatever_became_of_its_group(
    people: Cast, pia: Visitor, how: str
) -> None:
    number = people.metadata.id
    with unit_of_work() as session:
        who = factories.standing(session, people.pia)
        metadata = session.get_one(Group, number)
        calendar.replace_feed(session, FeedKind.GROUP, metadata, by=who, now=NOW)
        if how == "was discharged":
            groups.discharge(session, metadata, reason="", report="", by=people.dag, now=NOW)
        else:
            metadata.is_private = how == "left a private one"
            groups.leave(session, metadata, session.get_one(Person, people.pia.id), now=NOW)
    page = pia.see("/calendar")
    assert f'name="feed" value="{number}"' in page
    assert f'<option value="{number}"' not in page
    assert ("A private group that you were in" in page) is (how == "left a private one")
    assert ("End it: Metadata" in page) is (how != "left a private one")
    assert pia.send("/calendar", act="make", feed=str(number), code="000000")[0] == 422
    done = (303, pia.path("/calendar?done=feed-ended"))
    assert pia.send("/calendar", act="end", feed=str(number)) == done
    assert rows(CalendarFeed) == []
    assert pia.send("/calendar", act="end", feed=str(number))[0] == 422


def test_what_she_is_not_offered_stays_as_it_was(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.pia.id, muted=("long", "due")))
    sent: dict[str, str | list[str]] = {"act": "save", "delivery": "single", "digest_time": "08:00"}
    assert pia.send("/settings", kinds=["due", "record"], **sent)[0] == 303
    [chosen] = rows(Preferences)
    assert {"long", "remind"} <= set(chosen.muted)
    assert not {"due", "record", "month"} & set(chosen.muted)


def test_zones_are_shown_by_the_names_that_they_have_now(people: Cast, pia: Visitor) -> None:
    page = pia.see("/settings")
    for name in ("America/New_York", "Europe/Berlin", "Asia/Kolkata"):
        assert f">{name}</option>" in page
    for alias in ("Asia/Calcutta", "America/Buenos_Aires", "America/Fort_Wayne", "Europe/Belfast"):
        assert alias not in page
    assert pia.send("/settings", act="zone", zone="Asia/Calcutta")[0] == 303
    assert '<option value="Asia/Calcutta" selected>Asia/Calcutta</option>' in pia.see("/settings")


def test_lengths_roles_and_names_read_well(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people)
    for page in (pia.see(), pia.see(f"/meetings/{meeting.id}")):
        assert ", 1 hour" in page
        assert "60 minutes" not in page
    assert "You are a member" in pia.see()
    page = pia.see(f"/meetings/{meeting.id}")
    silent = page[page.index("No answer yet") :]
    names = re.findall(r'<li dir="auto">([^<]+)</li>', silent)
    assert "Pia Pons" in names
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (MemberRole.CO_CHAIR, "You are a co-chair"),
        (MemberRole.OBSERVER, "You are an observer"),
        (MemberRole.EX_OFFICIO, "You serve ex officio"),
    ],
)
def test_what_she_is_in_a_group(role: MemberRole, words: str) -> None:
    assert page_words.serving(role) == words


def test_a_meeting_comes_as_a_file_for_her_calendar(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people)
    assert "Add to my calendar</button>" in pia.see(f"/meetings/{meeting.id}")
    uids = set()
    for _ in range(2):
        answer = pia.client.post(pia.path(f"/meetings/{meeting.id}/file"), headers=BROWSER)
        assert answer.status_code == 200
        assert answer.content_type == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="meeting.ics"'
        assert answer.headers["Cache-Control"] == "no-store"
        [event] = parse(answer.text).events
        assert event.text("SUMMARY") == "Norm rules"
        assert "mailto:" not in answer.text
        uids.add(event.text("UID"))
    assert len(uids) == 1
    assert pia.client.get(pia.path(f"/meetings/{meeting.id}/file")).status_code == 405


@pytest.mark.parametrize("in_hours", [-0.1, 0])
def test_no_file_of_a_meeting_that_has_begun(people: Cast, pia: Visitor, in_hours: float) -> None:
    meeting = meeting_of(people, in_hours=in_hours)
    assert "Add to my calendar" not in pia.see(f"/meetings/{meeting.id}")
    status, page = pia.send(f"/meetings/{meeting.id}/file")
    assert status == 409
    assert "has started" in page


def test_no_file_of_a_meeting_that_she_may_not_see(people: Cast, pia: Visitor) -> None:
    meeting = meeting_of(people)
    with unit_of_work() as session:
        group = session.get_one(Group, people.metadata.id)
        groups.leave(session, group, people.pia, now=NOW)
    assert pia.send(f"/meetings/{meeting.id}/file")[0] == 404
    assert pia.send("/meetings/999/file")[0] == 404


def test_with_a_code_she_has_an_address_for_her_calendar_and_ends_it(
    people: Cast, pia: Visitor, code: str
) -> None:
    assert "Your addresses" not in pia.see("/calendar")
    status, page = pia.send("/calendar", act="make", feed="mine", code=code)
    address = re.search(r'readonly value="https://convene.example.edu/calendar/([^"]+).ics"', page)
    assert status == 200
    assert address is not None
    with reading() as session:
        assert calendar.fetch(session, address[1], now=NOW) is not None
    assert address[1] not in pia.see("/calendar")
    assert "Your addresses" in pia.see("/calendar")
    # The code is used up.
    assert pia.send("/calendar", act="make", feed="mine", code=code)[0] == 422
    done = (303, pia.path("/calendar?done=feed-ended"))
    assert pia.send("/calendar", act="end", feed="mine") == done
    with reading() as session:
        assert calendar.fetch(session, address[1], now=NOW) is None
    assert pia.send("/calendar", act="end", feed="mine")[0] == 409
    assert actions()[-2:] == ["feed.made", "feed.ended"]


def test_an_address_of_one_group_and_of_no_other(people: Cast, pia: Visitor, code: str) -> None:
    for odd in ("public", "999", "", "²"):
        assert pia.send("/calendar", act="make", feed=odd, code=code)[0] == 422
    group = str(people.metadata.id)
    assert pia.send("/calendar", act="make", feed=group, code=code)[0] == 200
    [feed] = rows(CalendarFeed)
    assert (feed.person_id, feed.group_id) == (people.pia.id, people.metadata.id)


def test_without_the_code_there_is_no_address(pia: Visitor, code: str) -> None:
    assert code != "00000000"
    for wrong in ("00000000", ""):
        assert pia.send("/calendar", act="make", feed="mine", code=wrong)[0] == 422
    assert rows(CalendarFeed) == []


def test_who_has_slack_may_have_all_meetings(people: Cast, mail: None, pia: Visitor) -> None:
    ben = Visitor(pia.client, token_of(people.ben))
    assert 'value="public"' in ben.see("/calendar")
    assert 'value="public"' not in pia.see("/calendar")


def test_the_code_for_an_address_is_asked_for_there(mail: None, pia: Visitor) -> None:
    assert pia.send("/calendar", act="code") == (303, pia.path("/calendar?done=code"))
    assert [row.key.split("|")[0] for row in rows(OutboxMessage)] == ["code"]


@pytest.mark.parametrize("act", ["code", "make", "end"])
def test_no_addresses_where_nothing_is_served_from_outside(
    pia: Visitor, reach_of_the_process: None, act: str
) -> None:
    reach.set_up(reach.Reach(sends_mail=True))
    assert "there is no public address" in pia.see("/calendar")
    assert pia.send("/calendar", act=act, feed="mine", code="1")[0] == 409
    assert rows(CalendarFeed) == []


def stopped(people: Cast) -> bool:
    with reading() as session:
        return session.get_one(type(people.pia), people.pia.id).mail_stopped_at is not None


def test_she_stops_letters_and_gets_them_again(people: Cast, pia: Visitor) -> None:
    pia.see("/unsubscribe")
    assert not stopped(people)
    for _ in range(2):
        assert pia.send("/unsubscribe", act="stop") == (303, pia.path("/unsubscribe?done=stopped"))
    assert stopped(people)
    assert "Write to me again" in pia.see("/unsubscribe")
    assert pia.send("/unsubscribe", act="again")[0] == 303
    assert not stopped(people)
    assert actions()[-2:] == ["person.mail_stopped", "person.mail_taken"]


def test_her_mailbox_unsubscribes_her_with_one_click(people: Cast, pia: Visitor) -> None:
    answer = pia.client.post(
        pia.path("/unsubscribe"),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.org"},
    )
    assert answer.status_code == 303
    assert stopped(people)


@pytest.fixture
def code(mail: None, pia: Visitor) -> str:
    assert pia.send("/links", act="code") == (303, pia.path("/links?done=code"))
    [letter] = [row for row in rows(OutboxMessage) if row.key.startswith(CODE.key)]
    assert letter.lane == f"mail:{letter.key.split('|')[1].removeprefix('person:')}"
    return digits_of(letter.payload["text"])


def test_with_a_code_she_ends_all_links(people: Cast, pia: Visitor, code: str) -> None:
    other = Visitor(pia.client, token_of(people.pia))
    status, page = pia.send("/links", act="revoke", code=code)
    assert (status, "All links are ended" in page) == (200, True)
    pia.see(status=404)
    other.see(status=404)
    assert actions()[-1] == "links.revoked"


def test_with_a_code_she_changes_her_name_and_the_code_is_used_up(
    people: Cast, pia: Visitor, code: str
) -> None:
    spaced = f" {code[:4]} {code[4:]} "
    assert pia.send("/links", act="name", name="  Pía\tPons ", code=spaced)[0] == 303
    assert "Pía Pons" in pia.see()
    status, page = pia.send("/links", act="name", name="Mallory", code=code)
    assert (status, "does not fit" in page) == (422, True)


def test_a_name_of_nothing_does_not_use_up_the_code(pia: Visitor, code: str) -> None:
    assert pia.send("/links", act="name", name=" ", code=code)[0] == 422
    assert pia.send("/links", act="name", name="Pia P.", code=code)[0] == 303


@pytest.mark.parametrize("act", ["revoke", "name"])
def test_without_the_code_nothing_happens(pia: Visitor, code: str, act: str) -> None:
    for wrong in ("", "00000000x", code[:-1], f"{code}0", "²²²²²²²²"):
        assert pia.send("/links", act=act, name="Mallory", code=wrong)[0] == 422
    # Five were wrong, so even the right one is not taken any more.
    assert pia.send("/links", act=act, name="Mallory", code=code)[0] == 422
    assert "Pia Pons" in pia.see()


def test_a_second_code_at_once_is_not_sent(pia: Visitor, code: str) -> None:
    status, page = pia.send("/links", act="code")
    assert (status, "on its way already" in page) == (403, True)


def test_no_code_where_nothing_reaches_her(pia: Visitor) -> None:
    status, page = pia.send("/links", act="code")
    assert (status, "No mail reaches you" in page) == (403, True)
    assert "Send me a code" not in pia.see("/links")


def test_a_fresh_link_goes_to_her_mailbox_once_an_hour(mail: None, pia: Visitor) -> None:
    assert pia.send("/links/fresh") == (303, pia.path("/links?done=fresh"))
    status, page = pia.send("/links/fresh")
    assert (status, "You had one on" in page, "The next may be had on" in page) == (409, True, True)
    [letter] = rows(OutboxMessage)
    assert letter.key.startswith(f"{FRESH_LINK.key}|person:")
    assert pia.token not in str(letter.payload)


@pytest.mark.parametrize(("minutes", "count"), [(59, 1), (60, 2)])
def test_the_next_fresh_link_may_be_had_an_hour_after_the_last(
    mail: None, people: Cast, minutes: int, count: int
) -> None:
    token = token_of(people.pia)
    for now in (NOW, NOW + timedelta(minutes=minutes)):
        fresh_links.send_fresh(token, now=now)
    assert len(rows(OutboxMessage)) == count


def test_after_her_links_were_ended_a_fresh_one_comes_at_once_and_no_second(
    mail: None, people: Cast
) -> None:
    token = token_of(people.pia)
    fresh_links.send_fresh(token, now=NOW)
    with unit_of_work() as session:
        links.revoke_all(session, people.pia, by=people.ann, now=NOW + timedelta(minutes=1))
    for minutes in (2, 3):
        fresh_links.send_fresh(token, now=NOW + timedelta(minutes=minutes))
    assert len(rows(OutboxMessage)) == 2


def passed_on_to_pia(people: Cast, pia: Visitor) -> Visitor:
    """Pia with the link that Ann passed on to her."""
    with unit_of_work() as session:
        return Visitor(pia.client, links.mint(session, people.pia, now=NOW, given_by=people.ann))


def test_a_link_that_was_passed_on_ends_with_a_fresh_one(
    mail: None, people: Cast, pia: Visitor
) -> None:
    assert "somebody else has" not in pia.see("/links")
    given = passed_on_to_pia(people, pia)
    for visitor in (given, pia):
        page = visitor.see("/links")
        assert 'Passed on by <span dir="auto">Ann Abara</span> on' in page
        assert "These links end when" in page
    status, page = given.send("/links/fresh")
    assert (status, "passed on to you has stopped working" in page) == (200, True)
    given.see(status=404)
    assert "Passed on by" not in pia.see("/links")
    assert len(rows(OutboxMessage)) == 1


def test_a_link_that_was_passed_on_after_a_fresh_one_stays_in_that_hour(
    mail: None, people: Cast, pia: Visitor
) -> None:
    assert pia.send("/links/fresh")[0] == 303
    given = passed_on_to_pia(people, pia)
    assert given.send("/links/fresh")[0] == 409
    assert "Passed on by" in given.see("/links")
    assert len(rows(OutboxMessage)) == 1


def test_a_link_that_was_passed_on_stays_where_no_fresh_one_is_sent(
    people: Cast, pia: Visitor
) -> None:
    given = passed_on_to_pia(people, pia)
    status, page = given.send("/links/fresh")
    assert (status, "No mail reaches you" in page) == (403, True)
    page = given.see("/links")
    assert "Ann Abara" in page
    assert "These links end when" not in page


def test_who_has_slack_gets_word_there_and_keeps_her_name_from_there(
    mail: None, people: Cast, pia: Visitor
) -> None:
    ben = Visitor(pia.client, token_of(people.ben))
    assert ben.send("/links/fresh")[0] == 303
    [letter] = rows(OutboxMessage)
    assert letter.lane == "UBEN"
    assert ben.send("/settings", act="zone", zone="Europe/Berlin")[0] == 409
    assert "Stop writing to me" not in ben.see("/settings")


def test_somebody_who_is_no_longer_active_has_no_pages(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        person = session.get_one(type(people.pia), people.pia.id)
        person.is_active = False
        session.add(person)
    pia.see(status=404)


def places_of_hidden(people: Cast, *, private: bool) -> tuple[str, str, str]:
    """The pages of a group of Ann's alone, of a task in it, and of a meeting of it."""
    with unit_of_work() as session:
        hidden = factories.group(
            session, "Hidden", chair=people.ann, channel_id="CHID", private=private
        )
        session.flush()
        draft = tasks.TaskDraft("Hidden work", people.ann, None, hidden)
        task = tasks.add(session, draft, by=people.ann, now=NOW)
        meeting = Meeting(
            group_id=hidden.id,
            title="Hidden talk",
            starts_at=NOW + timedelta(days=1),
            zone="America/New_York",
            created_by=people.ann.id,
            created_at=NOW,
        )
        session.add(meeting)
        session.flush()
        return f"/groups/{hidden.id}", f"/tasks/{task.id}", f"/meetings/{meeting.id}"


def number_at(place: str) -> int:
    return int(place.rpartition("/")[2])


@pytest.mark.parametrize("private", [True, False])
def test_a_group_that_she_is_not_in_shows_nothing(
    people: Cast, pia: Visitor, private: bool
) -> None:
    places = places_of_hidden(people, private=private)
    for place in places:
        known, unknown = pia.see(place, status=404), pia.see(f"{place[:-1]}999999", status=404)
        assert known == unknown
        assert pia.send(place, act="yes", question="What?")[0] in (404, 422)
    for place in ("", f"/groups/{people.metadata.id}", "/settings", "/links"):
        assert "Hidden" not in pia.see(place)
    assert rows(Question) == []
    assert rows(Rsvp) == []


def test_who_has_slack_sees_public_groups_on_her_pages_too(people: Cast, pia: Visitor) -> None:
    cleo = Visitor(pia.client, token_of(people.cleo))
    gil = Visitor(pia.client, token_of(people.gil))
    for place in places_of_hidden(people, private=False):
        assert "Hidden" in cleo.see(place)
        gil.see(place, status=404)


def test_she_sees_the_public_group_in_which_she_will_serve(people: Cast, pia: Visitor) -> None:
    places = places_of_hidden(people, private=False)
    begins = NOW + timedelta(days=7)
    with unit_of_work() as session:
        group = session.get_one(Group, number_at(places[0]))
        serve(session, group, people.pia, begins)
    for place in places:
        assert "Hidden" in pia.see(place)
    assert pia.send(places[0], question="What?")[0] == 403


def test_her_own_task_opens_also_where_its_group_does_not(people: Cast, pia: Visitor) -> None:
    group, task, _meeting = places_of_hidden(people, private=False)
    with unit_of_work() as session:
        row = session.get_one(Task, number_at(task))
        row.owner_id = people.pia.id
        session.add(row)
    assert "Hidden work" in pia.see(task)
    pia.see(group, status=404)


def test_her_link_expires(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        old = links.mint(session, people.pia, now=NOW - links.LINK_VALID)
    Visitor(pia.client, old).see(status=404)
