"""A value statement from the first line to what its readers see."""

import base64
from pathlib import Path

from click.testing import CliRunner
from sqlmodel import select

from bot.__main__ import main
from models import OutboxMessage, OutboxOp, Person, Role, RoleKind
from models.database import reading, unit_of_work
from services.archives import unzipped
from tests.factories import BEFORE
from tests.running import Convene
from tests.services.test_value_statements import IN_AUGUST, met


def test_a_director_publishes_the_letter_of_her_library(convene: Convene) -> None:
    with unit_of_work() as session:
        ann = session.get_one(Person, convene.cast.ann.id)
        session.add(Role(person_id=ann.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    workspace = convene.workspace
    workspace.command("/wg decided We share one norms file", as_="Ann", in_="metadata")
    workspace.command("/value Central last quarter", as_="Ann", in_="general")
    answer = convene.answer_to("Ann")
    assert answer.startswith("Value statement of Central Library: July to September 2026\n")
    assert "A draft" in answer
    workspace.command("/value Central last quarter", as_="Ben", in_="general")
    assert "no such statement that you may read yet" in convene.answer_to("Ben")
    workspace.click("Write the words", as_="Ann")
    workspace.fill({"Opening words": "A good summer"}, as_="Ann")
    workspace.submit(as_="Ann")
    assert "The words are saved." in convene.page_of("Ann")
    workspace.close(as_="Ann")
    workspace.click("Publish", as_="Ann")
    assert convene.answer_to("Ann").startswith("It is published. I tell 1 person in private.")
    convene.tick()
    assert "Ann Abara has published" in convene.said_to("Dag")[-1]
    workspace.command("/value", as_="Ben", in_="general")
    assert "published on Tue, Nov 24, 2026" in convene.answer_to("Ben")
    workspace.command("/value", as_="Cleo", in_="general")
    assert "no statements yet that you may read" in convene.answer_to("Cleo")


def test_a_statement_with_a_chart_is_shown_without_it_after_a_form(convene: Convene) -> None:
    with unit_of_work() as session:
        people = convene.cast
        met(session, people.metadata, IN_AUGUST, [people.ann, people.ben], people.ann)
    workspace = convene.workspace
    workspace.command("/value Central last quarter", as_="Dag", in_="general")
    assert "came to meetings 2 times" in convene.answer_to("Dag")
    workspace.click("Write the words", as_="Dag")
    workspace.fill({"Opening words": "A good summer"}, as_="Dag")
    workspace.submit(as_="Dag")
    assert "The words are saved." in convene.page_of("Dag")
    workspace.click("Publish", as_="Dag")
    assert "It is published." in convene.page_of("Dag")
    assert "Meetings attended: 2" in convene.page_of("Dag").replace("*", "")


def test_the_rows_that_a_director_gets_count_to_the_figures_that_she_read(
    convene: Convene, tmp_path: Path
) -> None:
    with unit_of_work() as session:
        people = convene.cast
        ann = session.get_one(Person, people.ann.id)
        session.add(Role(person_id=ann.id, kind=RoleKind.DIRECTOR, since=BEFORE))
        met(session, people.metadata, IN_AUGUST, [people.ann, people.ben], people.ann)
    workspace = convene.workspace
    workspace.command("/value Central last quarter", as_="Ann", in_="general")
    assert "came to meetings 2 times" in convene.answer_to("Ann")
    workspace.click("Show the rows", as_="Ann")
    with reading() as session:
        [file] = session.exec(select(OutboxMessage).where(OutboxMessage.op == OutboxOp.FILE)).all()
    assert file.lane == convene.cast.ann.slack_id
    convene.deliver()
    assert any(message["files"] for message in workspace.direct_messages(as_="Ann"))
    for name, content in unzipped(base64.b64decode(file.payload["content"])).items():
        (tmp_path / name).write_bytes(content)
    done = CliRunner().invoke(main, ["recompute", "--csv", str(tmp_path)])
    assert (done.exit_code, "are those that the rows give" in done.output) == (0, True), done.output
    figures = (tmp_path / "figures.csv").read_text("utf-8-sig").splitlines()
    assert "meetings-attended,1,,2" in figures
