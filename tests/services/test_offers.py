"""Offers: what may be declared, how units answer, and what comes of it when it closes."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models import (
    Call,
    CallAnswer,
    CallUnit,
    Commitment,
    Decision,
    Organization,
    Person,
    RepresentationKind,
    VotingUnit,
)
from models.calls import CallFacts, CallKind, Capacity, IfSilent, UnitKind
from models.offers import DECLINES, JOINS, MORE_TIME, CostFormula, OfferFacts, OfferReply
from models.representatives import RepresentedSubject
from models.subjects import Subject
from services import calls, representatives, terms
from services.calls import NewAnswer, announcements, offer_terms
from services.calls.offer_figures import in_hundredths, read_dollars, read_measures
from services.calls.offer_sums import parts_of, sum_of
from services.errors import Conflict, Invalid, NotAllowed
from services.reminders.calls import calls_unanswered
from tests.factories import NOW, Cast, cast, organization, person, standing
from tests.happenings import on_leave
from tests.open_calls import answer, represent, unit_of
from tests.opened_calls import CLOSES, spoken_for
from tests.opened_offers import TERMS, drafted, offered, reply, with_terms
from views.calls.cards import WORDS

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    found = cast(session)
    spoken_for(session, found)
    return found


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"vendor": "  "}, "vendor"),
        ({"vendor": "x" * 201}, "vendor"),
        ({"renewal": "x" * 501}, "renewal"),
        ({"last_day": date(2026, 12, 31)}, "last_day"),
        ({"last_day": date(2037, 12, 31)}, "last_day"),
        ({"notice_days": 731}, "notice_days"),
        ({"total_cents": None}, "total"),
        ({"each_cents": 100}, "each"),
        ({"least_units": None}, "least_units"),
        ({"least_units": 0}, "least_units"),
        ({"least_cents": 100}, "least_cents"),
        ({"measures": {"library:1": 3}}, "measures"),
        ({"formula": CostFormula.TYPED_SIZE}, "measures"),
        ({"formula": CostFormula.TYPED_AMOUNTS, "measures": {"library:1": 3}}, "total"),
        (
            {
                "formula": CostFormula.TYPED_AMOUNTS,
                "measures": {"library:1": 3},
                "total_cents": None,
                "each_cents": 5,
            },
            "each",
        ),
        ({"formula": CostFormula.PLEDGES, "total_cents": None, "each_cents": 5}, "each"),
        ({"formula": CostFormula.PLEDGES, "least_cents": 5}, "least_cents"),
        ({"lead_days": (1, 2, 3, 4)}, "lead_days"),
        ({"lead_days": (0,)}, "lead_days"),
        ({"lead_days": (367,)}, "lead_days"),
    ],
)
def test_terms_that_do_not_go_together_are_refused_at_their_field(
    session: Session, people: Cast, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(session, people, terms=with_terms(**changed))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "changed",
    [
        {"vendor": "x" * 200, "renewal": "x" * 500},
        {"last_day": date(2027, 1, 1), "notice_days": 0},
        {"last_day": date(2037, 1, 8), "notice_days": 730},
        {"total_cents": None, "each_cents": 100, "least_cents": 5, "least_units": None},
        {"total_cents": None, "each_cents": 100, "least_cents": 5, "least_units": 1},
        {"formula": CostFormula.PLEDGES, "least_units": None},
        {"lead_days": (366, 1)},
        {"lead_days": ()},
    ],
)
def test_terms_at_their_bounds_are_taken(
    session: Session, people: Cast, changed: dict[str, Any]
) -> None:
    call = drafted(session, people, terms=with_terms(**changed))
    offer = calls.offer_of(session, call)
    assert offer is not None
    assert calls.offer_facts_of(offer) == with_terms(**changed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"unit_kind": UnitKind.SEAT}, "unit_kind"),
        ({"if_silent": IfSilent.YES}, "if_silent"),
        ({"weights": {"library:1": 2}}, "weights"),
        ({"is_secret": True}, "results"),
        ({"kind": CallKind.VOTE, "if_silent": IfSilent.LAST_YEAR}, "if_silent"),
        ({"kind": CallKind.PLAIN, "if_silent": IfSilent.LAST_YEAR}, "if_silent"),
    ],
)
def test_what_makes_no_sense_for_money_is_refused(
    session: Session, people: Cast, changed: dict[str, Any], field: str
) -> None:
    facts: dict[str, Any] = {"kind": CallKind.OFFER, "if_silent": IfSilent.NO} | changed
    with pytest.raises(Invalid) as refused:
        calls.draft(session, people.metadata, CallFacts("Buy?", **facts), by=people.dag, now=NOW)
    assert refused.value.field == field


def test_a_draft_that_is_no_offer_any_more_has_no_terms(session: Session, people: Cast) -> None:
    call = drafted(session, people)
    seen = calls.draft_digest(session, call)
    calls.declare(session, call, with_terms(vendor="Other"), by=people.dag, now=NOW)
    assert calls.draft_digest(session, call) != seen
    vote = replace(calls.facts_of(call), kind=CallKind.VOTE)
    calls.change(session, call, vote, by=people.dag, now=NOW)
    assert calls.offer_of(session, call) is None
    with pytest.raises(Conflict, match="not an offer"):
        calls.declare(session, call, TERMS, by=people.dag, now=NOW)
    offer = replace(vote, kind=CallKind.OFFER)
    calls.change(session, call, offer, by=people.dag, now=NOW)
    with pytest.raises(Conflict, match="Declare the terms"), session.begin_nested():
        calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    calls.declare(session, call, TERMS, by=people.dag, now=NOW)
    calls.discard(session, call, by=people.dag, now=NOW)
    assert session.exec(select(offer_terms.Offer)).all() == []


def test_who_has_no_declared_size_is_named_and_may_be_typed(session: Session, people: Cast) -> None:
    people.central.staff_size = 12
    by_staff = with_terms(formula=CostFormula.STAFF_SIZE)
    call = drafted(session, people, terms=by_staff)
    with pytest.raises(Conflict, match="no size of Tunxis\\. Type it"), session.begin_nested():
        calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    units = calls.units_to_ask(session, people.metadata, UnitKind.LIBRARY, NOW)
    view = calls.draft_view(session, call, units)
    assert view is not None
    assert view.unmeasured == ("Tunxis",)
    typed = read_measures(["tunxis: 2.5"], units, are_amounts=False)
    calls.declare(session, call, replace(by_staff, measures=typed), by=people.dag, now=NOW)
    calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)
    # What a library declares later changes nothing any more.
    people.central.staff_size = 900
    assert [(part.name, part.measure) for part in parts_of(session, call)] == [
        ("Central", 1200),
        ("Tunxis", 250),
    ]


def test_a_voting_unit_is_as_large_as_its_libraries(session: Session, people: Cast) -> None:
    unit = VotingUnit(key="both", name="Both")
    session.add(unit)
    session.flush()
    for library, size in ((people.central, 12), (people.tunxis, 3)):
        library.staff_size, library.voting_unit_id = size, unit.id
    found = offered(
        session,
        people,
        terms=with_terms(formula=CostFormula.STAFF_SIZE, least_units=1),
        unit_kind=UnitKind.VOTING_UNIT,
    )
    assert [(part.name, part.measure) for part in parts_of(session, found.call)] == [("Both", 1500)]
    people.tunxis.staff_size = None
    call = drafted(
        session,
        people,
        terms=with_terms(formula=CostFormula.STAFF_SIZE, least_units=1),
        unit_kind=UnitKind.VOTING_UNIT,
    )
    with pytest.raises(Conflict, match="no size of Both"), session.begin_nested():
        calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)


def test_more_than_are_called_cannot_be_needed(session: Session, people: Cast) -> None:
    call = drafted(session, people, terms=with_terms(least_units=3))
    with (
        pytest.raises(Conflict, match="Only 2 are called, and 3 must join"),
        session.begin_nested(),
    ):
        calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12500", 1_250_000),
        ("$12,500.50", 1_250_050),
        (" 0.01 ", 1),
        ("1.5", 150),
        ("10,000,000", 1_000_000_000),
        *((text, None) for text in ("", "0", "-1", "1,50", "1.234", "12,5000", "ten", "١٢")),
        *((text, None) for text in ("10,000,000.01", "1e3", "€5", "99999999999")),
    ],
)
def test_amounts_are_read_exactly_or_refused(text: str, cents: int | None) -> None:
    if cents is not None:
        assert read_dollars(text, field="total") == cents
        return
    with pytest.raises(Invalid) as refused:
        read_dollars(text, field="total")
    assert refused.value.field == "total"


@pytest.mark.parametrize(
    "lines",
    [
        ["Central"],
        ["Centrl: 3"],
        ["Central: 3", "central 4"],
        ["Central: 0"],
        ["Central: $3"],
        ["Central: 100000.01"],
        ["Central: -3"],
    ],
)
def test_sizes_that_cannot_be_read_are_refused(
    session: Session, people: Cast, lines: list[str]
) -> None:
    units = calls.units_to_ask(session, people.metadata, UnitKind.LIBRARY, NOW)
    with pytest.raises(Invalid) as refused:
        read_measures(lines, units, are_amounts=False)
    assert refused.value.field == "measures"
    assert read_measures(["Central $3"], units, are_amounts=True) == {
        f"library:{people.central.id}": 300
    }


@pytest.mark.parametrize(
    ("number", "text"), [(1250, "12.5"), (1200, "12"), (1205, "12.05"), (5, "0.05")]
)
def test_sizes_are_written_as_they_are_typed(number: int, text: str) -> None:
    assert in_hundredths(number) == text


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewAnswer(("yes",)), "choice"),
        (NewAnswer(()), "choice"),
        (reply(JOINS, contact="x" * 201), "contact"),
        (reply(JOINS, starts_on=date(2026, 12, 31)), "starts_on"),
        (reply(JOINS, starts_on=date(2028, 1, 1)), "starts_on"),
    ],
)
def test_answers_to_an_offer_are_refused_at_their_field(
    session: Session, people: Cast, new: NewAnswer, field: str
) -> None:
    found = offered(session, people)
    with pytest.raises(Invalid) as refused:
        answer(session, found.call, found.units["Central"], people.ben, new)
    assert refused.value.field == field


@pytest.mark.parametrize("cents", [None, 0, 1_000_000_001])
def test_who_joins_by_a_pledge_says_how_much(
    session: Session, people: Cast, cents: int | None
) -> None:
    pledged = with_terms(formula=CostFormula.PLEDGES, least_units=None)
    found = offered(session, people, terms=pledged)
    new = reply(JOINS, pledge_cents=cents)
    with pytest.raises(Invalid) as refused:
        answer(session, found.call, found.units["Central"], people.ben, new)
    assert refused.value.field == "pledge"
    answer(session, found.call, found.units["Central"], people.ben, reply(DECLINES))
    answer(session, found.call, found.units["Tunxis"], people.cleo, reply(JOINS, pledge_cents=7))
    reckoned = sum_of(session, found.call)
    assert [(share.part.name, share.cents) for share in reckoned.shares] == [("Tunxis", 7)]
    assert (reckoned.goes_ahead, reckoned.declined) == (False, 1)


def test_who_needs_more_time_has_not_answered_and_is_waited_for(
    session: Session, people: Cast
) -> None:
    found = offered(session, people, is_hidden=False)
    unit = found.units["Central"]
    answer(session, found.call, unit, people.ben, reply(MORE_TIME, contact="Ben"))
    assert unit.answered_at is None
    waiting = calls.waiting_for(session, standing(session, people.ben))
    assert [row.id for row, _ in waiting] == [unit.id]
    [part] = sum_of(session, found.call).waiting
    assert part.name == "Central"
    again = answer(session, found.call, unit, people.ben, reply(MORE_TIME, contact="Ben"))
    assert not again.is_new
    assert answer(session, found.call, unit, people.ben, reply(JOINS)).replaced is not None
    assert unit.answered_at is not None
    calls.take_back(
        session,
        found.call,
        unit,
        by=people.ben,
        capacity=Capacity.REPRESENTATIVE,
        door=again.row.door,
        now=NOW,
    )
    assert sum_of(session, found.call).silent == 2


def test_who_needs_more_time_is_nudged_and_who_declined_is_not(
    session: Session, people: Cast
) -> None:
    found = offered(session, people, nudge_days=(2,))
    answer(session, found.call, found.units["Central"], people.ben, reply(MORE_TIME))
    answer(session, found.call, found.units["Tunxis"], people.cleo, reply(DECLINES))
    dues = calls_unanswered(session, NOW, frozenset([Subject.of(found.call)]))
    assert {due.person.name for due in dues} == {"Ben Brook"}


def test_a_changed_contact_is_another_answer(session: Session, people: Cast) -> None:
    found = offered(session, people)
    unit = found.units["Central"]
    for new, is_new in (
        (reply(JOINS, contact="Ben"), True),
        (reply(JOINS, contact=" Ben "), False),
        (reply(JOINS, contact="Ann"), True),
        (reply(JOINS, contact="Ann", starts_on=date(2027, 2, 1)), True),
    ):
        assert answer(session, found.call, unit, people.ben, new).is_new is is_new


def closed(session: Session, people: Cast, call: Call) -> list[Commitment]:
    calls.close(session, call, people.metadata, now=CLOSES)
    return list(session.exec(select(Commitment).order_by(col(Commitment.id))))


def test_an_offer_that_goes_ahead_becomes_commitments(session: Session, people: Cast) -> None:
    terms_of_thirds = with_terms(total_cents=1_000_001)
    found = offered(session, people, terms=terms_of_thirds)
    new = reply(JOINS, contact="Cy at the desk", starts_on=date(2027, 3, 1))
    answer(session, found.call, found.units["Central"], people.ben, new)
    answer(session, found.call, found.units["Tunxis"], people.cleo, reply(JOINS))
    first, second = closed(session, people, found.call)
    assert (first.cents, second.cents) == (500_001, 500_000)
    assert (first.starts_on, second.starts_on) == (date(2027, 3, 1), date(2027, 1, 1))
    assert (first.contact, second.contact) == ("Cy at the desk", "")
    assert {row.ends_on for row in (first, second)} == {date(2027, 12, 31)}
    assert {row.notice_on for row in (first, second)} == {date(2027, 11, 1)}
    [decision] = session.exec(select(Decision))
    assert decision.wording.endswith("(goes ahead: 2 of 2 join, $10,000.01 together; 2 needed)")


def test_an_offer_that_too_few_join_binds_nobody(session: Session, people: Cast) -> None:
    found = offered(session, people)
    answer(session, found.call, found.units["Central"], people.ben, reply(JOINS))
    answer(session, found.call, found.units["Tunxis"], people.cleo, reply(MORE_TIME))
    assert closed(session, people, found.call) == []
    [decision] = session.exec(select(Decision))
    assert "does not go ahead: 1 of 2 join, $10,000.00 together; 2 needed" in decision.wording


def test_an_offer_made_again_counts_silence_as_before(session: Session, people: Cast) -> None:
    pledged = with_terms(formula=CostFormula.PLEDGES, total_cents=900, least_units=None)
    found = offered(session, people, terms=pledged)
    for name, who, cents in (("Central", people.ben, 600), ("Tunxis", people.cleo, 600)):
        answer(session, found.call, found.units[name], who, reply(JOINS, pledge_cents=cents))
    with pytest.raises(Conflict, match="has closed"):
        calls.offer_again(session, found.call, people.metadata, by=people.dag, now=NOW)
    closed(session, people, found.call)
    later = CLOSES + DAY
    again = calls.offer_again(session, found.call, people.metadata, by=people.dag, now=later)
    offer = calls.offer_of(session, again)
    assert offer is not None
    assert (offer.first_day, offer.last_day) == (date(2028, 1, 1), date(2028, 12, 30))
    facts = replace(calls.facts_of(again), if_silent=IfSilent.LAST_YEAR, closes_at=later + 30 * DAY)
    calls.change(session, again, facts, by=people.dag, now=later)
    calls.open_call(session, again, people.metadata, by=people.dag, now=later)
    tunxis = unit_of(session, again, "Tunxis")
    answer(session, again, tunxis, people.cleo, reply(DECLINES), now=later)
    reckoned = sum_of(session, again)
    assert [(share.part.name, share.cents) for share in reckoned.shares] == [("Central", 600)]
    assert [share.is_as_before for share in reckoned.shares] == [True]


def test_silence_counts_as_before_only_where_there_was_one(session: Session, people: Cast) -> None:
    call = drafted(session, people, if_silent=IfSilent.LAST_YEAR)
    with pytest.raises(Conflict, match="made again"), session.begin_nested():
        calls.open_call(session, call, people.metadata, by=people.dag, now=NOW)


def table(session: Session, call: Call, who: Person, at: Any = NOW) -> list[dict[str, str]]:
    content = calls.to_csv(session, call, standing(session, who, at)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_a_file_tells_nothing_while_results_are_hidden(session: Session, people: Cast) -> None:
    found = offered(session, people)
    answer(session, found.call, found.units["Central"], people.ben, reply(JOINS, contact="Cy"))
    row, _ = table(session, found.call, people.dag)
    assert (row["unit"], row["has_answered"], row["measured_by"]) == (
        *("Central", "yes"),
        "equal shares",
    )
    hidden = ("answer", "pledge", "is_in", "share", "contact", "answered_by")
    assert [row[name] for name in hidden] == [""] * 6


def test_a_file_has_no_private_comment(session: Session, people: Cast) -> None:
    found = offered(session, people, is_hidden=False)
    private = replace(reply(JOINS), comment="Between us", is_comment_private=True)
    answer(session, found.call, found.units["Central"], people.ben, private)
    answer(
        session,
        found.call,
        found.units["Tunxis"],
        people.cleo,
        replace(reply(JOINS), comment="For all"),
    )
    rows = table(session, found.call, people.dag)
    assert [(row["answer"], row["comment"]) for row in rows] == [(JOINS, ""), (JOINS, "For all")]


def reckoned_by_hand(rows: list[dict[str, str]], total: int) -> dict[str, int]:
    """The shares by size, from the file alone."""
    sizes = {row["unit"]: Fraction(row["measure"]) for row in rows if row["answer"] == "join"}
    exact = {name: total * size / sum(sizes.values()) for name, size in sizes.items()}
    shares = {name: int(share) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: (-(exact[name] % 1), name))
    for name in order[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def test_eighteen_units_answer_as_they_do(session: Session, people: Cast) -> None:
    """Of one unit two people answer differently, one is silent, one is phoned and corrected, one
    gets an alternate, one another representative, of one the representative is on leave, one is
    excused, and one withdraws.
    """
    libraries: list[Organization] = [people.central, people.tunxis]
    speakers: dict[str, Person] = {"Central": people.ben, "Tunxis": people.cleo}
    for number in range(16):
        library = organization(session, f"lib{number:02}")
        libraries.append(library)
        who = person(session, f"Sp{number:02} Eaker", at=library, slack_id=f"USP{number:02}")
        speakers[library.short_name] = who
        if number != 3:
            represent(session, who, library, people.metadata)
    for size, library in enumerate(libraries, 3):
        library.staff_size = size * 7
    found = offered(
        session,
        people,
        terms=with_terms(formula=CostFormula.STAFF_SIZE, total_cents=1_234_567, least_units=12),
        is_hidden=False,
    )
    call, units = found.call, found.units

    def give(name: str, new: NewAnswer, who: Person | None = None) -> None:
        by = who or speakers[name]
        capacity = calls.capacity_of(session, units[name], standing(session, by))
        result = answer(session, call, units[name], by, new, capacity=capacity)
        announcements.recorded(
            session, call, people.metadata, units[name], result, WORDS, by=by, now=NOW
        )

    # The representative and the alternate answer differently; the later one stands.
    give("Central", reply(DECLINES))
    give("Central", reply(JOINS, contact="Ann"), people.ann)
    # The program manager wrote down a call, and it was corrected.
    for new in (reply(JOINS), reply(DECLINES)):
        calls.record_told(session, call, units["Lib00"], new, by=people.dag, now=NOW)
    give("Lib00", reply(JOINS))
    # Another representative comes in while it is open.
    heir = person(session, "Hei Ress", at=libraries[3], slack_id="UHEIR")
    give("Lib01", reply(DECLINES))
    held = terms.respondents(session, [units["Lib01"].id], NOW)[units["Lib01"].id][0]
    assert held.person == speakers["Lib01"]
    represent(session, heir, libraries[3], people.metadata, RepresentationKind.ALTERNATE)
    give("Lib01", reply(JOINS), heir)
    # Lib02 is excused and silent, for Lib03 nobody speaks; Lib04 withdraws, Lib05 needs more time.
    calls.excuse(session, call, units["Lib02"], "On leave", by=people.dag, now=NOW)
    give("Lib04", reply(JOINS))
    calls.take_back(
        session,
        call,
        units["Lib04"],
        by=speakers["Lib04"],
        capacity=Capacity.REPRESENTATIVE,
        door=session.exec(select(CallAnswer)).all()[-1].door,
        now=NOW,
    )
    give("Lib05", reply(MORE_TIME))
    give("Lib06", reply(DECLINES))
    # Who speaks for Lib07 is on leave, and the alternate answers.
    on_leave(session, people.metadata, speakers["Lib07"], by=people.dag)
    stands_in = person(session, "Alter Nate", at=libraries[9], slack_id="UALT")
    represent(session, stands_in, libraries[9], people.metadata, RepresentationKind.ALTERNATE)
    give("Lib07", reply(JOINS), stands_in)
    # Lib08 has another representative once it has answered: what stood is hers to replace, alone.
    give("Lib08", reply(DECLINES))
    successor = person(session, "Suc Cessor", at=libraries[10], slack_id="USUC")
    replaced = speakers["Lib08"]
    subject = RepresentedSubject(people.metadata.name, group_id=people.metadata.id)
    kind = RepresentationKind.REPRESENTATIVE
    representatives.appoint(
        session, libraries[10], subject, kind, successor, by=people.dag, now=NOW
    )
    with pytest.raises(NotAllowed, match="You do not answer for Lib08"):
        give("Lib08", reply(JOINS), replaced)
    assert sum_of(session, call).declined == 2
    give("Lib08", reply(JOINS), successor)
    for name in ["Tunxis", *(f"Lib{number:02}" for number in range(9, 16))]:
        give(name, reply(JOINS))

    rows = table(session, call, people.dag)
    assert len(rows) == len({row["unit"] for row in rows}) == 18
    joined = {"Central", "Tunxis", "Lib00", "Lib01"} | {f"Lib{n:02}" for n in range(7, 16)}
    assert {row["unit"] for row in rows if row["is_in"] == "yes"} == joined
    by_hand = reckoned_by_hand(rows, 1_234_567)
    assert sum(by_hand.values()) == 1_234_567
    shares = {row["unit"]: int(row["share"].replace(".", "")) for row in rows if row["share"]}
    assert shares == by_hand
    # Everything that was ever answered is in the log.
    log = calls.answer_log(session, call, standing(session, people.dag))
    assert len(log) == 2 + 3 + 2 + 2 + 1 + 1 + 1 + 2 + 8
    reckoned = sum_of(session, call)
    assert (reckoned.joined, reckoned.declined, reckoned.excused) == (13, 1, 1)
    assert (reckoned.silent, len(reckoned.waiting)) == (2, 1)
    made = closed(session, people, call)
    assert {session.get_one(CallUnit, row.unit_id).name: row.cents for row in made} == by_hand
    [decision] = session.exec(select(Decision))
    assert "goes ahead: 13 of 18 join, $12,345.67 together; 12 needed" in decision.wording
    # The same from the file of the call that has closed, by hand.
    rows = table(session, call, people.dag, CLOSES)
    cents = [int(row["share"].replace(".", "")) for row in rows if row["is_in"] == "yes"]
    printed = f"{len(cents)} of {len(rows)} join, ${Decimal(sum(cents)) / 100:,.2f} together"
    assert printed in decision.wording
    assert {
        row["unit"]: row["answered_by"] for row in rows if row["unit"] in ("Lib07", "Lib08")
    } == {
        "Lib07": stands_in.name,
        "Lib08": successor.name,
    }


@pytest.mark.parametrize(("others", "goes_ahead"), [(0, False), (1, True)])
def test_excusing_who_joined_changes_nothing(
    session: Session, people: Cast, others: int, goes_ahead: bool
) -> None:
    found = offered(session, people)
    answer(session, found.call, found.units["Central"], people.ben, reply(JOINS))
    calls.excuse(session, found.call, found.units["Central"], "Away", by=people.dag, now=NOW)
    if others:
        answer(session, found.call, found.units["Tunxis"], people.cleo, reply(JOINS))
    assert sum_of(session, found.call).goes_ahead is goes_ahead


def test_what_is_said_beside_an_answer_is_kept_only_for_who_joins(
    session: Session, people: Cast
) -> None:
    found = offered(session, people)
    beside: dict[str, Any] = {"starts_on": date(2027, 5, 1), "contact": "Cy", "pledge_cents": 5}
    unit = found.units["Central"]
    row = answer(session, found.call, unit, people.ben, reply(DECLINES, **beside)).row
    kept = calls.replies_of(session, [row.id])[row.id]
    assert kept == OfferReply("Cy")
    row = answer(session, found.call, unit, people.ben, reply(JOINS, **beside)).row
    assert calls.replies_of(session, [row.id])[row.id] == OfferReply("Cy", None, date(2027, 5, 1))


def test_terms_are_read_back_as_they_were_declared(session: Session, people: Cast) -> None:
    facts = OfferFacts(
        *("Archive  Press", date(2027, 1, 1), date(2027, 6, 30)),
        each_cents=5,
        least_cents=10,
        lead_days=(14, 60, 14),
    )
    call = drafted(session, people, terms=facts)
    offer = calls.offer_of(session, call)
    assert offer is not None
    assert calls.offer_facts_of(offer) == replace(facts, vendor="Archive Press", lead_days=(60, 14))
