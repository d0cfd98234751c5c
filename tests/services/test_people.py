"""People: met once whatever way they come, placed by their mail domain, found by typed names."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from models import Contribution, ContributionKind, HistoryEntry, MailDomain, Person
from models.calendar_days import date_words
from models.database import unit_of_work
from services import contributions, people
from services.errors import Ambiguous, Invalid, NotAllowed, NotFound
from services.people import Profile
from tests.factories import BEFORE, NOW, cast, organization, person
from tests.keys import about

LATER = NOW + timedelta(days=1)


def profile(slack_id: str = "UNEW", **changes: Any) -> Profile:
    facts: dict[str, Any] = {
        "name": "Noor Nasser",
        "email": "Noor@Central.example.edu",
        "zone": "America/Chicago",
        "is_guest": False,
    }
    return Profile(slack_id, **(facts | changes))


def actions(session: Session, who: Person) -> list[str]:
    rows = select(HistoryEntry.action).where(HistoryEntry.subject == f"person:{who.id}")
    return list(session.exec(rows.order_by(col(HistoryEntry.id))))


@pytest.mark.usefixtures("our_workspace")
def test_a_newcomer_is_placed_by_her_mail_domain(session: Session) -> None:
    central = cast(session).central
    noor = people.meet(session, profile(), now=NOW)
    assert (noor.name, noor.email, noor.zone) == (
        "Noor Nasser",
        "noor@central.example.edu",
        "America/Chicago",
    )
    assert (noor.organization_id, noor.created_at) == (central.id, NOW)
    assert actions(session, noor) == ["person.met"]


@pytest.mark.usefixtures("our_workspace")
def test_meeting_somebody_again_writes_only_what_has_changed(session: Session) -> None:
    cast(session)
    noor = people.meet(session, profile(), now=NOW)
    assert people.meet(session, profile(), now=LATER).id == noor.id
    assert actions(session, noor) == ["person.met"]
    people.meet(session, profile(name="Noor Najjar", is_guest=True), now=LATER)
    assert (noor.name, noor.is_guest, noor.created_at) == ("Noor Najjar", True, NOW)
    assert actions(session, noor) == ["person.met", "person.refreshed"]
    people.meet(session, profile(name="Noor Najjar", is_active=False), now=LATER)
    assert (noor.is_active, noor.is_guest) == (False, False)


@pytest.mark.usefixtures("our_workspace")
def test_an_imported_person_is_known_by_her_address(session: Session) -> None:
    pia = cast(session).pia
    met = people.meet(session, profile(email=str(pia.email).upper()), now=NOW)
    assert (met.id, met.slack_id) == (pia.id, "UNEW")
    assert actions(session, pia)[-1] == "person.refreshed"


@pytest.mark.usefixtures("our_workspace")
def test_an_address_that_somebody_with_slack_has_makes_nobody_else_of_her(
    session: Session,
) -> None:
    ann = cast(session).ann
    other = people.meet(session, profile(email=ann.email), now=NOW)
    assert (other.id != ann.id, other.email) == (True, None)
    assert (ann.slack_id, ann.email) == ("UANN", "ann@central.example.edu")
    assert other.organization_id is None


@pytest.mark.usefixtures("our_workspace")
def test_an_app_is_nobody(session: Session) -> None:
    everybody = select(func.count()).select_from(Person)
    before = session.exec(everybody).one()
    with pytest.raises(NotAllowed, match="an app"):
        people.meet(session, profile(is_bot=True), now=NOW)
    assert session.exec(everybody).one() == before


@pytest.mark.usefixtures("our_workspace")
def test_a_zone_that_is_none_leaves_the_one_that_is_kept(session: Session) -> None:
    noor = people.meet(session, profile(), now=NOW)
    people.meet(session, profile(zone="Mars/Olympus"), now=LATER)
    assert noor.zone == "America/Chicago"


@pytest.mark.usefixtures("our_workspace")
def test_a_long_name_is_cut_to_what_the_table_holds(session: Session) -> None:
    assert people.meet(session, profile(name="N" * 250), now=NOW).name == "N" * 200


@pytest.mark.usefixtures("our_workspace")
@pytest.mark.parametrize(
    ("email", "key"),
    [
        ("a@central.example.edu", "central"),
        ("a@mail.central.example.edu", "central"),
        ("a@law.central.example.edu", "law"),
        ("a@notcentral.example.edu", None),
        ("a@example.edu", None),
        (None, None),
    ],
)
def test_the_longest_domain_that_an_address_ends_in_counts(
    session: Session, email: str | None, key: str | None
) -> None:
    homes = {"central": cast(session).central}
    homes["law"] = organization(session, "law", domain="law.central.example.edu")
    noor = people.meet(session, profile(email=email), now=NOW)
    assert noor.organization_id == (homes[key].id if key else None)


@pytest.mark.usefixtures("our_workspace")
def test_who_was_placed_by_hand_stays_there_when_she_is_met_again(session: Session) -> None:
    everybody = cast(session)
    noor = people.meet(session, profile(), now=NOW)
    people.place(session, noor, everybody.tunxis.id, by=everybody.dag, now=NOW)
    people.meet(session, profile(), now=LATER)
    assert noor.organization_id == everybody.tunxis.id


def test_placing_leaves_earlier_work_where_it_was_credited(session: Session) -> None:
    everybody = cast(session)
    kind, ben = ContributionKind.ATTENDED, everybody.ben
    contributions.credit(session, ben, kind, of=about("meeting:1"), group_id=None, occurred_at=NOW)
    people.place(session, ben, everybody.tunxis.id, by=everybody.dag, now=NOW)
    contributions.credit(session, ben, kind, of=about("meeting:2"), group_id=None, occurred_at=NOW)
    credited = session.exec(select(Contribution.organization_id).order_by(col(Contribution.id)))
    assert credited.all() == [everybody.central.id, everybody.tunxis.id]
    entry = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id).desc())).first()
    assert entry is not None
    assert (entry.action, entry.by_id) == ("person.placed", everybody.dag.id)
    assert entry.before == {"organization_id": everybody.central.id}
    assert entry.after == {"organization_id": everybody.tunxis.id}


def test_nobody_is_placed_where_there_is_nothing(session: Session) -> None:
    everybody = cast(session)
    with pytest.raises(NotFound, match="not on the list"):
        people.place(session, everybody.ben, 999, by=everybody.dag, now=NOW)
    assert everybody.ben.organization_id == everybody.central.id


def partner(session: Session, by: Person, **changes: Any) -> Person:
    facts: dict[str, Any] = {"name": " Vera  Voss ", "email": None, "organization_id": None}
    return people.add_partner(session, **(facts | changes), by=by, now=NOW).person


def test_a_partner_is_added_once_by_her_address(session: Session) -> None:
    everybody = cast(session)
    vera = partner(session, everybody.ann, email=" Vera@Writing.example.edu ")
    assert (vera.name, vera.email) == ("Vera Voss", "vera@writing.example.edu")
    assert vera.organization_id == everybody.writing_center.id
    assert partner(session, everybody.ann, name="V.", email="vera@writing.example.edu") is vera
    assert actions(session, vera) == ["person.added"]


def test_partners_without_an_address_may_share_a_name_at_different_places(
    session: Session,
) -> None:
    everybody = cast(session)
    places = (None, everybody.tunxis.id, everybody.central.id)
    found = [partner(session, everybody.ann, organization_id=place) for place in places]
    assert len({person.id for person in found}) == 3
    assert [person.organization_id for person in found] == list(places)


@pytest.mark.parametrize("typed", [" Vera  Voss ", "vera VOSS"])
def test_a_partner_without_an_address_is_added_once_at_a_place(
    session: Session, typed: str
) -> None:
    everybody = cast(session)
    place = everybody.tunxis.id
    vera = partner(session, everybody.ann, organization_id=place)
    assert partner(session, everybody.ann, name=typed, organization_id=place) is vera
    assert actions(session, vera) == ["person.added"]


@pytest.mark.parametrize("typed", ["Vera Voss", "vera  VOSS"])
@pytest.mark.parametrize("is_placed", [True, False])
@pytest.mark.parametrize("address", ["vera@first.example", None])
def test_a_name_without_address_and_place_lets_nobody_in_who_is_known(
    session: Session, typed: str, is_placed: bool, address: str | None
) -> None:
    everybody = cast(session)
    place = everybody.tunxis.id if is_placed else None
    vera = partner(session, everybody.ann, email=address, organization_id=place)
    with pytest.raises(Invalid, match=r"A partner called .* is known already") as refusal:
        partner(session, everybody.ben, name=typed)
    assert refusal.value.field == "partner_name"
    assert actions(session, vera) == ["person.added"]
    placed = partner(session, everybody.ben, organization_id=everybody.central.id)
    assert placed.id != vera.id


def test_it_says_who_was_known(session: Session) -> None:
    everybody = cast(session)
    add = partial(people.add_partner, session, name="Vera Voss", by=everybody.ann, now=NOW)
    facts: list[dict[str, Any]] = [
        {"email": "vera@first.example", "organization_id": everybody.tunxis.id},
        {"email": None, "organization_id": everybody.tunxis.id},
        {"email": "vera@first.example", "organization_id": None},
        {"email": "vera@second.example", "organization_id": None},
    ]
    assert [add(**row).was_known for row in facts] == [False, True, True, False]


def test_a_name_alone_finds_a_partner_with_an_address_too(session: Session) -> None:
    everybody = cast(session)
    pia = everybody.pia
    assert partner(
        session, everybody.ann, name="Pia Pons", organization_id=pia.organization_id
    ) is (pia)


def test_a_name_alone_finds_nobody_who_has_slack(session: Session) -> None:
    everybody = cast(session)
    place = everybody.ben.organization_id
    found = partner(session, everybody.ann, name="Ben Brook", organization_id=place)
    assert found.id != everybody.ben.id


def test_a_name_of_several_partners_at_a_place_is_asked_about(session: Session) -> None:
    everybody = cast(session)
    place = everybody.tunxis.id
    for address in ("v@first.example.edu", "v@second.example.edu"):
        partner(session, everybody.ann, email=address, organization_id=place)
    with pytest.raises(Invalid, match="Several partners are called Vera Voss there") as refusal:
        partner(session, everybody.ann, organization_id=place)
    assert refusal.value.field == "partner_name"


def test_a_partner_who_is_added_twice_at_once_is_one_person(database: Engine) -> None:
    with unit_of_work() as session:
        everybody = cast(session)
    found: list[int] = []

    def add(_number: int) -> None:
        with unit_of_work() as session:
            place = everybody.tunxis.id
            found.append(partner(session, everybody.ann, organization_id=place).id)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(add, range(2)))
    assert len(found) == 2
    assert len(set(found)) == 1


def test_the_chosen_organization_goes_before_the_domain(session: Session) -> None:
    everybody = cast(session)
    chosen = everybody.tunxis.id
    vera = partner(session, everybody.ann, email="v@central.example.edu", organization_id=chosen)
    assert vera.organization_id == chosen


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "partner_name"),
        ({"name": "V" * 201}, "partner_name"),
        ({"email": "vera"}, "partner_email"),
        ({"email": "vera@writing"}, "partner_email"),
        ({"email": "@writing.example.edu"}, "partner_email"),
        ({"email": "vera@.edu."}, "partner_email"),
        ({"email": "vera voss@writing.example.edu"}, "partner_email"),
        ({"email": f"{'v' * 308}@example.edu."}, "partner_email"),
        ({"organization_id": 999}, "partner_place"),
    ],
)
def test_a_partner_is_refused_with_the_field_at_fault(
    session: Session, changes: dict[str, Any], field: str
) -> None:
    everybody = cast(session)
    with pytest.raises(Invalid) as refusal:
        partner(session, everybody.ann, **changes)
    assert refusal.value.field == field
    assert people.partners(session) == [everybody.pia]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ben", "Ben Brook"),
        ("BEN.BROOK", "Ben Brook"),
        ("ben_brook", "Ben Brook"),
        ("bro", "Ben Brook"),
        ("ann", "Ann Abara"),
        ("cost", "Cleo Costa"),
    ],
)
def test_a_typed_name_finds_the_one_person(session: Session, typed: str, name: str) -> None:
    everybody = cast(session)
    person(session, "Annette Zuber", at=everybody.tunxis, slack_id="UANNETTE")
    assert people.by_typed_name(session, typed).name == name


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("xaver", "I know nobody called @xaver"),
        ("rook", "I know nobody called @rook"),
        ("%", "I know nobody called @%"),
        ("be", "@be could be Ben Brook (Central), Berta Brook (Tunxis). Type @"),
        ("brook", "@brook could be Ben Brook (Central), Berta Brook (Tunxis). Type @"),
    ],
)
def test_a_typed_name_of_nobody_or_of_several_is_refused(
    session: Session, typed: str, words: str
) -> None:
    everybody = cast(session)
    person(session, "Berta Brook", at=everybody.tunxis, slack_id="UBERTA")
    with pytest.raises(Invalid) as refusal:
        people.by_typed_name(session, typed)
    assert refusal.value.message.startswith(words)


def test_two_of_one_name_are_told_apart_by_library_then_by_what_is_no_address(
    session: Session,
) -> None:
    everybody = cast(session)
    person(session, "Ben Brook", at=everybody.tunxis, slack_id="UBEN2")
    with pytest.raises(Ambiguous) as refusal:
        people.by_typed_name(session, "ben")
    assert refusal.value.choices == (
        ("Ben Brook (Central)", "UBEN"),
        ("Ben Brook (Tunxis)", "UBEN2"),
    )
    partner = person(session, "Ben Brook")
    partner.email = "brook@central.example.edu"
    later = person(session, "Ben Brook", slack_id="UBEN3")
    later.created_at = NOW
    partner.organization_id = later.organization_id = everybody.central.id
    session.flush()
    with pytest.raises(Ambiguous) as refusal:
        people.by_typed_name(session, "ben")
    assert refusal.value.choices == (
        (f"Ben Brook (Central), known since {date_words(BEFORE.date())}", "UBEN"),
        ("Ben Brook (Tunxis)", "UBEN2"),
        (f"Ben Brook (Central), known since {date_words(NOW.date())}", "UBEN3"),
    )
    assert "Ben Brook (Central), no Slack account" in refusal.value.message
    assert "example.edu" not in refusal.value.message


def test_those_whom_nothing_tells_apart_are_numbered(session: Session) -> None:
    everybody = cast(session)
    namesake = person(session, "Ben Brook", slack_id="UBEN2")
    namesake.organization_id = everybody.central.id
    session.flush()
    with pytest.raises(Ambiguous) as refusal:
        people.by_typed_name(session, "ben")
    label = f"Ben Brook (Central), known since {date_words(BEFORE.date())}"
    assert refusal.value.choices == (
        (f"{label}, number 1", "UBEN"),
        (f"{label}, number 2", "UBEN2"),
    )


def test_those_who_have_left_are_not_found(session: Session) -> None:
    everybody = cast(session)
    everybody.ben.is_active = everybody.pia.is_active = False
    session.flush()
    ids = [everybody.ann.id, everybody.ben.id, 999]
    assert people.by_ids(session, ids) == [everybody.ann]
    assert people.partners(session) == []
    with pytest.raises(Invalid):
        people.by_typed_name(session, "ben")


def test_member_libraries_come_first_each_by_name(session: Session) -> None:
    cast(session)
    organization(session, "asnuntuck")
    names = [row.short_name for row in people.organizations(session)]
    assert names == ["Asnuntuck", "Central", "Tunxis", "Office", "Writing"]


@pytest.mark.usefixtures("our_workspace")
def test_two_domains_of_one_library_lead_to_it(session: Session) -> None:
    central = cast(session).central
    session.add(MailDomain(domain="central-library.example.org", organization_id=central.id))
    session.flush()
    noor = people.meet(session, profile(email="n@central-library.example.org"), now=NOW)
    assert noor.organization_id == central.id


def record(session: Session, name: str, email: str | None = None, **facts: object) -> Person:
    row = Person.model_validate({"name": name, "email": email, "created_at": BEFORE} | facts)
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("rosa delgado", ["Rosa Delgado", "Rosa Delgado"]),
        ("Rosa", ["Rosa Delgado", "Rosa Delgado", "Rosalind Park"]),
        ("delg", ["Rosa Delgado", "Rosa Delgado"]),
        ("ROSALIND  park", ["Rosalind Park"]),
        ("rosa@old.example.edu", ["Rosa Delgado"]),
        ("osa", []),
        ("Rosa Dell", []),
        ("merged@old.example.edu", []),
        (" Uma@MÜLLER.example ", ["Uma Ulm"]),
        ("uma@mu\u0308ller.example", ["Uma Ulm"]),
        ("uma@xn--mller-kva.example", ["Uma Ulm"]),
        ("LOCAL@HOST ", ["Odd Address"]),
    ],
)
def test_records_are_found_by_name_and_address_gone_ones_too(
    session: Session, typed: str, names: list[str]
) -> None:
    first = record(session, "Rosa Delgado", slack_id="UROSA")
    record(session, "Rosa Delgado", "rosa@old.example.edu", is_active=False)
    record(session, "Rosalind Park")
    record(session, "Rosa Merged", "merged@old.example.edu", merged_into_id=first.id)
    record(session, "Uma Ulm", "uma@xn--mller-kva.example")
    record(session, "Odd Address", "local@host")
    assert [row.name for row in people.records_called(session, typed)] == names


def test_only_records_without_an_active_account_are_without_account(session: Session) -> None:
    first = record(session, "Active", slack_id="UACTIVE")
    record(session, "Gone", slack_id="UGONE", is_active=False)
    record(session, "Apart")
    record(session, "Merged", merged_into_id=first.id, is_active=False)
    assert [row.name for row in people.without_account(session)] == ["Apart", "Gone"]
