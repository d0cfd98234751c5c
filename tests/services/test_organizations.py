"""Organizations: found by every name, changed by the program manager, merged, headed, shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import (
    Contribution,
    ContributionKind,
    FormerName,
    HistoryEntry,
    Home,
    MailDomain,
    Organization,
    OrganizationKind,
    Person,
    RoleKind,
    VotingUnit,
)
from models.member_libraries import FormerNameFacts, LibraryOverview, OrganizationFacts
from models.subjects import Subject
from services import access, contributions, organizations, participation, people, terms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.organizations import voting_units
from services.people import merging
from tests.factories import BEFORE, NOW, Cast, cast, group, organization, person, standing
from tests.happenings import task
from tests.stories.test_costs import counted

TODAY = date(2026, 11, 24)
LATER = NOW + timedelta(days=30)
NORWALK = OrganizationFacts(
    name="CT State Norwalk",
    short_name="Norwalk",
    kind=OrganizationKind.LIBRARY,
    category="community college",
    zone="America/New_York",
    staff_size="12",
    active_from=date(1990, 1, 1),
    voting_unit="CT State",
    mail_domains=("norwalk.example.edu",),
    former_names=(FormerNameFacts("Norwalk Community College", "Norwalk CC", date(2023, 6, 30)),),
)


def norwalk(session: Session, everybody: Cast, **other: object) -> Organization:
    facts = replace(NORWALK, **other)  # type: ignore[arg-type]
    return organizations.add(session, "norwalk", facts, by=everybody.dag, now=NOW)


def changed(session: Session, row: Organization, everybody: Cast, **other: object) -> Organization:
    facts = replace(organizations.facts_of(session, row), **other)  # type: ignore[arg-type]
    return organizations.change(session, row, facts, was_renamed=True, by=everybody.dag, now=NOW)


def entries(session: Session, action: str) -> list[HistoryEntry]:
    return list(session.exec(select(HistoryEntry).where(HistoryEntry.action == action)))


def names_of(session: Session, text: str) -> list[str]:
    return [row.short_name for row in organizations.called(session, text).organizations]


def test_a_new_one_holds_what_its_form_says(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody)
    assert organizations.facts_of(session, row) == NORWALK
    assert (row.key, row.staff_size) == ("norwalk", 12)
    [entry] = entries(session, "organization.added")
    assert entry.by_id == everybody.dag.id
    assert entry.after["former_names"] == ["Norwalk Community College | Norwalk CC | 2023-06-30"]
    assert "active_until" not in entry.after


def test_an_empty_short_name_is_the_name(session: Session) -> None:
    row = norwalk(session, cast(session), short_name=" ", name="N" * 70)
    assert row.short_name == "N" * 60


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 201),
        ("name", "Tunxis"),
        ("name", "TUNXIS  library"),
        ("short_name", "x" * 61),
        ("short_name", "tunxis"),
        ("category", "x" * 61),
        ("zone", "Mars/Base"),
        ("staff_size", "many"),
        ("staff_size", "-1"),
        ("staff_size", "100000"),
        ("staff_size", "9" * 400),
        ("staff_size", "0" * 5 + "1"),
        ("staff_size", "0" * 9 + "9" * 4000),
        ("staff_size", "١٢"),
        ("active_until", date(1989, 12, 31)),
        ("voting_unit", "x" * 201),
        ("mail_domains", ("tunxis.example.edu",)),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: Session, field: str, value: object
) -> None:
    everybody = cast(session)
    with pytest.raises(Invalid) as refusal, session.begin_nested():
        norwalk(session, everybody, **{field: value})
    assert refusal.value.field == field
    row = norwalk(session, everybody)
    with pytest.raises(Invalid) as refusal, session.begin_nested():
        changed(session, row, everybody, **{field: value})
    assert refusal.value.field == field


@pytest.mark.parametrize("key", ["", "Tun xis", "x" * 41, "tunxis", "TUNXIS", "-a"])
def test_a_short_word_that_cannot_be_is_refused(session: Session, key: str) -> None:
    everybody = cast(session)
    with pytest.raises(Invalid) as refusal:
        organizations.add(session, key, NORWALK, by=everybody.dag, now=NOW)
    assert refusal.value.field == "key"


def test_no_short_word_is_the_name_of_another_and_no_name_its_short_word(
    session: Session,
) -> None:
    everybody = cast(session)
    changed(session, everybody.tunxis, everybody, short_name="Norwalk")
    with pytest.raises(Invalid, match="Tunxis Library is called so") as refusal:
        norwalk(session, everybody, short_name="CTS")
    assert refusal.value.field == "key"
    changed(session, everybody.tunxis, everybody, short_name="Farmington")
    for field in ("name", "short_name"):
        with pytest.raises(Invalid, match="Tunxis Library is called so") as refusal:
            changed(session, everybody.central, everybody, **{field: "TUNXIS"})
        assert refusal.value.field == field
    assert changed(session, everybody.tunxis, everybody, short_name="tunxis").key == "tunxis"


def test_the_heir_may_be_called_as_what_became_part_of_it_was(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    changed(session, everybody.tunxis, everybody, name=row.name, short_name=row.short_name)
    assert names_of(session, "norwalk") == ["Norwalk"]
    with pytest.raises(Invalid):
        changed(session, everybody.central, everybody, name=row.name)
    assert changed(session, row, everybody, name="Old Norwalk").name == "Old Norwalk"


def test_the_day_on_which_it_begins_may_be_its_last(session: Session) -> None:
    day = date(2026, 1, 1)
    assert norwalk(session, cast(session), active_from=day, active_until=day).active_until == day


def test_a_change_writes_what_changed_and_nothing_writes_nothing(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody)
    changed(session, row, everybody)
    assert entries(session, "organization.changed") == []
    changed(session, row, everybody, staff_size="1,300", mail_domains=("n.example.edu",))
    [entry] = entries(session, "organization.changed")
    assert entry.before == {"staff_size": 12, "mail_domains": ["norwalk.example.edu"]}
    assert entry.after == {"staff_size": 1300, "mail_domains": ["n.example.edu"]}


def test_its_own_name_in_other_letters_is_no_name_of_another(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody, name="Norwalk", short_name="Norwalk")
    assert changed(session, row, everybody, name="NORWALK").name == "NORWALK"


def test_a_renamed_library_is_found_by_each_of_its_names(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody)
    changed(session, row, everybody, name="CT State Norwalk Library", short_name="CTS Norwalk")
    former = organizations.facts_of(session, row).former_names
    assert former[0] == FormerNameFacts("CT State Norwalk", "Norwalk", TODAY)
    for text in ("norwalk", "Norwalk", "NORWALK cc", "Norwalk Community College", "cts  norwalk"):
        assert names_of(session, text) == ["CTS Norwalk"]


def test_a_name_that_was_a_mistake_is_forgotten(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody, short_name="Nrowalk")
    facts = replace(organizations.facts_of(session, row), short_name="Norwalk")
    organizations.change(session, row, facts, was_renamed=False, by=everybody.dag, now=NOW)
    assert len(organizations.facts_of(session, row).former_names) == 1


def test_a_present_name_goes_before_an_old_one(session: Session) -> None:
    everybody = cast(session)
    norwalk(session, everybody, former_names=(FormerNameFacts("Tunxis"),))
    assert names_of(session, "tunxis") == ["Tunxis"]


@pytest.mark.parametrize(
    ("text", "found", "nearest"),
    [
        ("nor", ["Norwalk"], None),
        ("no", [], None),
        ("community", ["Norwalk"], None),
        ("library", ["Central", "Tunxis"], None),
        ("tunxs", [], "Tunxis"),
        ("norwlak", [], "Norwalk"),
        ("norwalk comunity colege", [], "Norwalk"),
        ("", [], None),
        ("%", [], None),
        ("x" * 5000, [], None),
    ],
)
def test_a_name_may_be_begun_or_misspelt(
    session: Session, text: str, found: list[str], nearest: str | None
) -> None:
    everybody = cast(session)
    norwalk(session, everybody)
    match = organizations.called(session, text)
    libraries = [row for row in match.organizations if row.kind is OrganizationKind.LIBRARY]
    assert [row.short_name for row in libraries] == found
    assert (match.nearest.short_name if match.nearest else None) == nearest


def test_a_voting_unit_is_made_once_and_found_by_name_and_key(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody)
    for name in ("ct  STATE", "ct-state", "CT State"):
        changed(session, everybody.tunxis, everybody, voting_unit=name)
        assert everybody.tunxis.voting_unit_id == row.voting_unit_id
    assert [(unit.key, unit.name) for unit in session.exec(select(VotingUnit))] == [
        ("ct-state", "CT State")
    ]
    changed(session, everybody.tunxis, everybody, voting_unit="CT-State!")
    assert voting_units.names(session) == ["CT State", "CT-State!"]
    assert {unit.key for unit in session.exec(select(VotingUnit))} == {"ct-state", "ct-state-2"}
    changed(session, everybody.tunxis, everybody, voting_unit="")
    assert everybody.tunxis.voting_unit_id is None


@pytest.mark.parametrize("name", ["図書館", "!!!", "x" * 200, "é" * 41])
def test_any_name_of_a_unit_gives_a_short_word(name: str) -> None:
    taken: set[str] = set()
    for _ in range(12):
        taken.add(voting_units.new_key(name, taken))
    assert len(taken) == 12
    assert all(0 < len(key) <= 40 for key in taken)


def test_a_new_mail_domain_places_who_waited_for_it(session: Session) -> None:
    everybody = cast(session)
    lost = person(session, "Lost Person", slack_id="ULOST")
    changed(session, everybody.tunxis, everybody, mail_domains=("nowhere.example.edu",))
    assert lost.organization_id == everybody.tunxis.id
    assert set(session.exec(select(MailDomain.domain))) == {
        *("central.example.edu", "nowhere.example.edu"),
        *("office.example.edu", "writing.example.edu"),
    }


def unplaced(session: Session, count: int, *, domain: str, after: int) -> None:
    session.add_all(
        Person(
            id=after + number,
            name=f"Person {number}",
            slack_id=f"U{after + number}",
            email=f"p{after + number}@{domain}",
            created_at=BEFORE,
        )
        for number in range(count)
    )
    session.flush()


@pytest.mark.parametrize("domain", ["new.example.edu", "else.example.edu"])
def test_a_domain_takes_the_same_number_of_queries_however_many_wait(
    session: Session, database: Engine, domain: str
) -> None:
    everybody = cast(session)
    taken = []
    for number, count in enumerate((3, 200)):
        unplaced(session, count, domain=f"{number}.{domain}", after=1000 * (number + 1))
        facts = organizations.facts_of(session, everybody.tunxis)
        session.info.clear()
        with counted(database) as statements:
            changed(
                session,
                everybody.tunxis,
                everybody,
                mail_domains=(*facts.mail_domains, f"{number}.new.example.edu"),
            )
        taken.append(len(statements))
    assert taken[0] == taken[1]
    here = Person.organization_id == everybody.tunxis.id
    staff = session.exec(select(Person).where(here, Person.id >= 1000)).all()
    assert len(staff) == (203 if domain == "new.example.edu" else 0)
    assert terms.misplaced(session) == []


def test_a_domain_that_is_taken_away_places_nobody(session: Session, database: Engine) -> None:
    everybody = cast(session)
    with counted(database) as statements:
        changed(session, everybody.tunxis, everybody, mail_domains=())
    assert not [text for text in statements if "slack_id IS NOT NULL" in text]


def test_a_merge_takes_the_same_number_of_queries_however_many_go_along(
    session: Session, database: Engine
) -> None:
    everybody = cast(session)
    taken = []
    for number, count in enumerate((3, 200)):
        row = organization(session, f"small{number}")
        ids = range(1000 * (number + 1), 1000 * (number + 1) + count)
        session.add_all(
            Person(id=key, name=f"P{key}", organization_id=row.id, created_at=BEFORE) for key in ids
        )
        session.flush()
        session.add_all(Home(person_id=key, organization_id=row.id, since=BEFORE) for key in ids)
        session.flush()
        session.info.clear()
        with counted(database) as statements:
            moved = organizations.merge(session, row, everybody.tunxis, by=everybody.dag, now=NOW)
        assert moved == count
        taken.append(len(statements))
    assert taken[0] == taken[1]
    assert terms.misplaced(session) == []
    assert len(entries(session, "person.placed")) == 203


def merged(session: Session, everybody: Cast) -> Organization:
    """Norwalk, with Ben, becomes part of Tunxis."""
    row = norwalk(session, everybody)
    people.place(session, everybody.ben, row.id, by=everybody.dag, now=BEFORE + timedelta(days=1))
    terms.appoint(session, everybody.ben.id, RoleKind.DIRECTOR, now=BEFORE + timedelta(days=2))
    kind, meeting = ContributionKind.ATTENDED, Subject("meeting", 1)
    contributions.credit(
        session, everybody.ben, kind, of=meeting, group_id=None, occurred_at=NOW - timedelta(days=9)
    )
    session.flush()
    assert organizations.merge(session, row, everybody.tunxis, by=everybody.dag, now=NOW) == 1
    session.expire_all()
    return row


def test_what_is_merged_takes_its_people_domains_and_names_along(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    assert (row.merged_into_id, row.active_until) == (everybody.tunxis.id, TODAY)
    assert everybody.ben.organization_id == everybody.tunxis.id
    assert terms.home_at(session, everybody.ben.id, NOW - timedelta(seconds=1)) == row.id
    assert terms.misplaced(session) == []
    for text in ("Norwalk", "norwalk CC", "CT State Norwalk"):
        assert names_of(session, text) == ["Tunxis"]
    facts = organizations.facts_of(session, everybody.tunxis)
    assert facts.mail_domains == ("norwalk.example.edu", "tunxis.example.edu")
    assert [former.short_name for former in facts.former_names] == ["Norwalk CC"]
    [entry] = entries(session, "organization.merged")
    assert entry.after == {
        "merged_into": everybody.tunxis.id,
        "active_until": "2026-11-24",
        "moved": [everybody.ben.id],
    }


def test_who_headed_what_is_merged_heads_nothing(session: Session) -> None:
    everybody = cast(session)
    merged(session, everybody)
    assert access.directed_library(standing(session, everybody.ben, LATER)) is None


def test_past_work_stays_with_the_library_of_that_day(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    [contribution] = session.exec(select(Contribution))
    assert contribution.organization_id == row.id
    period = participation.this_year(today=TODAY, fiscal_year_start=7)
    table = participation.report(session, participation.ParticipationQuery(period), now=NOW)
    shown = {str(cells[0]): cells[1] for cells in table.rows}
    assert shown["Norwalk (part of Tunxis now)"] == 1
    assert shown["Tunxis"] == 0


def test_a_library_that_is_no_more_is_in_no_report_of_a_later_year(session: Session) -> None:
    everybody = cast(session)
    merged(session, everybody)
    for day, is_shown in ((date(2026, 11, 1), True), (date(2027, 8, 1), False)):
        period = participation.this_year(today=day, fiscal_year_start=7)
        table = participation.report(session, participation.ParticipationQuery(period), now=LATER)
        assert any("Norwalk" in str(cells[0]) for cells in table.rows) is is_shown


def test_what_was_merged_twice_leads_to_the_last(session: Session) -> None:
    everybody = cast(session)
    merged(session, everybody)
    organizations.merge(session, everybody.tunxis, everybody.central, by=everybody.dag, now=LATER)
    assert names_of(session, "norwalk") == ["Central"]


def test_what_cannot_be_merged_is_refused(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    over = organization(session, "over")
    over.active_until = TODAY - timedelta(days=1)
    pairs = [
        (everybody.tunxis, everybody.tunxis, "one library already"),
        (row, everybody.central, "became part of another one already"),
        (everybody.central, row, "not active any more"),
        (everybody.central, over, "not active any more"),
        (everybody.writing_center, everybody.central, "two kinds"),
    ]
    for gone, heir, words in pairs:
        with pytest.raises(Conflict, match=words):
            organizations.merge(session, gone, heir, by=everybody.dag, now=NOW)
    over.active_until = TODAY
    organizations.merge(session, everybody.central, over, by=everybody.dag, now=NOW)


def test_what_became_part_of_another_cannot_become_open_again(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    with pytest.raises(Invalid) as refusal:
        changed(session, row, everybody, active_until=None)
    assert refusal.value.field == "active_until"


def test_nobody_is_placed_in_what_is_no_more(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    with pytest.raises(NotFound):
        people.place(session, everybody.cleo, row.id, by=everybody.dag, now=LATER)
    offered = [row.short_name for row in people.offered_organizations(session, NOW)]
    assert "Norwalk" not in offered


def test_who_comes_to_what_is_no_more_comes_to_what_it_became(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    organizations.merge(session, everybody.tunxis, everybody.central, by=everybody.dag, now=LATER)
    session.add(MailDomain(domain="left.example.edu", organization_id=row.id))
    lost = person(session, "Lost Person", slack_id="ULOST")
    lost.email = "lost@left.example.edu"
    session.flush()
    assert people.place_by_domain(session, besides=(), now=LATER) == [lost]
    by_domain = people.add_partner(
        session,
        name="Pat Partner",
        email="pat@left.example.edu",
        organization_id=None,
        by=everybody.dag,
        now=LATER,
    ).person
    chosen = people.add_partner(
        session, name="Quin", email=None, organization_id=row.id, by=everybody.dag, now=LATER
    ).person
    for who in (lost, by_domain, chosen):
        assert who.organization_id == everybody.central.id


def test_what_is_no_more_keeps_the_mail_domains_that_it_has(session: Session) -> None:
    everybody = cast(session)
    row = merged(session, everybody)
    with pytest.raises(Invalid, match="Change them there") as refusal, session.begin_nested():
        changed(session, row, everybody, mail_domains=("new.example.edu",))
    assert refusal.value.field == "mail_domains"
    assert changed(session, row, everybody, category="gone").category == "gone"


def test_a_record_of_two_and_who_left_are_not_counted_among_those_who_go_along(
    session: Session,
) -> None:
    everybody = cast(session)
    double = person(session, "Cleopatra Again", at=everybody.tunxis)
    merging.merge(session, everybody.cleo, double, by=everybody.dag, now=NOW)
    gone = person(session, "Gone Person", at=everybody.tunxis)
    gone.is_active = False
    session.flush()
    moved = organizations.merge(
        session, everybody.tunxis, everybody.central, by=everybody.dag, now=NOW
    )
    assert (moved, everybody.cleo.organization_id) == (1, everybody.central.id)
    assert gone.organization_id == everybody.central.id
    assert double.organization_id == everybody.tunxis.id


@pytest.mark.parametrize(
    ("begins", "ends", "has_standing"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + timedelta(days=1), None, False),
        (None, TODAY - timedelta(days=1), False),
    ],
)
def test_standing_lasts_from_the_first_day_to_the_last(
    begins: date | None, ends: date | None, has_standing: bool
) -> None:
    row = Organization(key="k", name="K", short_name="K", kind=OrganizationKind.LIBRARY)
    row.active_from, row.active_until = begins, ends
    assert people.has_standing(row, TODAY) is has_standing


def heads(session: Session, everybody: Cast, *chosen: Person) -> list[str]:
    present = organizations.set_directors(
        session, everybody.central, chosen, by=everybody.dag, now=NOW
    )
    return [row.name for row in present]


def test_several_may_head_a_library_and_stop(session: Session) -> None:
    everybody = cast(session)
    assert heads(session, everybody, everybody.ann, everybody.ben) == ["Ann Abara", "Ben Brook"]
    assert heads(session, everybody, everybody.ann, everybody.ben) == ["Ann Abara", "Ben Brook"]
    assert access.directed_library(standing(session, everybody.ben)) == everybody.central.id
    assert heads(session, everybody, everybody.ann) == ["Ann Abara"]
    assert access.directed_library(standing(session, everybody.ben, LATER)) is None
    assert heads(session, everybody) == []
    assert [entry.after for entry in entries(session, "organization.director_appointed")] == [
        {"director": everybody.ann.id},
        {"director": everybody.ben.id},
    ]
    assert len(entries(session, "organization.director_left")) == 2


def test_a_director_of_unknown_home_gets_it(session: Session) -> None:
    everybody = cast(session)
    lost = person(session, "Lost Person", slack_id="ULOST")
    assert heads(session, everybody, lost) == ["Lost Person"]
    assert lost.organization_id == everybody.central.id


def test_a_director_without_an_account_stays(session: Session) -> None:
    everybody = cast(session)
    apart = person(session, "Una Apart", at=everybody.central)
    terms.appoint(session, apart.id, RoleKind.DIRECTOR, now=BEFORE)
    session.flush()
    assert heads(session, everybody, everybody.ann) == ["Ann Abara", "Una Apart"]


def test_who_cannot_head_a_library_is_refused(session: Session) -> None:
    everybody = cast(session)
    gone = person(session, "Gone Person", at=everybody.central, slack_id="UGONE")
    gone.is_active = False
    session.flush()
    for who, words in (
        (everybody.cleo, "works at Tunxis"),
        (everybody.gil, "guest"),
        (gone, "has left Slack"),
    ):
        with pytest.raises(Invalid, match=words) as refusal:
            heads(session, everybody, everybody.ann, who)
        assert refusal.value.field == "directors"
    assert organizations.directors_of(session, everybody.central, NOW) == []


def test_only_the_program_manager_obtains_one_to_change(session: Session) -> None:
    everybody = cast(session)
    heads(session, everybody, everybody.ann)
    for who in (everybody.ann, everybody.ben, everybody.gil):
        with pytest.raises(NotAllowed):
            access.organization_to_edit(session, everybody.central.id, by=standing(session, who))
    by = standing(session, everybody.dag)
    assert access.organization_to_edit(session, everybody.central.id, by=by) is everybody.central
    with pytest.raises(NotFound):
        access.organization_to_edit(session, 999, by=by)


@pytest.fixture
def busy(session: Session) -> Cast:
    """Ben of Central has work in Metadata, in a private group, and of his own."""
    everybody = cast(session)
    hidden = group(session, "Hidden", chair=everybody.ben, channel_id="CHID", private=True)
    late, ahead = TODAY - timedelta(days=1), TODAY
    for due, where in (
        (late, everybody.metadata),
        (ahead, everybody.metadata),
        (late, hidden),
        (late, None),
    ):
        task(session, everybody.ben, due, group_id=where.id if where else None)
    kind = ContributionKind.ATTENDED
    for number, moment in ((1, NOW), (2, NOW - timedelta(days=300))):
        subject = Subject("meeting", number)
        contributions.credit(
            session, everybody.ben, kind, of=subject, group_id=None, occurred_at=moment
        )
    session.flush()
    return everybody


def seen(session: Session, everybody: Cast, who: Person) -> LibraryOverview:
    return organizations.overview(session, everybody.central, standing(session, who))


def test_everybody_sees_people_and_groups_and_nobody_else_the_record(
    session: Session, busy: Cast
) -> None:
    found = seen(session, busy, busy.cleo)
    assert [
        (row.group.name, [(who.name, role) for who, role in row.members]) for row in found.groups
    ] == [("Metadata", [("Ann Abara", "chair"), ("Ben Brook", "member")])]
    assert (found.people, found.in_no_group) == (2, ())
    assert (found.owes, found.gave) == (None, None)


def test_a_director_sees_the_record_but_of_no_group_that_is_hidden_from_her(
    session: Session, busy: Cast
) -> None:
    heads(session, busy, busy.ann)
    found = seen(session, busy, busy.ann)
    assert found.owes is not None
    assert [(row.group.name, row.tasks, row.overdue) for row in found.owes] == [("Metadata", 2, 1)]
    assert found.gave is not None
    assert dict(found.gave.counts)["meetings attended"] == 1
    assert [who.name for who in found.directors] == ["Ann Abara"]
    assert seen(session, busy, busy.ben).owes is None


def test_the_program_manager_sees_every_group(session: Session, busy: Cast) -> None:
    found = seen(session, busy, busy.dag)
    assert [row.group.name for row in found.groups] == ["Hidden", "Metadata"]
    assert found.owes is not None
    assert [(row.group.name, row.overdue) for row in found.owes] == [
        ("Hidden", 1),
        ("Metadata", 1),
    ]


def test_a_day_is_over_when_it_is_where_the_library_is(session: Session, busy: Cast) -> None:
    busy.central.zone = "Pacific/Kiritimati"
    found = seen(session, busy, busy.dag)
    assert found.owes is not None
    assert [row.overdue for row in found.owes] == [1, 2]


def test_a_list_counts_only_groups_that_the_reader_may_know_of(
    session: Session, busy: Cast
) -> None:
    heads(session, busy, busy.ann)
    for who, count in ((busy.cleo, 1), (busy.ben, 2), (busy.dag, 2), (busy.gil, 1)):
        lines = organizations.listed(session, standing(session, who))
        [central] = [line for line in lines if line.organization.key == "central"]
        assert (central.people, central.groups, central.directors) == (2, count, ("Ann Abara",))


def test_what_is_no_more_stands_last_in_the_list(session: Session) -> None:
    everybody = cast(session)
    merged(session, everybody)
    lines = organizations.listed(session, standing(session, everybody.cleo))
    assert (lines[-1].organization.key, lines[-1].heir, lines[-1].is_active) == (
        "norwalk",
        "Tunxis",
        False,
    )
    assert lines[-1].voting_unit == "CT State"


def test_both_take_the_same_number_of_queries_at_two_hundred_libraries(
    session: Session, database: Engine, busy: Cast
) -> None:
    who = standing(session, busy.dag)

    def asked_for() -> list[int]:
        taken = []
        for ask in (
            lambda: organizations.listed(session, who),
            lambda: organizations.overview(session, busy.central, who),
            lambda: organizations.called(session, "tunxis"),
        ):
            session.expunge_all()
            session.info.clear()
            with counted(database) as statements:
                ask()
            taken.append(len(statements))
        return taken

    small = asked_for()
    many = range(1000, 1200)
    session.add_all(
        Organization(
            id=number,
            key=f"lib{number}",
            name=f"Library {number}",
            short_name=f"Lib {number}",
            kind=OrganizationKind.LIBRARY,
        )
        for number in many
    )
    session.flush()
    session.add_all(
        Person(
            id=number,
            name=f"Person {number}",
            organization_id=busy.central.id if number < 2000 else 1000 + number % 200,
            created_at=BEFORE,
        )
        for number in range(1000, 6000)
    )
    session.flush()
    assert asked_for() == small
    assert max(small) <= 13
    assert len(organizations.listed(session, who)) >= 200


def test_the_former_names_of_a_form_replace_those_that_were_there(session: Session) -> None:
    everybody = cast(session)
    row = norwalk(session, everybody)
    names = (FormerNameFacts("A"), FormerNameFacts("B", "b"), FormerNameFacts("A"))
    changed(session, row, everybody, former_names=names)
    assert organizations.facts_of(session, row).former_names == names[:2]
    assert len(session.exec(select(FormerName)).all()) == 2
