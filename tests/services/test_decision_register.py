"""The register of all decisions: what a search finds is what a plain reading of each row says, and
nothing of a group that one may not know of.
"""

import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from models import Decision, DecisionLibrary, Group, GroupDirection
from models.decisions import RegisterQuery, RegisterTerm, search_form
from services import decisions
from services.errors import Invalid
from tests.factories import NOW, Cast, cast, group, standing

ZONE = "America/New_York"
DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def decision(session: Session, of: Group, wording: str, **more: Any) -> Decision:
    facts: dict[str, Any] = {"recorded_at": NOW, "recorded_by": 1} | more
    row = Decision(group_id=of.id, wording=wording, **facts)
    session.add(row)
    session.flush()
    return row


def read(session: Session, people: Cast, text: str) -> RegisterQuery:
    return decisions.read_query(
        session,
        text,
        who=standing(session, people.dag),
        group=None,
        today=TODAY,
        fiscal_year_start=7,
    )


def found(session: Session, people: Cast, text: str, *, by: str = "dag") -> list[str]:
    query = read(session, people, text)
    who = standing(session, getattr(people, by))
    page = decisions.find(session, query, who, zone=ZONE, offset=0, limit=50)
    return [line.settled.decision.wording for line in page.lines]


def test_words_are_found_wherever_they_stand_whatever_their_case_and_accents(
    session: Session, people: Cast
) -> None:
    of = people.metadata
    decision(session, of, "We share one norms file", recorded_by=people.ann.id)
    decision(session, of, "Évora joins", reason="The COURIER costs less", recorded_by=people.ann.id)
    decision(session, of, "No labels", options="A café, Straße", recorded_by=people.ann.id)
    decision(session, of, "Later", consulted="ΟΔΟΣ of 100% and a_b", recorded_by=people.ann.id)
    assert found(session, people, "courier") == ["Évora joins"]
    assert found(session, people, "EVORA less") == ["Évora joins"]
    assert found(session, people, "évora") == ["Évora joins"]
    assert found(session, people, "cafe STRASSE") == ["No labels"]
    assert found(session, people, "οδος") == ["Later"]
    assert found(session, people, "100%") == ["Later"]
    assert found(session, people, "a_b") == ["Later"]
    assert found(session, people, "axb") == []
    assert found(session, people, "courier labels") == []
    assert len(found(session, people, "")) == 4


def test_words_are_found_as_they_are_after_a_change(session: Session, people: Cast) -> None:
    row = decision(session, people.metadata, "We share", recorded_by=people.ann.id)
    row.reason = "The Courier"
    session.add(row)
    session.flush()
    assert found(session, people, "courier") == ["We share"]


def test_names_find_what_they_name_and_their_own_words(session: Session, people: Cast) -> None:
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    session.add(GroupDirection(group_id=reserves.id, direction_id=people.collections.id))
    of_tunxis = decision(session, people.metadata, "One loan period", recorded_by=people.ann.id)
    session.add(DecisionLibrary(decision_id=of_tunxis.id, organization_id=people.tunxis.id))
    decision(session, people.metadata, "Visit Tunxis", recorded_by=people.ann.id)
    decision(session, people.metadata, "As Reserves did", recorded_by=people.ann.id)
    decision(session, reserves, "Keep the shelf", recorded_by=people.cleo.id)
    assert found(session, people, "tunxis") == ["Visit Tunxis", "One loan period"]
    assert found(session, people, "tunxis library loan") == ["One loan period"]
    assert found(session, people, "reserves") == ["Keep the shelf", "As Reserves did"]
    assert found(session, people, "in reserves") == ["Keep the shelf"]
    assert found(session, people, "shelf in reserves") == ["Keep the shelf"]
    assert found(session, people, "shelf in metadata") == []
    assert found(session, people, people.collections.key) == ["Keep the shelf"]
    [term] = read(session, people, "tunxis").terms
    assert term.names == "the library Tunxis"


@pytest.mark.parametrize(
    ("text", "wordings"),
    [
        ("since july", ["Today", "July"]),
        ("courier since july", ["July"]),
        ("this fiscal year", ["Today", "July"]),
        ("last fiscal year", ["June"]),
        ("FY2026", ["June"]),
        ("in july 2026", ["July"]),
        ("from 2026-06-30 to 2026-07-01 courier", ["July", "June"]),
        ("until june", ["June"]),
        ("may", []),
    ],
)
def test_dates_are_those_of_the_askers_zone(
    session: Session, people: Cast, text: str, wordings: list[str]
) -> None:
    july = datetime(2026, 7, 1, tzinfo=ZoneInfo(ZONE))
    for wording, reason, at in (
        ("June", "The courier", july - timedelta(minutes=1)),
        ("July", "The courier", july),
        ("Today", "", NOW),
    ):
        row = decision(
            session,
            people.metadata,
            wording,
            recorded_by=people.ann.id,
            recorded_at=at.astimezone(ZoneInfo("UTC")),
            reason=reason,
        )
        assert row.id
    assert found(session, people, text) == wordings


def test_a_private_group_leaks_nothing(session: Session, people: Cast) -> None:
    private = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
    decision(session, private, "Raise the courier", recorded_by=people.cleo.id)
    decision(session, people.metadata, "The courier", recorded_by=people.ann.id)
    for text in ("courier", "salaries", "in salaries", ""):
        assert "Raise the courier" not in found(session, people, text, by="ben")
        assert "Raise the courier" in found(session, people, text, by="cleo")
        assert "Raise the courier" in found(session, people, text, by="dag")
    query = decisions.read_query(
        session,
        "in salaries",
        who=standing(session, people.ben),
        group=None,
        today=TODAY,
        fiscal_year_start=7,
    )
    assert (query.group, query.terms[-1].group_id) == (None, None)
    assert found(session, people, "courier", by="gil") == ["The courier"]


def test_pages_follow_each_other_and_too_many_words_are_refused(
    session: Session, people: Cast
) -> None:
    for number in range(12):
        decision(session, people.metadata, f"Norm {number:02}", recorded_by=people.ann.id)
    query, who = read(session, people, "norm"), standing(session, people.ben)
    pages = [
        decisions.find(session, query, who, zone=ZONE, offset=offset, limit=5)
        for offset in (0, 5, 10, 12)
    ]
    wordings = [[line.settled.decision.wording for line in page.lines] for page in pages]
    assert wordings[0] == ["Norm 11", "Norm 10", "Norm 09", "Norm 08", "Norm 07"]
    assert wordings[2] == ["Norm 01", "Norm 00"]
    assert wordings[3] == wordings[0]
    assert [(page.count, page.left) for page in pages] == [(12, 7), (12, 2), (12, 0), (12, 7)]
    read(session, people, "x " * 20)
    with pytest.raises(Invalid):
        read(session, people, "x " * 21)


WORDS = st.sampled_from(["courier", "Norms", "ÉVORA", "file", "straße", "a%b", "קטלוג", "cost"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.lists(WORDS, min_size=1, max_size=3),
            st.lists(WORDS, max_size=2),
            st.booleans(),
            st.booleans(),
            st.integers(0, 400),
        ),
        max_size=8,
    ),
    searched=st.lists(st.tuples(WORDS, st.booleans()), max_size=3),
    first=st.none() | st.integers(0, 400),
    last=st.none() | st.integers(0, 400),
)
def test_a_search_finds_what_a_plain_reading_of_each_row_does(
    session: Session,
    people: Cast,
    rows: list[tuple[list[str], list[str], bool, bool, int]],
    searched: list[tuple[str, bool]],
    first: int | None,
    last: int | None,
) -> None:
    with session.begin_nested() as point:
        private = session.exec(select(Group).where(Group.name == "Salaries")).first() or group(
            session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True
        )
        start, days = date(2026, 1, 1), ZoneInfo(ZONE)
        expected: list[tuple[datetime, int]] = []
        terms = tuple(
            RegisterTerm(search_form(word[:3]), library_id=people.tunxis.id if named else None)
            for word, named in searched
        )
        begins = start + first * DAY if first is not None else None
        ends = start + last * DAY if last is not None else None
        for wording, reason, is_private, is_of_tunxis, day in rows:
            at = datetime(2026, 1, 1, 23, 30, tzinfo=days) + day * DAY
            of = private if is_private else people.metadata
            row = decision(
                session,
                of,
                " ".join(wording),
                reason=" ".join(reason),
                recorded_by=people.ann.id,
                recorded_at=at.astimezone(ZoneInfo("UTC")),
            )
            if is_of_tunxis:
                session.add(DecisionLibrary(decision_id=row.id, organization_id=people.tunxis.id))
            text = search_form(" ".join(wording)) + "\n" + search_form(" ".join(reason))
            fits = all(
                term.text in text or (is_of_tunxis and term.library_id is not None)
                for term in terms
            )
            is_within = (begins is None or at.date() >= begins) and (
                ends is None or at.date() <= ends
            )
            if fits and is_within and not is_private:
                expected.append((row.recorded_at, row.id))
        query = RegisterQuery(terms, first=begins, last=ends)
        who = standing(session, people.ben)
        page = decisions.find(session, query, who, zone=ZONE, offset=0, limit=50)
        assert [line.settled.decision.id for line in page.lines] == [
            number for _, number in sorted(expected, reverse=True)
        ]
        assert page.count == len(expected)
        point.rollback()


def test_twenty_thousand_decisions_are_searched_in_few_queries_and_soon(
    database: Engine, session: Session, people: Cast
) -> None:
    rows = [
        {
            "group_id": people.metadata.id,
            "wording": f"Decision {number} about the shared norms and who keeps them",
            "search_key": f"decision {number} about the shared norms and who keeps them"
            + " because it is long" * 20,
            "recorded_by": people.ann.id,
            "recorded_at": NOW - timedelta(minutes=number),
        }
        for number in range(20_000)
    ]
    session.execute(sa.insert(Decision), rows)
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        counted.append(statement)

    sa.event.listen(database, "before_cursor_execute", note)
    query, who = read(session, people, "19999 norms"), standing(session, people.dag)
    counted.clear()
    begun = time.perf_counter()
    page = decisions.find(session, query, who, zone=ZONE, offset=0, limit=10)
    assert time.perf_counter() - begun < 2
    assert (page.count, len(counted)) == (1, 3)
    query = read(session, people, "norms")
    counted.clear()
    begun = time.perf_counter()
    page = decisions.find(session, query, who, zone=ZONE, offset=19_990, limit=10)
    assert time.perf_counter() - begun < 2
    assert (page.count, len(page.lines), len(counted)) == (20_000, 10, 3)
    sa.event.remove(database, "before_cursor_execute", note)
    assert session.exec(select(sa.func.count(col(Decision.id)))).one() == 20_000
