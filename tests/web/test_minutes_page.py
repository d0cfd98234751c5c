"""The minutes of a meeting on one's own page: written and corrected without Slack."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from models import (
    Group,
    MinuteLine,
    MinuteLineKind,
    Minutes,
    MinutesCorrection,
    MinutesState,
    OutboxMessage,
    QuorumShare,
    RecorderState,
    RecorderTurn,
    Task,
)
from models.database import reading, unit_of_work
from models.messages import ASSIGNED
from services import minutes
from tests.factories import NOW, Cast
from tests.happenings import TODAY, meeting
from tests.pages import read_page
from tests.web.conftest import Visitor, token_of


@pytest.fixture
def held(people: Cast) -> int:
    """A meeting of Metadata that began ten minutes ago."""
    with unit_of_work() as session:
        return meeting(session, people.metadata, NOW - timedelta(minutes=10)).id


def lines() -> list[tuple[str, str]]:
    with reading() as session:
        kept = select(MinuteLine).where(col(MinuteLine.undone_at).is_(None))
        rows = session.exec(kept.order_by(col(MinuteLine.id)))
        return [(row.kind.value, row.wording) for row in rows]


def path(held: int) -> str:
    return f"/meetings/{held}/minutes"


def form_key(page: str) -> str:
    found = re.search(r'name="form_key" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def set_state(held: int, people: Cast, state: MinutesState) -> None:
    with unit_of_work() as session:
        row = meeting_row(session, held)
        by: dict[str, Any] = {"by": people.ann, "now": NOW}
        minutes.write(session, row, MinuteLineKind.NOTE, ["The courier costs 40"], **by)
        minutes.close(session, row, **by)
        if state is not MinutesState.DRAFT:
            minutes.circulate(session, row, is_public=False, **by)


def meeting_row(session: Any, held: int) -> Any:
    from models import Meeting

    return session.get_one(Meeting, held)


def test_a_partner_writes_lines_of_each_kind(people: Cast, pia: Visitor, held: int) -> None:
    assert "write lines" in pia.see(f"/meetings/{held}")
    key = form_key(pia.see(path(held)))
    fields: dict[str, Any] = {
        "act": "write",
        "form_key": key,
        "note": "The <courier> is late\n\nWe met",
        "decision": "One file",
        "action": "Ben: send norms by Friday\nclean the shelf",
        "parked": "Budget",
    }
    status, place = pia.send(path(held), **fields)
    assert (status, place) == (303, pia.path(f"{path(held)}?done=written"))
    # The same form again makes nothing twice.
    assert pia.send(path(held), **fields)[0] == 303
    assert lines() == [
        ("note", "The <courier> is late"),
        ("note", "We met"),
        ("decision", "One file"),
        ("parked", "Budget"),
        ("action", "send norms"),
        ("action", "clean the shelf"),
    ]
    with reading() as session:
        tasks = session.exec(select(Task).order_by(col(Task.id))).all()
        keys = [row.key for row in session.exec(select(OutboxMessage))]
    assert len([key for key in keys if key.startswith(f"{ASSIGNED.key}|")]) == 1
    assert [(task.owner_id, task.due_on) for task in tasks] == [
        (people.ben.id, TODAY + timedelta(days=3)),
        (None, None),
    ]
    assert f"/meetings/{held}" in pia.see(f"/tasks/{tasks[0].id}")
    page = pia.see(path(held))
    assert "The &lt;courier&gt; is late" in page
    assert "Ben Brook: send norms, due Fri, Nov 27, 2026" in page
    assert "clean the shelf, nobody has it yet" in page
    assert 'aria-label="Undo: task, send norms"' in page


@pytest.mark.parametrize(
    "fields", [{}, {"note": " "}, {"note": "x" * 1001}, {"action": "a\n" * 21}, {"action": "Ben:"}]
)
def test_what_cannot_be_written_changes_nothing(
    pia: Visitor, held: int, fields: dict[str, str]
) -> None:
    key = form_key(pia.see(path(held)))
    status, page = pia.send(path(held), act="write", form_key=key, **fields)
    assert status == 422
    assert "Nothing was changed." in page
    assert lines() == []


@pytest.mark.parametrize(
    ("quorum", "kind", "outcome"),
    [
        (QuorumShare.ALL, "decision", "written_below_quorum"),
        (QuorumShare.ALL, "note", "written"),
        (None, "decision", "written"),
    ],
)
def test_a_decision_below_the_quorum_is_said_to_be(
    people: Cast, pia: Visitor, held: int, quorum: QuorumShare | None, kind: str, outcome: str
) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).quorum = quorum
    key = form_key(pia.see(path(held)))
    place = pia.send(path(held), act="write", form_key=key, **{kind: "One file"})[1]
    assert place == pia.path(f"{path(held)}?done={outcome}")
    is_warned = "below the quorum" in pia.see(f"{path(held)}?done={outcome}")
    assert is_warned is (outcome == "written_below_quorum")


def test_no_typed_line_is_lost_where_the_form_is_refused(
    people: Cast, pia: Visitor, held: int
) -> None:
    key = form_key(pia.see(path(held)))
    sent = {"act": "write", "form_key": key, "note": "We <met>\r\nThe courier", "action": "Ben:"}
    status, page = pia.send(path(held), **sent)
    assert status == 422
    form = read_page(page).form("Write into the minutes")[0].filled
    assert (form["note"], form["action"]) == ("We <met>\nThe courier", "Ben:")
    assert "What you typed" not in page
    set_state(held, people, MinutesState.CIRCULATED)
    status, page = pia.send(path(held), **sent | {"action": ""})
    assert status == 409
    assert "What you typed" in page
    assert "We &lt;met&gt;</li>" in page
    assert "The courier</li>" in page
    assert "What you typed" not in pia.see(path(held))
    assert lines() == [("note", "The courier costs 40")]


def test_an_old_form_is_refused(pia: Visitor, held: int) -> None:
    assert pia.send(path(held), act="write", note="One")[0] == 422
    assert lines() == []


def test_she_undoes_her_own_line_alone(people: Cast, pia: Visitor, held: int) -> None:
    with unit_of_work() as session:
        row, by = meeting_row(session, held), {"by": people.ben, "now": NOW}
        [theirs] = minutes.write(session, row, MinuteLineKind.NOTE, ["Ben's"], **by)  # type: ignore[arg-type]
        by = {"by": people.pia, "now": NOW}
        [hers] = minutes.write(session, row, MinuteLineKind.NOTE, ["Hers"], **by)  # type: ignore[arg-type]
        ids = theirs.id, hers.id
    assert pia.send(path(held), act="undo", line=str(ids[0]))[0] == 403
    assert pia.send(path(held), act="undo", line=str(ids[1]))[0] == 303
    assert pia.send(path(held), act="undo", line="x")[0] == 422
    assert lines() == [("note", "Ben's")]


def test_an_agreed_recorder_without_slack_closes_the_meeting(
    people: Cast, pia: Visitor, held: int
) -> None:
    key = form_key(pia.see(path(held)))
    pia.send(path(held), act="write", form_key=key, note="We met")
    assert pia.send(path(held), act="close")[0] == 403
    with unit_of_work() as session:
        session.add(
            RecorderTurn(
                meeting_id=held,
                person_id=people.pia.id,
                state=RecorderState.AGREED,
                changed_at=NOW,
            )
        )
    assert "Close the meeting" in pia.see(path(held))
    assert pia.send(path(held), act="close")[0] == 303
    with reading() as session:
        assert session.get_one(Minutes, held).state is MinutesState.DRAFT
        keys = [row.key for row in session.exec(select(OutboxMessage))]
    assert any(key.startswith("minutesdraft|") for key in keys)
    key = form_key(pia.see(path(held)))
    assert pia.send(path(held), act="write", form_key=key, note="One more")[0] == 303
    assert pia.send(path(held), act="circulate", readers="members")[0] == 403


def test_she_asks_for_a_correction_and_a_chair_settles_it_on_her_page(
    client: FlaskClient, people: Cast, pia: Visitor, held: int
) -> None:
    set_state(held, people, MinutesState.CIRCULATED)
    ann = Visitor(client, token_of(people.ann))
    with reading() as session:
        line = session.exec(select(MinuteLine.id)).one()
    for _ in range(2):
        answer = pia.send(path(held), act="correct", line=str(line), wording="It costs 14")
        assert answer[0] == 303
    with reading() as session:
        correction = session.exec(select(MinutesCorrection)).one()
    assert pia.send(path(held), act="accept", correction=str(correction.id))[0] == 403
    assert "It costs 14" in ann.see(path(held))
    assert ann.send(path(held), act="accept", correction=str(correction.id))[0] == 303
    assert ann.send(path(held), act="decline", correction=str(correction.id))[0] == 409
    assert lines() == [("note", "It costs 14")]
    assert "accepted by Ann Abara" in pia.see(path(held))


def test_a_chair_circulates_approves_and_amends_on_her_page(
    client: FlaskClient, people: Cast, pia: Visitor, held: int
) -> None:
    set_state(held, people, MinutesState.DRAFT)
    ann = Visitor(client, token_of(people.ann))
    assert ann.send(path(held), act="circulate", readers="everybody")[0] == 422
    assert ann.send(path(held), act="circulate", readers="members")[0] == 303
    with unit_of_work() as session:
        later = meeting(session, people.metadata, NOW + timedelta(minutes=30)).id
    assert "Approve the minutes" in ann.see(path(held))
    assert ann.send(path(held), act="approve", approved_in=str(held))[0] == 422
    assert ann.send(path(held), act="approve", approved_in=str(later))[0] == 303
    key = form_key(ann.see(path(held)))
    for _ in range(2):
        answer = ann.send(path(held), act="amend", form_key=key, wording="It was 41")
        assert answer[0] == 303
    assert pia.see(path(held)).count("It was 41") == 1
    assert "Approved at the meeting of Tue, Nov 24, 2026" in pia.see(path(held))


def test_a_page_of_another_group_reads_as_none(people: Cast, pia: Visitor, held: int) -> None:
    with unit_of_work() as session:
        from tests.factories import group

        other = group(session, "Courier", chair=people.ann, channel_id="CCOUR")
        foreign = meeting(session, other, NOW - timedelta(minutes=10)).id
    assert "no such minutes" in pia.see(path(foreign), status=404)
    assert pia.send(path(foreign), act="close")[0] == 404


def test_both_files_are_downloaded(people: Cast, pia: Visitor, held: int) -> None:
    set_state(held, people, MinutesState.CIRCULATED)
    address = pia.path(f"{path(held)}/file")
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
    text = pia.client.post(address, data={"ending": "md"}, headers=headers)
    assert text.headers["Content-Type"].startswith("text/markdown")
    assert text.text.startswith("# Minutes of Norms review\n")
    assert "- The courier costs 40\n" in text.text
    word = pia.client.post(address, data={"ending": "docx"}, headers=headers)
    assert f"minutes-2026-11-24-{held}.docx" in word.headers["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(word.data)) as parts:
        assert "The courier costs 40" in parts.read("word/document.xml").decode()
    assert pia.client.post(address, data={"ending": "exe"}, headers=headers).status_code == 422
