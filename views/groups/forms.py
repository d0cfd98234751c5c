"""The forms about groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from models import (
    Direction,
    Group,
    GroupKind,
    GroupProposal,
    MemberRole,
    Organization,
    Person,
    QuietWeek,
)
from models.call_pages import CallsThatEnd
from models.groups import MOST_AGENDA_HOURS, ChargeFields
from models.payloads import Block, Element, View
from models.rosters import GroupOverview, RosterLine
from models.seats import SeatLine
from views import proposals as proposal_views
from views import values
from views.elements import context, divider, plain, section
from views.groups import charge_fields, ids
from views.inputs import (
    clock_picker,
    field,
    modal,
    multi_select,
    named,
    option,
    people_picker,
    person_picker,
    select,
    text_input,
)
from views.texts import bold, channel, esc, in_a_row, joined, plural, short
from views.times import moment

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NO_DIGEST = "none"
STORY = "story"
"""The box by which a digest tells a story of the week."""
CHANNEL_HINT = (
    "Meetings and the weekly digest are posted there, and commands typed there mean the group. In"
    " #general, where everybody is, they name the group instead."
)


@dataclass(frozen=True)
class ProposedGroup:
    """What the form of a new group begins with."""

    name: str
    kind: GroupKind
    charge: str


def new(
    directions: Sequence[Direction],
    *,
    asker: Person,
    channel_id: str | None,
    is_everybodys: bool = False,
) -> View:
    """The form that starts a group; ``channel_id`` is offered where it is a channel of no group,
    and not one that everybody is in.
    """
    chair = person_picker("group.chair", placeholder="Choose a person", initial=asker.slack_id)
    blocks = [
        *([section(_not_here(channel_id))] if channel_id and is_everybodys else []),
        *_charge_fields(None, directions, (), channel_id=None if is_everybodys else channel_id),
        field(
            "chair",
            "Chair",
            chair,
            hint="The chair can add people, schedule meetings and name co-chairs.",
        ),
    ]
    return modal(ids.CREATE, "Start a group", blocks, submit="Start the group", close="Cancel")


def activate(proposal: GroupProposal, directions: Sequence[Direction], *, proposer: Person) -> View:
    """The form that makes a group of a proposal, with all that is known of it filled in."""
    chair = person_picker(
        "group.chair", placeholder="Choose a person", initial=proposer.slack_id or None
    )
    about = joined(
        [
            proposal.problem,
            f"For whom: {proposal.beneficiaries}",
            f"It is done when: {proposal.measure}",
        ],
        "\n\n",
    )
    blocks = [
        *_charge_fields(
            None,
            directions,
            (),
            channel_id=None,
            proposed=ProposedGroup(proposal.name, proposal.kind, about),
        ),
        field("chair", "Chair", chair, hint="Who proposed it, unless you choose somebody else."),
    ]
    return modal(
        proposal_views.ACTIVATE_SEND,
        "Start a group",
        blocks,
        submit="Start the group",
        close="Cancel",
        private=values.private(proposal=proposal.id),
    )


def _not_here(channel_id: str) -> str:
    return (
        f"Everybody is in {channel(channel_id)}, so it is no group's own channel. Choose another"
        " one below, or make one in Slack first."
    )


def edit(
    group: Group,
    directions: Sequence[Direction],
    chosen: Sequence[Direction],
    roster: Sequence[RosterLine],
    *,
    seen: str = "",
) -> View:
    """The form that changes a group. ``seen`` tells apart what it shows of each field."""
    chairs = [line for line in roster if line.role in (MemberRole.CHAIR, MemberRole.CO_CHAIR)]
    members = member_choices(sorted(roster, key=lambda line: line not in chairs))
    blocks = _charge_fields(group, directions, chosen, channel_id=group.channel_id)
    if members:
        initial = [str(line.person.id) for line in chairs]
        element = multi_select(
            "group.chairs", members, placeholder="Choose members", initial=initial
        )
        blocks.append(
            field("chairs", "Chair and co-chairs", element, hint="Members of the group only.")
        )
    private = values.private(group=group.id, seen=seen)
    return modal(
        ids.EDIT_SEND, "Edit the group", blocks, submit="Save", close="Cancel", private=private
    )


def add(group: Group, partners: Sequence[Person], organizations: Sequence[Organization]) -> View:
    """The form that adds people, with or without Slack.

    ``partners`` are people known without Slack.
    """
    in_slack = people_picker("group.people", placeholder="Choose people")
    blocks: list[Block] = [
        section(f"Who joins {bold(group.name)}?"),
        field("people", "People in this Slack", in_slack, optional=True),
    ]
    if partners:
        element = multi_select("group.partners", named(partners), placeholder="Choose partners")
        blocks.append(field("partners", "Partners known already", element, optional=True))
    blocks += [divider(), *_partner_fields(organizations)]
    private = values.private(group=group.id)
    return modal(ids.ADD_SEND, "Add people", blocks, submit="Add", close="Cancel", private=private)


def remove(group: Group, roster: Sequence[RosterLine]) -> View:
    """The form that ends memberships."""
    element = multi_select("group.members", member_choices(roster), placeholder="Choose members")
    blocks = [
        field("members", "Who leaves the group?", element),
        context("Their past work stays on record. They are not told by me: tell them yourself."),
    ]
    private = values.private(group=group.id)
    return modal(
        ids.REMOVE_SEND, "Remove people", blocks, submit="Remove", close="Cancel", private=private
    )


def discharge(group: Group, ends: Sequence[str]) -> View:
    """The page that asks before a group ends, and says what ends with it, as ``what_ends`` does."""
    notice = (
        f"I tell {channel(group.channel_id)} once."
        if group.channel_id
        else "The group has no channel, so I tell each of its other members once, in private."
    )
    readers = "The channel reads" if group.channel_id else "Its members read"
    reason = text_input("group.reason", placeholder="Its work is done", limit=300)
    blocks = [
        section(f"Discharge {bold(group.name)} today? This is what ends with it:"),
        section("\n".join(f"• {line}" for line in ends)),
        context(
            "Its charge, decisions and past work stay to be read, and nothing in it changes any"
            f" more. {notice} Only an import of groups.csv can undo this."
        ),
        field("reason", "Reason", reason, hint=f"{readers} it.", optional=True),
        field(
            "report",
            "Final report",
            text_input("group.report", multiline=True, limit=3000),
            hint=f"What it has done, or where that is to be read. {readers} it, too.",
            optional=True,
        ),
    ]
    private = values.private(group=group.id)
    return modal(
        ids.DISCHARGE_SEND,
        "Discharge the group",
        blocks,
        submit="Discharge",
        close="Cancel",
        private=private,
    )


def what_ends(
    overview: GroupOverview,
    *,
    of_calls: CallsThatEnd | None = None,
    recurring: int = 0,
    seats: Sequence[SeatLine] = (),
    volunteers: int = 0,
    open_polls: int = 0,
) -> list[str]:
    """What ends with a group, and what stays open in it; so many obligations come back in it."""
    meeting = overview.next_meeting
    meets = (
        f"{esc(short(meeting.title, 200))}, {moment(meeting.starts_at, overview.group.zone)}, and"
        " all later ones: they are not held, and nobody is asked or reminded about them"
        if meeting
        else "no meeting is scheduled"
    )
    return [
        f"*People:* {plural(len(overview.roster), 'member')}, whose membership ends",
        f"*Meetings:* {meets}",
        f"*Tasks:* {plural(overview.open_tasks, 'open task')}, which stay open; who holds one may"
        " still finish it",
        *_seats_end(seats),
        *_calls_end(of_calls or CallsThatEnd()),
        *_polls_end(open_polls),
        *_obligations_end(recurring),
        *_interest_ends(volunteers),
        "*Weekly digest:* it ends",
    ]


def _seats_end(lines: Sequence[SeatLine]) -> list[str]:
    sitting = [line.incumbent for line in lines if line.incumbent]
    away = sum(1 for incumbent in sitting if incumbent.leave)
    ends = (
        f"{plural(len(sitting), 'term')} in {plural(len(lines), 'seat')}" if lines else "",
        f"{plural(away, 'leave')} of absence" if away else "",
    )
    return [f"*Seats:* {in_a_row([end for end in ends if end])}, which end"] if lines else []


def _polls_end(open_polls: int) -> list[str]:
    if not open_polls:
        return []
    are = "which is cancelled" if open_polls == 1 else "which are cancelled"
    return [f"*Polls:* {plural(open_polls, 'open poll')}, {are}"]


def _interest_ends(volunteers: int) -> list[str]:
    people = plural(volunteers, "person is", "people are")
    return [f"*Volunteers:* {people} interested, which ends"] if volunteers else []


def _calls_end(counts: CallsThatEnd) -> list[str]:
    ends = (
        f"{plural(counts.cancelled, 'open call is', 'open calls are')} cancelled, and those who"
        " were called read why"
        if counts.cancelled
        else "",
        f"{plural(counts.closed, 'call whose time is up closes', 'calls whose time is up close')}"
        " with what was answered"
        if counts.closed
        else "",
        f"{plural(counts.discarded, 'draft is', 'drafts are')} thrown away"
        if counts.discarded
        else "",
    )
    return [f"*Calls:* {joined(ends, '; ')}"] if any(ends) else []


def _obligations_end(recurring: int) -> list[str]:
    count = plural(recurring, "obligation does", "obligations do")
    return [f"*Recurring:* {count} not come back any more"] if recurring else []


def _agenda_hours(group: Group) -> Block:
    return field(
        "agenda_hours",
        "Hours before a meeting at which its agenda is posted",
        text_input(
            "group.agenda_hours",
            initial=str(group.agenda_hours or ""),
            placeholder="48",
            limit=3,
        ),
        hint=(
            f"From 1 to {MOST_AGENDA_HOURS}, such as 48. Once, in the channel, and by mail to"
            " members without Slack. Leave it empty to post none."
        ),
        optional=True,
    )


def digest(group: Group, *, seen: str = "") -> View:
    """The form that says when the weekly digest comes. ``seen`` tells apart what it shows of each
    field.
    """
    days = [option(day, number) for number, day in enumerate(DAYS)]
    initial = NO_DIGEST if group.digest_weekday is None else str(group.digest_weekday)
    quiet = [
        option("Post one line", QuietWeek.ONE_LINE, "“A quiet week: nothing changed.”"),
        option("Post nothing", QuietWeek.NOTHING),
    ]
    clock = clock_picker("group.digest_time", initial=group.digest_time)
    weekday = select("group.digest_day", [*days, option("No digest", NO_DIGEST)], initial=initial)
    where = (
        "in its channel" if group.channel_id else "once it has a channel, which `/wg edit` gives it"
    )
    blocks = [
        section(
            f"Once a week {bold(group.name)} gets a digest {where}: next meetings, decisions, tasks"
            " done, due and overdue, open questions, and who is new. It notifies nobody."
        ),
        field("weekday", "Day of the weekly digest", weekday),
        field(
            "at", "Time", clock, hint=f"Local time in {group.zone}, also when the clocks change."
        ),
        field(
            "quiet_week",
            "In a week in which nothing changed",
            select("group.quiet_week", quiet, initial=group.quiet_week, type_="radio_buttons"),
        ),
        _digest_story(group),
        _agenda_hours(group),
        context(
            "`/wg digest preview` shows you alone what it would say now, `/wg digest now` sends it"
            " at once."
        ),
    ]
    private = values.private(group=group.id, seen=seen)
    return modal(
        ids.DIGEST_SEND, "Digest and agenda", blocks, submit="Save", close="Cancel", private=private
    )


def _digest_story(group: Group) -> Block:
    choice = option("Tell a story of the week", STORY)
    initial = [STORY] if group.digest_story else []
    return field(
        "digest_story",
        "Impact stories",
        multi_select("group.digest_story", [choice], initial=initial, type_="checkboxes"),
        hint=(
            "Only stories that may be quoted and that serve a strategic direction of the group."
            " None comes twice within a year."
        ),
        optional=True,
    )


def which(groups: Sequence[Group], *, command: str, text: str) -> View:
    """Asks in which group a command is meant; then the same command runs there."""
    element = select("group.one", named(groups), placeholder="Choose a group")
    hint = "In a group's own channel I know this without asking."
    private = values.private(command=command, text=text)
    return modal(
        ids.WHICH,
        "Which group?",
        [field("group", "Group", element, hint=hint)],
        submit="Go on",
        close="Cancel",
        private=private,
    )


def _charge_fields(
    group: Group | None,
    directions: Sequence[Direction],
    chosen: Sequence[Direction],
    *,
    channel_id: str | None,
    proposed: ProposedGroup | None = None,
) -> list[Block]:
    known = group or proposed
    kinds = [option(kind.capitalize(), kind) for kind in GroupKind]
    kind = select("group.kind", kinds, initial=known.kind if known else GroupKind.WORKING_GROUP)
    name = text_input(
        "group.name",
        initial=known.name if known else "",
        placeholder="Metadata Standards",
        limit=200,
    )
    return [
        field("name", "Name", name),
        field("kind", "Kind", kind),
        field("charge", "Charge", _charge(known.charge if known else "")),
        *charge_fields.fields(ChargeFields.of(group) if group else ChargeFields()),
        field(
            "channel",
            "Channel",
            _channel(channel_id),
            hint=CHANNEL_HINT,
            optional=proposed is not None or (group is not None and channel_id is None),
        ),
        *([_directions(directions, chosen)] if directions else []),
    ]


def _charge(initial: str) -> Element:
    return text_input(
        "group.charge",
        initial=initial,
        placeholder="What the group is for, and what it will have done",
        multiline=True,
        limit=2500,
    )


def _channel(channel_id: str | None) -> Element:
    channels: Element = {
        "type": "conversations_select",
        "action_id": "group.channel",
        "placeholder": plain("Choose a channel"),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return channels | ({"initial_conversation": channel_id} if channel_id else {})


def _directions(directions: Sequence[Direction], chosen: Sequence[Direction]) -> Block:
    options = [option(direction.name, direction.id) for direction in directions]
    initial = [str(direction.id) for direction in chosen]
    element = multi_select("group.directions", options, placeholder="Choose any", initial=initial)
    return field("directions", "Strategic directions it serves", element, optional=True)


def _partner_fields(organizations: Sequence[Organization]) -> list[Block]:
    places = named(organizations)
    blocks: list[Block] = [
        section("*Or a campus partner without Slack*"),
        field("partner_name", "Name", text_input("group.partner_name"), optional=True),
        field(
            "partner_email",
            "Email address",
            {"type": "email_text_input", "action_id": "group.partner_email"},
            optional=True,
        ),
    ]
    if places:
        element = select("group.partner_place", places, placeholder="Choose a library or unit")
        blocks.append(field("partner_place", "Library or campus unit", element, optional=True))
    return blocks


def member_choices(roster: Sequence[RosterLine]) -> list[Element]:
    """Those who serve in a group."""
    return [option(line.person.name, line.person.id, line.organization) for line in roster]
