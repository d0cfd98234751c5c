"""Bringing files in and everything out:
what a plan says, what it refuses, and that nothing is ever doubled.
"""

import csv
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from models import (
    Attendance,
    ContributionKind,
    Decision,
    DecisionLibrary,
    DecisionReview,
    Direction,
    EquityAnswer,
    Group,
    GroupReminders,
    HistoryEntry,
    MailDomain,
    Meeting,
    Membership,
    Organization,
    Person,
    Preferences,
    Question,
    Role,
    Rsvp,
    RsvpAnswer,
    Task,
    metadata,
)
from models.database import unit_of_work
from models.decisions import DecisionKind, ReviewOutcome
from models.groups import GroupAuthority
from models.preferences import Holiday
from services import access, contributions, groups, import_export
from services.import_export.csv_rows import read
from services.import_export.export import FIRST_RECORDS
from services.import_export.sheets import SHEETS
from services.spreadsheets import guarded, to_csv, unguarded
from tests.factories import BEFORE, NOW, cast
from tests.happenings import meeting, serve
from tests.keys import about

LIBRARIES = (
    "key,name,short_name,kind,mail_domains\n"
    "central,Central Library,Central,library,central.example.edu;cs.example.edu\n"
    "tunxis,Tunxis Library,,library,tunxis.example.edu\n"
    "writing,Writing Center,Writing,partner,\n"
)
DIRECTIONS = (
    'key,name,description,position\nequity,Equity,"Fair, for all",2\ncollections,Collections,,1\n'
)
PEOPLE = (
    "email,name,organization,zone,roles,slack_id\n"
    "Ann@Central.example.edu,Ann Abara,,,program_manager;director,UANN\n"
    "cleo@tunxis.example.edu,Cleo Costa,tunxis,America/Chicago,,\n"
    ",Pia Pons,writing,,,\n"
)
GROUPS = (
    "name,kind,charge,channel_id,directions,digest_weekday,digest_time,quiet_week\n"
    "Metadata,working group,Keeps the records.,CMETA,collections;equity,tue,08:30,nothing\n"
    'Reserves,task force,"Two lines,\nof charge.",,,none,,\n'
)
MEMBERSHIPS = (
    "group,person,role\n"
    "metadata,ann@central.example.edu,chair\n"
    "Metadata,Pia Pons,\n"
    "Reserves,cleo@tunxis.example.edu,co-chair\n"
)
ALL = {
    "libraries.csv": LIBRARIES,
    "directions.csv": DIRECTIONS,
    "people.csv": PEOPLE,
    "groups.csv": GROUPS,
    "memberships.csv": MEMBERSHIPS,
}


def planned(session: Session, **texts: str | bytes) -> import_export.ImportPlan:
    files = {
        f"{name}.csv": text.encode() if isinstance(text, str) else text
        for name, text in texts.items()
    }
    return import_export.plan(session, files, now=NOW)


def problems(session: Session, **texts: str | bytes) -> list[str]:
    return [str(problem) for problem in planned(session, **texts).problems]


def outcome(plan: import_export.ImportPlan) -> tuple[int, int, int]:
    """Created, changed, unchanged."""
    entries = [entry for file in plan.files.values() for entry in plan.entries(file.sheet)]
    new = sum(entry.before is None for entry in entries)
    left = sum(not entry.changed for entry in entries)
    return new, len(entries) - new - left, left


def bring_in(session: Session, files: dict[str, str]) -> tuple[int, int, int]:
    plan = import_export.plan(
        session, {name: text.encode() for name, text in files.items()}, now=NOW
    )
    counts = outcome(plan)
    import_export.apply(session, plan, now=NOW)
    return counts


def rows_in_all(session: Session) -> dict[str, int]:
    tables = (Organization, MailDomain, Direction, Person, Role, Group, Membership, HistoryEntry)
    return {
        table.__name__: session.exec(select(func.count()).select_from(table)).one()
        for table in tables
    }


def test_files_come_in_whole_and_a_second_time_changes_nothing(session: Session) -> None:
    assert bring_in(session, ALL) == (13, 0, 0)
    ann, cleo, pia = session.exec(select(Person).order_by(col(Person.name))).all()
    keys = {
        organization.id: organization.key for organization in session.exec(select(Organization))
    }
    assert [
        (p.email, keys[p.organization_id or 0], p.slack_id, p.zone) for p in (ann, cleo, pia)
    ] == [
        ("ann@central.example.edu", "central", "UANN", "America/New_York"),
        ("cleo@tunxis.example.edu", "tunxis", None, "America/Chicago"),
        (None, "writing", None, "America/New_York"),
    ]
    assert access.standing(session, ann, NOW).is_program_manager
    assert access.standing(session, ann, NOW).is_director
    metadata_group, reserves = session.exec(select(Group).order_by(col(Group.name))).all()
    assert (metadata_group.digest_weekday, metadata_group.digest_time) == (1, time(8, 30))
    assert (reserves.digest_weekday, reserves.channel_id) == (None, None)
    assert reserves.charge == "Two lines,\nof charge."
    lines = [
        (line.person.name, str(line.role)) for line in groups.roster(session, metadata_group, NOW)
    ]
    assert lines == [("Ann Abara", "chair"), ("Pia Pons", "member")]
    assert {d.key for d in groups.directions_of(session, metadata_group)} == {
        "equity",
        "collections",
    }
    before = rows_in_all(session)
    assert bring_in(session, ALL) == (0, 0, 13)
    assert rows_in_all(session) == before


def test_a_plan_alone_writes_nothing(session: Session) -> None:
    before = rows_in_all(session)
    plan = import_export.plan(session, {name: text.encode() for name, text in ALL.items()}, now=NOW)
    assert (plan.problems, outcome(plan)) == ([], (13, 0, 0))
    assert rows_in_all(session) == before


def test_changes_are_written_with_history_by_nobody(session: Session) -> None:
    bring_in(session, ALL)
    changed = ALL | {
        "libraries.csv": (
            LIBRARIES.replace("tunxis.example.edu", "cs.example.edu").replace(";cs.ex", ";c.ex")
        ),
        "people.csv": PEOPLE.replace("Cleo Costa", "Cleo C. Costa").replace(";director", ""),
        "groups.csv": GROUPS.replace("collections;equity", "none").replace("CMETA", "CNEW"),
        "memberships.csv": MEMBERSHIPS.replace("Pia Pons,", "Pia Pons,observer"),
    }
    assert bring_in(session, changed) == (0, 6, 7)
    ann = session.exec(select(Person).where(Person.slack_id == "UANN")).one()
    assert not access.standing(session, ann, NOW).is_director
    domains = session.exec(select(MailDomain.domain, Organization.key).join(Organization)).all()
    assert sorted(domains) == [
        ("c.example.edu", "central"),
        ("central.example.edu", "central"),
        ("cs.example.edu", "tunxis"),
    ]
    [cleo] = session.exec(
        select(HistoryEntry).where(col(HistoryEntry.after)["name"].as_string() == "Cleo C. Costa")
    ).all()
    assert (cleo.action, cleo.by_id, cleo.before, cleo.after) == (
        "person.imported",
        None,
        {"name": "Cleo Costa"},
        {"name": "Cleo C. Costa"},
    )
    assert (
        session.exec(select(HistoryEntry).where(col(HistoryEntry.by_id).is_not(None))).all() == []
    )


def test_a_changed_role_is_told_the_way_the_ledger_reads_it(session: Session) -> None:
    bring_in(session, ALL)
    two = MEMBERSHIPS.replace("Pia Pons,", "Pia Pons,chair").replace("edu,chair", "edu,observer", 1)
    assert bring_in(session, {"memberships.csv": two}) == (0, 2, 1)
    changes = session.exec(
        select(HistoryEntry.before, HistoryEntry.after).where(
            HistoryEntry.action == "membership.role"
        )
    ).all()
    assert changes == [
        ({"role": "chair"}, {"role": "observer"}),
        ({"role": "member"}, {"role": "chair"}),
    ]


def test_a_new_hour_of_the_digest_counts_from_now(session: Session) -> None:
    bring_in(session, ALL)
    bring_in(session, {"groups.csv": GROUPS.replace("08:30", "10:30")})
    found = session.exec(select(Group.name, Group.digest_from).order_by(col(Group.name))).all()
    assert found == [("Metadata", NOW), ("Reserves", None)]


def test_an_empty_cell_and_a_missing_column_leave_what_is_there(session: Session) -> None:
    bring_in(session, ALL)
    sparse = "name,email\nAnn Abara,ann@central.example.edu\n"
    assert bring_in(session, {"people.csv": sparse}) == (0, 0, 1)
    emptied = "email,name,organization,roles\nann@central.example.edu,Ann Abara,none,none\n"
    assert bring_in(session, {"people.csv": emptied}) == (0, 1, 0)
    ann = session.exec(select(Person).where(Person.slack_id == "UANN")).one()
    assert (ann.organization_id, access.standing(session, ann, NOW).is_program_manager) == (
        None,
        False,
    )


def test_people_are_matched_by_address_then_slack_id_then_name_where_they_have_neither(
    session: Session,
) -> None:
    people = cast(session)
    people.pia.email = None
    session.add(people.pia)
    session.flush()
    rows = (
        "email,name,slack_id\n"
        "BEN@central.example.edu,Ben Brook,UBEN2\n"  # found by address; his Slack id changes
        "cleo@new.example.edu,Cleo Costa,UCLEO\n"  # found by Slack id; her address changes
        "pia@writing.example.edu,Pia Pons,\n"  # she gets the address she lacked
        "ann@central.example.edu,Ann Abara,\n"
        "ann@elsewhere.example.edu,Ann Abara,\n"  # a namesake, since the other has a line, too
    )
    assert bring_in(session, {"people.csv": rows}) == (1, 3, 1)
    found = session.exec(
        select(Person.name, Person.email, Person.slack_id).order_by(col(Person.id))
    ).all()
    assert found == [
        ("Ann Abara", "ann@central.example.edu", "UANN"),
        ("Ben Brook", "ben@central.example.edu", "UBEN2"),
        ("Cleo Costa", "cleo@new.example.edu", "UCLEO"),
        ("Dag Dahl", "dag@office.example.edu", "UDAG"),
        ("Pia Pons", "pia@writing.example.edu", None),
        ("Gil Grau", "gil@writing.example.edu", "UGIL"),
        ("Ann Abara", "ann@elsewhere.example.edu", None),
    ]


HEAD = {
    "libraries": "key,name,kind,mail_domains\n",
    "people": "email,name,organization,zone,slack_id\n",
    "groups": "name,kind,charge,channel_id,digest_weekday,digest_time\n",
    "memberships": "group,person,role\n",
}


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "libraries",
            "",
            "libraries.csv: The file is empty. Its first line must name the columns.",
        ),
        (
            "libraries",
            b"key,name,kind\nx,Caf\xe9,library\n",
            "libraries.csv: Line 2 is not UTF-8 text.",
        ),
        ("libraries", b"\x00\x01\xff\xfe", "libraries.csv: Line 1 is not UTF-8 text."),
        *(
            (
                "libraries",
                f"key{mark}name{mark}kind\n",
                "libraries.csv: The columns are not separated by commas.",
            )
            for mark in (";", "\t", " \t ", "|", " | ")
        ),
        ("libraries", "key,kind\n", "libraries.csv: The column “name” is missing."),
        (
            "libraries",
            "key,name,kind,mail_domain\n",
            "line 1: There is no column “mail_domain”. Did",
        ),
        ("libraries", "key,name,kind,name\n", "line 1: There are two columns “name”. Delete one."),
        (
            "libraries",
            HEAD["libraries"] + "x,X,library\n",
            "line 2: There are 3 cells, and the first line",
        ),
        ("libraries", HEAD["libraries"] + 'x,"X\n', "line 2: The quotation marks do not pair up."),
        (
            "libraries",
            HEAD["libraries"] + f"x,{'x' * 1_000_000},library,\n",
            "line 2: A cell is longer than",
        ),
        ("libraries", HEAD["libraries"] + f"x,{'x' * 201},library,\n", "line 2, name: “xxx"),
        (
            "libraries",
            HEAD["libraries"] + "x,A\0B,library,\n",
            "line 2, name: The cell holds the invisible",
        ),
        (
            "libraries",
            HEAD["libraries"] + ",X,library,\n",
            "line 2, key: The cell is empty. Fill it in.",
        ),
        ("libraries", HEAD["libraries"] + "x y,X,library,\n", "line 2, key: “x y” cannot be used."),
        (
            "libraries",
            HEAD["libraries"] + "x,X,museum,\n",
            "line 2, kind: “museum” is not possible here.",
        ),
        (
            "libraries",
            HEAD["libraries"] + "x,X,library,a@b.edu\n",
            "line 2, mail_domains: “a@b.edu” cannot",
        ),
        (
            "libraries",
            HEAD["libraries"] + "x,X,library,\nX,Y,office,\n",
            "line 3: Line 2 speaks of the same",
        ),
        (
            "libraries",
            HEAD["libraries"] + "x,X,library,central.example.edu\n",
            (
                "line 2, mail_domains: “central.example.edu” belongs to Central Library too. Leave"
                " it with one."
            ),
        ),
        (
            "people",
            HEAD["people"] + "ann,Ann,,,\n",
            "line 2, email: That is not an email address: ",
        ),
        (
            "people",
            HEAD["people"] + "a@b.edu,Ann,tunxi,,\n",
            "organization: There is no “tunxi”. Did",
        ),
        (
            "people",
            HEAD["people"] + "a@b.edu,Ann,,Hartford,\n",
            "zone: “Hartford” is not a time zone.",
        ),
        (
            "people",
            HEAD["people"] + "a@b.edu,Ann,,,ann\n",
            "slack_id: “ann” cannot be used. A Slack id",
        ),
        (
            "people",
            HEAD["people"] + "a@b.edu,A,,,\nA@B.EDU,B,,,\n",
            "line 3: Line 2 speaks of the same",
        ),
        (
            "people",
            HEAD["people"] + "ann@central.example.edu,Ann,,,UBEN\n",
            "line 2, slack_id: The address belongs to Ann Abara and the Slack id to Ben Brook.",
        ),
        (
            "groups",
            HEAD["groups"] + "R,cabal,C.,,,\n",
            "line 2, kind: “cabal” is not possible here.",
        ),
        (
            "groups",
            HEAD["groups"] + "R,council,,,,\n",
            "line 2, charge: The cell is empty. Fill it in.",
        ),
        (
            "groups",
            HEAD["groups"] + "R,council,C.,,someday,\n",
            "digest_weekday: “someday” is not a week",
        ),
        (
            "groups",
            HEAD["groups"] + "R,council,C.,,,25:00\n",
            "digest_time: “25:00” is not a time of day.",
        ),
        ("groups", HEAD["groups"] + "R,council,C.,CMETA,,\n", "“CMETA” belongs to Metadata too."),
        (
            "groups",
            HEAD["groups"] + "S,council,C.,,,\n",
            "line 2, name: S has no chair. Give somebody in",
        ),
        ("memberships", HEAD["memberships"] + "Meta,UANN,chair\n", "group: There is no “Meta”."),
        (
            "memberships",
            HEAD["memberships"] + "Metadata,Zoe,\n",
            "person: Nobody is known as “Zoe”.",
        ),
        (
            "memberships",
            HEAD["memberships"] + "Metadata,UANN,boss\n",
            "role: “boss” is not possible here.",
        ),
        (
            "memberships",
            HEAD["memberships"] + "Metadata,UANN,member\n",
            "line 2, role: Metadata has no",
        ),
        (
            "memberships",
            HEAD["memberships"] + "Metadata,UBEN,\nmetadata,Ben Brook,\n",
            "line 3: Line 2 speaks of the same",
        ),
    ],
)
def test_each_fault_is_told_by_place_and_remedy(
    session: Session, file: str, text: str | bytes, expected: str
) -> None:
    cast(session)
    chaired = {"memberships": "group,person,role\nR,UANN,chair\n"} if "R,c" in str(text) else {}
    [problem] = problems(session, **({file: text} | chaired))
    assert expected in problem


def test_all_faults_of_all_files_are_told_at_once(session: Session) -> None:
    found = problems(
        session,
        libraries="key,name,kind\nx,,library\ny,Y,museum\n",
        people="email,name,organization\nbad,Ann,x\n,Ben,z\n",
        memberships="group,person,role\nNone,Ann,boss\n",
    )
    # Line 2 of libraries.csv is faulty but tells its key, so nothing that names it is complained
    # of.
    assert found == [
        "libraries.csv, line 2, name: The cell is empty. Fill it in.",
        (
            "libraries.csv, line 3, kind: “museum” is not possible here. Write library, partner or"
            " office."
        ),
        (
            "people.csv, line 2, email: That is not an email address: something is missing or too"
            " many around the @ or a dot. It should read name@place.edu."
        ),
        (
            "people.csv, line 3, organization: There is no “z”. Add it to libraries.csv, or"
            " correct it."
        ),
        (
            "memberships.csv, line 2, role: “boss” is not possible here. "
            "Write chair, co-chair, member, observer, recorder, representative, alternate, liaison"
            " or ex officio."
        ),
        "memberships.csv, line 2, group: There is no “None”. Add it to groups.csv, or correct it.",
    ]


def test_lost_rows_do_not_make_others_look_unknown(session: Session) -> None:
    [problem] = problems(
        session, libraries="key,name\n", people="email,name,organization\na@b.edu,Ann,central\n"
    )
    assert problem == "libraries.csv: The column “kind” is missing. Add it to the first line."


def test_a_byte_order_mark_odd_line_ends_and_spaces_do_no_harm(session: Session) -> None:
    text = "\ufeffKey, Name ,KIND\r\n  x ,  X   Library,Library\r\n\r\n,,\r\ny,Y,office\r"
    plan = planned(session, libraries=text)
    assert plan.problems == []
    assert [
        (e.after["key"], e.after["name"], e.line) for e in plan.entries(SHEETS["libraries.csv"])
    ] == [
        ("x", "X Library", 2),
        ("y", "Y", 5),
    ]


def test_a_channel_may_move_from_one_group_to_another(session: Session) -> None:
    bring_in(session, ALL)
    swapped = GROUPS.replace("CMETA", "").replace('charge.",,', 'charge.",CMETA,')
    assert problems(session, groups=swapped) == [
        "groups.csv, line 2, channel_id: “CMETA” belongs to Reserves too. Leave it with one.",
        "groups.csv, line 3, channel_id: “CMETA” belongs to Metadata too. Leave it with one.",
    ]
    moved = GROUPS.replace("CMETA", "CNEW").replace('charge.",,', 'charge.",CMETA,')
    assert bring_in(session, {"groups.csv": moved}) == (0, 2, 0)
    assert session.exec(select(Group.name, Group.channel_id).order_by(col(Group.name))).all() == [
        ("Metadata", "CNEW"),
        ("Reserves", "CMETA"),
    ]


@pytest.mark.parametrize("cell", ["CMETA", ""])
def test_the_channel_of_a_discharged_group_goes_to_another_and_stays_its_former_one(
    session: Session, cell: str
) -> None:
    people = cast(session)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    rows = f"Metadata,working group,Kept.,{cell},,\nReserves,working group,Lent.,CMETA,,\n"
    files = {
        "groups.csv": HEAD["groups"] + rows,
        "memberships.csv": HEAD["memberships"] + "Reserves,Ben Brook,chair\n",
    }
    assert bring_in(session, files)[0] == 2
    found = select(Group.name, Group.channel_id, Group.former_channel_id).order_by(col(Group.name))
    kept = [("Metadata", None, "CMETA"), ("Reserves", "CMETA", None)]
    assert session.exec(found).all() == kept
    assert bring_in(session, files)[:2] == (0, 0)
    assert session.exec(found).all() == kept


def test_a_discharged_group_keeps_its_channel_while_no_other_has_it(session: Session) -> None:
    people = cast(session)
    groups.discharge(session, people.metadata, by=people.dag, now=NOW)
    row = "Metadata,working group,Kept.,CMETA,,\n"
    bring_in(session, {"groups.csv": HEAD["groups"] + row})
    session.refresh(people.metadata)
    assert (people.metadata.channel_id, people.metadata.former_channel_id) == ("CMETA", None)


def lively(session: Session) -> None:
    """The cast with everything an export speaks of, in texts that are not easy on a spreadsheet."""
    people = cast(session)
    people.ben.name, people.cleo.name = '=HYPERLINK("x")', "ليلى الحداد"
    people.metadata.charge = '@all, "quoted"\n- with; lines'
    people.pia.email = None
    people.gil.organization_id = None
    people.dag.is_active = False
    people.metadata.digest_weekday = None
    session.add_all([people.ben, people.cleo, people.metadata, people.pia, people.gil, people.dag])
    session.add(Person(name="Pia Pons", email="pia@other.example.edu", created_at=NOW))
    secret = groups.start(
        session,
        groups.Charge("+1 Club", "council", "Decide.", "CSECRET", True, [people.collections.id]),
        chair=people.ann,
        by=people.ann,
        now=BEFORE,
    )
    secret.discharged_at = NOW - timedelta(days=9)
    start = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
    meeting = Meeting(
        group_id=people.metadata.id,
        title="-1 and counting",
        starts_at=start,
        zone="America/New_York",
        created_at=BEFORE,
    )
    session.add(meeting)
    session.flush()
    session.add(
        Attendance(
            meeting_id=meeting.id,
            person_id=people.ben.id,
            recorded_by=people.ann.id,
            recorded_at=start,
        )
    )
    session.add(
        Task(
            title="Weed",
            owner_id=people.pia.id,
            due_on=date(2026, 12, 4),
            created_at=start,
            done_at=NOW,
        )
    )
    contributions.credit(
        session,
        people.ben,
        ContributionKind.ATTENDED,
        of=about(f"meeting:{meeting.id}"),
        group_id=people.metadata.id,
        occurred_at=start,
    )
    session.flush()


def test_what_is_exported_reads_back_as_what_is_there(database: Engine) -> None:
    with unit_of_work() as session:
        lively(session)
        exported = dict(import_export.export(session, now=NOW))
        plan = import_export.plan(session, {name: exported[name] for name in SHEETS}, now=NOW)
        assert (plan.problems, outcome(plan)[:2]) == ([], (0, 0))
    _empty(database)
    with unit_of_work() as session:
        plan = import_export.plan(session, {name: exported[name] for name in SHEETS}, now=NOW)
        assert (plan.problems, outcome(plan)[1:]) == ([], (0, 0))
        import_export.apply(session, plan, now=NOW)
    with unit_of_work() as session:
        again = dict(import_export.export(session, now=NOW))
    assert {name: again[name] for name in SHEETS} == {name: exported[name] for name in SHEETS}


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


BLANK = "\u0007"
"""What nobody sees, and no file holds."""


def test_what_has_no_name_is_exported_under_what_else_is_known_of_it(database: Engine) -> None:
    with unit_of_work() as session:
        people = cast(session)
        rows = (people.ann, people.pia, people.gil, people.central, people.collections)
        for row in (*rows, people.metadata):
            row.name = BLANK
            session.add(row)
        people.gil.email = people.pia.email = None
        people.ben.name = ""
        session.flush()
        expected = {people.ann.email, people.ben.email, "UGIL", f"Person {people.pia.id}"}
        exported = dict(import_export.export(session, now=NOW))
        files = {name: exported[name] for name in SHEETS}
        plan = import_export.plan(session, files, now=NOW)
        assert (plan.problems, outcome(plan)[:2]) == ([], (0, 0))
    _empty(database)
    with unit_of_work() as session:
        plan = import_export.plan(session, files, now=NOW)
        assert plan.problems == []
        import_export.apply(session, plan, now=NOW)
    with unit_of_work() as session:
        again = dict(import_export.export(session, now=NOW))
        assert set(session.exec(select(Person.name))) >= expected
        assert session.exec(select(Group.name)).one() == f"Group {people.metadata.id}"
        assert session.exec(select(Direction.name)).one() == "collections"
    assert {name: again[name] for name in SHEETS} == files


def test_every_table_is_exported_with_all_its_columns_and_rows(session: Session) -> None:
    lively(session)
    files = dict(import_export.export(session, now=NOW))
    assert list(files) == [*SHEETS, *import_export.RECORDS, *import_export.TABLE_FILES]
    for table in metadata.sorted_tables:
        header, *lines = csv.reader(
            files[f"tables/{table.name}.csv"].decode("utf-8-sig").splitlines(keepends=True)
        )
        assert header == table.c.keys()
        rows = session.execute(select(func.count()).select_from(table)).scalar_one()
        assert len(lines) == rows
    tasks = files["tables/tasks.csv"].decode("utf-8-sig").splitlines()
    assert tasks[1].startswith("1,,Weed,")
    assert tasks[1].endswith(
        "2026-12-04,,,2026-11-02T15:00:00+00:00,2026-11-24T14:30:00+00:00,,"
        "1970-01-01T00:00:00+00:00,,,"
    )


def test_the_rest_of_the_record_is_readable(session: Session) -> None:
    people = cast(session)
    ann, ben, group = people.ann, people.ben, people.metadata
    row = meeting(session, group)
    session.add(Rsvp(meeting_id=row.id, person_id=ben.id, answer=RsvpAnswer.YES, answered_at=NOW))
    question = Question(
        group_id=group.id,
        meeting_id=row.id,
        wording="Why?",
        raised_by=ann.id,
        raised_at=BEFORE,
    )
    session.add(question)
    session.flush()
    decision = Decision(
        group_id=group.id,
        question_id=question.id,
        wording="=1",
        recorded_by=ann.id,
        recorded_at=NOW,
        reason="Cheaper",
        kind=DecisionKind.MONEY,
        authority=GroupAuthority.DECIDES,
        review_on=date(2027, 1, 5),
    )
    session.add(decision)
    session.flush()
    session.add(DecisionLibrary(decision_id=decision.id, organization_id=people.central.id))
    review = DecisionReview(
        decision_id=decision.id, outcome=ReviewOutcome.WORKED, reviewed_by=ann.id, reviewed_at=NOW
    )
    session.add(review)
    session.add(
        EquityAnswer(decision_id=decision.id, affected="All", answered_by=ann.id, answered_at=NOW)
    )
    session.add(Holiday(day=date(2026, 12, 24), name="Eve", organization_id=people.central.id))
    session.add(Preferences(person_id=ben.id, muted=("due", "long")))
    session.add(GroupReminders(group_id=group.id, lead_hours=(24,), changed_at=NOW))
    serve(session, group, people.cleo, since=BEFORE, until=BEFORE + timedelta(days=1))
    session.flush()
    files = {
        name: content.decode("utf-8-sig").splitlines()[1:]
        for name, content in import_export.export(session, now=NOW)
    }
    there = ("ben@central.example.edu", "2026-11-25T09:30-05:00", "2026-11-24T09:30-05:00")
    expected = {
        "settings.csv": "reminder_lead_hours,24",
        "holidays.csv": "2026-12-24,Eve,central",
        "roles.csv": "dag@office.example.edu,program_manager,2026-06-01T09:00-04:00,",
        "all_memberships.csv": (
            "Metadata,cleo@tunxis.example.edu,member,2026-06-01T09:00-04:00,2026-06-02T09:00-04:00"
        ),
        "preferences.csv": (
            f"{there[0]},single messages,08:00,due;long,19:00,07:00,saturday;sunday,,yes"
        ),
        "group_reminders.csv": (f"Metadata,24,2,yes,before;on;overdue,{there[2]}"),
        "answers.csv": f"Metadata,Norms review,{there[1]},{there[0]},yes,{there[2]}",
        "decisions.csv": (
            f"Metadata,'=1,,,Why?,ann@central.example.edu,{there[2]},1,Cheaper,,,central,money,"
            "decides,,,,2027-01-05"
        ),
        "decision_reviews.csv": f"1,1,worked,,ann@central.example.edu,{there[2]}",
        "equity_answers.csv": f"1,,All,,,no,ann@central.example.edu,{there[2]}",
        "questions.csv": (
            f"Metadata,Why?,Norms review,{there[1]},ann@central.example.edu,"
            "2026-06-01T09:00-04:00,,"
        ),
    }
    assert {name: line for name, line in expected.items() if line not in files[name]} == {}
    started = [line for line in files["history.csv"] if ",group.started,group:1,Metadata," in line]
    assert len(started) == 1
    assert started[0].startswith("2026-06-01T09:00-04:00,ann@central.example.edu,")


def test_the_record_of_the_work_is_readable(session: Session) -> None:
    lively(session)
    files = {
        name: content.decode("utf-8-sig").splitlines()
        for name, content in import_export.export(session, now=NOW)
    }
    guarded_name = '"\'=HYPERLINK(""x"")"'
    assert [files[name] for name in FIRST_RECORDS] == [
        [
            "group,title,starts_at,minutes,zone,place,status,repeats",
            "Metadata,'-1 and counting,2026-11-02T10:00-05:00,60,America/New_York,,on,no",
        ],
        [
            "group,meeting,starts_at,person,name,library,recorded_at,recorded_by",
            (
                "Metadata,'-1 and"
                f" counting,2026-11-02T10:00-05:00,ben@central.example.edu,{guarded_name},"
                "central,2026-11-02T10:00-05:00,ann@central.example.edu"
            ),
        ],
        [
            "group,title,owner,owner_name,co_owners,library,seat,due_on,remind_on,"
            "created_at,created_by,"
            "done_at,done_by,source_link",
            ",Weed,Pia Pons,Pia Pons,,,,2026-12-04,,2026-11-02T10:00-05:00,,"
            "2026-11-24T09:30-05:00,,",
        ],
        [
            "occurred_at,kind,person,name,library,group,source",
            (
                f"2026-11-02T10:00-05:00,attended,ben@central.example.edu,{guarded_name},central,Metadata,"
                "attended|meeting:1|person:2"
            ),
        ],
    ]


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "'=1", "''=1"],
)
def test_a_formula_is_guarded_and_reads_back(cell: str) -> None:
    assert (guarded(cell)[0], unguarded(guarded(cell))) == ("'", cell)


@pytest.mark.parametrize("cell", ["", "x", "'tis", "O'Hara", "1-2", "a=b", "'"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert (guarded(cell), unguarded(cell)) == (cell, cell)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(cell=st.text())
def test_guarding_can_be_undone_for_any_text(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@settings(max_examples=200, deadline=None, derandomize=True)
@given(sheet=st.sampled_from(list(SHEETS.values())), content=st.binary(max_size=200))
def test_no_bytes_whatever_stop_the_reading(sheet: import_export.Sheet, content: bytes) -> None:
    header = ",".join(column.name for column in sheet.columns).encode() + b"\n"
    for whole in (content, header + content):
        assert read(sheet, whole).sheet is sheet


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    sheet=st.sampled_from(list(SHEETS.values())),
    rows=st.lists(st.lists(st.text(max_size=20), min_size=11, max_size=11), max_size=3),
)
def test_no_cells_whatever_stop_the_reading(
    sheet: import_export.Sheet, rows: list[list[str]]
) -> None:
    names = [column.name for column in sheet.columns]
    content = to_csv([names, *(row[: len(names)] for row in rows)]) if _encodable(rows) else b""
    file = read(sheet, content)
    assert len(file.rows) <= len(rows)


def _encodable(rows: list[list[str]]) -> bool:
    return not any("\ud800" <= c <= "\udfff" for row in rows for cell in row for c in cell)
