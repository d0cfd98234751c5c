"""What a decision holds: why, whom it replaces, whether it worked, and the equity questions."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import Call, CallKind, CallState, Decision, EquityAnswer, Group, HistoryEntry, Person
from models.calls import IfSilent, UnitKind
from models.database import reading, unit_of_work
from models.decisions import (
    DecisionDraft,
    DecisionKind,
    EquityDraft,
    ReplacementKind,
    ReviewOutcome,
)
from models.groups import GroupAuthority
from services import access, calls, decisions
from services.decisions import ReviewDraft, write_down
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import NOW, Cast, cast, group, organization, standing

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)
REPLACES, AMENDS = ReplacementKind.REPLACES, ReplacementKind.AMENDS


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def decided(session: Session, people: Cast, wording: str, of: Group | None = None) -> Decision:
    written = write_down(session, of or people.metadata, decided=[wording], by=people.ann, now=NOW)
    return written.decisions[0]


def actions(session: Session) -> list[str]:
    return [
        entry.action
        for entry in session.exec(select(HistoryEntry))
        if entry.action.startswith("decision")
    ]


def test_a_decision_keeps_who_decided_by_the_charge_of_the_time(
    session: Session, people: Cast
) -> None:
    people.metadata.authority = GroupAuthority.ADVISES
    people.metadata.reports_to = "the council"
    session.add(people.metadata)
    row = decided(session, people, "We share")
    people.metadata.authority, people.metadata.reports_to = GroupAuthority.DECIDES, "nobody"
    session.add(people.metadata)
    session.flush()
    assert (row.authority, row.reports_to) == (GroupAuthority.ADVISES, "the council")


def test_all_that_the_form_says_is_there_and_in_the_history(session: Session, people: Cast) -> None:
    row = decided(session, people, "We share")
    draft = DecisionDraft(
        reason="  The courier\n  costs   less ",
        options="Two files",
        consulted="All catalogers",
        kind=DecisionKind.MONEY,
        review_on=TODAY + DAY,
        library_ids=frozenset({people.central.id, people.tunxis.id}),
    )
    assert decisions.change(session, row, draft, by=people.ann, now=NOW)
    assert not decisions.change(
        session, row, decisions.draft_of(session, row), by=people.ann, now=NOW
    )
    record = decisions.record_of(session, row, people.metadata)
    assert record.decision.reason == "The courier\ncosts less"
    assert [library.short_name for library in record.libraries] == ["Central", "Tunxis"]
    fewer = DecisionDraft(library_ids=frozenset({people.tunxis.id}))
    assert decisions.change(session, row, fewer, by=people.ann, now=NOW)
    record = decisions.record_of(session, row, people.metadata)
    assert [library.short_name for library in record.libraries] == ["Tunxis"]
    assert (row.reason, row.review_on, row.kind) == ("", None, None)
    [first, second] = [
        entry for entry in session.exec(select(HistoryEntry)) if entry.action == "decision.changed"
    ]
    assert first.before == {}
    assert first.after["libraries"] == ["Central", "Tunxis"]
    assert first.after["review_on"] == "2026-11-25"
    assert second.after == {"libraries": ["Tunxis"]}
    assert second.before["reason"] == "The courier\ncosts less"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (DecisionDraft(reason="x" * 1501), "reason"),
        (DecisionDraft(options="x" * 1501), "options"),
        (DecisionDraft(consulted="x" * 1501), "consulted"),
        (DecisionDraft(review_on=TODAY), "review_on"),
        (DecisionDraft(library_ids=frozenset({999})), "libraries"),
        (DecisionDraft(replaces_id=999, replacement=REPLACES), "replaces"),
        (DecisionDraft(replaces_id=1), "replacement"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, people: Cast, draft: DecisionDraft, field: str
) -> None:
    row = decided(session, people, "We share")
    with pytest.raises(Invalid) as refusal:
        decisions.change(session, row, draft, by=people.ann, now=NOW)
    assert refusal.value.field == field
    assert "decision.changed" not in actions(session)


def test_a_hundred_libraries_are_the_most(session: Session, people: Cast) -> None:
    row = decided(session, people, "We share")
    known = [organization(session, f"library{number}").id for number in range(101)]
    enough = DecisionDraft(library_ids=frozenset(known[:100]))
    assert decisions.change(session, row, enough, by=people.ann, now=NOW)
    too_many = DecisionDraft(library_ids=frozenset(known))
    with pytest.raises(Invalid) as refusal:
        decisions.change(session, row, too_many, by=people.ann, now=NOW)
    assert refusal.value.field == "libraries"


def test_a_unit_that_is_no_library_is_refused(session: Session, people: Cast) -> None:
    row = decided(session, people, "We share")
    draft = DecisionDraft(library_ids=frozenset({people.writing_center.id}))
    with pytest.raises(Invalid):
        decisions.change(session, row, draft, by=people.ann, now=NOW)


def test_a_replaced_decision_says_by_what_and_stays(session: Session, people: Cast) -> None:
    old, other, new = (decided(session, people, text) for text in ("Old", "Other", "New"))
    assert list(decisions.replaceable(session, new)) == [other, old]
    draft = DecisionDraft(replaces_id=old.id, replacement=REPLACES)
    decisions.change(session, new, draft, by=people.ann, now=NOW)
    record = decisions.record_of(session, old, people.metadata)
    assert [(later.wording, later.replacement) for later in record.later] == [("New", REPLACES)]
    newest = decisions.newest(session, people.metadata, limit=3)
    assert [(line.decision.wording, line.earlier) for line in newest] == [
        ("New", "Old"),
        ("Other", None),
        ("Old", None),
    ]
    assert [len(line.later) for line in newest] == [0, 0, 1]
    with pytest.raises(Conflict):
        decisions.take_back(session, old, by=people.ann, now=NOW)
    last = decided(session, people, "Last")
    assert list(decisions.replaceable(session, last)) == [new, other]
    assert list(decisions.replaceable(session, new)) == [other, old]
    for kind in (REPLACES, AMENDS):
        again = DecisionDraft(replaces_id=old.id, replacement=kind)
        with pytest.raises(Conflict):
            decisions.change(session, last, again, by=people.ann, now=NOW)
    decisions.take_back(session, new, by=people.ann, now=NOW)
    session.flush()
    assert decisions.record_of(session, old, people.metadata).later == ()
    assert actions(session)[-3:] == [
        "decision.recorded",
        "decision.holds again",
        "decision.taken back",
    ]
    decisions.take_back(session, old, by=people.ann, now=NOW)


def test_several_may_amend_a_decision_and_then_another_may_replace_it(
    session: Session, people: Cast
) -> None:
    old, first, second, new = (
        decided(session, people, text) for text in ("Old", "First", "Second", "New")
    )
    for row, kind in ((first, AMENDS), (second, AMENDS), (new, REPLACES)):
        draft = DecisionDraft(replaces_id=old.id, replacement=kind)
        decisions.change(session, row, draft, by=people.ann, now=NOW)
    record = decisions.record_of(session, old, people.metadata)
    assert [later.wording for later in record.later] == ["First", "Second", "New"]
    assert [action for action in actions(session) if action.endswith("ed")][-1] != ""
    assert actions(session).count("decision.amended") == 2
    assert actions(session).count("decision.replaced") == 1


def test_only_an_earlier_decision_of_the_same_group_is_replaced(
    session: Session, people: Cast
) -> None:
    reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES")
    elsewhere = decided(session, people, "Elsewhere", reserves)
    row, later = decided(session, people, "Row"), decided(session, people, "Later")
    for target in (elsewhere, row, later):
        draft = DecisionDraft(replaces_id=target.id, replacement=REPLACES)
        with pytest.raises(Invalid):
            decisions.change(session, row, draft, by=people.ann, now=NOW)


def test_two_replace_the_same_decision_at_once(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        old, first, second = (decided(session, people, text) for text in ("Old", "A", "B"))
        ids = old.id, first.id, second.id
        ann = people.ann.id
    draft = DecisionDraft(replaces_id=ids[0], replacement=REPLACES)

    def replace(number: int) -> None:
        with unit_of_work() as session:
            by, row = session.get_one(Person, ann), session.get_one(Decision, number)
            decisions.change(session, row, draft, by=by, now=NOW)

    replace(ids[1])
    with pytest.raises(Conflict):
        replace(ids[2])
    with reading() as session:
        assert session.get_one(Decision, ids[2]).replaces_id is None


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("We raise the fee", DecisionKind.MONEY),
        ("It costs $40", DecisionKind.MONEY),
        ("It takes 40$", DecisionKind.MONEY),
        ("Access for guests", DecisionKind.ACCESS),
        ("A loan policy.", DecisionKind.POLICY),
        ("The policy of prices", DecisionKind.POLICY),
        ("We share one norms file", None),
        ("Coffee for all", None),
    ],
)
def test_words_suggest_what_a_decision_is_about(wording: str, kind: DecisionKind | None) -> None:
    assert decisions.suggested_kind(wording) is kind


def test_the_equity_questions_are_asked_once_and_skipped_until_answered(
    session: Session, people: Cast
) -> None:
    row = decided(session, people, "We raise the fee")
    assert decisions.record_of(session, row, people.metadata).equity is None
    assert decisions.ask_equity(session, row, by=people.ann, now=NOW)
    assert not decisions.ask_equity(session, row, by=people.ann, now=NOW)
    record = decisions.record_of(session, row, people.metadata)
    assert record.equity is not None
    assert record.equity.is_skipped
    draft = EquityDraft(affected=" Small  libraries", signs="Fees in June")
    answer = decisions.answer_equity(
        session, row, draft, DecisionKind.MONEY, by=people.ann, now=NOW + DAY
    )
    assert (answer.affected, answer.absent, answer.signs) == (
        "Small libraries",
        "",
        "Fees in June",
    )
    assert not answer.is_skipped
    assert row.kind is DecisionKind.MONEY
    assert len(session.exec(select(EquityAnswer)).all()) == 1
    assert not decisions.ask_equity(session, row, by=people.ann, now=NOW)
    for name in ("affected", "absent", "signs"):
        with pytest.raises(Invalid) as refusal:
            decisions.answer_equity(
                session, row, EquityDraft(**{name: "x" * 501}), None, by=people.ann, now=NOW
            )
        assert refusal.value.field == name


def test_a_review_is_written_down_with_the_equity_answers_beside_the_first(
    session: Session, people: Cast
) -> None:
    row = decided(session, people, "We raise the fee")
    plain = decided(session, people, "One file")
    draft = DecisionDraft(kind=DecisionKind.MONEY, review_on=TODAY + DAY)
    decisions.change(session, row, draft, by=people.ann, now=NOW)
    first = EquityDraft(affected="Small libraries")
    decisions.answer_equity(session, row, first, DecisionKind.MONEY, by=people.ann, now=NOW)
    again = ReviewDraft(
        ReviewOutcome.PARTLY,
        " Two  left ",
        next_on=TODAY + 2 * DAY,
        equity=EquityDraft(absent="Students"),
    )
    decisions.review(session, row, again, by=people.dag, now=NOW + DAY - timedelta(hours=1))
    decisions.review(session, plain, ReviewDraft(ReviewOutcome.WORKED), by=people.ann, now=NOW)
    session.flush()
    record = decisions.record_of(session, row, people.metadata)
    [line] = record.reviews
    assert (line.review.outcome, line.review.comment) == (ReviewOutcome.PARTLY, "Two left")
    assert line.who == people.dag.name
    assert line.equity is not None
    assert line.equity.absent == "Students"
    assert record.equity is not None
    assert record.equity.affected == "Small libraries"
    assert row.review_on == TODAY + 2 * DAY
    [line] = decisions.record_of(session, plain, people.metadata).reviews
    assert line.equity is None
    for odd in (
        ReviewDraft(ReviewOutcome.WORKED, "x" * 1001),
        ReviewDraft(ReviewOutcome.WORKED, next_on=TODAY),
        ReviewDraft(ReviewOutcome.WORKED, equity=EquityDraft(signs="x" * 501)),
    ):
        with pytest.raises(Invalid):
            decisions.review(session, row, odd, by=people.ann, now=NOW)
    decisions.take_back(session, row, by=people.ann, now=NOW)
    session.flush()
    assert session.exec(select(EquityAnswer)).all() == []


def test_who_may_see_and_who_may_change(session: Session, people: Cast) -> None:
    private = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
    secret = decided(session, people, "Secret", private)
    row = decided(session, people, "We share")
    assert access.decision_to_see(session, row.id, by=standing(session, people.ben))[0] is row
    assert access.decision_to_edit(session, row.id, by=standing(session, people.ann)) is row
    with pytest.raises(NotAllowed):
        access.decision_to_edit(session, row.id, by=standing(session, people.ben))
    for to_see in (access.decision_to_see, access.decision_to_edit):
        with pytest.raises(NotFound):
            to_see(session, secret.id, by=standing(session, people.ann))


def test_a_vote_is_shown_with_the_decision_that_it_took(session: Session, people: Cast) -> None:
    row, other = decided(session, people, "We share"), decided(session, people, "We wait")
    for kind, decision in ((CallKind.VOTE, row), (CallKind.PLAIN, other)):
        session.add(
            Call(
                group_id=people.metadata.id,
                kind=kind,
                question="Shall we share?",
                unit_kind=UnitKind.LIBRARY,
                if_silent=IfSilent.NO_ANSWER,
                state=CallState.CLOSED,
                closes_at=NOW,
                closed_at=NOW,
                drafted_by=people.ann.id,
                drafted_at=NOW,
                decision_id=decision.id,
            )
        )
    session.flush()
    words = calls.tally_in_words(session, row)
    assert words.startswith("Shall we share? (")
    assert words.endswith("0 of 0 answered)")
    assert calls.tally_in_words(session, other) == ""
    assert calls.tally_in_words(session, decided(session, people, "Not voted")) == ""
