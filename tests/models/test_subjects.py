"""Subjects: one text for each thing, both ways, and nothing that cannot be one."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel

from models import Consortium, Group, Lane, Meeting, Person, Task
from models.contributions import ContributionKind
from models.subjects import CONSORTIUM, LANE, NOUNS, TABLES, LedgerSource, Subject, subject_column
from tests.factories import NOW, cast
from tests.happenings import meeting

ROOT = Path(__file__).parents[2]
NUMBERED = sorted(NOUNS - {LANE, CONSORTIUM})


@given(st.sampled_from(NUMBERED), st.integers(1))
def test_a_subject_is_read_back_from_its_text(noun: str, number: int) -> None:
    assert str(Subject(noun, number)) == f"{noun}:{number}"
    assert Subject.parse(f"{noun}:{number}") == Subject(noun, number)


@pytest.mark.parametrize("text", ["lane:CMETA", "lane:UBEN", "lane:mail:12", "consortium"])
def test_lanes_have_names_and_there_is_one_consortium(text: str) -> None:
    assert str(Subject.parse(text)) == text


@given(st.text())
def test_any_text_is_a_subject_or_refused(text: str) -> None:
    try:
        subject = Subject.parse(text)
    except ValueError:
        return
    assert str(subject) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "meeting",
        "meeting:",
        "meeting:0",
        "meeting:012",
        "meeting:-1",
        "meeting: 1",
        "meeting:1:2",
        "meeting:²",
        "Meeting:1",
        "thing:1",
        "lane",
        "lane:",
        "lane:a|b",
        "consortium:",
        "consortium:1",
    ],
)
def test_what_is_no_subject_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no subject"):
        Subject.parse(text)


@pytest.mark.parametrize(
    ("noun", "number"),
    [("meeting", 0), ("meeting", "1"), ("lane", 1), ("lane", ""), ("consortium", 1), ("thing", 1)],
)
def test_what_cannot_be_a_subject_is_not_made(noun: str, number: int | str) -> None:
    with pytest.raises(ValueError, match="is no subject"):
        Subject(noun, number)


def test_a_row_tells_its_subject(session: Session) -> None:
    people = cast(session)
    ahead = meeting(session, people.metadata)
    rows: list[SQLModel] = [people.ben, people.metadata, ahead, people.central]
    assert [str(Subject.of(row)) for row in rows] == [
        f"person:{people.ben.id}",
        f"group:{people.metadata.id}",
        f"meeting:{ahead.id}",
        f"organization:{people.central.id}",
    ]
    assert str(Subject.of(session.get_one(Consortium, 1))) == "consortium"


def test_a_row_without_a_number_or_a_noun_has_no_subject() -> None:
    for row in (Task(title="New", created_at=NOW), Lane(name="C1", next_at=NOW)):
        with pytest.raises(ValueError, match="subject"):
            Subject.of(row)


def test_a_statement_writes_subjects_as_they_are_written(session: Session) -> None:
    people = cast(session)
    rows: list[tuple[Any, SQLModel]] = [(Person, people.ben), (Group, people.metadata)]
    for table, row in rows:
        subject = Subject.of(row)
        texts = sa.select(subject_column(subject.noun, table.id)).where(table.id == subject.id)
        assert session.scalars(texts).one() == str(subject)


def test_every_noun_is_one_word_and_has_one_table() -> None:
    assert all(re.fullmatch("[a-z]+", noun) for noun in NOUNS)
    assert len(set(TABLES.values())) == len(TABLES)
    assert Meeting in TABLES.values()


def test_nothing_else_writes_a_subject() -> None:
    """Their texts come from one place: no other part of the product joins a noun and a number."""
    written = tuple(f"{noun}:" for noun in NOUNS)
    found = [
        (file.relative_to(ROOT).as_posix(), part.value)
        for folder in ("demo", "handlers", "models", "scheduler", "services", "views")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for part in node.values[:-1]
        if isinstance(part, ast.Constant) and str(part.value).endswith(written)
    ]
    assert found == []


LEDGER = {
    "attended|meeting:12|person:7": LedgerSource(
        ContributionKind.ATTENDED, Subject("meeting", 12), 7
    ),
    "chaired|meeting:12|person:7": LedgerSource(
        ContributionKind.CHAIRED, Subject("meeting", 12), 7
    ),
    "completed task|task:5|person:7": LedgerSource(
        ContributionKind.COMPLETED_TASK, Subject("task", 5), 7
    ),
    "recorded|meeting:12|person:7": LedgerSource(
        ContributionKind.RECORDED, Subject("meeting", 12), 7
    ),
    "answered call|call:3|person:7": LedgerSource(
        ContributionKind.ANSWERED_CALL, Subject("call", 3), 7
    ),
}
"""Each as it was written first."""


def test_sources_of_the_ledger_read_as_they_were_always_written() -> None:
    assert {str(source): source for source in LEDGER.values()} == LEDGER
    assert {text: LedgerSource.parse(text) for text in LEDGER} == LEDGER
    assert {source.kind for source in LEDGER.values()} == set(ContributionKind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attended",
        "attended|meeting:12",
        "attended|meeting:12|person:7|x",
        "came|meeting:12|person:7",
        "attended|thing:12|person:7",
        "attended|meeting:12|group:7",
        "attended|meeting:12|person:0",
        "attended|meeting:12|person:07",
    ],
)
def test_what_is_no_source_of_the_ledger_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        LedgerSource.parse(text)


def test_nobody_is_no_part_of_a_source() -> None:
    with pytest.raises(ValueError, match="is no subject"):
        LedgerSource(ContributionKind.ATTENDED, Subject("meeting", 12), 0)
