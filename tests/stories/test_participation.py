"""Asking who took part, and getting the same figures as a file."""

import csv
import io
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models import ContributionKind, OutboxMessage, OutboxOp, OutboxState
from models.database import reading, unit_of_work
from services import contributions, meetings
from tests.factories import NOW, group
from tests.happenings import meeting
from tests.keys import about
from tests.running import Convene


@pytest.fixture
def worked(convene: Convene) -> Convene:
    """Ann and Ben came to a meeting of Metadata; Cleo finished a task of her own."""
    people = convene.cast
    then = datetime(2026, 10, 1, 18, tzinfo=UTC)
    with unit_of_work() as session:
        for person in (people.ann, people.ben):
            contributions.credit(
                session,
                person,
                ContributionKind.ATTENDED,
                of=about("meeting:1"),
                group_id=people.metadata.id,
                occurred_at=then,
            )
        task = ContributionKind.COMPLETED_TASK
        contributions.credit(
            session, people.cleo, task, of=about("task:1"), group_id=None, occurred_at=then
        )
    return convene


def table(convene: Convene, who: str) -> list[list[str]]:
    answer = convene.workspace.private_answers(as_=who)[-1]
    [block] = [block for block in answer["blocks"] if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in block["rows"]]


def test_one_line_is_answered_with_a_table_and_the_formula(worked: Convene) -> None:
    worked.workspace.command("/participation fiscal year", as_="Dag", in_="general")
    assert table(worked, "Dag")[1:] == [
        ["Central", "2", "2", "0", "0", "0", "0", "1", "2"],
        ["Tunxis", "1", "0", "0", "1", "0", "0", "0", "1"],
        ["All together", "3", "2", "0", "1", "0", "0", "1", "3"],
    ]
    assert "Attended counts each person once for each meeting" in worked.answer_to("Dag")


def test_the_file_has_the_same_cells(worked: Convene) -> None:
    workspace = worked.workspace
    workspace.command("/participation group:Metadata by person", as_="Dag", in_="general")
    shown = table(worked, "Dag")
    workspace.click("Download as CSV", as_="Dag")
    assert "The file is on its way" in worked.answer_to("Dag")
    workspace.click("Download as CSV", as_="Dag")
    with reading() as session:
        [file] = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.FILE)).all()
    assert (file.lane, file.payload["filename"]) == (
        "UDAG",
        "participation-by-person-2026-07-01-to-2026-11-24.csv",
    )
    worked.tick()
    assert list(csv.reader(io.StringIO(sent_file(worked)))) == shown


def sent_file(convene: Convene) -> str:
    """What arrived in Slack."""
    with reading() as session:
        [file] = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.FILE)).all()
    assert file.state is OutboxState.SENT
    [message] = [
        message for message in convene.workspace.direct_messages(as_="Dag") if message["files"]
    ]
    address = convene.client.base_url.removesuffix("/api/") + message["files"][0]["url"]
    with urllib.request.urlopen(address) as response:
        return str(response.read().decode("utf-8-sig"))


def test_the_form_is_answered_with_a_page(worked: Convene) -> None:
    workspace = worked.workspace
    workspace.command("/participation", as_="Dag", in_="general")
    workspace.fill({"Library": "Central Library", "Period": "whenever"}, as_="Dag")
    assert list(workspace.submit(as_="Dag")) == ["Period"]
    workspace.fill({"Period": "October"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    page = worked.page_of("Dag")
    assert "Participation by group: Central, October 2026" in page
    assert "*Metadata*\npeople active 2 · meetings attended 2" in page
    workspace.click("Download as CSV", as_="Dag", in_="modal")
    assert "The file is on its way" in worked.page_of("Dag")


def test_a_chair_asks_about_her_own_group_only(worked: Convene) -> None:
    workspace = worked.workspace
    workspace.command("/participation by person", as_="Ann", in_="general")
    assert [row[0] for row in table(worked, "Ann")[1:]] == [
        "Ann Abara",
        "Ben Brook",
        "Gil Grau",
        "Pia Pons",
        "All together",
    ]
    with unit_of_work() as session:
        group(session, "Reserves", chair=worked.cast.cleo, channel_id="CRES")
    workspace.command("/participation group:Reserves", as_="Ann", in_="general")
    assert "You can ask about the groups that you chair." in worked.answer_to("Ann")
    workspace.command("/participation", as_="Ann", in_="general")
    assert workspace.submit(as_="Ann") == {"Group": "Please complete this required field."}
    workspace.fill({"Group": "Metadata"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    assert "Participation by library: Metadata" in worked.page_of("Ann")


def test_others_see_their_own_record_and_are_refused_the_rest(worked: Convene) -> None:
    workspace = worked.workspace
    workspace.command("/participation Tunxis", as_="Cleo", in_="general")
    refusal = "is for a chair of a group, a director of a library, or the program manager"
    assert refusal in worked.answer_to("Cleo")
    workspace.command("/participation me", as_="Cleo", in_="general")
    assert table(worked, "Cleo") == [
        [
            "Group",
            "Meetings attended",
            "Meetings held",
            "Without a list",
            "Regrets",
            "Attendance",
            "Meetings chaired",
            "Tasks completed",
            "Calls answered",
            "Minutes taken",
            "Contributions",
        ],
        ["Outside any group", "0", "0", "0", "0", "–", "0", "1", "0", "0", "1"],
        ["All together", "0", "0", "0", "0", "–", "0", "1", "0", "0", "1"],
    ]
    assert "Ask another question" not in worked.answer_to("Cleo")
    workspace.click("Download as CSV", as_="Cleo")
    assert "The file is on its way" in worked.answer_to("Cleo")


def test_a_misspelt_library_gets_the_nearest(worked: Convene) -> None:
    worked.workspace.command("/participation Tunxsi last quarter", as_="Dag", in_="general")
    assert "Did you mean Tunxis?" in worked.answer_to("Dag")


def test_without_words_a_librarian_sees_her_own_record(worked: Convene) -> None:
    worked.workspace.command("/participation", as_="Cleo", in_="general")
    assert "Participation by group: Cleo Costa" in worked.answer_to("Cleo")


def test_help_tells_the_command_itself(worked: Convene) -> None:
    worked.workspace.command("/participation help", as_="Dag", in_="general")
    assert "/participation library:Tunxis since:2025-07-01" in worked.answer_to("Dag")
    worked.workspace.command("/participation help", as_="Cleo", in_="general")
    assert "library:Tunxis" not in worked.answer_to("Cleo")


def test_who_missed_meetings_and_what_is_behind_it(worked: Convene) -> None:
    people, workspace = worked.cast, worked.workspace
    with unit_of_work() as session:
        for days in (20, 10):
            held = meeting(session, people.metadata, NOW - timedelta(days=days))
            ids = {people.ann.id}
            meetings.record_attendance(session, held, ids, by=people.ann, now=held.starts_at)
    workspace.command("/participation who missed two in a row?", as_="Ann", in_="metadata")
    assert [row[0] for row in table(worked, "Ann")[1:]] == ["Ben Brook", "Gil Grau", "Pia Pons"]
    workspace.click("Show the rows", as_="Ann")
    workspace.fill({"Behind": "Ben Brook"}, as_="Ann")
    assert workspace.submit(as_="Ann") == {}
    page = worked.page_of("Ann")
    assert page.count("absent") >= 2
    assert "Gil Grau" not in page
    workspace.click("Download these rows as CSV", as_="Ann", in_="modal")
    assert "The file is on its way" in worked.page_of("Ann")


def test_the_form_offers_each_question(worked: Convene) -> None:
    workspace = worked.workspace
    workspace.command("/participation", as_="Dag", in_="general")
    workspace.fill({"Question": "Libraries with nobody there", "Group": "Metadata"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "Libraries with nobody in: Metadata" in worked.page_of("Dag")
    assert "*Tunxis*" in worked.page_of("Dag")


def test_a_chart_stands_below_the_table(worked: Convene) -> None:
    worked.workspace.command("/participation fiscal year", as_="Dag", in_="general")
    blocks = worked.workspace.private_answers(as_="Dag")[-1]["blocks"]
    assert [block["type"] for block in blocks].count("data_visualization") == 1
