"""From the typed line to the saved meeting: what was said back is what is saved."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import col, delete, select

from handlers.meetings import answering, carried, changing, listing, scheduling
from handlers.routes import Answer, Ask, Open, Replace, Reply, Surface
from models import Attendance, Meeting, MeetingStatus, Person, Rsvp, Series
from models.database import reading, unit_of_work
from models.meetings import ONCE, MeetingForm
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from services import access, dates, groups, meetings
from services.cleaning import clean
from services.errors import Invalid, NotAllowed, NotFound, Refusal
from services.meetings import MeetingPlan
from tests.factories import NOW, Cast, cast, group
from tests.happenings import meeting
from views import meetings as views

# The nights on which the clocks change, in spring and in autumn, in zones that do it differently.
CHANGES = (
    ("America/New_York", date(2027, 3, 14)),
    ("America/New_York", date(2027, 11, 7)),
    ("Europe/London", date(2027, 3, 28)),
    ("Europe/London", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),
    ("Australia/Lord_Howe", date(2027, 10, 3)),
    ("America/Phoenix", date(2027, 3, 14)),
)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


def ask(who: Person, text: str = "", *, now: datetime = NOW, **facts: Any) -> Ask:
    """What the middleware makes of a command typed in the channel of Metadata."""
    with reading() as session:
        standing = access.standing(session, who, now)
        here = groups.named(session, "Metadata", by=standing)
    slack = {"people": NoSlack(), "channels": NoSlack()}
    usual: dict[str, Any] = {"surface": Surface.COMMAND, "group": here, **slack}
    return Ask(who=standing, now=now, text=text, **(usual | facts))


class NoSlack:
    """Meetings are planned without asking Slack for anything."""

    def __call__(self, *_args: Any) -> Any:
        raise AssertionError("Slack was asked")

    link = __call__


def message_in(answer: Answer) -> dict[str, Any]:
    assert isinstance(answer, Reply | Replace)
    check_message(**answer.message)
    return answer.message


def form(answer: Answer) -> dict[str, Any]:
    assert isinstance(answer, Open)
    check_view(answer.view)
    return answer.view


def value_of(message: dict[str, Any], action_id: str) -> str:
    rows = (block["elements"] for block in message["blocks"] if block["type"] == "actions")
    return next(
        str(element["value"])
        for row in rows
        for element in row
        if element["action_id"] == action_id
    )


def saved() -> list[Meeting]:
    with reading() as session:
        return list(session.exec(select(Meeting).order_by(col(Meeting.id))))


def forget_earlier_examples() -> None:
    with unit_of_work() as session:
        session.exec(delete(Meeting))
        session.exec(delete(Series))


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    change=st.sampled_from(CHANGES),
    days=st.integers(-1, 1),
    at=st.times().map(lambda found: time(found.hour, found.minute)),
    minutes=st.integers(5, 720),
    ahead=st.integers(3, 200),
)
def test_what_is_said_back_is_what_is_saved_when_the_clocks_change(
    people: Cast, change: tuple[str, date], days: int, at: time, minutes: int, ahead: int
) -> None:
    zone, day = change[0], change[1] + timedelta(days=days)
    ann = people.ann.model_copy(update={"zone": zone})
    now = datetime.combine(day, time(12), tzinfo=UTC) - timedelta(days=ahead)
    line = f"Norms review {day.isoformat()} {at:%H:%M} for {minutes} min"
    echo = message_in(scheduling.new(ask(ann, line, now=now)))
    click = value_of(echo, views.SCHEDULE)
    forget_earlier_examples()
    message_in(scheduling.schedule(ask(ann, now=now, value=click, surface=Surface.MESSAGE)))
    meeting_saved = saved()[-1]
    reading_shown = dates.echo(dates.When(meeting_saved.starts_at, zone, minutes))
    assert f"I read that as {reading_shown}" in echo["text"]
    assert (meeting_saved.minutes, meeting_saved.zone) == (minutes, zone)
    again = dates.read_when(reading_shown, now=now, zone="UTC")
    assert again.starts_at == meeting_saved.starts_at
    local = meeting_saved.starts_at.astimezone(ZoneInfo(zone))
    exists = (
        datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    )
    assert local.replace(tzinfo=None) == exists.replace(tzinfo=None)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    change=st.sampled_from(CHANGES),
    at=st.times().map(lambda found: time(found.hour, found.minute)),
    repeats=st.sampled_from(["weekly", "every two weeks", "monthly"]),
)
def test_a_series_is_held_on_the_dates_that_were_said_back(
    people: Cast, change: tuple[str, date], at: time, repeats: str
) -> None:
    zone, day = change
    ann = people.ann.model_copy(update={"zone": zone})
    now = datetime.combine(day, time(12), tzinfo=UTC) - timedelta(days=20)
    first = day - timedelta(days=14)
    values = {"title": "Council", "when": f"{first.isoformat()} {at:%H:%M}", "repeats": repeats}
    there: dict[str, Any] = {
        "private": {"group": people.metadata.id},
        "surface": Surface.SUBMISSION,
    }
    page = form(scheduling.say_back(ask(ann, now=now, values=values, **there)))
    forget_earlier_examples()
    private = json.loads(page["private_metadata"])
    message_in(scheduling.schedule(ask(ann, now=now, private=private, surface=Surface.SUBMISSION)))
    shown = [
        dates.echo(dates.When(row.starts_at, zone, 60)).replace(f" ({zone})", "") for row in saved()
    ]
    promised = [
        line.removeprefix("• ") for line in text_of(page).splitlines() if line.startswith("• ")
    ]
    assert len(promised) == 4
    assert shown[: len(promised)] == promised[: len(shown)]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300).map(clean))
def test_no_line_crashes_and_none_saves_anything(people: Cast, text: str) -> None:
    for typed in (text, f"{text} tomorrow 2pm", f"{text} every Tuesday 2pm"):
        for command in (
            scheduling.new,
            changing.move,
            changing.cancel,
            listing.coming,
            listing.show,
        ):
            try:
                answer = command(ask(people.ann, typed))
            except Refusal:
                continue
            form(answer) if isinstance(answer, Open) else message_in(answer)
    assert saved() == []


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "[]",
        "{}",
        "null",
        '{"at": 1}',
        '{"at": "2026-12-01", "zone": "UTC", "minutes": 60, "place": ""}',
        '{"at": "2026-12-01T10:00:00+00:00", "zone": "UTC", "minutes": "many", "place": ""}',
        (
            '{"at": "2026-12-01T10:00:00+00:00", "zone": "Nowhere/Else", "minutes": 60, "place":'
            ' "", "group": 1}'
        ),
        (
            '{"at": "2026-12-01T10:00:00+00:00", "zone": "UTC", "minutes": 60, "place": "",'
            ' "pattern": "daily"}'
        ),
    ],
)
def test_a_button_that_carries_nothing_usable_is_refused(people: Cast, value: str) -> None:
    for click in (scheduling.schedule, scheduling.change, changing.move_now, changing.change_move):
        with pytest.raises(Invalid):
            click(ask(people.ann, value=value, surface=Surface.MESSAGE))
    assert saved() == []


def test_the_longest_plan_fits_into_a_button_and_a_form(people: Cast) -> None:
    plan = MeetingPlan(
        '"' * 200, NOW + timedelta(days=1), "America/Argentina/ComodRivadavia", 720, "\\" * 500
    )
    text = carried.with_group(people.metadata, plan)
    assert len(text) <= 2000
    assert carried.read_plan(ask(people.ann, value=text)) == (people.metadata.id, plan)


def _acts(people: Cast, number: int) -> list[tuple[Any, dict[str, Any]]]:
    """Everything that changes a meeting, as its buttons and forms ask for it."""
    with reading() as session:
        found = session.get_one(Meeting, number)
    later = MeetingPlan(found.title, found.starts_at + timedelta(days=1), found.zone, 60)
    move = carried.with_meeting(found, later, sequence=0)
    private = {"meeting": number, "sequence": 0}
    return [
        (changing.open_move, {"value": str(number)}),
        (changing.say_back, {"private": private, "values": {"when": "tomorrow 3pm"}}),
        (changing.move_now, {"value": move}),
        (changing.change_move, {"value": move}),
        (changing.open_cancel, {"value": str(number)}),
        (changing.cancel_now, {"private": private}),
        (answering.open_checklist, {"value": str(number)}),
        (answering.save_checklist, {"private": private, "values": {"came1": [str(people.ben.id)]}}),
    ]


@pytest.mark.parametrize("who", ["ben", "cleo", "gil"])
def test_foreign_ids_in_buttons_and_forms_change_nothing(people: Cast, who: str) -> None:
    with unit_of_work() as session:
        number = meeting(session, people.metadata).id
        before = session.get_one(Meeting, number).model_dump()
    for act, facts in _acts(people, number):
        with pytest.raises((NotAllowed, NotFound)):
            act(ask(getattr(people, who), **facts))
    plan = MeetingPlan("Mine", NOW + timedelta(days=1), "UTC")
    for act in (scheduling.schedule, scheduling.change):
        with pytest.raises(NotAllowed):
            act(ask(people.ben, value=carried.with_group(people.metadata, plan)))
    with pytest.raises(NotAllowed):
        scheduling.open_new(ask(people.ben, value=str(people.metadata.id)))
    assert [row.model_dump() for row in saved()] == [before]


def test_a_private_group_is_not_betrayed_by_its_meetings(people: Cast) -> None:
    with unit_of_work() as session:
        closed = group(session, "Closed", chair=people.ann, channel_id="CCLOSED", private=True)
        number = meeting(session, closed, title="Secret").id
    for act in (answering.yes, answering.came, listing.show_one):
        for value in (str(number), "999"):
            with pytest.raises(NotFound) as refusal:
                act(ask(people.ben, value=value))
            assert "Secret" not in refusal.value.message
    for command in (listing.coming, listing.show):
        with pytest.raises(Invalid) as unknown:
            command(ask(people.ben, "Closed"))
        assert (
            unknown.value.message
            == "I know no group called “Closed”. Type `/wg list` to see them all."
        )
    assert "Secret" in message_in(listing.coming(ask(people.ann, "Closed")))["text"]
    assert "Secret" not in message_in(listing.listed(ask(people.cleo, group=None)))["text"]


@pytest.mark.parametrize(
    ("when", "is_told"),
    [("next Friday 10am", False), ("next Sunday 10am", True), ("every Sunday 10am", True)],
)
def test_the_chair_reads_at_scheduling_that_nobody_is_reminded_at_usual_hours(
    people: Cast, when: str, is_told: bool
) -> None:
    echo = message_in(scheduling.new(ask(people.ann, f"Norms review {when}")))
    which = "the first meeting" if "every" in when else "it"
    assert (f"Nobody who keeps the usual hours is reminded of {which}:" in echo["text"]) is is_told


def test_the_program_manager_may_schedule_anywhere(people: Cast) -> None:
    echo = message_in(scheduling.new(ask(people.dag, "Norms tomorrow 2pm")))
    message_in(scheduling.schedule(ask(people.dag, value=value_of(echo, views.SCHEDULE))))
    assert [(row.title, row.created_by) for row in saved()] == [("Norms", people.dag.id)]


@pytest.mark.parametrize("text", ["", "Norms review", "tomorrow 2pm"])
def test_with_less_than_title_and_time_the_form_opens_with_what_there_is(
    people: Cast, text: str
) -> None:
    shown = form(scheduling.new(ask(people.ann, text)))
    initial = {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in shown["blocks"]
        if block["type"] == "input" and block["element"]["type"] == "plain_text_input"
    }
    when = (
        "Wednesday, November 25, 2026, 2:00 PM EST (America/New_York)" if "tomorrow" in text else ""
    )
    length = "60 min" if when else ""
    title = "" if when else text
    assert initial == {"title": title, "when": when, "length": length, "place": ""}


def test_the_choices_of_the_form_are_those_that_are_read(people: Cast) -> None:
    shown = views.new(people.metadata, MeetingForm())
    [repeats] = [
        block["element"] for block in shown["blocks"] if block.get("block_id") == "repeats"
    ]
    for choice in repeats["options"]:
        typed = MeetingForm("Norms", "tomorrow 2pm", repeats=choice["value"])
        read = meetings.read_form(typed, now=NOW, zone="UTC")
        assert (read.pattern is None) == (choice["value"] == ONCE)


def test_a_series_ends_from_the_form(people: Cast) -> None:
    echo = message_in(scheduling.new(ask(people.ann, "Norms every Tuesday 2pm")))
    message_in(scheduling.schedule(ask(people.ann, value=value_of(echo, views.SCHEDULE))))
    form(changing.cancel(ask(people.ann)))
    first = saved()[0]
    answer = message_in(
        changing.cancel_now(
            ask(
                people.ann,
                surface=Surface.SUBMISSION,
                private={"meeting": first.id, "sequence": 0},
                values={"which": views.FOLLOWING, "reason": None},
            )
        )
    )
    assert "The series ends, and 12 later meetings with it." in answer["text"]
    assert {row.status for row in saved()} == {MeetingStatus.CANCELLED}
    with reading() as session:
        assert session.exec(select(Series)).one().ended_at == NOW


def test_answers_from_home_a_list_and_elsewhere_each_redraw_what_holds_them(people: Cast) -> None:
    with unit_of_work() as session:
        number = meeting(session, people.metadata).id
    home = answering.yes(ask(people.ben, value=str(number), surface=Surface.HOME))
    listed = answering.no(ask(people.ben, value=f"{number}|next|every|0", surface=Surface.MESSAGE))
    shown = answering.maybe(ask(people.ben, value=f"{number}|show", surface=Surface.MESSAGE))
    elsewhere = answering.yes(ask(people.ben, value=str(number), surface=Surface.MESSAGE))
    kinds = [type(answer) for answer in (home, listed, shown, elsewhere)]
    assert kinds == [Replace, Replace, Replace, Reply]
    assert "You answered *no*" in text_of(message_in(listed))
    assert "You answered maybe." in message_in(shown)["text"]
    with reading() as session:
        assert [row.answer for row in session.exec(select(Rsvp))] == ["yes"]


def test_ten_meetings_are_a_page_and_the_rest_is_a_button_away(people: Cast) -> None:
    with unit_of_work() as session:
        for number in range(23):
            meeting(session, people.metadata, NOW + (number + 1) * MINUTE, title=f"M{number}")
    first = message_in(listing.listed(ask(people.ben)))
    assert first["text"].count("Metadata)") == 10
    second = message_in(listing.next_page(ask(people.ben, value=value_of(first, views.PAGE_OF))))
    third = message_in(listing.next_page(ask(people.ben, value=value_of(second, views.PAGE_OF))))
    assert [name for name in ("M10 ", "M19 ", "M20 ") if name in second["text"]] == ["M10 ", "M19 "]
    assert [name for name in ("M19 ", "M20 ", "M22 ") if name in third["text"]] == ["M20 ", "M22 "]


def test_the_checklist_reads_all_its_menus(people: Cast) -> None:
    with unit_of_work() as session:
        number = meeting(session, people.metadata, NOW - 30 * MINUTE).id
    form(answering.last_checklist(ask(people.ann)))
    chosen = {"came1": [str(people.ann.id)], "came2": [str(people.pia.id)], "came3": None}
    facts: dict[str, Any] = {"private": {"meeting": number}, "surface": Surface.SUBMISSION}
    answer = message_in(answering.save_checklist(ask(people.ann, values=chosen, **facts)))
    assert answer["text"] == "Recorded: 2 people came to *Norms review*: Ann Abara, Pia Pons."
    with reading() as session:
        came = set(session.exec(select(Attendance.person_id)))
    assert came == {people.ann.id, people.pia.id}
    none = message_in(answering.save_checklist(ask(people.ann, values={"came1": []}, **facts)))
    assert none["text"] == "Recorded: nobody came to *Norms review*."


def test_others_who_came_are_chosen_from_slack(people: Cast) -> None:
    with unit_of_work() as session:
        number = meeting(session, people.metadata, NOW - 30 * MINUTE).id
    opened = form(answering.last_checklist(ask(people.ann)))
    assert "Who came to *Norms review*, <!date^" in opened["blocks"][0]["text"]["text"]
    facts: dict[str, Any] = {"private": {"meeting": number}, "surface": Surface.SUBMISSION}
    chosen = {"came1": [], views.VISITORS_FIELD: ["UCLEO"]}
    answer = message_in(
        answering.save_checklist(
            ask(people.ann, values=chosen, people=lambda _ids: [people.cleo], **facts)
        )
    )
    assert answer["text"] == "Recorded: 1 person came to *Norms review*: Cleo Costa."
    again = form(answering.last_checklist(ask(people.ann)))
    assert "Cleo Costa (not a member)" in str(again)
