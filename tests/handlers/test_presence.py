"""Who is present at meetings, through its door."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from handlers.meetings import answering, attending_partly
from handlers.presence import recusing
from models import AgendaItem, Attendance, Meeting, OutboxMessage, Person, Recusal
from models.database import reading, unit_of_work
from services import meetings
from services.errors import Invalid, NotAllowed
from tests.factories import NOW, Cast
from tests.handlers.asks import pressed, refused, sent, shown, text_of
from tests.happenings import meeting
from views.presence.partial_attendance import has_room_and_link

HOUR = timedelta(hours=1)


@pytest.fixture
def held(people: Cast) -> Meeting:
    """From 9:00 to 10:00 in New York, in a room and by a link; Ann and Ben came."""
    place = "Room 2 or https://meet.example.org/1"
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW - HOUR / 2, minutes=60, place=place)
        came = {people.ann.id, people.ben.id}
        meetings.record_attendance(session, row, came, by=people.ann, now=NOW)
        return row


def part_sent(people: Cast, held: Meeting, **fields: Any) -> Any:
    form = shown(attending_partly.open_part(pressed(people.ann, held.id)))
    carried = json.loads(form["private_metadata"])
    return sent(people.ann, {"remote": [], "arrived": "", "left": ""} | fields, **carried)


def rows() -> dict[int, Attendance]:
    with reading() as session:
        return {row.person_id: row for row in session.exec(select(Attendance))}


def clocks(row: Attendance) -> tuple[str, str]:
    """UTC times of arriving and leaving."""
    return tuple(f"{at:%H:%M}" if at else "" for at in (row.arrived_at, row.left_at))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("Ben Brook 9:10am", "14:10"),
        ("ben 9:10", "14:10"),
        ("Ben Brook, 9:10 AM", "14:10"),
        ("Ben  Brook   9:10 am", "14:10"),
    ],
)
def test_times_are_typed_behind_names(
    people: Cast, held: Meeting, typed: str, arrives: str
) -> None:
    fields = {"remote": [str(people.ann.id)], "arrived": typed, "left": "Ann 9:40am"}
    text = text_of(attending_partly.save_part(part_sent(people, held, **fields)))
    assert "1 remote. Ann Abara until 9:40 AM, Ben Brook from 9:10 AM." in text
    assert clocks(rows()[people.ben.id]) == (arrives, "")
    assert clocks(rows()[people.ann.id]) == ("", "14:40")
    form = json.dumps(shown(attending_partly.open_part(pressed(people.ann, held.id))))
    assert "Ben Brook 9:10 AM" in form
    again = {"remote": [str(people.ann.id)], "arrived": "Ben Brook 9:10 AM", "left": ""}
    text_of(attending_partly.save_part(part_sent(people, held, **again)))
    assert clocks(rows()[people.ann.id]) == ("", "")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("arrived", "Cleo 9:10am"),
        ("arrived", "Ben"),
        ("arrived", "9:10am"),
        ("left", "Ben late"),
        ("left", "Ben 11am"),
    ],
)
def test_a_line_that_cannot_be_read_is_quoted_beside_its_field(
    people: Cast, held: Meeting, field: str, typed: str
) -> None:
    words, at_fault = refused(attending_partly.save_part, part_sent(people, held, **{field: typed}))
    assert at_fault == field
    assert typed in words or "not within the meeting" in words


def test_two_of_one_name_are_told_apart_by_address(people: Cast, held: Meeting) -> None:
    with unit_of_work() as session:
        gil = session.get_one(Person, people.gil.id)
        gil.name = "Ben Brook"
        session.add(gil)
        came = {people.ben.id, gil.id}
        row = session.get_one(Meeting, held.id)
        meetings.record_attendance(session, row, came, by=people.ann, now=NOW)
    _, field = refused(
        attending_partly.save_part, part_sent(people, held, arrived="Ben Brook 9:10am")
    )
    assert field == "arrived"
    typed = f"Ben Brook ({people.gil.email}) 9:10am"
    text_of(attending_partly.save_part(part_sent(people, held, arrived=typed)))
    assert clocks(rows()[people.gil.id]) == ("14:10", "")
    assert clocks(rows()[people.ben.id]) == ("", "")


def test_who_was_remote_is_only_asked_where_there_is_a_room_and_a_link(
    people: Cast, held: Meeting
) -> None:
    with unit_of_work() as session:
        session.get_one(Meeting, held.id).place = "Room 2"
    form = shown(attending_partly.open_part(pressed(people.ann, held.id)))
    assert "remote" not in [block.get("block_id") for block in form["blocks"]]
    text_of(attending_partly.save_part(part_sent(people, held, remote=[str(people.ben.id)])))
    assert rows()[people.ben.id].mode is None


@pytest.mark.parametrize(
    ("place", "has_both"),
    [
        ("Room 2, https://meet.example.org/1", True),
        ("https://meet.example.org/1 and Room 2", True),
        ("zoom.us/j/1 or Room 2", True),
        ("https://meet.example.org/1", False),
        ("(https://meet.example.org/1)", False),
        ("Room 2", False),
        ("", False),
    ],
)
def test_a_place_may_be_a_room_and_a_link(place: str, has_both: bool) -> None:
    assert has_room_and_link(place) is has_both


def test_nobody_takes_part_where_nobody_is_on_the_list(people: Cast) -> None:
    with unit_of_work() as session:
        empty = meeting(session, people.metadata, NOW - HOUR)
    with pytest.raises(Invalid, match="Nobody is on the list"):
        attending_partly.open_part(pressed(people.ann, empty.id))
    with pytest.raises(NotAllowed):
        attending_partly.open_part(pressed(people.ben, empty.id))


def corrections() -> dict[str, str]:
    """What is said of corrected lists, by recipient."""
    with reading() as session:
        found = select(OutboxMessage).where(col(OutboxMessage.key).startswith("putright|"))
        return {row.lane: row.payload["text"] for row in session.exec(found)}


def checklist_sent(people: Cast, held: Meeting, *came: Person) -> Any:
    chosen = {"came1": [str(who.id) for who in came], "visitors": []}
    return sent(people.ann, chosen, meeting=held.id, opened_at=NOW.isoformat())


def test_a_correction_is_told_to_whom_it_concerns_once(people: Cast, held: Meeting) -> None:
    answer = answering.save_checklist(checklist_sent(people, held, people.ann, people.gil))
    assert "Remote or part of the time" in json.dumps(answer.message)  # type: ignore[union-attr]
    answering.save_checklist(checklist_sent(people, held, people.ann, people.gil))
    found = corrections()
    assert found.keys() == {"UBEN", "UGIL"}
    assert found["UBEN"] == (
        "Ann Abara corrected the list of who came to *Norms review* of *Metadata*: you are not on"
        " it now. If you were there, please tell a chair of the group."
    )
    assert "you are on it now. It counts for your library." in found["UGIL"]


def test_a_first_list_corrects_nobody(people: Cast) -> None:
    with unit_of_work() as session:
        row = meeting(session, people.metadata, NOW - HOUR)
    answering.save_checklist(checklist_sent(people, row, people.ann, people.gil))
    assert corrections() == {}


def test_who_takes_no_part_in_an_item_is_chosen_in_a_form(people: Cast, held: Meeting) -> None:
    with unit_of_work() as session:
        item = AgendaItem(
            group_id=people.metadata.id,
            meeting_id=held.id,
            title="Courier price",
            proposed_by=people.ann.id,
            proposed_at=NOW,
            waits_since=NOW,
        )
        session.add(item)
        session.flush()
        number = item.id
    form = shown(recusing.open_recusal(pressed(people.ann, number)))
    carried = json.loads(form["private_metadata"])
    answer = recusing.save_recusal(sent(people.ann, {"recused": [str(people.ben.id)]}, **carried))
    assert text_of(answer) == "Ben Brook takes no part in *Courier price*."
    with reading() as session:
        [row] = session.exec(select(Recusal))
        assert (row.person_id, row.recorded_by) == (people.ben.id, people.ann.id)
    hers = shown(recusing.open_recusal(pressed(people.ben, number)))
    options = hers["blocks"][1]["element"]["options"]
    assert [choice["text"]["text"] for choice in options] == ["Ben Brook"]
    answer = recusing.save_recusal(sent(people.ben, {"recused": []}, **carried))
    assert text_of(answer) == "Nobody is recused from *Courier price*."
    with pytest.raises(NotAllowed):
        recusing.open_recusal(pressed(people.cleo, number))
