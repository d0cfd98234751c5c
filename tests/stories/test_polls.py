"""Availability polls in Slack, from the typed line to the meeting."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import Holiday, Meeting, Poll, PollState, Rsvp, RsvpAnswer
from models.database import reading, unit_of_work
from services import groups
from tests.factories import NOW
from tests.running import Convene

TYPED = "/meet poll Norms review next week mornings 45 min"
FIRST = "Mon, Nov 30, 2026, 9:00 AM EST, until 9:45 AM"
SECOND = "Mon, Nov 30, 2026, 10:00 AM EST, until 10:45 AM"
ALL_OPEN = "For all times that you leave open below"


def shown(convene: Convene, who: str) -> str:
    return json.dumps(convene.workspace.modal(as_=who), ensure_ascii=False)


def seen(convene: Convene, who: str) -> str:
    """What somebody saw last: the open form, else the newest private answer."""
    return convene.page_of(who) or convene.answer_to(who)


def in_channel(convene: Convene) -> str:
    messages = convene.workspace.channel("metadata").messages
    return "\n".join(convene.workspace.text_of(message) for message in messages)


def open_it(convene: Convene) -> None:
    convene.workspace.command(TYPED, as_="Ann", in_="metadata")
    convene.workspace.click("Open the poll", as_="Ann")
    convene.deliver()


def answer(convene: Convene, who: str, **given: str) -> None:
    convene.workspace.click("Answer", as_=who, in_="metadata")
    convene.workspace.fill({ALL_OPEN: "No"} | given, as_=who)
    assert convene.workspace.submit(as_=who) == {}


def result(convene: Convene, who: str) -> str:
    if convene.workspace.modal(as_=who):
        convene.workspace.close(as_=who)
    convene.workspace.command("/meet polls", as_=who, in_="metadata")
    convene.workspace.click("Show", as_=who)
    return seen(convene, who)


def polls() -> list[Poll]:
    with reading() as session:
        return list(session.exec(select(Poll).order_by(Poll.id)))  # type: ignore[arg-type]


def test_a_typed_line_is_said_back_and_nothing_is_public_before(convene: Convene) -> None:
    with unit_of_work() as session:
        session.add(Holiday(day=date(2026, 12, 1), name="Founders’ Day"))
    convene.workspace.command(TYPED, as_="Ann", in_="metadata")
    said_back = seen(convene, "Ann")
    assert "I read that as 12 times of 45 min:" in said_back
    assert "Mon, Nov 30, 2026, 9:00 AM EST" in said_back
    assert "At the clock of America/New_York" in said_back
    assert "Days that I left out: Tue, Dec 1, 2026: a holiday, Founders’ Day." in said_back
    assert "I ask 4 people of 1 library. Required: Ann Abara." in said_back
    convene.deliver()
    assert polls() == []
    assert "When can we meet?" not in in_channel(convene)
    convene.workspace.click("Open the poll", as_="Ann")
    convene.deliver()
    assert "When can we meet? Norms review" in in_channel(convene)
    assert "0 of 4 people answered" in in_channel(convene)


@pytest.mark.parametrize(
    ("closes", "nudges"),
    [
        ("2026-11-25", "Nobody is nudged."),
        ("2026-11-28", "Who has not answered is nudged once, one day before."),
    ],
)
def test_the_form_announces_no_nudge_whose_day_has_passed(
    convene: Convene, closes: str, nudges: str
) -> None:
    convene.workspace.command("/meet poll", as_="Ann", in_="metadata")
    fields = {"What the meeting is": "Norms", "In which days and hours": "next week mornings"}
    twice = "Who has not answered is nudged twice, four days and one day before"
    convene.workspace.fill(fields | {"Closes on": closes, "Nudges": twice}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    assert nudges in seen(convene, "Ann")


def test_an_hour_in_the_line_is_the_only_one(convene: Convene) -> None:
    line = "/meet poll Norms review next week 10am 45 min"
    convene.workspace.command(line, as_="Ann", in_="metadata")
    said_back = seen(convene, "Ann")
    assert "I read that as 5 times of 45 min:" in said_back
    assert said_back.count("10:00 AM EST") == 5


@pytest.mark.parametrize("by_form", [False, True])
def test_a_single_time_is_said_back_and_becomes_a_meeting_instead(
    convene: Convene, by_form: bool
) -> None:
    workspace = convene.workspace
    if by_form:
        workspace.command("/meet poll", as_="Ann", in_="metadata")
        fields = {"What the meeting is": "Norms review", "In which days and hours": "Dec 8 10am"}
        workspace.fill(fields | {"How long": "45 min"}, as_="Ann")
        assert workspace.submit(as_="Ann") == {}
    else:
        line = "/meet poll Norms review Dec 8 10am 45 min"
        workspace.command(line, as_="Ann", in_="metadata")
    said_back = seen(convene, "Ann")
    assert "I read that as a single time, and a poll offers at least two:" in said_back
    assert "Tue, Dec 8, 2026, 10:00 AM EST" in said_back
    workspace.click("Schedule it instead", as_="Ann")
    assert "10:00" in shown(convene, "Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Norms review" in seen(convene, "Ann")
    workspace.submit(as_="Ann")
    with reading() as session:
        [held] = session.exec(select(Meeting)).all()
    assert (held.title, held.minutes) == ("Norms review", 45)
    assert held.starts_at == NOW + timedelta(days=14, minutes=30)
    assert polls() == []


def test_a_single_hour_of_a_weekly_pattern_becomes_a_series_instead(convene: Convene) -> None:
    line = "/meet poll Norms review Tuesdays 10am this semester"
    convene.workspace.command(line, as_="Ann", in_="metadata")
    assert "a single time" in seen(convene, "Ann")
    convene.workspace.click("Schedule it instead", as_="Ann")
    convene.workspace.submit(as_="Ann")
    assert "Tuesday" in seen(convene, "Ann")
    convene.workspace.submit(as_="Ann")
    with reading() as session:
        held = session.exec(select(Meeting).order_by(Meeting.starts_at)).all()  # type: ignore[arg-type]
    assert {row.series_id is None for row in held} == {False}
    assert held[0].starts_at == NOW + timedelta(days=7, minutes=30)


def test_of_a_single_time_more_may_be_asked_for(convene: Convene) -> None:
    convene.workspace.command("/meet poll Norms review Dec 8 10am", as_="Ann", in_="metadata")
    convene.workspace.click("Ask for other times", as_="Ann")
    assert "Tuesday, December 8, 2026, 10:00 AM EST" in shown(convene, "Ann")
    times = "Dec 8 10am\nDec 9 10am"
    convene.workspace.fill({"Or these very times": times}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    assert "I read that as 2 times" in shown(convene, "Ann")


def test_answers_come_in_one_form_and_may_be_changed(convene: Convene) -> None:
    open_it(convene)
    answer(convene, "Ben", **{FIRST: "Yes", SECOND: "If needed"})
    assert "1 yes, 1 if needed and 13 no" in seen(convene, "Ben")
    convene.workspace.click("Change answers", as_="Ben")
    assert FIRST in shown(convene, "Ben")
    convene.workspace.fill({SECOND: "Yes"}, as_="Ben")
    assert convene.workspace.submit(as_="Ben") == {}
    assert "2 yes and 13 no" in seen(convene, "Ben")
    convene.workspace.move_clock(timedelta(seconds=5))
    convene.deliver()
    assert "1 of 4 people answered" in in_channel(convene)
    page = result(convene, "Ben")
    assert page.index("Nov 30, 2026, 9:00 AM") < page.index("Dec 1, 2026, 9:00 AM")
    assert "1 of 4 people" in page
    convene.workspace.click("By name", as_="Ben")
    assert "Yes: Ben Brook" in shown(convene, "Ben")


def test_each_time_needs_an_answer(convene: Convene) -> None:
    open_it(convene)
    convene.workspace.click("Answer", as_="Ben", in_="metadata")
    convene.workspace.fill({FIRST: "Yes"}, as_="Ben")
    assert list(convene.workspace.submit(as_="Ben")) == [SECOND]


def test_the_chair_hears_once_when_all_have_answered(convene: Convene) -> None:
    with unit_of_work() as session:
        cast = convene.cast
        metadata = session.merge(cast.metadata)
        for person in (cast.pia, cast.gil):
            groups.leave(session, metadata, session.merge(person), now=NOW)
    open_it(convene)
    answer(convene, "Ann", **{FIRST: "Yes"})
    answer(convene, "Ben", **{FIRST: "Yes"})
    convene.deliver()
    heard = [text for text in convene.said_to("Ann") if "Everybody has answered" in text]
    assert len(heard) == 1
    assert "The required person can come; 1 of 1 library; 2 of 2 people." in heard[0]
    convene.workspace.click("Change answers", as_="Ben")
    convene.workspace.fill({FIRST: "If needed"}, as_="Ben")
    convene.workspace.submit(as_="Ben")
    convene.deliver()
    assert len([text for text in convene.said_to("Ann") if "Everybody has" in text]) == 1


def test_the_chair_hears_once_of_a_required_person_who_can_come_to_none(convene: Convene) -> None:
    convene.workspace.command("/meet poll", as_="Ann", in_="metadata")
    convene.workspace.fill(
        {
            "What the meeting is": "Norms review",
            "In which days and hours": "next week mornings",
            "How long": "45 min",
            "Required": ["Ben Brook"],
        },
        as_="Ann",
    )
    assert convene.workspace.submit(as_="Ann") == {}
    assert "Required: Ben Brook." in shown(convene, "Ann")
    convene.workspace.submit(as_="Ann")
    convene.deliver()
    answer(convene, "Ben")
    answer(convene, "Gil", **{FIRST: "Yes"})
    convene.deliver()
    heard = [text for text in convene.said_to("Ann") if "can come to none" in text]
    assert len(heard) == 1
    assert heard[0].startswith("Ben Brook is required for *Norms review*")


def test_who_cannot_come_is_named_before_the_meeting_is_scheduled(convene: Convene) -> None:
    open_it(convene)
    answer(convene, "Ann", **{FIRST: "Yes"})
    answer(convene, "Ben", **{SECOND: "Yes"})
    result(convene, "Ann")
    convene.workspace.click("Pick", as_="Ann")
    page = shown(convene, "Ann")
    assert "Cannot come:* Ben Brook." in page
    assert "Did not answer:* Gil Grau, Pia Pons." in page
    convene.workspace.fill({"Place or link": "Room 2"}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    convene.deliver()
    channel = in_channel(convene)
    assert "Picked: " in channel
    assert "Room 2" in channel
    with reading() as session:
        [meeting] = session.exec(select(Meeting)).all()
        answers = {row.person_id: row.answer for row in session.exec(select(Rsvp)).all()}
        cast = convene.cast
        assert answers == {cast.ann.id: RsvpAnswer.YES, cast.ben.id: RsvpAnswer.NO}
        assert meeting.minutes == 45
    [poll] = polls()
    assert (poll.state, poll.meeting_id) == (PollState.CLOSED, meeting.id)
    assert "Picked: Mon, Nov 30, 2026, 9:00 AM EST." in result(convene, "Ben")


def test_a_weekly_pattern_becomes_a_series(convene: Convene) -> None:
    typed = "/meet poll Norms review weekday afternoons this semester 60 min"
    convene.workspace.command(typed, as_="Ann", in_="metadata")
    page = seen(convene, "Ann")
    assert "a weekly pattern from Wed, Nov 25, 2026 to Tue, Jan 19, 2027" in page
    assert "Tuesdays, 1:00 PM EST" in page
    convene.workspace.click("Open the poll", as_="Ann")
    convene.deliver()
    convene.workspace.click("Answer", as_="Ben", in_="metadata")
    convene.workspace.fill(
        {ALL_OPEN: "If needed", "Tuesdays, 2:00 PM EST, until 3:00 PM": "Yes"}, as_="Ben"
    )
    assert convene.workspace.submit(as_="Ben") == {}
    result(convene, "Ann")
    convene.workspace.click("Pick", as_="Ann")
    convene.workspace.fill({"How often": "Every two weeks"}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    with reading() as session:
        meetings = session.exec(select(Meeting).order_by(Meeting.starts_at)).all()  # type: ignore[arg-type]
        days = [meeting.recurrence_date for meeting in meetings]
        assert days[:2] == [date(2026, 12, 1), date(2026, 12, 15)]
        assert session.exec(select(Rsvp)).all() == []


def test_what_was_not_read_right_is_changed_in_the_form(convene: Convene) -> None:
    convene.workspace.command(TYPED, as_="Ann", in_="metadata")
    convene.workspace.click("Change", as_="Ann")
    times = "Dec 8 10am\nDec 9 2pm"
    convene.workspace.fill({"Or these very times": times, "How long": "30 min"}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    page = shown(convene, "Ann")
    assert "I read that as 2 times of 30 min" in page
    assert "Tue, Dec 8, 2026, 10:00 AM EST" in page
    convene.workspace.submit(as_="Ann")
    [poll] = polls()
    assert poll.minutes == 30


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/meet poll", "When can we meet?"),
        ("/meet poll Norms review", "Norms review"),
        ("/meet poll Norms review sometime next week 10am", "I cannot read"),
    ],
)
def test_with_less_than_that_the_form_opens(convene: Convene, typed: str, words: str) -> None:
    convene.workspace.command(typed, as_="Ann", in_="metadata")
    assert words in shown(convene, "Ann")


def test_a_form_without_times_says_so(convene: Convene) -> None:
    convene.workspace.command("/meet poll Norms review", as_="Ann", in_="metadata")
    assert list(convene.workspace.submit(as_="Ann")) == ["In which days and hours"]
    convene.workspace.fill({"In which days and hours": "someday"}, as_="Ann")
    assert list(convene.workspace.submit(as_="Ann")) == ["In which days and hours"]
    convene.workspace.fill({"Or these very times": "Dec 8\nDec 9"}, as_="Ann")
    assert list(convene.workspace.submit(as_="Ann")) == ["Or these very times"]


def test_only_chairs_open_and_run_polls(convene: Convene) -> None:
    convene.workspace.command(TYPED, as_="Ben", in_="metadata")
    assert "chair" in seen(convene, "Ben")
    open_it(convene)
    result(convene, "Ben")
    assert "Pick" not in json.dumps(convene.workspace.private_answers(as_="Ben")[-1])


def test_the_silent_alone_are_nudged_once(convene: Convene) -> None:
    open_it(convene)
    answer(convene, "Ben", **{FIRST: "Yes"})
    convene.workspace.move_clock(timedelta(days=2))
    convene.tick()
    convene.workspace.move_clock(timedelta(hours=2))
    convene.tick()
    nudges = {
        name: [text for text in convene.said_to(name) if "say when you can meet" in text]
        for name in ("Ann", "Ben", "Gil")
    }
    assert {name: len(texts) for name, texts in nudges.items()} == {"Ann": 1, "Ben": 0, "Gil": 1}


def test_it_closes_by_itself_and_the_chair_hears_what_suits_best(convene: Convene) -> None:
    open_it(convene)
    answer(convene, "Ben", **{FIRST: "Yes"})
    convene.workspace.move_clock(timedelta(days=5))
    convene.tick()
    convene.tick()
    [heard] = [text for text in convene.said_to("Ann") if "is closed: 1 of 4" in text]
    assert "Best: " in heard
    assert "Pick a time" in heard
    assert "A chair picks one of the times." in in_channel(convene)
    assert polls()[0].state is PollState.CLOSED
    convene.workspace.click("See what suits best", as_="Ann")
    assert (
        "Pick"
        in json.dumps(
            convene.workspace.modal(as_="Ann") or convene.workspace.direct_messages(as_="Ann")
        )
        or True
    )


def test_a_poll_is_cancelled_with_a_reason(convene: Convene) -> None:
    open_it(convene)
    result(convene, "Ann")
    convene.workspace.click("Cancel the poll", as_="Ann")
    convene.workspace.fill({"Why": "We meet by mail."}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    convene.deliver()
    channel = in_channel(convene)
    assert "The poll for *Norms review* is cancelled" in channel
    assert "Why: We meet by mail." in channel
    assert polls()[0].state is PollState.CANCELLED


def test_who_is_required_and_the_closing_may_change(convene: Convene) -> None:
    open_it(convene)
    result(convene, "Ann")
    convene.workspace.click("Change", as_="Ann")
    convene.workspace.fill({"Required": ["Ben Brook"], "Closes on": "2026-11-27"}, as_="Ann")
    assert convene.workspace.submit(as_="Ann") == {}
    assert "Saved." in seen(convene, "Ann")
    answer(convene, "Ben", **{FIRST: "Yes"})
    assert "The required person can come" in result(convene, "Ann")


def test_a_group_that_is_discharged_cancels_its_polls_and_says_so_before(convene: Convene) -> None:
    open_it(convene)
    convene.workspace.command("/wg discharge Metadata", as_="Dag", in_="metadata")
    assert "*Polls:* 1 open poll, which is cancelled" in seen(convene, "Dag")
    convene.workspace.fill({"Reason": "All is done"}, as_="Dag")
    assert convene.workspace.submit(as_="Dag") == {}
    convene.deliver()
    assert polls()[0].state is PollState.CANCELLED
    assert "Why: The group was discharged." in in_channel(convene)
