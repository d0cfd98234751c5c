"""Groups in a list, and one group looked at closely."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from models import Group, Meeting, MemberRole, Person
from models.calendar_days import day_words
from models.group_kinds import rules_of
from models.group_records import GroupRecord
from models.payloads import Block, Element, Message
from models.rosters import GroupLine, GroupOverview, RosterLine
from views import decisions as decision_views
from views import pauses as pause_views
from views.elements import (
    PAGE,
    actions,
    button,
    confirm,
    context,
    fields,
    header,
    message,
    more_button,
    section,
)
from views.groups import charge_fields, ids
from views.groups.charge_pages import outcome
from views.interests import interested_button
from views.texts import bold, brief, channel, esc, joined, plural, short
from views.times import moment, plain_moment
from views.values import GroupListAt

DISCHARGED = "discharged"
"""Typed after `/wg list`: the groups that have ended."""
_MORE = (
    "`/wg show` shows more about the group whose channel you are in; `/wg list discharged` shows"
    " groups that have ended."
)


def listed(
    lines: Sequence[GroupLine],
    *,
    page: int = 0,
    text: str = "",
    may_start: bool = False,
    have_ended: bool = False,
    near: Group | None = None,
) -> Message:
    """The groups, hers first, ten at a time; ``text`` is what was looked for, and ``near`` the
    group that was probably meant where there is none.

    Of those that ``have_ended`` it begins with ``DISCHARGED``.
    """
    # There may be fewer groups now than when the button for this page was drawn.
    page = page if page * PAGE < len(lines) else 0
    start = page * PAGE
    shown = lines[start : start + PAGE]
    about = text[len(DISCHARGED) :].strip() if have_ended else text
    title = "Discharged groups" if have_ended else "Groups"
    title = f"{title} about “{short(about, 60)}”" if about else title
    if not lines:
        return _no_discharged() if have_ended else _no_groups(text, near, may_start=may_start)
    blocks: list[Block] = [header(title)]
    blocks += [_line(line) for line in shown]
    if left := len(lines) - start - len(shown):
        blocks.append(
            more_button(ids.PAGE_OF, GroupListAt(page + 1, short(text, 200)).text, left=left)
        )
    if may_start and page == 0:
        blocks.append(actions(button("Start a group", ids.NEW, style="primary")))
    blocks.append(context(_MORE))
    names = "; ".join(f"{esc(line.group.name)} ({_size(line)})" for line in shown)
    return message(f"{esc(title)}: {names}.", blocks)


def shown(
    overview: GroupOverview,
    *,
    is_member: bool,
    may_edit: bool,
    zone: str,
    may_discharge: bool = False,
    record: GroupRecord | None = None,
    may_volunteer: bool = False,
    represented: int = 0,
) -> Message:
    """One group: charge, facts, people by library, how many libraries are ``represented`` in it,
    and what this person may do. The ``record`` of a discharged one says what it did and who goes
    on.
    """
    group = overview.group
    blocks: list[Block] = [
        header(group.name),
        section(_scope(group, is_whole=record is None) or "_No charge is written down yet._"),
        *_charge_fields(overview),
        fields(_facts(overview)),
        *_people(overview.roster, most=2 if record else 3),
        *_represented(group, represented),
    ]
    if not overview.is_active:
        blocks.append(
            section(
                f"This group was {_ended(overview.discharged_on)}. It stays listed, and nothing in"
                " it changes."
            )
        )
        blocks += outcome(record) if record else []
        blocks.append(actions(button("Charge", ids.CHARGE, group.id, about=group.name)))
    elif buttons := _buttons(
        group, is_member=is_member, may_edit=may_edit, may_discharge=may_discharge
    ):
        volunteer = [interested_button(group)] if may_volunteer else []
        blocks.append(actions(*buttons, *volunteer))
    return message(_in_words(overview, zone), blocks)


def _represented(group: Group, count: int) -> list[Block]:
    """How many libraries have somebody there, and where it says who that is."""
    if not count:
        return []
    have = "has a representative" if count == 1 else "have representatives"
    name = esc(brief(group.name, 200))
    return [
        context(
            f"{plural(count, 'library', 'libraries')} {have} here: `/library representatives"
            f" {name}` shows who speaks for each."
        )
    ]


def _in_words(overview: GroupOverview, zone: str) -> str:
    """The page as a notification reads it."""
    group = overview.group
    people = plural(len(overview.roster), "member")
    of_libraries = {line.organization for line in overview.roster if line.is_of_library}
    libraries = plural(len(of_libraries), "library", "libraries")
    return (
        f"{esc(group.name)}, {group.kind}: {people} from {libraries}, "
        f"{plural(overview.open_tasks, 'open task')}. {_next_in_words(overview, zone)}"
    )


def _scope(group: Group, *, is_whole: bool) -> str:
    """What it is for; beside its final report only how that begins."""
    return esc(short(group.charge, 2900)) if is_whole else esc(brief(group.charge, 600))


def _charge_fields(overview: GroupOverview) -> list[Block]:
    charge_words = charge_fields.in_words(overview.group, has_lapsed=overview.has_lapsed)
    return [section(charge_words)] if charge_words else []


def as_what(role: MemberRole | None) -> str:
    """What somebody is in a group, as it stands after “you are”."""
    words = {
        MemberRole.CHAIR: "the chair",
        MemberRole.MEMBER: "a member",
        MemberRole.OBSERVER: "an observer",
        MemberRole.RECORDER: "the recorder",
        MemberRole.REPRESENTATIVE: "a representative",
        MemberRole.ALTERNATE: "an alternate",
        MemberRole.LIAISON: "a liaison",
        MemberRole.EX_OFFICIO: "a member ex officio",
    }
    return "not a member" if role is None else words.get(role, role)


def _line(line: GroupLine) -> Block:
    group = line.group
    about = joined([group.kind, _size(line), channel(group.channel_id), _standing(line)])
    text = f"{bold(short(group.name, 200))}\n{about}\n{esc(short(group.charge, 140))}"
    return section(text, button("Show", ids.SHOW, group.id, about=group.name))


def _standing(line: GroupLine) -> str:
    if not line.is_active:
        return _ended(line.discharged_on)
    return f"you are {what_i_am(line)}" if line.my_role else ""


def what_i_am(line: GroupLine) -> str:
    """What she is in a group, and until when where that is known: “a member until …”."""
    until = f" until {day_words(line.my_last_day)}" if line.my_last_day else ""
    return f"{as_what(line.my_role)}{until}"


def _ended(day: date | None) -> str:
    """ "discharged on Wed, Mar 3, 2027"."""
    return f"discharged on {day_words(day)}" if day else "discharged"


def _no_discharged() -> Message:
    text = "No such group was discharged. Type `/wg list` to see the active ones."
    return message(text, [section(text)])


def _size(line: GroupLine) -> str:
    return f"{plural(line.members, 'member')} from {plural(line.libraries, 'library', 'libraries')}"


def _no_groups(text: str, near: Group | None, *, may_start: bool) -> Message:
    sentence = (
        f"No group mentions “{esc(short(text, 100))}”." if text else "There are no groups yet."
    )
    meant = f" Did you mean “{esc(short(near.name, 200))}”?" if near else ""
    blocks = [section(f"{sentence}{meant} Type `/wg list` to see all groups.")]
    buttons = [button("Show it", ids.SHOW, near.id, about=near.name)] if near else []
    if may_start:
        buttons.append(button("Start a group", ids.NEW, style="primary"))
    return message(f"{sentence}{meant}", [*blocks, *([actions(*buttons)] if buttons else [])])


def _facts(overview: GroupOverview) -> list[tuple[str, str]]:
    group = overview.group
    overdue = f", {overview.overdue_tasks} overdue" if overview.overdue_tasks else ""
    directions = "\n".join(esc(direction.name) for direction in overview.directions)
    return [
        ("Kind", group.kind.capitalize()),
        _channel_fact(group),
        ("Next meeting", joined([_next_meeting(overview.next_meeting), _paused(overview)], "\n")),
        ("Open tasks", f"{overview.open_tasks}{overdue}"),
        ("Strategic directions", directions or "None chosen"),
        ("Since", f"{group.created_at:%B %Y}"),
    ]


def _channel_fact(group: Group) -> tuple[str, str]:
    """Its channel; of a discharged group, the one that it had before another took it."""
    if group.channel_id is None and group.former_channel_id:
        return "Former channel", channel(group.former_channel_id)
    return "Channel", channel(group.channel_id)


def _paused(overview: GroupOverview) -> str:
    """The first pause that is not over."""
    if not overview.pauses or not overview.today:
        return ""
    return pause_views.in_words(overview.pauses[0], overview.today)


def _next_meeting(meeting: Meeting | None) -> str:
    if meeting is None:
        return "None scheduled"
    return f"{esc(short(meeting.title, 200))}\n{moment(meeting.starts_at, meeting.zone)}"


def _next_in_words(overview: GroupOverview, zone: str) -> str:
    return joined([_next_meeting_in_words(overview, zone), _paused(overview)], " ")


def _next_meeting_in_words(overview: GroupOverview, zone: str) -> str:
    meeting = overview.next_meeting
    if meeting is None:
        return "No meeting is scheduled."
    return (
        f"Next meeting: {esc(short(meeting.title, 200))}, {plain_moment(meeting.starts_at, zone)}."
    )


def _people(roster: Sequence[RosterLine], *, most: int) -> list[Block]:
    """Members by library, without pinging anybody, in as few sections as hold them."""
    if not roster:
        return [section("*People*\nNobody yet.")]
    texts = _packed(["*People by library*", *people_lines(roster)], limit=2900)
    cut = (
        [context("More people than one message can show are in this group.")]
        if len(texts) > most
        else []
    )
    return [*(section(text) for text in texts[:most]), *cut]


def people_lines(roster: Sequence[RosterLine]) -> list[str]:
    """Members by library, each library on a line."""
    return [
        f"*{esc(library)}:* " + ", ".join(_member(line) for line in members)
        for library, members in groupby(roster, key=lambda line: line.organization)
    ]


def _member(line: RosterLine) -> str:
    role = "" if line.role is MemberRole.MEMBER else str(line.role)
    until = line.deputy_until
    deputy = f"deputy of the chair until {day_words(until)}" if until else ""
    facts = joined([role, _term(line), deputy], ", ")
    about = f" ({facts})" if facts else ""
    return f"{esc(short(line.person.name, 60))}{about}{_account(line.person)}"


def _term(line: RosterLine) -> str:
    """Until when she serves, where that is known."""
    if line.ends_on is None:
        return ""
    words = "held over since" if line.is_held_over else "until"
    return f"{words} {day_words(line.ends_on)}"


def _account(person: Person) -> str:
    """What is to be known of her account; nothing of that of a full member."""
    if not person.is_active:
        return " (has left Slack)"
    if not person.slack_id:
        return " (no Slack account)"
    if person.is_external:
        return " (from another workspace)"
    return " (guest)" if person.is_guest else ""


def _packed(lines: Sequence[str], *, limit: int) -> list[str]:
    """The lines joined into as few texts as fit the limit; a line longer than it is cut."""
    texts = [""]
    for line in lines:
        line = short(line, limit)
        fits = len(texts[-1]) + len(line) < limit
        texts = [*texts[:-1], f"{texts[-1]}\n{line}".lstrip("\n")] if fits else [*texts, line]
    return texts


def make_channel(group: Group) -> Element:
    """The button for who runs a group without a channel."""
    return button("Make a channel", ids.MAKE_CHANNEL, group.id, about=group.name)


def _buttons(
    group: Group, *, is_member: bool, may_edit: bool, may_discharge: bool
) -> list[Element]:
    may_join = not group.is_private and rules_of(group.kind).anyone_may_join
    buttons = [
        button("Decisions", decision_views.LISTED, group.id, about=group.name),
        button("Charge", ids.CHARGE, group.id, about=group.name),
    ]
    if may_edit:
        buttons += [
            button("Add people", ids.ADD, group.id),
            button("Remove people", ids.REMOVE, group.id),
            button("Edit the group", ids.EDIT, group.id),
            button("Weekly digest", ids.DIGEST, group.id),
        ]
        if group.channel_id is None:
            buttons.append(make_channel(group))
    if is_member:
        back = "You can come back later." if may_join else "Only a chair can add you again."
        question = confirm("Leave the group?", back, "Leave")
        buttons.append(button("Leave", ids.LEAVE, group.id, about=group.name, confirm=question))
    elif may_join:
        buttons.insert(0, button("Join", ids.JOIN, group.id, about=group.name, style="primary"))
    if may_discharge:
        buttons.append(button("Discharge the group", ids.DISCHARGE, group.id, about=group.name))
    return buttons
