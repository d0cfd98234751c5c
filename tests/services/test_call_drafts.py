"""Drafts of calls: who prepares them, what goes together, weights by name, and the file."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models import Call, CallKind, CallState, HistoryEntry
from models.calls import CallFacts, IfSilent, UnitKind, VoteMethod
from services import access, calls, representatives
from services.calls import UnitAsked, exports
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, standing

DAY = timedelta(days=1)
FACTS = CallFacts("Shall we renew?", if_silent=IfSilent.NO_ANSWER, closes_at=NOW + 9 * DAY)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def drafted(session: Session, people: Cast, **facts: Any) -> Call:
    return calls.draft(session, people.metadata, replace(FACTS, **facts), by=people.ann, now=NOW)


def opened(session: Session, people: Cast, **facts: Any) -> Call:
    call = drafted(session, people, **facts)
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    return call


def test_what_a_draft_says_reads_back_as_its_form(session: Session, people: Cast) -> None:
    call = drafted(session, people, nudge_days=(2, 7), weights={"library:1": 3, "library:2": 1})
    facts = calls.facts_of(call)
    assert facts == replace(FACTS, nudge_days=(7, 2), weights={"library:1": 3})
    before = calls.facts_digest(facts)
    session.expire(call)
    assert calls.facts_digest(calls.facts_of(call)) == before
    calls.change(session, call, replace(facts, question="Why?"), by=people.ann, now=NOW)
    assert calls.facts_digest(calls.facts_of(call)) != before


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "x" * 301}, "question"),
        ({"papers": "proposal.pdf"}, "papers"),
        ({"closes_at": NOW}, "closes"),
        ({"opens_at": NOW}, "opens"),
        ({"opens_at": NOW + 9 * DAY - timedelta(minutes=59)}, "opens"),
        ({"opens_at": NOW + 10 * DAY}, "opens"),
        ({"topic_id": 99}, "topic"),
        ({"method": VoteMethod.CHOICE, "choices": ("One",)}, "choices"),
        ({"is_plurality": True}, "threshold"),
        ({"is_plurality": True, "method": VoteMethod.RANKED, "choices": ("A", "B")}, "threshold"),
        ({"method": VoteMethod.CHOICE, "choices": ("One", "one")}, "choices"),
        ({"method": VoteMethod.CHOICE, "choices": ("One", "Abstain")}, "choices"),
        ({"kind": CallKind.PLAIN, "if_silent": IfSilent.YES}, "if_silent"),
        ({"kind": CallKind.PLAIN, "is_secret": True}, "results"),
        ({"is_secret": True, "weights": {"library:1": 2}}, "weights"),
        ({"weights": {"library:1": 101}}, "weights"),
        ({"nudge_days": (61,)}, "nudge_days"),
        ({"topic_id": 1, "unit_kind": UnitKind.SEAT}, "topic"),
    ],
)
def test_what_does_not_go_together_is_refused_beside_its_field(
    session: Session, people: Cast, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(session, people, **facts)
    assert refused.value.field == field
    assert session.exec(select(Call)).all() == []


def test_a_topic_that_was_closed_stays_where_it_was_chosen_before(
    session: Session, people: Cast
) -> None:
    topic = representatives.add_topic(session, "Licensing", by=people.dag, now=NOW)
    call = drafted(session, people, topic_id=topic.id)
    topic.closed_at = NOW
    session.flush()
    facts = calls.facts_of(call)
    calls.change(session, call, replace(facts, question="Why?"), by=people.ann, now=NOW)
    with pytest.raises(Invalid, match="That topic is closed"):
        drafted(session, people, topic_id=topic.id)


def test_it_opens_by_itself_as_the_word_of_whoever_saved_it_last(
    session: Session, people: Cast
) -> None:
    first_moment = NOW + 9 * DAY - timedelta(hours=1)
    call = drafted(session, people, opens_at=first_moment)
    assert call.opens_at == first_moment
    assert calls.opener_of(session, call).id == people.ann.id
    facts = replace(calls.facts_of(call), opens_at=NOW + DAY)
    calls.change(session, call, facts, by=people.dag, now=NOW)
    assert calls.opener_of(session, call).id == people.dag.id
    assert calls.due_to_open(session, NOW + DAY - timedelta(seconds=1)) == []
    assert calls.due_to_open(session, NOW + DAY) == [call.id]


def test_a_chair_drafts_and_the_program_manager_opens(session: Session, people: Cast) -> None:
    call = drafted(session, people)
    ann, ben = standing(session, people.ann), standing(session, people.ben)
    assert access.draft_to_edit(session, call.id, by=ann) == (call, people.metadata)
    with pytest.raises(NotAllowed, match="Only the program manager opens"):
        access.draft_to_open(session, call.id, by=ann)
    with pytest.raises(NotFound):
        access.draft_to_edit(session, call.id, by=ben)
    dag = standing(session, people.dag)
    assert access.draft_to_open(session, call.id, by=dag)[0] is call
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    with pytest.raises(Conflict, match="opened already"):
        access.draft_to_edit(session, call.id, by=ann)


def test_a_chair_opens_a_call_to_the_seats_of_the_group(session: Session, people: Cast) -> None:
    call = drafted(session, people, unit_kind=UnitKind.SEAT)
    assert access.draft_to_open(session, call.id, by=standing(session, people.ann))[0] is call
    with pytest.raises(Conflict, match="There is no seat to answer"):
        calls.open_call(session, call, people.metadata, by=people.ann, now=NOW)


def test_what_is_discarded_is_gone_and_in_the_history(session: Session, people: Cast) -> None:
    call = drafted(session, people)
    calls.discard(session, call, by=people.ann, now=NOW)
    assert session.exec(select(Call)).all() == []
    last = session.exec(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()  # type: ignore[attr-defined]
    assert last is not None
    assert (last.action, last.before) == ("call.discarded", {"question": "Shall we renew?"})
    assert last.group_id == people.metadata.id


def test_groups_to_draft_for_are_those_that_somebody_leads(session: Session, people: Cast) -> None:
    other = group(session, "Courier", chair=people.cleo, channel_id="CCOUR")

    def offered(who: Any) -> list[str]:
        return [row.name for row in calls.groups_to_draft_for(session, standing(session, who))]

    assert offered(people.ann) == ["Metadata"]
    assert offered(people.dag) == [other.name, "Metadata"]
    assert offered(people.ben) == []


UNITS = (
    UnitAsked("Tunxis", organization_id=3),
    UnitAsked("CT State", voting_unit_id=3),
    UnitAsked("Three  Rivers", organization_id=4),
)


def test_weights_are_read_by_name_and_written_as_they_were_typed() -> None:
    lines = ["tunxis 3", "  CT State:  12 ", "three rivers 1"]
    weights = calls.read_weights(lines, UNITS)
    assert weights == {"library:3": 3, "voting unit:3": 12, "library:4": 1}
    assert calls.weight_lines(weights, UNITS[:2]) == ["Tunxis 3", "CT State 12"]
    assert calls.read_weights([], UNITS) == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Tunxis", "I cannot read “Tunxis”"),
        ("3", "I cannot read"),
        ("Tunxis -1", "I cannot read"),
        ("Tunxis ٣", "I cannot read"),
        ("Tunxis 1.5", "I cannot read"),
        ("Tunxis 99999", "I cannot read"),
        ("Tunxsi 3", "Did you mean “Tunxis”?"),
        ("Norwalk 3", "None of those who are called is named “Norwalk”."),
        ("TUNXIS 4", "Tunxis is there twice."),
    ],
)
def test_weights_that_cannot_be_read_are_refused_with_the_line(line: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        calls.read_weights(["Tunxis 3", line] if words.endswith("twice.") else [line], UNITS)
    assert words in refused.value.message
    assert refused.value.field == "weights"


def test_a_unit_weighs_what_was_declared_of_its_kind(session: Session, people: Cast) -> None:
    call = drafted(session, people, weights={f"library:{people.tunxis.id}": 3})
    units = calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    assert {unit.name: unit.weight for unit in units} == {"Central": 1, "Tunxis": 3}


def rows(session: Session, call: Call, who: Any) -> list[dict[str, str]]:
    text = calls.to_csv(session, call, standing(session, who)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def phoned(session: Session, call: Call, people: Cast, name: str, **facts: Any) -> None:
    unit = next(unit for unit in calls.units_of(session, call) if unit.name == name)
    new = calls.NewAnswer(**facts)
    calls.record_told(session, call, unit, new, by=people.dag, now=NOW + DAY)


def test_the_file_has_a_row_a_unit_once_it_has_closed(session: Session, people: Cast) -> None:
    call = opened(session, people, weights={f"library:{people.tunxis.id}": 3})
    phoned(session, call, people, "Tunxis", choices=("yes",), comment="=HYPERLINK(1)")
    hidden = rows(session, call, people.dag)
    assert [(row["unit"], row["has_answered"]) for row in hidden] == [
        ("Central", "no"),
        ("Tunxis", "yes"),
    ]
    assert {row["answer"] + row["comment"] + row["answered_by"] for row in hidden} == {""}
    calls.close_early(session, call, people.metadata, "All said", by=people.dag, now=NOW + DAY)
    central, tunxis = rows(session, call, people.dag)
    assert tuple(central) == exports.COLUMNS
    assert (tunxis["weight"], tunxis["answer"], tunxis["comment"]) == ("3", "yes", "'=HYPERLINK(1)")
    assert (tunxis["answered_by"], tunxis["by"]) == ("Dag Dahl", "phone")
    assert central["answer"] == ""


def test_a_private_comment_is_in_no_file(session: Session, people: Cast) -> None:
    call = opened(session, people, is_hidden=False)
    phoned(
        session,
        call,
        people,
        "Tunxis",
        choices=("no",),
        comment="Money",
        is_comment_private=True,
    )
    for who in (people.dag, people.ann):
        assert [row["comment"] for row in rows(session, call, who)] == ["", ""]
        assert [row["answer"] for row in rows(session, call, who)] == ["", "no"]
    phoned(session, call, people, "Central", choices=("yes",), comment="Fine")
    assert [row["comment"] for row in rows(session, call, people.dag)] == ["Fine", ""]


def test_ranked_choices_stand_in_order(session: Session, people: Cast) -> None:
    call = opened(
        session,
        people,
        method=VoteMethod.RANKED,
        choices=("Red", "Blue"),
        is_hidden=False,
    )
    phoned(session, call, people, "Tunxis", choices=("Blue", "Red"))
    assert rows(session, call, people.dag)[1]["answer"] == "Blue > Red"
    assert call.state is CallState.OPEN
