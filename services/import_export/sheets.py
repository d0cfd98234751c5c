"""The files and their columns: what the import reads is what the export writes."""

from dataclasses import dataclass

from models import (
    GroupAuthority,
    GroupKind,
    InterestLevel,
    MemberRole,
    ObligationKind,
    OrganizationKind,
    QuietWeek,
    QuorumOf,
    QuorumShare,
    RepresentationKind,
    RoleKind,
)
from models.columns import NAME_LENGTH, TEXT_LENGTH
from models.groups import MOST_AGENDA_HOURS, MOST_HOURS, MOST_IN_A_ROW
from models.interests import MOST_NOTE
from models.obligations import DETAILS_LENGTH, MOST_DAYS_AHEAD
from models.organizations import CATEGORY_LENGTH
from models.proposals import REASON_LENGTH, ProposalStatus
from models.representatives import TOPIC_LENGTH
from models.seats import LABEL_LENGTH, MOST_MONTHS, MOST_TERMS
from models.sunsets import SunsetOutcome
from services.import_export import cells
from services.import_export.cells import Reader
from services.organizations import written


@dataclass(frozen=True)
class Column:
    """One column: how its cells are read, and whether every row must fill it in."""

    name: str
    read: Reader
    needed: bool = False
    nothing: str = ""
    """What the export writes where there is nothing:
    ``none`` where an empty cell would mean a default.
    """


@dataclass(frozen=True)
class Sheet:
    """One file."""

    file: str
    columns: tuple[Column, ...]


LIBRARIES = Sheet(
    "libraries.csv",
    (
        Column("key", written.key, needed=True),
        Column("name", cells.line(NAME_LENGTH), needed=True),
        Column("short_name", cells.line(60)),
        Column("kind", cells.member_of(OrganizationKind), needed=True),
        Column("mail_domains", cells.many(written.domain)),
        Column("category", cells.or_nothing(cells.line(CATEGORY_LENGTH))),
        Column("zone", cells.or_nothing(cells.zone)),
        Column("staff_size", cells.or_nothing(cells.staff_size)),
        Column("voting_unit", cells.or_nothing(cells.line(NAME_LENGTH))),
        Column("active_from", cells.or_nothing(cells.day)),
        Column("active_until", cells.or_nothing(cells.day)),
        Column("merged_into", cells.or_nothing(written.key)),
        Column("former_names", cells.in_order(written.former_name)),
        Column("confirmed_on", cells.day),
    ),
)
DIRECTIONS = Sheet(
    "directions.csv",
    (
        Column("key", written.key, needed=True),
        Column("name", cells.line(NAME_LENGTH), needed=True),
        Column("description", cells.text(TEXT_LENGTH)),
        Column("position", cells.number),
    ),
)
PEOPLE = Sheet(
    "people.csv",
    (
        Column("email", cells.address),
        Column("name", cells.person_name(NAME_LENGTH), needed=True),
        Column(
            "organization", cells.or_nothing(cells.line(NAME_LENGTH)), nothing=cells.TYPED_NOTHING
        ),
        Column("zone", cells.zone),
        Column("roles", cells.many(cells.member_of(RoleKind))),
        Column("slack_id", cells.slack_user),
        Column("guest", cells.yes_or_no),
        Column("active", cells.yes_or_no),
        Column("other_emails", cells.many(cells.address)),
    ),
)
GROUPS = Sheet(
    "groups.csv",
    (
        Column("name", cells.line(NAME_LENGTH), needed=True),
        Column("kind", cells.member_of(GroupKind), needed=True),
        Column("charge", cells.text(TEXT_LENGTH), needed=True),
        Column("channel_id", cells.slack_channel),
        Column("private", cells.yes_or_no),
        Column("directions", cells.many(written.key)),
        Column("digest_weekday", cells.or_nothing(cells.weekday), nothing=cells.TYPED_NOTHING),
        Column("digest_time", cells.clock),
        Column("quiet_week", cells.member_of(QuietWeek)),
        Column("zone", cells.zone),
        Column("discharged_on", cells.or_nothing(cells.day)),
        Column("sponsor", cells.or_nothing(cells.line(NAME_LENGTH))),
        Column("reports_to", cells.or_nothing(cells.line(NAME_LENGTH))),
        Column("authority", cells.or_nothing(cells.member_of(GroupAuthority))),
        Column("hours_a_month", cells.or_nothing(cells.number_within(1, MOST_HOURS))),
        Column("agenda_hours", cells.or_nothing(cells.number_within(1, MOST_AGENDA_HOURS))),
        Column("sunset_on", cells.or_nothing(cells.day)),
        Column("final_report", cells.or_nothing(cells.text(TEXT_LENGTH))),
        Column("quorum", cells.or_nothing(cells.member_of(QuorumShare))),
        Column("quorum_of", cells.member_of(QuorumOf)),
        Column("vote_lost_after", cells.or_nothing(cells.number_within(1, MOST_IN_A_ROW))),
        Column("vote_regained_after", cells.or_nothing(cells.number_within(1, MOST_IN_A_ROW))),
    ),
)
MEMBERSHIPS = Sheet(
    "memberships.csv",
    (
        Column("group", cells.line(NAME_LENGTH), needed=True),
        Column("person", cells.person_named(320), needed=True),
        Column("role", cells.member_of(MemberRole)),
        Column("since", cells.day),
        Column("until", cells.or_nothing(cells.day)),
    ),
)

SEATS_AND_TERMS = Sheet(
    "seats.csv",
    (
        Column("group", cells.line(NAME_LENGTH), needed=True),
        Column("role", cells.member_of(MemberRole)),
        Column("label", cells.line(LABEL_LENGTH)),
        Column("number", cells.number_within(1, 999)),
        Column("votes", cells.yes_or_no),
        Column("organization", cells.or_nothing(written.key)),
        Column("category", cells.or_nothing(cells.line(CATEGORY_LENGTH))),
        Column("term_months", cells.or_nothing(cells.number_within(1, MOST_MONTHS))),
        Column("term_limit", cells.or_nothing(cells.number_within(1, MOST_TERMS))),
        Column("cycle_ends_on", cells.or_nothing(cells.day)),
        Column("hours_a_month", cells.or_nothing(cells.number_within(1, MOST_HOURS))),
        Column("holds_over", cells.yes_or_no),
        Column("closed_on", cells.or_nothing(cells.day)),
        Column("person", cells.person_named(320)),
        Column("since", cells.day),
        Column("term_ends_on", cells.or_nothing(cells.day)),
    ),
)

DELIVERABLES = Sheet(
    "deliverables.csv",
    (
        Column("group", cells.line(NAME_LENGTH), needed=True),
        Column("title", cells.line(NAME_LENGTH), needed=True),
        Column("due_on", cells.or_nothing(cells.day)),
        Column("done_on", cells.or_nothing(cells.day)),
    ),
)

REPRESENTATIVES = Sheet(
    "representatives.csv",
    (
        Column("library", written.key, needed=True),
        Column("group", cells.or_nothing(cells.line(NAME_LENGTH))),
        Column("topic", cells.or_nothing(cells.line(TOPIC_LENGTH))),
        Column("kind", cells.member_of(RepresentationKind), needed=True),
        Column("person", cells.person_named(320), needed=True),
        Column("since", cells.day),
        Column("until", cells.or_nothing(cells.day)),
    ),
)

VOLUNTEERS = Sheet(
    "volunteers.csv",
    (
        Column("group", cells.line(NAME_LENGTH), needed=True),
        Column("person", cells.person_named(320), needed=True),
        Column("level", cells.member_of(InterestLevel)),
        Column("note", cells.line(MOST_NOTE)),
        Column("given_on", cells.day),
    ),
)

PROPOSALS = Sheet(
    "proposals.csv",
    (
        Column("name", cells.line(NAME_LENGTH), needed=True),
        Column("kind", cells.member_of(GroupKind), needed=True),
        Column("problem", cells.text(TEXT_LENGTH), needed=True),
        Column("beneficiaries", cells.text(TEXT_LENGTH), needed=True),
        Column("measure", cells.text(TEXT_LENGTH), needed=True),
        Column("participants", cells.text(TEXT_LENGTH), needed=True),
        Column("representation", cells.text(TEXT_LENGTH)),
        Column("proposed_by", cells.person_named(320), needed=True),
        Column("proposed_at", cells.moment, needed=True),
        Column("status", cells.member_of(ProposalStatus)),
        Column("reason", cells.text(REASON_LENGTH)),
        Column("decided_by", cells.person_named(320)),
        Column("decided_at", cells.moment),
        Column("group", cells.line(NAME_LENGTH)),
    ),
)

REVIEWS = Sheet(
    "reviews.csv",
    (
        Column("group", cells.line(NAME_LENGTH), needed=True),
        Column("outcome", cells.member_of(SunsetOutcome), needed=True),
        Column("reason", cells.text(TEXT_LENGTH), needed=True),
        Column("sunset_on", cells.day),
        Column("successors", cells.in_order(cells.line(NAME_LENGTH))),
        Column("proposed_by", cells.person_named(320)),
        Column("proposed_at", cells.moment),
        Column("recorded_by", cells.person_named(320)),
        Column("recorded_at", cells.moment),
    ),
)

OBLIGATIONS = Sheet(
    "obligations.csv",
    (
        Column("group", cells.line(NAME_LENGTH), needed=True),
        Column("title", cells.line(NAME_LENGTH), needed=True),
        Column("rhythm", cells.rhythm, needed=True),
        Column("kind", cells.member_of(ObligationKind)),
        Column("lead_days", cells.number_within(0, MOST_DAYS_AHEAD)),
        Column("remind_days", cells.or_nothing(cells.number_within(1, MOST_DAYS_AHEAD))),
        Column("library", cells.or_nothing(written.key)),
        Column("seat", cells.or_nothing(cells.line(NAME_LENGTH))),
        Column("owner", cells.one_of("group", "consortium")),
        Column("done_through", cells.day),
        Column("ended_at", cells.moment),
        Column("details", cells.text(DETAILS_LENGTH)),
        Column("drafted_by", cells.person_named(320)),
    ),
)

SHEETS = {
    sheet.file: sheet
    for sheet in (
        LIBRARIES,
        DIRECTIONS,
        PEOPLE,
        GROUPS,
        MEMBERSHIPS,
        SEATS_AND_TERMS,
        DELIVERABLES,
        REPRESENTATIVES,
        VOLUNTEERS,
        PROPOSALS,
        REVIEWS,
        OBLIGATIONS,
    )
}
"""In the order in which each may name what is in the ones before."""
