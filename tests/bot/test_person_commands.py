"""The commands about one person: what they print, write and refuse, and how they end."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import col, select

from bot.__main__ import main
from models import Lane, Person
from models.database import connect, disconnect, reading, unit_of_work
from tests.factories import cast, person
from tests.happenings import task


@pytest.fixture(autouse=True)
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cast, in a database that is up to date; Cleo has a namesake, and Ben an open task."""
    url = f"sqlite:///{tmp_path / 'convene.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    assert convene("migrate").exit_code == 0
    connect(url)
    with unit_of_work() as session:
        people = cast(session)
        people.gil.name = "Cleo Costa"
        task(session, people.ben, group_id=people.metadata.id)
        task(session, people.ann, title="Thank Ben Brook", group_id=people.metadata.id)
        person(session, "No Address").email = None
    disconnect()


def convene(*words: str, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, list(words), input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def names() -> list[str]:
    connect(os.environ["DATABASE_URL"])
    with reading() as session:
        found = list(session.exec(select(Person.name).order_by(col(Person.id))))
    disconnect()
    return found


def test_an_export_holds_her_rows_and_is_private(tmp_path: Path) -> None:
    result = convene("person", "export", "UBEN", "ben.json")
    file = tmp_path / "ben.json"
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert rows["people"][0]["name"] == "Ben Brook"
    assert file.stat().st_mode & 0o777 == 0o600
    count = sum(map(len, rows.values()))
    assert result.output == (
        f"Wrote {count} rows of {len(rows)} tables about"
        " Ben Brook (ben@central.example.edu, person:2) to ben.json. Keep it safe.\n"
    )


def test_a_file_that_is_there_is_overwritten_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "ben.json").write_text("mine", encoding="utf-8")
    refused = convene("person", "export", "UBEN", "ben.json")
    assert (refused.exit_code, (tmp_path / "ben.json").read_text()) == (2, "mine")
    assert "ben.json is there already. Overwrite it with --force." in refused.output
    assert convene("person", "export", "UBEN", "ben.json", "--force").exit_code == 0
    assert "Ben Brook" in (tmp_path / "ben.json").read_text()


def test_what_the_file_system_refuses_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = convene("person", "export", "UBEN", "file/ben.json")
    assert refused.exit_code == 2
    assert "That did not work" in refused.output


@pytest.mark.parametrize("command", [("export", "x.json"), ("forget", "--yes")])
@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("nobody", "Nobody is known as 'nobody'. Name people by email address"),
        ("cleo costa", "could be Cleo Costa (cleo@tunxis.example.edu, person:3); Cleo Costa ("),
    ],
)
def test_nobody_and_several_are_refused(
    command: tuple[str, str], who: str, words: str, tmp_path: Path
) -> None:
    before = names()
    refused = convene("person", command[0], who, command[1])
    assert refused.exit_code == 2
    assert words in refused.output
    assert names() == before
    assert not (tmp_path / "x.json").exists()


def test_forgetting_asks_first_and_a_no_changes_nothing() -> None:
    refused = convene("person", "forget", "Ben Brook", typed="n\n")
    assert refused.exit_code == 1
    assert "Forget Ben Brook (ben@central.example.edu, person:2)?" in refused.output
    assert "Ben Brook" in names()


def test_forgetting_says_what_is_left_and_where_the_name_still_stands() -> None:
    result = convene("person", "forget", "Ben Brook", typed="y\n")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[-4:] == [
        "Ben Brook (ben@central.example.edu, person:2) is forgotten: a former member now."
        " 1 membership ended.",
        "1 open task is left with a former member. The program manager's Home lists it, to be given"
        " to somebody else.",
        "The name still stands in what people typed: tasks.title (1). Change that in Slack where it"
        " matters.",
        "Messages in Slack, backups and exported files are not changed: backups go with their age."
        " Take the person out of the files that you import, or the next import adds them again.",
    ]
    assert names().count("Former member") == 1
    again = convene("person", "forget", "person:2", "--yes")
    assert again.exit_code == 2
    assert "was not forgotten: That person is forgotten already." in again.output


def test_who_left_nothing_is_forgotten_in_fewer_words() -> None:
    result = convene("person", "forget", "No Address", "--yes")
    lines = result.output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("No Address (no address, person:")
    assert lines[0].endswith("is forgotten: a former member now. No membership ended.")


def test_a_database_that_is_not_up_to_date_is_left_alone() -> None:
    assert convene("migrate", "--to", "0020").exit_code == 0
    refused = convene("person", "forget", "Ben Brook", "--yes")
    assert (refused.exit_code, "not up to date" in refused.output) == (2, True)


def mailed() -> tuple[str | None, bool, dict[str, str]]:
    """Pia's address, whether it counts as bounced, and whose mail is closed."""
    connect(os.environ["DATABASE_URL"])
    with reading() as session:
        pia = session.exec(select(Person).where(Person.name == "Pia Pons")).one()
        closed = {lane.name: lane.trouble for lane in session.exec(select(Lane)) if lane.trouble}
    disconnect()
    return pia.email, pia.mail_bounced_at is not None, closed


def test_a_bounced_address_is_noted_by_hand_until_it_is_corrected() -> None:
    address, _, _ = mailed()
    noted = convene("person", "bounced", "Pia Pons")
    assert noted.output.startswith(f"Mail for Pia Pons ({address}, person:")
    assert noted.output.endswith(" waits from now on.\n")
    assert convene("person", "bounced", "Pia Pons").output.endswith("on. That was known.\n")
    number = noted.output.partition("person:")[2].partition(")")[0]
    assert mailed() == (address, True, {f"mail:{number}": "bounced"})
    undone = convene("person", "bounced", "--undo", "Pia Pons")
    assert undone.output.endswith(" goes out again.\n")
    assert mailed() == (address, False, {})
    convene("person", "bounced", "Pia Pons")
    changed = convene("person", "address", "Pia Pons", "Pia@New.example.edu")
    assert changed.output == (
        f"Mail for Pia Pons (pia@new.example.edu, person:{number}) goes there from now on, with"
        " what waited or was refused.\n"
    )
    assert mailed() == ("pia@new.example.edu", False, {})


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("nowhere", "That is not an email address"),
        ("ben@central.example.edu", "ben@central.example.edu is somebody else's address."),
    ],
)
def test_an_address_that_cannot_be_hers_is_refused(address: str, problem: str) -> None:
    before = mailed()
    result = convene("person", "address", "Pia Pons", address)
    assert (result.exit_code, problem in result.output) == (2, True)
    assert mailed() == before
